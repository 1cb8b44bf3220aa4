/** MTA-STS: the record that announces a policy, and the policy itself. RFC 8461 sections 3.1, 3.2 and 4.1. Pure. */

/** What does not begin so is no such record. */
export const stsIn = (texts: readonly string[]): string[] => texts.filter((text) => /^v=STSv1\s*;/.test(text));
/** Why senders see no policy announced; null: one record with an id of its own announces it. */
export function recordProblem(texts: readonly string[], name: string): string | null {
  const [record, second] = stsIn(texts);
  if (record === undefined) return `there is no record that begins with v=STSv1 at ${name}`;
  if (second !== undefined) return `there are several such records at ${name}, so that none holds`;
  return /;\s*id=[A-Za-z0-9]{1,32}\s*(?:;|$)/.test(record) ? null : `the record at ${name} has no readable id`;
}

export interface StsPolicy {
  /** `enforce`, `testing`, `none`. */
  readonly mode: string;
  /** Seconds. */
  readonly maxAge: number;
  /** Patterns: `mail.example.com`, `*.example.net`. */
  readonly mx: readonly string[];
}
/** Longest time that counts: section 3.2. */
const YEAR = 31_557_600;
/** A policy, or why it is none. Of a field that stands twice, except mx, the first counts. */
export function stsPolicyOf(text: string): StsPolicy | string {
  const fields: [string, string][] = [];
  for (const line of text.split(/\r?\n/).filter((one) => one.trim() !== '')) {
    const [, name, value] = /^([A-Za-z0-9][\w.-]*)[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return 'a line of the policy is no field';
    fields.push([name, value]);
  }
  const first = (wanted: string) => fields.find(([name]) => name === wanted)?.[1];
  if (first('version') !== 'STSv1') return 'the policy is not of version STSv1';
  const [mode, age] = [first('mode') ?? '', first('max_age') ?? ''];
  if (!/^(?:enforce|testing|none)$/.test(mode)) return 'the policy has no readable mode';
  if (!/^\d{1,10}$/.test(age) || Number(age) > YEAR) return 'the policy has no readable max_age';
  const mx = fields.flatMap(([name, value]) => (name === 'mx' ? [value.toLowerCase().replace(/\.$/, '')] : []));
  if (mx.length === 0 && mode !== 'none') return 'the policy names no mail server';
  return { mode, maxAge: Number(age), mx };
}

/** `*.` stands for exactly one label, on the left: section 4.1. */
export function covers(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.indexOf('.') > 0 && host.slice(host.indexOf('.') + 1) === pattern.slice(2) : host === pattern;
}
