/** KMS keys: those that the rest of the estate is encrypted with, and one that signs. */
import type * as Kms from '@aws-sdk/client-kms';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Age } from '../world.ts';
import { type Holding, type Part, see } from './part.ts';

export interface Key {
  readonly id: string;
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly description: string;
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  readonly spec: 'SYMMETRIC_DEFAULT' | 'RSA_4096';
  readonly origin: 'AWS_KMS' | 'EXTERNAL';
  readonly rotation: boolean;
  readonly age: Age;
}
type Held = Holding<null, readonly Key[]>;
const nothing: Held = { account: null, regions: {}, elsewhere: [] };

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html */
function ListKeys(input: Kms.ListKeysRequest, ask: Ask): Kms.ListKeysResponse {
  const { Limit, Marker } = input;
  if (Limit !== undefined && (Limit < 1 || Limit > 1000)) throw new AwsRefusal('ValidationException', 'Limit must be between 1 and 1000');
  const bad = () => new AwsRefusal('InvalidMarkerException', 'The marker is not valid');
  const { items, next } = page(here(ask), ask, { size: Limit, token: Marker }, bad);
  return {
    Keys: items.map(({ id }) => ({ KeyId: id, KeyArn: keyArn(ask.account.id, ask.regionName, id) })),
    Truncated: next !== undefined,
    NextMarker: next,
  };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
function DescribeKey(input: Kms.DescribeKeyRequest, ask: Ask): Kms.DescribeKeyResponse {
  const { id, manager, description, state, spec, origin, age } = find(input, ask);
  const KeyMetadata: Kms.KeyMetadata = {
    AWSAccountId: ask.account.id,
    KeyId: id,
    Arn: keyArn(ask.account.id, ask.regionName, id),
    CreationDate: ago(age, ask),
    Description: description,
    Enabled: state === 'Enabled',
    KeyUsage: spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY',
    KeyState: state,
    // told of keys that wait for it alone: https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
    DeletionDate: state === 'PendingDeletion' ? ago(-20, ask) : undefined,
    Origin: origin,
    KeyManager: manager,
    KeySpec: spec,
    MultiRegion: false,
  };
  return { KeyMetadata };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html */
function GetKeyRotationStatus(input: Kms.GetKeyRotationStatusRequest, ask: Ask): Kms.GetKeyRotationStatusResponse {
  const { id, spec, rotation } = find(input, ask);
  if (spec !== 'SYMMETRIC_DEFAULT')
    throw new AwsRefusal('UnsupportedOperationException', 'You cannot perform this operation on an asymmetric key.');
  return {
    KeyId: keyArn(ask.account.id, ask.regionName, id),
    KeyRotationEnabled: rotation,
    RotationPeriodInDays: rotation ? 365 : undefined,
  };
}

function find({ KeyId: asked = '' }: { KeyId: string | undefined }, ask: Ask): Key {
  const key = here(ask).find(({ id }) => asked === id || asked === keyArn(ask.account.id, ask.regionName, id));
  if (!key) throw new AwsRefusal('NotFoundException', `Key '${asked}' does not exist`);
  return key;
}
const here = (ask: Ask) => see(ask, kms.id, nothing).region;
export const keyArn = (account: string, region: string, id: string): string => `arn:aws:kms:${region}:${account}:key/${id}`;
export const keyId = (start: string): string => `${start.padEnd(8, '0')}-0000-4000-8000-000000000001`;

const customer = (start: string, description: string, age: Age, rest: Partial<Key> = {}): Key => ({
  id: keyId(start),
  manager: 'CUSTOMER',
  description,
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  origin: 'AWS_KMS',
  rotation: true,
  age,
  ...rest,
});
const ofAws = (start: string, description: string): Key => customer(start, description, 1500, { manager: 'AWS' });

const frankfurt: readonly Key[] = [
  ofAws('0d5', 'Default key that protects my RDS database volumes when no other key is defined'),
  ofAws('0eb5', 'Default key that protects my EBS volumes when no other key is defined'),
  customer('53', 'Buckets and tables with personal data', 1400),
  customer('c1', 'Audit logs', 1500),
  // KMS rotates no asymmetric keys
  customer('51', 'Signs releases', 300, { spec: 'RSA_4096', rotation: false }),
];
const virginia: readonly Key[] = [
  ofAws('0d5', 'Default key that protects my RDS database volumes when no other key is defined'),
  customer('ed', 'Queues at the edge', 500),
];
function held(inFrankfurt: readonly Key[], inVirginia: readonly Key[]): Holding<null, readonly Key[]> {
  return { account: null, regions: { 'eu-central-1': inFrankfurt, 'us-east-1': inVirginia }, elsewhere: [] };
}
const still = (all: readonly Key[], start: string) => all.map((key) => (key.id === keyId(start) ? { ...key, rotation: false } : key));
const going = customer('de1e', 'An application that was retired', 900, { state: 'PendingDeletion', rotation: false });

export const kms: Part<null, readonly Key[]> = {
  id: 'kms',
  answers: { kms: { ListKeys, DescribeKey, GetKeyRotationStatus } },
  nothing,
  clean: { [PRODUCTION]: held(frankfurt, virginia) },
  drifted: { [PRODUCTION]: held(frankfurt, still(virginia, 'ed')) },
  drift: [{ check: 'aws.kms.rotation', resource: keyId('ed'), what: 'the key was made by hand in the other region, and does not rotate' }],
  checks: ['aws.kms.rotation', 'aws.kms.not-pending-deletion'],
  broken: { [PRODUCTION]: held([...still(frankfurt, '53'), going], virginia) },
  refusals: [{ operation: 'kms:DescribeKey', how: 'denied', region: 'us-east-1' }],
};
