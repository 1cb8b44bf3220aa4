/** Whether Amazon Inspector is on in a region, and for what: asked for by itself and by all that rests on it. */
import { z } from 'zod';
import { type Answer, isUnknown, type Known, missing, unknown } from '../../src/kit.ts';
import type { Ask } from '../../src/model.ts';
import type { Aws } from './client.ts';

export const STATUS = 'inspector2:BatchGetAccountStatus';

const State = z.looseObject({ status: z.string().min(1) });
/** https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetAccountStatus.html */
const Statuses = z.looseObject({
  accounts: z.array(
    z.looseObject({
      accountId: z.string(),
      state: State,
      resourceState: z.looseObject({ ec2: State, ecr: State, lambda: State.optional() }),
    }),
  ),
  failedAccounts: z.array(z.looseObject({ accountId: z.string(), errorCode: z.string(), errorMessage: z.string().optional() })).optional(),
});
export type Statuses = z.infer<typeof Statuses>;
export type Status = z.infer<typeof Statuses>['accounts'][number];

/** A delegated administrator is told of its members as well, unless one account is asked for. */
export function askStatus(aws: Aws, ask: Ask, region: string | undefined): Promise<Answer<Statuses>> {
  const input = { accountIds: [aws.account] };
  return ask(STATUS, input, Statuses, () => aws.send('inspector2', 'BatchGetAccountStatus', input, region));
}
export function statusIn(answer: Answer<Statuses>, aws: Aws): Known<Status> {
  if (answer === null) return missing(STATUS, 'accounts');
  if (isUnknown(answer)) return answer;
  const { accounts, failedAccounts } = answer as Statuses;
  const own = accounts.find(({ accountId }) => accountId === aws.account);
  const failed = failedAccounts?.find(({ accountId }) => accountId === aws.account);
  return own ?? (failed ? refusal(failed) : missing(STATUS, `accounts[${aws.account}]`));
}
/** https://docs.aws.amazon.com/inspector/v2/APIReference/API_FailedAccount.html */
function refusal({ errorCode, errorMessage }: { readonly errorCode: string; readonly errorMessage?: string | undefined }) {
  const reason = errorCode === 'ACCESS_DENIED' ? 'access_denied' : 'provider_error';
  return unknown({ operation: STATUS, reason, detail: `${STATUS}: ${errorCode}${errorMessage === undefined ? '' : `: ${errorMessage}`}` });
}
