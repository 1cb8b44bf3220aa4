import type { GetPublicAccessBlockOutput, GetPublicAccessBlockRequest } from '@aws-sdk/client-s3-control';
import { AwsRefusal } from '../wire-errors.ts';
import type { Answer, Ask } from './ask.ts';
import { describeBlock } from './s3.ts';

/** The account's own block: https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html */
function GetPublicAccessBlock({ AccountId }: GetPublicAccessBlockRequest, { account }: Ask): GetPublicAccessBlockOutput {
  if (AccountId !== account.id) throw new AwsRefusal('AccessDenied', 'Access Denied', 403);
  return { PublicAccessBlockConfiguration: describeBlock(account.publicAccessBlock, { AccountId: account.id }) };
}

export const s3Control = { GetPublicAccessBlock } satisfies Record<string, Answer>;
