/** S3 Block Public Access: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
import { z } from 'zod';
import { type Answer, type Known, known, missing, settle } from '../../src/kit.ts';
import type { Ask } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';

const Flags = z.looseObject({
  BlockPublicAcls: z.boolean().optional(),
  IgnorePublicAcls: z.boolean().optional(),
  BlockPublicPolicy: z.boolean().optional(),
  RestrictPublicBuckets: z.boolean().optional(),
});
/** GetPublicAccessBlock's answer, the same for an account and for a bucket. */
export const PublicAccessBlock = z.looseObject({ PublicAccessBlockConfiguration: Flags });
export type PublicAccessBlock = z.infer<typeof PublicAccessBlock>;

/** Nobody set one: all four are off. */
const NONE_SET = { absentOn: ['NoSuchPublicAccessBlockConfiguration'] };
export const accountBlockCall = call('s3-control', 'GetPublicAccessBlock', NONE_SET);
export const bucketBlockCall = call('s3', 'GetPublicAccessBlock', NONE_SET);

/** What holds for the account: its own setting or, where its organisation has a policy, that one: AWS answers with what is in effect. */
export function askAccountBlock(aws: Aws, ask: Ask): Promise<Answer<PublicAccessBlock>> {
  const input = { AccountId: aws.account };
  return ask(accountBlockCall.operation, input, PublicAccessBlock, () => aws.send('s3-control', 'GetPublicAccessBlock', input));
}

export interface Block {
  readonly blockPublicAcls: Known<boolean>;
  readonly ignorePublicAcls: Known<boolean>;
  readonly blockPublicPolicy: Known<boolean>;
  readonly restrictPublicBuckets: Known<boolean>;
}
export const blockFields = {
  blockPublicAcls: known(z.boolean()).describe('New public access control lists are refused: BlockPublicAcls'),
  ignorePublicAcls: known(z.boolean()).describe('Public access control lists, old or new, have no effect: IgnorePublicAcls'),
  blockPublicPolicy: known(z.boolean()).describe('New public bucket policies are refused: BlockPublicPolicy'),
  restrictPublicBuckets: known(z.boolean()).describe(
    'A public bucket policy admits nobody from outside the account: RestrictPublicBuckets',
  ),
};

export function blockOf(operation: string, answer: Answer<PublicAccessBlock>): Block {
  const flag = (name: 'BlockPublicAcls' | 'IgnorePublicAcls' | 'BlockPublicPolicy' | 'RestrictPublicBuckets'): Known<boolean> =>
    settle(answer, {
      some: ({ PublicAccessBlockConfiguration: flags }) => flags[name] ?? missing(operation, `PublicAccessBlockConfiguration.${name}`),
      none: false,
    });
  return {
    blockPublicAcls: flag('BlockPublicAcls'),
    ignorePublicAcls: flag('IgnorePublicAcls'),
    blockPublicPolicy: flag('BlockPublicPolicy'),
    restrictPublicBuckets: flag('RestrictPublicBuckets'),
  };
}
