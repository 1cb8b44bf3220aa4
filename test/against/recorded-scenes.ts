/** Which of our collectors hears which recorded answer, in what world the others are given, and what should come of it. */
import trail from '../../collectors/aws/cloudtrail-trail/index.ts';
import recorder from '../../collectors/aws/config-recorder/index.ts';
import rule from '../../collectors/aws/config-rule/index.ts';
import { WITNESSES } from '../../collectors/aws/config-rule/mapping.ts';
import ebsDefault from '../../collectors/aws/ebs-encryption-default/index.ts';
import snapshot from '../../collectors/aws/ebs-snapshot/index.ts';
import volume from '../../collectors/aws/ebs-volume/index.ts';
import credential from '../../collectors/aws/iam-credential/index.ts';
import passwordPolicy from '../../collectors/aws/iam-password-policy/index.ts';
import root from '../../collectors/aws/iam-root/index.ts';
import database from '../../collectors/aws/rds-database/index.ts';
import s3Account from '../../collectors/aws/s3-account/index.ts';
import s3Bucket from '../../collectors/aws/s3-bucket/index.ts';
import type { Bucket } from '../../src/demo/aws/world.ts';
import { clean } from '../../src/demo/aws/worlds/clean.ts';
import type { Json, Said } from './recorded-readings.ts';
import * as reading from './recorded-readings.ts';
import { BALANCERS } from './recorded-scenes-balancers.ts';
import { COMPUTE } from './recorded-scenes-compute.ts';
import { DATA } from './recorded-scenes-data.ts';
import { NETWORK } from './recorded-scenes-network.ts';
import { SERVICES } from './recorded-scenes-services.ts';
import { STORAGE } from './recorded-scenes-storage.ts';
import { WATCH } from './recorded-scenes-watch.ts';
import { bucket, listed, NOW, one, production, type Scene, with_, withRegion } from './recorded-worlds.ts';

const ROOT = 'arn:aws:iam::123456789012:root';
const TRAIL = 'arn:aws:cloudtrail:eu-central-1:123456789012:trail/organisation-audit';
/** An hour after AWS made the report. */
const reportHour = ({ GeneratedTime: made }: Json) => (made ? new Date(made.getTime() + 36e5).toISOString() : NOW);
/** IAM counts as many users as the report has. */
const reportWorld = (data: Json) => {
  if (data.Error) return clean;
  const users = new Set(reading.reportLines(data).map((line) => line['user']));
  users.delete('<root_account>');
  return with_({ users: [...users].map((name) => ({ name: String(name), age: 1, mfa: [], keys: [] })) });
};
const noAccountBlock = { publicAccessBlock: null };
/** Its policy names it. */
const bucketOf = ({ Policy }: Json): string => /arn:aws:s3:::([^/"]+)/.exec(Policy ?? '')?.[1] ?? 'example';
const lone = (change: Partial<Bucket>) => () => with_({ ...noAccountBlock, buckets: [bucket('example', change)] });

const cleanUsers = ({ SummaryMap }: Json): Said => ({
  rows: Object.fromEntries(production.users.map(({ name }) => [`arn:aws:iam::123456789012:user/${name}`, { name }])),
  gaps: SummaryMap === undefined || SummaryMap.Users === production.users.length ? [] : ['population_mismatch'],
});
const rules = ({ ConfigRules }: Json): Said => {
  const known = ConfigRules.filter(({ Source }: Json) => Source.Owner === 'AWS' && Source.SourceIdentifier in WITNESSES);
  const rows = known.map((each: Json) => [
    each.ConfigRuleArn,
    { enabled: each.ConfigRuleState === 'ACTIVE', compliance: '?missing_member' }, // the world's list of verdicts has no such rule
  ]);
  return { rows: Object.fromEntries(rows), gaps: [] };
};
const broken = {
  name: 'encrypted-volumes',
  identifier: 'ENCRYPTED_VOLUMES',
  evaluations: [{ type: 'AWS::EC2::Volume', id: 'vol-1', compliance: 'NON_COMPLIANT', age: 1 }],
} as const;
const RULE = 'arn:aws:config:eu-central-1:123456789012:config-rule/config-rule-a468fe';
const ruleWorld = withRegion({ rules: [broken] });

const NO_DATABASES = () => withRegion({ databases: [], clusters: [] });

export const SCENES: Readonly<Record<string, readonly Scene[]>> = {
  'ec2:GetEbsEncryptionByDefault': [
    { collector: ebsDefault, says: one('123456789012/eu-central-1', (data) => ({ enabled: reading.or(data.EbsEncryptionByDefault) })) },
  ],
  'ec2:DescribeVolumes': [{ collector: volume, says: listed(reading.volumes) }],
  'ec2:DescribeSnapshots': [{ collector: snapshot, says: listed(reading.snapshots) }],
  'iam:GetAccountSummary': [
    { collector: root, says: one(ROOT, reading.summaryFields) },
    { collector: credential, says: listed(cleanUsers) },
  ],
  'iam:GenerateCredentialReport': [{ collector: credential, says: listed(cleanUsers) }],
  'iam:GetCredentialReport': [
    { collector: credential, world: reportWorld, now: reportHour, says: listed(reading.users) },
    {
      collector: root,
      world: reportWorld,
      now: reportHour,
      says: one(ROOT, (data) => (data.Error ? undefined : reading.rootFields(data))),
    },
    {
      collector: passwordPolicy,
      world: reportWorld,
      now: reportHour,
      says: one('123456789012/password-policy', (data) => (data.Error ? undefined : { consoleUsers: reading.consoleUsers(data) })),
    },
  ],
  'iam:GetAccountPasswordPolicy': [{ collector: passwordPolicy, says: one('123456789012/password-policy', reading.passwordFields) }],
  's3:ListBuckets': [
    {
      collector: s3Bucket,
      world: ({ Buckets }) =>
        with_({ buckets: Buckets.map((each: Json) => bucket(each.Name, { region: each.BucketRegion ?? 'eu-central-1' })) }),
      says: ({ Buckets }: Json) => {
        const whole = { sseAlgorithm: 'aws:kms', publicByPolicy: false, publicByAcl: false, deniesPlainHttp: true };
        const rows = Buckets.map((each: Json) => [each.Name, { region: each.BucketRegion ?? 'eu-central-1', ...whole }]);
        return { rows: Object.fromEntries(rows), gaps: [] };
      },
    },
  ],
  's3:GetBucketLocation': [
    {
      collector: s3Bucket,
      world: (data) => with_({ buckets: [bucket('example', { region: reading.regionOf(data) })] }, { bucketRegions: false }),
      says: one('example', (data) => (data.Error ? undefined : { region: reading.regionOf(data), deniesPlainHttp: true })),
    },
  ],
  's3:GetBucketEncryption': [{ collector: s3Bucket, world: lone({}), says: one('example', reading.encryptionFields) }],
  's3:GetPublicAccessBlock': [{ collector: s3Bucket, world: lone({ publicAccessBlock: null }), says: one('example', reading.blockFields) }],
  's3:GetBucketPolicy': [
    {
      collector: s3Bucket,
      world: (data) => with_({ buckets: [bucket(bucketOf(data))] }),
      says: (data: Json) => one(bucketOf(data), () => reading.policyFields(data, bucketOf(data)))(data),
    },
  ],
  's3:GetBucketAcl': [{ collector: s3Bucket, world: lone({ publicAccessBlock: null }), says: one('example', reading.aclFields) }],
  's3-control:GetPublicAccessBlock': [
    { collector: s3Account, says: one('123456789012', reading.blockFields) },
    { collector: s3Bucket, world: lone({ publicAccessBlock: null }), says: one('example', reading.blockFields) },
  ],
  'rds:DescribeDBInstances': [{ collector: database, world: NO_DATABASES, says: listed(reading.instances) }],
  'rds:DescribeDBClusters': [{ collector: database, world: NO_DATABASES, says: listed(reading.clusters) }],
  'cloudtrail:DescribeTrails': [{ collector: trail, says: listed(reading.trails) }],
  'cloudtrail:GetTrailStatus': [{ collector: trail, says: one(TRAIL, reading.trailStatusFields) }],
  'cloudtrail:GetEventSelectors': [{ collector: trail, says: one(TRAIL, reading.selectorFields) }],
  'config:DescribeConfigurationRecorders': [{ collector: recorder, says: listed(reading.recorders) }],
  'config:DescribeConfigurationRecorderStatus': [
    { collector: recorder, says: one('123456789012/eu-central-1/default', reading.recorderStatusFields) },
    {
      collector: rule,
      world: () => ruleWorld,
      says: ({ ConfigurationRecordersStatus: all }: Json) => {
        const compliance = all.some(({ recording }: Json) => recording) ? 'NON_COMPLIANT' : '?stale_evidence';
        return { rows: { [RULE]: { compliance } }, gaps: [] };
      },
    },
  ],
  'config:DescribeConfigRules': [{ collector: rule, says: listed(rules) }],
  'config:GetComplianceDetailsByConfigRule': [{ collector: rule, world: () => ruleWorld, says: one(RULE, reading.flaggedFields) }],
  ...COMPUTE,
  ...BALANCERS,
  ...NETWORK,
  ...DATA,
  ...STORAGE,
  ...SERVICES,
  ...WATCH,
};
