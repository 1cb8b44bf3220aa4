import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import type { Answer, Ask } from './ask.ts';
import { userArn, userId } from './iam-users.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
function GetCallerIdentity(_: GetCallerIdentityRequest, { account }: Ask): GetCallerIdentityResponse {
  return { Account: account.id, Arn: userArn(account, account.caller), UserId: userId(account, account.caller) };
}

export const sts = { GetCallerIdentity } satisfies Record<string, Answer>;
