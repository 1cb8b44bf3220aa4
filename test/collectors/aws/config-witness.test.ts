/** A rule of the account's own AWS Config against our checks, from the wire to the report. */
import { describe, expect, it } from 'vitest';
import { called } from '../../../collectors/aws/config-rule/called.ts';
import rule from '../../../collectors/aws/config-rule/index.ts';
import { WITNESSES } from '../../../collectors/aws/config-rule/mapping.ts';
import { contradicted, RELATED } from '../../../collectors/aws/config-rule/relations.ts';
import source from '../../../collectors/aws/source.ts';
import { LIMITS, openWire } from '../../../src/collect/wire.ts';
import { startAws } from '../../../src/demo/aws/server.ts';
import type { Account, Refusal, Region, Rule, World } from '../../../src/demo/aws/world.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { drifted } from '../../../src/demo/aws/worlds/drifted.ts';
import { checksDir } from '../../../src/home.ts';
import type { Witnessed } from '../../../src/model.ts';
import { checksWitnessed } from '../../../src/pipeline.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { collectors } from '../../../src/registry.ts';
import { openGatherer } from '../../../src/report/build.ts';
import { collectAll } from '../../support/collect.ts';

const FRANKFURT = 'eu-central-1';
const CHECKS = [
  'aws.config.rules-compliant',
  'aws.iam.access-key-rotation',
  'aws.ebs.volumes-encrypted',
  'aws.rds.encrypted',
  'aws.rds.not-public',
  'aws.rds.snapshots-private-encrypted',
  'aws.rds.deletion-protection',
  'aws.s3.bucket-not-public',
  'aws.iam.root-mfa',
  'aws.ebs.default-encryption',
  'aws.cloudtrail.multi-region',
];
const policy = loadPolicy({ checksDir, collectors, params: {}, select: CHECKS, frameworks: [] });
const wanted = new Set(policy.checks.map(({ check }) => check.about));
const asked = collectors.filter(({ id }) => wanted.has(id));

async function witnessed(
  world: World,
  refusals: readonly Refusal[] = [],
): Promise<{ found: Witnessed; asked: readonly string[]; verdicts: ReadonlyMap<string, string> }> {
  const now = new Date().toISOString();
  const server = await startAws({ world: { ...world, refusals: [...world.refusals, ...refusals] }, now: () => now });
  const wire = openWire({ ...LIMITS, headersMs: 3000, bodyMs: 3000 });
  try {
    const { sets } = await collectAll({
      source,
      collectors: asked,
      config: { type: 'aws', name: 'production', regions: [FRANKFURT, 'us-east-1'], endpoint: server.url },
      env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
      now,
      wire,
    });
    const gatherer = openGatherer(policy.checks, [], Date.parse(now), 10_000, checksWitnessed(asked));
    for (const set of sets) for await (const _ of gatherer.take(set));
    const { results, witnessed: found } = gatherer.finish();
    const verdicts = new Map(results.map(({ check, verdict }) => [check, verdict]));
    return { found: found as Witnessed, asked: server.requests.map(({ operation }) => operation), verdicts };
  } finally {
    wire.close();
    await server.close();
  }
}
const among = (rules: readonly Rule[], base = clean): World => ({
  ...base,
  accounts: base.accounts.map((one, i): Account => {
    const region = one.regions[FRANKFURT] as Region;
    return i > 0 ? one : { ...one, regions: { ...one.regions, [FRANKFURT]: { ...region, rules } } };
  }),
});
const only = (identifier: string, type: string, id: string, compliance: 'COMPLIANT' | 'NON_COMPLIANT', pack?: string): Rule => ({
  name: identifier.toLowerCase().replaceAll('_', '-'),
  identifier,
  ...(pack !== undefined && { pack }),
  evaluations: [{ type, id, compliance, age: 0.5 }],
});
const brief = ({ disagreements }: Witnessed) =>
  disagreements.map(({ check, resource, verdict, says }) => `${check} ${resource.name} ${verdict} ${says}`);

describe('AWS Config', () => {
  it('agrees with us about the tidy estate', async () => {
    const { found } = await witnessed(clean);
    expect(found).toMatchObject({ disagreements: [], gaps: [] });
    expect(found.compared).toBeGreaterThanOrEqual(8);
  });

  it('says otherwise where its rule allows older keys; its word stands beside ours and changes nothing', async () => {
    const { found, verdicts } = await witnessed(drifted);
    expect(brief(found)).toEqual(['aws.iam.access-key-rotation deploy fail COMPLIANT']);
    expect(found.disagreements[0]).toMatchObject({
      witness: 'AWS Config',
      rule: 'access-keys-rotated-conformance-pack-5x0k2b9qd',
      subject: { id: '123456789012' },
      at: expect.stringMatching(/^\d{4}-/),
    });
    expect(found.disagreements[0]?.evidence.length).toBeGreaterThan(1);
    expect(verdicts.get('aws.iam.access-key-rotation')).toBe('fail');
    expect(verdicts.get('aws.ebs.volumes-encrypted')).toBe('fail');
  });

  it.each<[string, Rule, string]>([
    [
      'a volume',
      only('ENCRYPTED_VOLUMES', 'AWS::EC2::Volume', 'vol-00000000000000001', 'NON_COMPLIANT'),
      'aws.ebs.volumes-encrypted vol-00000000000000001',
    ],
    [
      'a database, by its name',
      only('RDS_STORAGE_ENCRYPTED', 'AWS::RDS::DBInstance', 'orders', 'NON_COMPLIANT'),
      'aws.rds.encrypted orders',
    ],
    [
      'a cluster, by its name',
      only('RDS_CLUSTER_ENCRYPTED_AT_REST', 'AWS::RDS::DBCluster', 'accounts', 'NON_COMPLIANT'),
      'aws.rds.encrypted accounts',
    ],
    [
      'a snapshot',
      only('RDS_SNAPSHOT_ENCRYPTED', 'AWS::RDS::DBSnapshot', 'orders-before-16', 'NON_COMPLIANT'),
      'aws.rds.snapshots-private-encrypted orders-before-16',
    ],
    [
      'a warehouse',
      only('REDSHIFT_CLUSTER_PUBLIC_ACCESS_CHECK', 'AWS::Redshift::Cluster', 'reports', 'NON_COMPLIANT'),
      'aws.rds.not-public reports',
    ],
    [
      'a bucket, judged in the account as a whole',
      only('S3_BUCKET_PUBLIC_READ_PROHIBITED', 'AWS::S3::Bucket', 'example-prod-exports', 'NON_COMPLIANT'),
      'aws.s3.bucket-not-public example-prod-exports',
    ],
    ['the root user', only('ROOT_ACCOUNT_MFA_ENABLED', 'AWS::::Account', '123456789012', 'NON_COMPLIANT'), 'aws.iam.root-mfa '],
    [
      'a setting of a region',
      only('EC2_EBS_ENCRYPTION_BY_DEFAULT', 'AWS::::Account', '123456789012', 'NON_COMPLIANT'),
      'aws.ebs.default-encryption ',
    ],
    [
      'what one of many trails must do',
      only('MULTI_REGION_CLOUD_TRAIL_ENABLED', 'AWS::::Account', '123456789012', 'NON_COMPLIANT'),
      'aws.cloudtrail.multi-region ',
    ],
  ])('may contradict us about %s', async (_, one, due) => {
    const { found } = await witnessed(among([one]));
    expect(brief(found)).toEqual([expect.stringMatching(new RegExp(`^${due}.*pass NON_COMPLIANT$`))]);
  });

  it('does not contradict us where it asks less: an encrypted snapshot may be public', async () => {
    const rules = [only('RDS_SNAPSHOT_ENCRYPTED', 'AWS::RDS::DBSnapshot', 'orders-before-gdpr-export', 'COMPLIANT')];
    expect(await witnessed(among(rules, drifted))).toMatchObject({ found: { compared: 0, disagreements: [] } });
  });

  it('does not mistake a load balancer for the database of the same name', async () => {
    const rules = [only('RDS_INSTANCE_DELETION_PROTECTION_ENABLED', 'AWS::RDS::DBInstance', 'orders', 'NON_COMPLIANT')];
    const { found } = await witnessed(among(rules));
    expect(found.disagreements.map(({ resource }) => resource.id)).toEqual(['arn:aws:rds:eu-central-1:123456789012:db:orders']);
  });

  it('judges what no finding of ours is about: that is counted', async () => {
    const { found } = await witnessed(among([only('ENCRYPTED_VOLUMES', 'AWS::EC2::Volume', 'vol-gone', 'NON_COMPLIANT')]));
    expect(found).toMatchObject({ compared: 0, unmatched: 1, disagreements: [] });
  });

  it('is not heard when its recorder has stopped', async () => {
    const stopped: World = {
      ...clean,
      accounts: clean.accounts.map((one, i) => {
        const region = one.regions[FRANKFURT] as Region;
        return i > 0
          ? one
          : {
              ...one,
              regions: {
                ...one.regions,
                [FRANKFURT]: { ...region, recorder: region.recorder && { ...region.recorder, recording: false } },
              },
            };
      }),
    };
    expect((await witnessed(stopped)).found).toEqual({ compared: 0, unmatched: 0, disagreements: [], gaps: [] });
  });

  it.each(['config:DescribeConfigRules', 'config:DescribeComplianceByConfigRule', 'config:DescribeConfigurationRecorderStatus'])(
    'who may not answer %s says nothing at all, which is said',
    async (operation) => {
      const { found } = await witnessed(drifted, [{ operation, how: 'denied' }]);
      expect(found).toMatchObject({ compared: 0, disagreements: [] });
      expect(found.gaps).toContainEqual(expect.objectContaining({ operation, reason: 'access_denied' }));
    },
  );
  it.each(['config:GetComplianceDetailsByConfigRule', 'config:ListDiscoveredResources', 'config:GetConformancePackComplianceDetails'])(
    'who may not answer %s is said to be unheard',
    async (operation) => {
      const { found } = await witnessed(drifted, [{ operation, how: 'denied' }]);
      expect(found.gaps).toContainEqual(expect.objectContaining({ operation, reason: 'access_denied', permission: operation }));
    },
  );
});

describe('a conformance pack', () => {
  const packed = only('ENCRYPTED_VOLUMES', 'AWS::EC2::Volume', 'vol-00000000000000001', 'NON_COMPLIANT', 'house-rules');
  it('is asked resource by resource for the rules that it brought', async () => {
    const { found, asked: operations } = await witnessed(among([packed]));
    expect(brief(found)).toEqual(['aws.ebs.volumes-encrypted vol-00000000000000001 pass NON_COMPLIANT']);
    expect(operations).toContain('GetConformancePackComplianceDetails');
    expect(operations).not.toContain('GetComplianceDetailsByConfigRule');
  });
  it('is not asked about where no rule came with one', async () => {
    const { asked: operations } = await witnessed(among([{ ...packed, name: 'x' }].map(({ pack: _, ...rest }) => rest)));
    expect(operations.filter((one) => one.includes('ConformancePack'))).toEqual([]);
  });
  it.each(['config:DescribeConformancePacks', 'config:DescribeConformancePackCompliance'])(
    'that may not be listed (%s) leaves the rule to be asked itself',
    async (operation) => {
      const { found } = await witnessed(among([packed]), [{ operation, how: 'denied' }]);
      expect(brief(found)).toEqual(['aws.ebs.volumes-encrypted vol-00000000000000001 pass NON_COMPLIANT']);
    },
  );
});

describe('what a rule can contradict', () => {
  it('is told of rules and checks that are mapped', () => {
    const mapped = Object.entries(WITNESSES).flatMap(([name, checks]) => [name, ...checks.map((check) => `${name} ${check}`)]);
    expect(RELATED.filter((one) => !mapped.includes(one))).toEqual([]);
    expect(rule.testimony?.about).toEqual([...new Set(Object.values(WITNESSES).flat())].sort());
  });
  it.each([
    ['ENCRYPTED_VOLUMES', 'aws.ebs.volumes-encrypted', 'pass', 'fail'],
    ['RDS_SNAPSHOT_ENCRYPTED', 'aws.rds.snapshots-private-encrypted', 'pass', undefined],
    ['IAM_PASSWORD_POLICY', 'aws.iam.password-policy-length', undefined, 'fail'],
    ['EC2_MEETS_RESTORE_TIME_TARGET', 'aws.backup.restore-tested', undefined, undefined],
    ['VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS', 'aws.ec2.sg-no-world-data-ports', undefined, 'fail'],
    ['VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS', 'aws.ec2.sg-only-authorised-world-ports', 'pass', 'fail'],
  ])('%s, of %s: non-compliant a %s, compliant a %s', (name, check, bad, good) => {
    expect([contradicted('NON_COMPLIANT', name, check), contradicted('COMPLIANT', name, check)]).toEqual([bad, good]);
  });
  it('names no database or user by an id that AWS made up', () => {
    const place = { partition: 'aws', account: '1', region: FRANKFURT };
    expect(called('AWS::RDS::DBInstance', 'db-ABC', undefined, place)).toEqual({ ids: [], names: [] });
    expect(called('AWS::IAM::User', 'AIDA1', undefined, place)).toEqual({ ids: ['AIDA1'], names: [] });
    expect(called('AWS::IAM::User', 'AIDA1', 'ada', place)).toEqual({ ids: ['AIDA1'], names: ['ada'] });
    expect(called(undefined, 'thing', undefined, place)).toEqual({ ids: ['thing'], names: ['thing'] });
  });
});
