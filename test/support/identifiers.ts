/** What identifies a real estate, and everything that a file says: for tests that nothing of the one stands in the other. */
import { readdirSync, readFileSync } from 'node:fs';
import type { CheckResult, Finding, Report } from '../../src/model.ts';
import { sources } from '../../src/registry.ts';
import { hasPdftotext, streams, textOf } from '../reports/reading.ts';

const findings = (result: CheckResult): Finding[] => result.subjects.flatMap((subject) => subject.findings);

/** Every id, name, label and observed text of a run that no public file of ours says anyway. */
export function namesOf(report: Report): string[] {
  const config = new URL('../../config/', import.meta.url);
  const ours = readdirSync(config, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:yaml|md)$/.test(file))
    .map((file) => readFileSync(new URL(file, config), 'utf8'))
    .concat(JSON.stringify([report.run, report.requirements, report.scope.map(({ plan }) => plan), sources.map(({ scopes }) => scopes)]))
    .join('\n');
  const texts = (value: unknown): string[] =>
    typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
  const all = [
    ...report.scope.flatMap(({ name, principal, subjects, excluded }) => [
      name,
      ...texts(principal),
      ...texts(subjects),
      ...texts(excluded),
    ]),
    ...report.results.flatMap(findings).flatMap(({ resource, observed }) => [...texts(resource), ...texts(observed)]),
    ...report.waivers.flatMap(({ resource, reason, approvedBy }) => [resource, reason, approvedBy]),
  ];
  const telling = (name: string) => name.length > 3 && !/^\d{1,7}$|^\d{4}-\d\d-\d\d|^sha256:/.test(name) && !ours.includes(name);
  return [...new Set(all)].filter(telling);
}

/** Bytes as they lie there, what is deflated in them, and what a reader of the PDF sees. */
export function everyText(path: string): string {
  const bytes = readFileSync(path);
  const inside = path.endsWith('.pdf') ? [...streams(bytes).map(String), ...(hasPdftotext ? [textOf(bytes)] : [])] : [];
  const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
  return [bytes.toString('utf8'), ...inside].join('\n').replace(uuid, '(uuid)');
}
