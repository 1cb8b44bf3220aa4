/** A finding as a line of a worksheet. What the resource does not have stays empty; what nobody told us says so. */
import { isUnknown } from '../kit.ts';
import type { FindingRow } from '../model.ts';

export const COLUMNS: readonly string[] = ['id', 'author', 'approver', 'checks', 'deployed', 'dates', 'link', 'verdict', 'evidence'];

type Fields = Readonly<Record<string, unknown>>;

export function rowOf(id: string, { verdict, reason, evidence }: FindingRow, resource: object): readonly string[] {
  const fields = resource as Fields;
  // a change has who, when and where in one field, which names its author; that one speaks first
  const about = Object.values(fields)
    .filter(isFields)
    .sort((a, b) => Number('author' in b) - Number('author' in a));
  const first = (name: string) => shown(about.find((one) => name in one)?.[name]);
  return [
    id,
    first('author'),
    approvers(about.find((one) => 'approvals' in one)?.['approvals']),
    first('rollup'),
    deployed(about.find((one) => 'deployments' in one)),
    dates(about),
    first('link'),
    reason === undefined ? verdict : `${verdict} (${reason})`,
    evidence.join(' '),
  ];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (isUnknown(value)) return `unknown (${value.$unknown.reason})`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
function approvers(value: unknown): string {
  if (!Array.isArray(value)) return shown(value);
  return value.map((one: { login?: unknown }) => shown(one.login)).join(' ');
}
/** Where it went first, of each environment. That none is declared is not that it went nowhere. */
function deployed(about: Fields | undefined): string {
  if (about === undefined) return '';
  const { declared, deployments } = about;
  if (declared === false) return 'no deployments declared';
  if (!Array.isArray(deployments)) return shown(deployments);
  if (deployments.length === 0) return 'not yet';
  return deployments.map(({ environment, at }: Fields) => `${shown(environment)} ${shown(at)}`).join('; ');
}
/** When each approved, and when it was merged, or when it was committed. */
function dates(about: readonly Fields[]): string {
  const approvals = about.find((one) => 'approvals' in one)?.['approvals'];
  const approved = Array.isArray(approvals) ? approvals.map(({ login, at }: Fields) => `approved ${shown(at)} by ${shown(login)}`) : [];
  const merged = about.find((one) => 'mergedAt' in one)?.['mergedAt'];
  const at = about.find((one) => 'at' in one)?.['at'];
  return [...approved, ...(merged === undefined ? [] : [`merged ${shown(merged)}`]), ...(at === undefined ? [] : [shown(at)])].join('; ');
}
