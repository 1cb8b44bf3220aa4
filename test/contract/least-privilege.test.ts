/**
 * What `claimcheck permissions` prints is enough, and no action of it is there for nothing: a simulated AWS that allows these actions and no
 * other one answers everything; with any one of them taken away, exactly the rows that need it become unknown, and name it.
 * test/against/moto-least-privilege.test.ts shows the same with IAM policies that others evaluate.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import source from '../../collectors/aws/source.ts';
import { params } from '../../src/demo/aws/params.ts';
import { brokenParts, cleanParts } from '../../src/demo/aws/parts/index.ts';
import { startAws } from '../../src/demo/aws/server.ts';
import type { Account, World } from '../../src/demo/aws/world.ts';
import { clean, PRODUCTION } from '../../src/demo/aws/worlds/clean.ts';
import { drifted } from '../../src/demo/aws/worlds/drifted.ts';
import { judgeSet, type ReadyCheck } from '../../src/evaluate/judge.ts';
import { checksDir } from '../../src/home.ts';
import { isUnknown } from '../../src/kit.ts';
import type { Collector, Gap, ResourceSet, Verdict } from '../../src/model.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { collectors as all } from '../../src/registry.ts';
import { claimcheck, folder } from '../support/cli.ts';
import { collectAll } from '../support/collect.ts';

const collectors = all.filter(({ id }) => id.startsWith('aws/'));
const now = new Date().toISOString();

/** What only the owner of an estate can declare: without it these checks look at nothing, or know nothing. */
const PARAMS = {
  ...params,
  'aws.sso.admin-assignments-listed': { approved: ['somebody'] },
  'aws.compute.multi-az': { productionTag: 'environment' },
  'aws.config.regions-in-use': { allowedRegions: ['eu-west-1'] },
};
const { checks } = loadPolicy({ checksDir, collectors: all, params: PARAMS, select: ['aws.*'], frameworks: [] });

const WITNESS = 'what AWS Config says of a resource stands beside our verdict, and the report names where the two differ';
/** No row of any world rests on these alone. */
const NEEDED_BY_NO_ROW: Readonly<Record<string, string>> = {
  'sts:GetCallerIdentity': 'AWS answers it to everybody, whatever the policy says',
  'iam:ListMFADevices': 'asked about administrators of whom the credential report says nothing; in these worlds it names everybody',
  'config:GetComplianceDetailsByConfigRule': 'says which resources a rule found; that the rule found some is said without it',
  'config:DescribeConformancePacks': WITNESS,
  'config:DescribeConformancePackCompliance': WITNESS,
  'config:GetConformancePackComplianceDetails': WITNESS,
  'config:ListDiscoveredResources': WITNESS,
  'ec2:GetInstanceMetadataDefaults': 'what new instances would be given: shown beside the verdict, which is about those that are there',
  'ec2:GetImageBlockPublicAccessState': 'whether images could be shared anew: shown beside the verdict, which is about those that are',
};

/** The estate in several states: an action that is of no use in one of them may be in another. */
const WORLDS: Readonly<Record<string, World>> = {
  // before 2024 ListBuckets did not say where buckets lie, and compatible services still do not
  clean: { ...clean, bucketRegions: false },
  drifted,
  broken: { ...clean, parts: brokenParts },
  // nothing is shut as a whole, so that what stands open by itself is what decides; people come in by SAML
  open: {
    ...clean,
    accounts: clean.accounts.map(opened),
    parts: { ...cleanParts, 'identity-center': {}, iam: withSaml(cleanParts['iam'] as Iams) },
  },
};
function opened(account: Account): Account {
  const regions = Object.entries(account.regions).map(([name, region]) => {
    const snapshots = region.snapshots.map((snapshot) => ({ ...snapshot, public: true }));
    return [name, { ...region, snapshots }] as const;
  });
  const buckets = account.buckets.map((bucket) => ({ ...bucket, publicAccessBlock: null }));
  return { ...account, publicAccessBlock: null, buckets, regions: Object.fromEntries(regions) };
}
type Iams = Readonly<Record<string, { readonly account: object }>>;
function withSaml(iams: Iams) {
  return Object.fromEntries(
    Object.entries(iams).map(([id, held]) => [id, { ...held, account: { ...held.account, samlProviders: ['people'] } }]),
  );
}

interface Seen {
  readonly sets: readonly ResourceSet[];
  /** Check, subject and resource -> what is said of it, and the gap that decided it. */
  readonly rows: ReadonlyMap<string, { readonly verdict: Verdict; readonly gaps: readonly Gap[] }>;
}
let printed: string[] = [];
const before = new Map<string, Seen>();

beforeAll(async () => {
  const { out } = await claimcheck(['permissions', '--format', 'aws-iam', '--checks', 'aws.*'], { cwd: folder() });
  const policies = [JSON.parse(out) as { Statement: { Action: string[] }[] }[]].flat(2);
  printed = policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
  for (const [name, world] of Object.entries(WORLDS)) before.set(name, await look(world, printed, collectors));
}, 120_000);

/** A server for each look: what was asked of one (a credential report) would be there for the next. */
async function look(world: World, allowed: readonly string[], some: readonly Collector[]): Promise<Seen> {
  const accounts = world.accounts.map((account) => (account.id === PRODUCTION ? { ...account, allowed } : account));
  const server = await startAws({ world: { ...world, accounts }, now: () => now });
  const { sets } = await collectAll({
    source,
    collectors: some,
    config: { type: 'aws', name: 'production', regions: ['eu-central-1', 'us-east-1'], endpoint: server.url },
    env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    now,
    patienceMs: 60_000,
  }).finally(() => server.close());
  const rows = sets.flatMap((set) => checks.filter(({ check }) => check.about === set.collector).flatMap((ready) => rowsOf(ready, set)));
  return { sets, rows: new Map(rows) };
}
function rowsOf(ready: ReadyCheck, set: ResourceSet) {
  const rows: [string, { verdict: Verdict; gaps: Gap[] }][] = [];
  judgeSet(ready, set, {
    now: Date.parse(now),
    waivers: [],
    emit({ resource, verdict }, gap) {
      const own = resource.id === set.subject.id && !gap ? set.gaps : [];
      rows.push([`${ready.check.id} ${set.subject.key} ${resource.id}`, { verdict, gaps: gap ? [gap] : [...own] }]);
    },
  });
  return rows;
}
const gapsIn = (value: unknown): Gap[] =>
  isUnknown(value) ? [value.$unknown] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(gapsIn) : [];
/** What a check could have met: gaps of the set, and of the fields that it reads. */
function met({ where, expect: held }: ReadyCheck, { gaps, resources }: ResourceSet): Gap[] {
  const fields = [...(where?.reads ?? []), ...held.reads];
  const read = resources.flatMap(({ resource }) => fields.map((field) => (resource as unknown as Record<string, unknown>)[field]));
  return [...gaps, ...read.flatMap(gapsIn)];
}

/** One action less. Collectors that do not declare it cannot ask for it (the transport refuses them), so only those that do are run. */
function without(action: string, world: World): Promise<Seen> {
  const own = source.calls.some((call) => call.permission === action && !call.withheld);
  const some = own ? collectors : collectors.filter(({ calls }) => calls.some((call) => call.permission === action));
  return look(
    world,
    printed.filter((other) => other !== action),
    some,
  );
}

describe('the printed policy', () => {
  it.each(Object.keys(WORLDS))('is enough for all that there is in the %s world', (name) => {
    const { sets, rows } = before.get(name) as Seen;
    const refused = sets
      .flatMap((set) => [...set.gaps, ...gapsIn(set.resources)])
      .filter(({ reason }) => /denied|credentials|unproven/.test(reason));
    expect(refused).toEqual([]);
    expect(rows.size).toBeGreaterThan(checks.length);
  });
  it('is what everything rests on: without it nothing is seen', async () => {
    const { rows } = await look(clean, [], collectors);
    // some of what is judged is the same everywhere: that a kind of event is not this check's, that a region is declared
    expect([...rows].flatMap(([row, { verdict }]) => (verdict === 'pass' || verdict === 'fail' ? [row] : []))).toEqual([]);
  });
});

describe('with one action less', () => {
  it('exactly the rows that need it become unknown and name it; and there are such rows for every action', {
    timeout: 600_000,
  }, async () => {
    const idle: string[] = [];
    for (const action of printed) {
      let lost = 0;
      for (const [name, world] of Object.entries(WORLDS)) {
        lost += compare(`without ${action}, ${name}`, action, before.get(name) as Seen, await without(action, world));
        if (lost > 0) break;
      }
      if (lost === 0) idle.push(action);
    }
    expect(idle.sort()).toEqual(Object.keys(NEEDED_BY_NO_ROW).sort());
  });
});

/** How many rows are known no more. */
function compare(where: string, action: string, before: Seen, after: Seen): number {
  let lost = 0;
  for (const set of after.sets) {
    for (const ready of checks.filter(({ check }) => check.about === set.collector)) {
      const names = met(ready, set).some(({ permission }) => permission === action);
      const prefix = `${ready.check.id} ${set.subject.key} `;
      const was = [...before.rows].filter(([key]) => key.startsWith(prefix));
      const is = new Map(rowsOf(ready, set));
      // who meets no gap of this action is not touched by it
      if (!names) expect([where, prefix, verdicts([...is])]).toEqual([where, prefix, verdicts(was)]);
      for (const [key, { verdict, gaps }] of is) {
        const old = before.rows.get(key)?.verdict;
        if (verdict === old) continue;
        // whether a resource is one of those that a check is about may be what is not known: then the set says that it is not whole, and why
        if (verdict === 'not_applicable' && !set.complete) expect(set.gaps.map(({ permission }) => permission)).toContain(action);
        else expect([where, key, old, verdict]).toEqual([where, key, old, 'unknown']);
        if (verdict === 'unknown')
          expect([where, key, gaps.map(({ permission }) => permission)]).toEqual([where, key, expect.arrayContaining([action])]);
        lost += 1;
      }
      // a row may only be gone where the set says that it is not whole, and why
      const gone = was.filter(([key]) => !is.has(key) && !key.endsWith(` ${set.subject.id}`));
      if (gone.length > 0) expect([where, gone, set.complete, names]).toEqual([where, gone, false, true]);
    }
  }
  return lost;
}
const verdicts = (rows: readonly (readonly [string, { readonly verdict: Verdict }])[]) =>
  rows.map(([key, { verdict }]) => `${key} ${verdict}`).sort();
