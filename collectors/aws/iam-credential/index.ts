import { z } from 'zod';
import { defineCollector, isUnknown, type Known, known, unknown } from '../../../src/kit.ts';
import type { Instant } from '../../../src/model.ts';
import { reconciledReport, SUMMARY_CALL } from '../account-summary.ts';
import type { Aws } from '../client.ts';
import { date, REPORT_CALLS, type Report, type Row, truth, userRows } from '../credential-report.ts';

const When = known(z.string().nullable());
const Key = z.object({
  slot: z.int().describe('1 or 2: a user has at most two keys'),
  active: known(z.boolean()).describe('access_key_N_active'),
  lastRotated: When.describe('access_key_N_last_rotated: when the key was made; null: there is no key'),
  lastUsed: When.describe('access_key_N_last_used_date; null: never, as far as AWS has noted'),
});
const Resource = z.object({
  id: z.string().describe('arn'),
  name: z.string().describe('user'),
  userCreated: When.describe('user_creation_time'),
  passwordEnabled: known(z.boolean()).describe('password_enabled: the user can sign in to the console'),
  passwordLastUsed: When.describe('password_last_used; null: never, as far as AWS has noted (`no_information`), or there is none (`N/A`)'),
  passwordLastChanged: When.describe('password_last_changed: when the present password was set'),
  mfaActive: known(z.boolean()).describe('mfa_active'),
  keys: z.array(Key).describe('The two slots for access keys, used or not'),
});

interface Raw {
  readonly row: Row;
  /** Ties the line to its evidence and its age. */
  readonly report: Report;
}

export default defineCollector({
  id: 'aws/iam-credential',
  title: 'IAM users, their console passwords, MFA devices and access keys (credential report, without the root user)',
  scope: 'account',
  calls: [SUMMARY_CALL, ...REPORT_CALLS],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask) {
    const found = await reconciledReport(aws, ask);
    if (isUnknown(found)) return ask.incomplete(found.$unknown);
    for (const row of userRows(found.report)) yield { row, report: found.report };
    if (found.gap) ask.incomplete(found.gap);
    else ask.proof(found.proof);
  },
  asOf: ({ report }: Raw) => report.generatedAt,
  normalise({ row }: Raw) {
    return {
      id: row['arn'] as string,
      name: row['user'] as string,
      userCreated: date(row, 'user_creation_time'),
      passwordEnabled: truth(row, 'password_enabled'),
      passwordLastUsed: date(row, 'password_last_used'),
      passwordLastChanged: date(row, 'password_last_changed'),
      mfaActive: truth(row, 'mfa_active'),
      keys: [key(row, 1), key(row, 2)],
    };
  },
});

function key(row: Row, slot: 1 | 2): z.infer<typeof Key> {
  const active = truth(row, `access_key_${slot}_active`);
  return { slot, active, lastRotated: made(row, slot, active), lastUsed: date(row, `access_key_${slot}_last_used_date`) };
}
/** A key that works was made at some time: a line that says otherwise contradicts itself. */
function made(row: Row, slot: 1 | 2, active: Known<boolean>): Known<Instant | null> {
  const at = date(row, `access_key_${slot}_last_rotated`);
  if (at !== null || active !== true) return at;
  const detail = `iam:GetCredentialReport: ${row['user']}: access key ${slot} is active and has no access_key_${slot}_last_rotated`;
  return unknown({ operation: 'iam:GetCredentialReport', reason: 'malformed_response', detail });
}
