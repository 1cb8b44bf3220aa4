import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, settle, unknown } from '../../../src/kit.ts';
import type { Instant } from '../../../src/model.ts';
import { type Reconciled, reconciledReport, SUMMARY_CALL } from '../account-summary.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { fresh, REPORT_CALLS, truth, userRows } from '../credential-report.ts';

const OPERATION = 'iam:GetAccountPasswordPolicy';
const Answered = z.looseObject({
  PasswordPolicy: z.looseObject({
    MinimumPasswordLength: z.int().optional(),
    RequireUppercaseCharacters: z.boolean().optional(),
    RequireLowercaseCharacters: z.boolean().optional(),
    RequireNumbers: z.boolean().optional(),
    RequireSymbols: z.boolean().optional(),
    PasswordReusePrevention: z.int().optional(),
  }),
});
type Policy = z.infer<typeof Answered>['PasswordPolicy'];

const Resource = z.object({
  id: z.string().describe('Account id and `password-policy`'),
  name: z.string(),
  basis: known(z.string()).describe("Which policy it is, in words: the account's own, or AWS's default because the account has none"),
  minimumLength: known(z.int()).describe("MinimumPasswordLength; 8 by AWS's default"),
  requiresUppercase: known(z.boolean()).describe('RequireUppercaseCharacters'),
  requiresLowercase: known(z.boolean()).describe('RequireLowercaseCharacters'),
  requiresNumbers: known(z.boolean()).describe('RequireNumbers'),
  requiresSymbols: known(z.boolean()).describe('RequireSymbols'),
  remembered: known(z.int()).describe(
    'PasswordReusePrevention: how many earlier passwords are refused; 0 where the policy has no such rule',
  ),
  consoleUsers: known(z.int()).describe('How many IAM users have a console password, from the credential report'),
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html, "Default password policy" */
const DEFAULT = {
  basis:
    "no password policy is set, so AWS's default applies: 8 characters, three of four kinds of character, no memory of earlier passwords",
  minimumLength: 8,
  requiresUppercase: false,
  requiresLowercase: false,
  requiresNumbers: false,
  requiresSymbols: false,
  remembered: 0,
};

export default defineCollector({
  id: 'aws/iam-password-policy',
  title: "What an account demands of its IAM users' passwords, and how many users have one",
  scope: 'account',
  calls: [call('iam', 'GetAccountPasswordPolicy', { absentOn: ['NoSuchEntity'] }), SUMMARY_CALL, ...REPORT_CALLS],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask) {
    const send = () => aws.send('iam', 'GetAccountPasswordPolicy', {});
    const [policy, users] = await Promise.all([ask(OPERATION, {}, Answered, send), reconciledReport(aws, ask)]);
    yield { account: aws.account, policy, users };
  },
  normalise({ account, policy, users }, { now }) {
    return { id: `${account}/password-policy`, name: 'IAM password policy', ...demands(policy), consoleUsers: consoleUsers(users, now) };
  },
});

function demands(answer: Answer<z.infer<typeof Answered>>) {
  if (answer === null) return DEFAULT;
  const of = <T>(member: keyof Policy, none?: T): Known<T> =>
    settle(answer, {
      some: ({ PasswordPolicy }) =>
        (PasswordPolicy[member] as T | undefined) ?? none ?? missing(OPERATION, `PasswordPolicy.${String(member)}`),
      none: missing(OPERATION, 'PasswordPolicy'),
    });
  return {
    basis: settle(answer, { some: () => "the account's own policy", none: DEFAULT.basis }),
    minimumLength: of<number>('MinimumPasswordLength'),
    requiresUppercase: of<boolean>('RequireUppercaseCharacters'),
    requiresLowercase: of<boolean>('RequireLowercaseCharacters'),
    requiresNumbers: of<boolean>('RequireNumbers'),
    requiresSymbols: of<boolean>('RequireSymbols'),
    // present only where the policy has the rule: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html
    remembered: of<number>('PasswordReusePrevention', 0),
  };
}

/** One is enough to know that there are some; that there are none needs every line, and every user a line. */
export function consoleUsers(users: Known<Reconciled>, now: Instant): Known<number> {
  if (isUnknown(users)) return users;
  const report = fresh(users.report, now);
  if (isUnknown(report)) return report;
  const enabled = userRows(report).map((row) => truth(row, 'password_enabled'));
  const count = enabled.filter((one) => one === true).length;
  const doubtful = enabled.find(isUnknown);
  if (count > 0) return count;
  if (users.gap) return unknown(users.gap);
  return doubtful === undefined ? 0 : doubtful;
}
