/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html: counts of what IAM holds, and switches as 0 and 1. */
import { z } from 'zod';
import { isUnknown, type Known, missing, unknown } from '../../src/kit.ts';
import type { Ask, Call, Gap } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';
import { credentialReport, type Report, userRows } from './credential-report.ts';

const OPERATION = 'iam:GetAccountSummary';
export const SUMMARY_CALL: Call = call('iam', 'GetAccountSummary');

const Answered = z.looseObject({ SummaryMap: z.record(z.string(), z.int()) });
export type Summary = z.infer<typeof Answered>;

export async function accountSummary(aws: Aws, ask: Ask, read = 1): Promise<Known<Summary>> {
  const answer = await ask(OPERATION, { read }, Answered, () => aws.send('iam', 'GetAccountSummary', {}));
  return answer ?? missing(OPERATION, 'SummaryMap');
}

/** The report, and whether it names as many users as IAM counts. One that is up to four hours old need not. */
export interface Reconciled {
  readonly report: Report;
  readonly gap?: Gap;
  readonly proof: string;
}
export async function reconciledReport(aws: Aws, ask: Ask): Promise<Known<Reconciled>> {
  let last: Known<Reconciled> | undefined;
  for (let read = 1; read <= 2; read++) {
    const [report, summary] = await Promise.all([credentialReport(aws, ask, read), accountSummary(aws, ask, read)]);
    if (isUnknown(report)) return last ?? report;
    last = reconcile(report, summary);
    if (last.gap?.reason !== 'population_mismatch') break;
  }
  return last as Reconciled;
}
export function reconcile(report: Report, summary: Known<Summary>): Reconciled {
  const listed = userRows(report).length;
  if (isUnknown(summary)) return { report, proof: '', gap: unproven(summary.$unknown) };
  const counted = summary.SummaryMap['Users'];
  if (counted === undefined) return { report, proof: '', gap: unproven(missing(OPERATION, 'SummaryMap.Users').$unknown) };
  if (counted === listed)
    return { report, proof: `AccountSummary.Users = ${counted}, as many as the credential report of ${report.generatedAt} names` };
  const names = `the credential report of ${report.generatedAt} names ${listed}`;
  const detail = `IAM counts ${counted} users, ${names}; AWS makes a new report every four hours`;
  return { report, proof: '', gap: { operation: 'iam:GetCredentialReport', reason: 'population_mismatch', detail } };
}
function unproven(gap: Gap): Gap {
  return { ...gap, detail: `whether the credential report names every user cannot be checked: ${gap.detail}` };
}

/** A switch, in a good answer that has it. `undefined`: the answer is good and lacks it, so another witness may be heard. */
export function flag(summary: Known<Summary>, key: string): Known<boolean> | undefined {
  if (isUnknown(summary)) return summary;
  const value = summary.SummaryMap[key];
  if (value === undefined) return undefined;
  if (value >= 0) return value > 0;
  return unknown({ operation: OPERATION, reason: 'malformed_response', detail: `${OPERATION}: ${key} is ${value}` });
}
