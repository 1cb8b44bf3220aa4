import type { Database, Recorder, Region, Rule, Trail, Volume } from '../world.ts';
import { untouched } from './regions.ts';

const recorder: Recorder = {
  name: 'default',
  recording: true,
  allSupported: true,
  globalTypes: false,
  lastStatus: 'SUCCESS',
  changed: 700,
  delivery: { status: 'SUCCESS', age: 0.1 },
};
/** A region that nobody uses, but that is switched on and so is watched. */
export const quiet: Region = { ...untouched, ebsDefaultEncryption: true, recorder };

function volume(n: number, zone: string, rest: Partial<Volume> = {}): Volume {
  const instance = `i-0${String(n).padStart(16, '0')}`;
  return {
    id: `vol-0${String(n).padStart(16, '0')}`,
    zone,
    sizeGiB: 100,
    encrypted: true,
    age: 200,
    attachedTo: instance,
    tags: { Name: `web-${n}` },
    ...rest,
  };
}
function database(id: string, zone: string, rest: Partial<Database> = {}): Database {
  const tags = { environment: 'production' };
  return {
    id,
    zone,
    engine: 'postgres',
    version: '16.4',
    encrypted: true,
    multiAz: true,
    backupDays: 14,
    restorable: 0.004,
    age: 600,
    tags,
    ...rest,
  };
}
/** A cluster's members have its backups, and no standby of their own. */
const member = (id: string, zone: string, cluster: string) =>
  database(id, zone, { engine: 'aurora-postgresql', cluster, multiAz: false, restorable: null });

const good = (type: string, ...ids: string[]): Rule['evaluations'] => ids.map((id) => ({ type, id, compliance: 'COMPLIANT', age: 0.3 }));

/** They say what the resources above and below say: two witnesses of one state. */
const rules: readonly Rule[] = [
  {
    name: 'encrypted-volumes',
    identifier: 'ENCRYPTED_VOLUMES',
    evaluations: good('AWS::EC2::Volume', 'vol-00000000000000001', 'vol-00000000000000002', 'vol-00000000000000003'),
  },
  {
    name: 'rds-storage-encrypted',
    identifier: 'RDS_STORAGE_ENCRYPTED',
    evaluations: good('AWS::RDS::DBInstance', 'orders', 'invoices', 'orders-replica'),
  },
  {
    name: 'multi-region-cloudtrail-enabled',
    identifier: 'MULTI_REGION_CLOUD_TRAIL_ENABLED',
    evaluations: good('AWS::::Account', '123456789012'),
  },
  // brought by a conformance pack, whose author allows keys to be 450 days old: InputParameters are the account's own
  {
    name: 'access-keys-rotated-conformance-pack-5x0k2b9qd',
    identifier: 'ACCESS_KEYS_ROTATED',
    pack: 'operational-best-practices-for-iam',
    evaluations: good('AWS::IAM::User', 'claimcheck', 'deploy'),
  },
];

const trail: Trail = {
  name: 'organisation-audit',
  multiRegion: true,
  organization: false,
  logFileValidation: true,
  bucket: 'example-prod-audit-logs',
  kmsKey: 'arn:aws:kms:eu-central-1:123456789012:key/c1000000-0000-4000-8000-000000000001',
  logGroup: 'aws-cloudtrail-logs',
  logging: true,
  delivered: 0.004,
  managementEvents: 'All',
};

export const frankfurt: Region = {
  ...quiet,
  volumes: [
    volume(1, 'eu-central-1a'),
    volume(2, 'eu-central-1b'),
    // Left over, attached to nothing: it still holds data.
    volume(3, 'eu-central-1a', { attachedTo: null, sizeGiB: 20, tags: {} }),
  ],
  snapshots: [
    { id: 'snap-00000000000000001', volume: 'vol-00000000000000001', encrypted: true, age: 1, public: false },
    { id: 'snap-00000000000000002', volume: 'vol-00000000000000002', encrypted: true, age: 1, public: false },
    { id: 'snap-00000000000000003', volume: 'vol-00000000000000001', encrypted: true, age: 8, public: false },
  ],
  databases: [
    database('orders', 'eu-central-1a'),
    database('invoices', 'eu-central-1b', { engine: 'mysql', version: '8.0.39' }),
    database('orders-replica', 'eu-central-1c', { replicaOf: 'orders', backupDays: 0, restorable: null }),
    member('accounts-1', 'eu-central-1a', 'accounts'),
    member('accounts-2', 'eu-central-1b', 'accounts'),
  ],
  clusters: [
    {
      id: 'accounts',
      engine: 'aurora-postgresql',
      version: '16.4',
      zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
      encrypted: true,
      multiAz: true,
      backupDays: 14,
      restorable: 0.004,
      age: 400,
      tags: { environment: 'production' },
    },
  ],
  trails: [trail],
  recorder: { ...recorder, globalTypes: true },
  rules,
};

export const virginia: Region = {
  ...quiet,
  volumes: [volume(11, 'us-east-1a'), volume(12, 'us-east-1b'), volume(13, 'us-east-1b')],
  databases: [database('edge-sessions', 'us-east-1a', { engine: 'mysql', version: '8.0.39' })],
};
