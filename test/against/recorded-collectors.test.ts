/**
 * Answers that AWS really gave, through our encoder into the real source and collectors: none may crash a collector, none may vanish,
 * and what comes of each must be what an independent reading of the recording says.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import ebsDefault from '../../collectors/aws/ebs-encryption-default/index.ts';
import type { World } from '../../src/demo/aws/world.ts';
import { clean } from '../../src/demo/aws/worlds/clean.ts';
import { isUnknown } from '../../src/kit.ts';
import type { Gap, ResourceSet } from '../../src/model.ts';
import { collectors } from '../../src/registry.ts';
import type { Fields, Said } from './recorded-readings.ts';
import { type Played, play } from './recorded-replay.ts';
import { SCENES } from './recorded-scenes.ts';
import { NOW } from './recorded-worlds.ts';
import { EDITED, openRecordings, present, type Recording, type Recordings } from './recordings.ts';

/** Declared by our collectors, and in no recording. When the archive comes to hold one, this list is wrong and says so. */
const NEVER_RECORDED = [
  'access-analyzer:ListFindingsV2',
  'account:GetAlternateContact',
  'backup:ListCopyJobs',
  'backup:ListProtectedResources',
  'backup:ListRestoreJobs',
  'cognito-idp:DescribeUserPool',
  'cognito-idp:ListUserPools',
  'config:DescribeComplianceByConfigRule',
  'config:DescribeConformancePackCompliance',
  'config:DescribeConformancePacks',
  'config:DescribeDeliveryChannelStatus',
  'config:GetConformancePackComplianceDetails',
  'config:GetDiscoveredResourceCounts',
  'ec2:DescribeTransitGatewayVpcAttachments',
  'ec2:GetSnapshotBlockPublicAccessState',
  'ecr:GetRegistryScanningConfiguration',
  'elasticfilesystem:DescribeBackupPolicy',
  'elasticloadbalancing:DescribeSSLPolicies',
  'es:DescribeDomains',
  'guardduty:GetFindings',
  'guardduty:ListFindings',
  'iam:GetAccountAuthorizationDetails',
  'iam:ListOrganizationsFeatures',
  'identitystore:ListGroupMemberships',
  'inspector2:BatchGetAccountStatus',
  'inspector2:ListCoverage',
  'lambda:ListFunctionUrlConfigs',
  'macie2:GetAutomatedDiscoveryConfiguration',
  'network-firewall:DescribeFirewall',
  'network-firewall:DescribeFirewallPolicy',
  'network-firewall:DescribeLoggingConfiguration',
  'network-firewall:ListFirewalls',
  'organizations:ListDelegatedAdministrators',
  'organizations:ListPolicies',
  'organizations:ListRoots',
  'organizations:ListTargetsForPolicy',
  'rds:DescribeDBInstanceAutomatedBackups',
  'rds:DescribeDBMajorEngineVersions',
  'rds:DescribeGlobalClusters',
  's3:GetBucketPolicyStatus',
  'securityhub:DescribeSecurityHubV2',
  'securityhub:GetEnabledStandards',
  'ssm:DescribeInstancePatchStates',
  'sso:ListAccountAssignments',
  'sso:ListAccountsForProvisionedPermissionSet',
  'sso:ListInstances',
  'sso:ListManagedPoliciesInPermissionSet',
  'sso:ListPermissionSets',
  'wafv2:GetWebACLForResource',
];
/** Of the source itself: below, on their own. */
const SCOPE = ['sts:GetCallerIdentity', 'ec2:DescribeRegions'];

let recorded: Recordings;
beforeAll(() => {
  if (present) recorded = openRecordings();
});
afterAll(() => {
  if (present) recorded.close();
});
const recordingsOf = (operation: string): Recording[] => {
  const [service = '', name = ''] = operation.split(':');
  return recorded.of(service, name);
};

describe.skipIf(!present)('recorded answers become resources or explained gaps', () => {
  const counts: Record<string, number> = {};
  const files = new Set<string>();
  let [rows, unknowns] = [0, 0];
  const count = (what: string, { file }: Recording, { sets }: Played) => {
    counts[what] = (counts[what] ?? 0) + 1;
    files.add(file);
    rows += sets.flatMap(({ resources }) => resources).length;
    unknowns += sets.flatMap(({ resources, gaps }) => [...gaps, ...gapsIn(resources)]).length;
  };
  afterAll(() => {
    const lines = Object.entries(counts).map(([what, times]) => `${String(times).padStart(5)} ${what}`);
    const made = `${rows} resources came of them, ${unknowns} things unknown, each with its reason`;
    console.log([`${files.size} recorded answers replayed through our source and collectors; ${made}`, ...lines].join('\n'));
  });

  it('every declared operation that was ever recorded is replayed', () => {
    const mine = collectors.filter(({ id }) => id.startsWith('aws/')).flatMap(({ calls }) => calls.map(({ operation }) => operation));
    const declared = new Set([...mine, ...SCOPE]);
    const held = [...declared].filter((operation) => recordingsOf(operation).length > 0);
    expect(held.sort()).toEqual([...Object.keys(SCENES), ...SCOPE].sort());
    expect([...declared].filter((operation) => !held.includes(operation)).sort()).toEqual([...NEVER_RECORDED].sort());
  });

  for (const [operation, scenes] of Object.entries(SCENES)) {
    it.each(scenes.map((scene) => ({ id: scene.collector.id, scene })))(`${operation} -> $id`, async ({ id, scene }) => {
      const { collector, world, now } = scene;
      const without = new Map<World, Promise<readonly string[]>>();
      for (const recording of recordingsOf(operation)) {
        const { data, file } = recording;
        const around = world?.(data) ?? clean;
        const played = await play({ operation, collector, recording, world: around, now: now?.(data) ?? NOW });
        expect.soft(played.served, `${file}: nobody asked`).toBeGreaterThan(0);
        stands(played, file, { absent: scene.absent?.(data) ?? false, unasked: scene.unasked });
        if (file in EDITED)
          expect.soft(played.sets[0], `${file} looks like an empty estate`).not.toMatchObject({ complete: true, resources: [] });
        else {
          expect.soft(played.unwritable, `${file}: could not be written`).toBe(false);
          const due = scene.says(data);
          said(played, operation, due?.each ? { ...due, rows: await eachOf(due.each) } : due, recording);
        }
        count(`${operation} -> ${id}`, recording, played);

        /** No resource of the world may vanish, whatever the recorded answer says. */
        async function eachOf(read: NonNullable<Said['each']>): Promise<Said['rows']> {
          const ids = without.get(around) ?? play({ operation, collector, world: around, now: NOW }).then(idsOf);
          without.set(around, ids);
          const rows = new Map(played.sets[0]?.resources.map(({ resource }) => [resource.id, plain(resource)]));
          expect.soft((await ids).length, `${file}: nothing in the world to be said of`).toBeGreaterThan(0);
          return Object.fromEntries((await ids).map((one) => [one, read(rows.get(one) ?? {})]));
        }
      }
    });
  }

  it('sts:GetCallerIdentity -> who we are', async () => {
    for (const recording of recordingsOf('sts:GetCallerIdentity')) {
      const { Account, Arn } = recording.data as Record<string, string>;
      const played = await play({ operation: 'sts:GetCallerIdentity', collector: ebsDefault, recording, world: clean, now: NOW });
      const { scope, sets } = played;
      if (Arn === undefined) {
        expect(scope.principal).toMatchObject({ $unknown: { reason: 'missing_member' } });
        expect(sets.map(({ complete, gaps }) => [complete, gaps.length])).toEqual([[false, 1]]);
      } else {
        expect(scope.principal, recording.file).toMatchObject({ id: Arn });
        expect(sets.flatMap(({ resources }) => resources.map(({ resource }) => resource.id))).toEqual([`${Account}/eu-central-1`]);
      }
      count('sts:GetCallerIdentity', recording, played);
    }
  });

  it('ec2:DescribeRegions -> where we look', async () => {
    for (const recording of recordingsOf('ec2:DescribeRegions')) {
      const listed = (recording.data['Regions'] as { RegionName: string }[]).map(({ RegionName }) => RegionName);
      const played = await play({ operation: 'ec2:DescribeRegions', collector: ebsDefault, recording, world: clean, now: NOW });
      const { scope } = played;
      const [here] = scope.subjects.filter(({ region }) => region === 'eu-central-1');
      // the configured region is kept, and in doubt where AWS did not list it
      expect(here?.gap?.reason, recording.file).toBe(listed.includes('eu-central-1') ? undefined : 'region_scope_unproven');
      expect(scope.excluded.map(({ id }) => id)).toEqual(listed.filter((name) => name !== 'eu-central-1').sort());
      count('ec2:DescribeRegions', recording, played);
    }
  });
});

/** True of every answer whatsoever. */
function stands({ sets }: Played, file: string, { absent, unasked }: { absent: boolean; unasked?: RegExp | undefined }): void {
  expect.soft(sets, file).toHaveLength(1);
  const [set] = sets as [ResourceSet];
  const gaps = [...set.gaps, ...gapsIn(set.resources)];
  for (const gap of gaps) {
    if (!unasked?.test(gap.detail))
      expect.soft(['plugin_crashed', 'internal_error', 'policy_error', 'not_run'], `${file}: ${gap.detail}`).not.toContain(gap.reason);
    expect.soft(gap.detail, file).not.toBe('');
    // what two whole answers say against each other is a gap without an answer of its own
    if (gap.reason !== 'changed_during_collection' && !absent)
      expect.soft(set.evidence, `${file}: no evidence of ${gap.detail}`).not.toEqual([]);
  }
  expect.soft(set.complete, `${file}: whole, with gaps, or not whole, without`).toBe(set.gaps.length === 0);
}

/** What refusals mean whose status does not say it. */
const REASONS: Readonly<Record<string, string>> = {
  ReportInProgress: 'timeout',
  AccessDeniedException: 'access_denied',
  InvalidAccessException: 'access_denied',
  ThrottlingException: 'throttled',
};

function said({ sets }: Played, operation: string, due: Said | undefined, { file, status, data }: Recording): void {
  const [set] = sets as [ResourceSet];
  if (due === undefined) {
    const code = String(data.Error?.Code);
    const reason = REASONS[code] ?? (status === 403 ? 'access_denied' : 'provider_error');
    const told = expect.objectContaining({ operation, reason, detail: expect.stringContaining(code) });
    expect.soft([...set.gaps, ...gapsIn(set.resources)], `${file}: the refusal left no trace`).toContainEqual(told);
    return;
  }
  const rows = Object.fromEntries(set.resources.map(({ resource }) => [resource.id, plain(resource)]));
  expect.soft(Object.keys(rows).sort(), file).toEqual(Object.keys(due.rows).sort());
  for (const [id, fields] of Object.entries(due.rows)) expect.soft(pick(rows[id], fields), `${file}: ${id}`).toEqual(fields);
  expect.soft([...new Set(set.gaps.map(({ reason }) => reason))].sort(), `${file}: ${set.proof}`).toEqual(due.gaps);
}
const idsOf = ({ sets: [set] }: Played): readonly string[] => set?.resources.map(({ resource }) => resource.id) ?? [];
const pick = (row: Fields | undefined, like: Fields) => row && Object.fromEntries(Object.keys(like).map((name) => [name, row[name]]));

/** Unknown values as `?reason`. */
function plain(value: unknown): Fields {
  return JSON.parse(JSON.stringify(value, (_, each) => (isUnknown(each) ? `?${each.$unknown.reason}` : each)));
}
function gapsIn(value: unknown): Gap[] {
  if (isUnknown(value)) return [value.$unknown];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(gapsIn) : [];
}
