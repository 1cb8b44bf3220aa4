/** What KMS says of one key, for all that are encrypted with it: https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html */
import { z } from 'zod';
import { type Answer, type Known, known, missing, settle } from '../../src/kit.ts';
import type { Ask } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';

/** `NotFoundException`: there is no such key, or no such alias: https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
export const describeKeyCall = call('kms', 'DescribeKey', { absentOn: ['NotFoundException'] });
const OPERATION = describeKeyCall.operation;

const Word = z.string().min(1).optional();
export const KeyDescription = z.looseObject({
  KeyMetadata: z.looseObject({
    KeyId: z.string().min(1),
    KeyManager: Word,
    KeyState: Word,
    KeySpec: Word,
    Origin: Word,
    DeletionDate: z.date().optional(),
  }),
});
export type KeyDescription = z.infer<typeof KeyDescription>;

/** `key`: an id, an ARN, or an alias. A key answers in its own region, which its ARN names; anything else is of `region`. */
export function askKey(aws: Aws, ask: Ask, key: string, region: string): Promise<Answer<KeyDescription>> {
  const at = /^arn:[^:]+:kms:([^:]+):/.exec(key)?.[1] ?? region;
  const send = () => aws.send('kms', 'DescribeKey', { KeyId: key }, at);
  return ask(OPERATION, { KeyId: key, region: at }, KeyDescription, send);
}

export const keyFields = {
  keyManager: known(z.string().nullable()).describe(
    "KeyManager of that key: CUSTOMER, or AWS for one that AWS made in the account; null: no key of the account's, or one that is gone",
  ),
  keyState: known(z.string().nullable()).describe('KeyState of that key: Enabled, Disabled, PendingDeletion, …; null: as for keyManager'),
};
/** `null`: there is no key of KMS to ask about, or none any more. */
export function keyOf(answer: Answer<KeyDescription>): { keyManager: Known<string | null>; keyState: Known<string | null> } {
  const word = (name: 'KeyManager' | 'KeyState'): Known<string | null> =>
    settle<KeyDescription, string | null>(answer, {
      some: ({ KeyMetadata }) => KeyMetadata[name] ?? missing(OPERATION, `KeyMetadata.${name}`),
      none: null,
    });
  return { keyManager: word('KeyManager'), keyState: word('KeyState') };
}
