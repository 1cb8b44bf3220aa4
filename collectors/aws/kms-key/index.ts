import { z } from 'zod';
import { type Answer, isUnknown, type Known, known, missing, parallel, settle, unknown } from '../../../src/kit.ts';
import type { Paging } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { askKey, describeKeyCall, type KeyDescription } from '../kms-metadata.ts';

const LIST = 'kms:ListKeys';
const DESCRIBE = describeKeyCall.operation;
const ROTATION = 'kms:GetKeyRotationStatus';

const Listed = z.looseObject({ KeyId: z.string().min(1), KeyArn: z.string().min(1) });
const Page = z
  .looseObject({ Keys: z.array(Listed), Truncated: z.boolean().optional(), NextMarker: z.string().min(1).optional() })
  .refine(({ Truncated, NextMarker }) => Truncated !== true || NextMarker !== undefined, 'Truncated, but without NextMarker');
const Rotation = z.looseObject({ KeyRotationEnabled: z.boolean(), RotationPeriodInDays: z.int().optional() });

const Resource = z.object({
  id: z.string().describe('KeyArn'),
  name: z.string().describe('KeyId'),
  keyManager: known(z.string()).describe('KeyManager: CUSTOMER, or AWS'),
  keyState: known(z.string()).describe('KeyState: Enabled, Disabled, PendingDeletion, PendingImport, Unavailable, …'),
  keySpec: known(z.string()).describe('KeySpec: SYMMETRIC_DEFAULT, RSA_4096, HMAC_256, …'),
  origin: known(z.string()).describe('Where the key material comes from: AWS_KMS, EXTERNAL (imported), AWS_CLOUDHSM, EXTERNAL_KEY_STORE'),
  deletionDate: known(z.string().nullable()).describe(
    'DeletionDate: when KMS deletes the key; null: it is not scheduled, or not yet dated',
  ),
  rotationEnabled: known(z.boolean().nullable()).describe(
    'KeyRotationEnabled; null: not asked, because KMS rotates only enabled symmetric customer keys of its own material',
  ),
});

interface Raw {
  readonly key: z.infer<typeof Listed>;
  readonly described: Answer<KeyDescription>;
  readonly rotation: Answer<z.infer<typeof Rotation>>;
}

export default throughConfig({
  id: 'aws/kms-key',
  title: 'KMS keys: who manages them, their state, and their rotation',
  scope: 'region',
  calls: [call('kms', 'ListKeys'), describeKeyCall, call('kms', 'GetKeyRotationStatus')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const paging: Paging<z.infer<typeof Page>, z.infer<typeof Listed>> = {
      page: Page,
      send: (marker) => aws.send('kms', 'ListKeys', { Limit: 1000, ...(marker !== undefined && { Marker: marker }) }, region),
      items: ({ Keys }) => Keys,
      next: ({ NextMarker }) => NextMarker,
      key: ({ KeyArn }) => KeyArn,
    };
    yield* parallel(ask.pages(LIST, {}, paging), async (key) => {
      const described = await askKey(aws, ask, key.KeyArn, region as string);
      const input = { KeyId: key.KeyArn };
      const rotation = mayRotate(described)
        ? await ask(ROTATION, input, Rotation, () => aws.send('kms', 'GetKeyRotationStatus', input, region))
        : null;
      return { key, described, rotation };
    });
  },
  normalise({ key, described, rotation }) {
    // listed a moment ago: that it is gone is no fact about it, but a change under our eyes
    const gone = unknown({ operation: DESCRIBE, reason: 'changed_during_collection', detail: `${DESCRIBE}: ${key.KeyId} is gone` });
    const word = (name: 'KeyManager' | 'KeyState' | 'KeySpec' | 'Origin'): Known<string> =>
      settle(described, { some: ({ KeyMetadata }) => KeyMetadata[name] ?? missing(DESCRIBE, `KeyMetadata.${name}`), none: gone });
    return {
      id: key.KeyArn,
      name: key.KeyId,
      keyManager: word('KeyManager'),
      keyState: word('KeyState'),
      keySpec: word('KeySpec'),
      origin: word('Origin'),
      // absent while the state is not PendingDeletion: https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
      deletionDate: settle<KeyDescription, string | null>(described, {
        some: ({ KeyMetadata: { DeletionDate } }) => DeletionDate?.toISOString() ?? null,
        none: gone,
      }),
      rotationEnabled: isUnknown(described ?? gone)
        ? (described ?? gone)
        : settle<z.infer<typeof Rotation>, boolean | null>(rotation, {
            some: ({ KeyRotationEnabled }) => KeyRotationEnabled,
            none: null,
          }),
    };
  },
});

/** https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html: only these; what KMS left unsaid rules nothing out. */
function mayRotate(described: Answer<KeyDescription>): boolean {
  if (isUnknown(described) || described === null) return false;
  const { KeyManager, KeyState, KeySpec, Origin } = described.KeyMetadata;
  const fits = (said: string | undefined, due: string) => said === undefined || said === due;
  return fits(KeyManager, 'CUSTOMER') && fits(KeyState, 'Enabled') && fits(KeySpec, 'SYMMETRIC_DEFAULT') && fits(Origin, 'AWS_KMS');
}
