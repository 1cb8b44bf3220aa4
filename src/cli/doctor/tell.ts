/** What the doctor found, for people. */
import { isUnknown } from '../../kit.ts';
import type { Gap } from '../../model.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { ExaminedSource, TriedCall } from './examine.ts';
import type { CheckOutlook, RequirementOutlook } from './outlook.ts';

export function tell(diagnosis: Diagnosis): string {
  const { sources, checks, requirements } = diagnosis;
  const of = (...outlooks: CheckOutlook['outlook'][]) => checks.filter(({ outlook }) => outlooks.includes(outlook));
  const short = shortened(sources);
  const claims = requirements.filter(({ kind }) => kind === 'claims');
  const controls = requirements.length - claims.length;
  return [
    ...sources.flatMap(sourceLines),
    ...block(
      'Missing permissions',
      diagnosis.missing.map(({ permission, checks: needed, claims: relying }) => [
        `${permission}  for ${count(needed.length, 'check')}${relying.length > 0 ? ` and ${count(relying.length, 'claim')}` : ''}`,
        ...needed.map((check) => `  ${check}`),
      ]),
    ),
    ...block(
      'Will be unknown',
      of('unknown').map((one) => checkLines(one, short)),
    ),
    ...block(
      'May be unknown: it did not matter for what was looked at',
      of('maybe').map((one) => checkLines(one, short)),
    ),
    ...block(
      'Not tried',
      of('untried').map(({ check, subjects }) => [check, ...subjects.filter(({ outlook }) => outlook === 'untried').map(untriedLine)]),
    ),
    ...block('Claims that will be unproven', claims.map(claimLines)),
    summary(diagnosis, controls),
    '',
  ].join('\n');
}

function block(title: string, entries: readonly (readonly string[])[]): string[] {
  return entries.length === 0 ? [] : [title, ...entries.flatMap((lines) => lines.map((line) => `  ${line}`)), ''];
}

function sourceLines({ source, name, principal, subjects, calls, examined }: ExaminedSource): string[] {
  const who = isUnknown(principal) ? `not known as whom: ${because(principal.$unknown)}` : `as ${principal.id} (${principal.detail})`;
  const all = [...calls, ...examined.flatMap((one) => one.calls)];
  const operations = byOperation(all);
  const closed = subjects.flatMap(({ label, gap }) => (gap ? [`  cannot be looked at  ${label}: ${because(gap)}`] : []));
  const tally = (state: TriedCall['state']) => operations.filter((one) => one.state === state).length;
  return [
    `${source}/${name}  ${who}`,
    `  ${count(subjects.length, 'subject')}; ${count(operations.length, 'call')}: ${tally('answered')} answered, ${tally('unanswered')} not answered, ${tally('untried')} not tried`,
    ...closed,
    ...operations.flatMap(callLines),
    '',
  ];
}

interface Operation {
  readonly operation: string;
  /** The worst of them; not tried only where nobody tried. */
  readonly state: TriedCall['state'];
  readonly calls: readonly TriedCall[];
}
function byOperation(calls: readonly TriedCall[]): Operation[] {
  return [...new Set(calls.map(({ call }) => call.operation))].map((operation) => {
    const same = calls.filter(({ call }) => call.operation === operation);
    const state = (['unanswered', 'answered', 'untried'] as const).find((each) => same.some((one) => one.state === each)) ?? 'untried';
    return { operation, state, calls: same };
  });
}
function callLines({ operation, state, calls }: Operation): string[] {
  const lines = new Map<string, string[]>();
  const add = (line: string, subject: string) => lines.set(line, [...(lines.get(line) ?? []), subject]);
  for (const one of calls) {
    if (one.state === 'unanswered') add(`not answered  ${operation}: ${because(one.gap)}`, one.subject);
    // that there is nothing in most regions is worth a line only where nobody tried anywhere
    if (one.state === 'untried' && (state === 'untried' || !one.moot)) add(`not tried     ${operation}: ${one.because}`, one.subject);
  }
  return [...lines].map(([line, subjects]) => `  ${line.replace(': ', `  ${few(subjects)}: `)}`);
}

/** Reasons that the lines about calls have told at length are named only. */
type Shorten = (gap: Gap) => string;
function shortened(sources: readonly ExaminedSource[]): Shorten {
  const told = new Set(
    sources.flatMap(({ calls, examined }) =>
      [...calls, ...examined.flatMap((one) => one.calls)].flatMap((one) => (one.state === 'unanswered' ? [because(one.gap)] : [])),
    ),
  );
  return (gap) => (told.has(because(gap)) ? `${gap.reason} of ${gap.operation}` : because(gap));
}

function checkLines({ check, permissions, helps, subjects }: CheckOutlook, short: Shorten): string[] {
  const gaps = new Map<string, string[]>();
  for (const { label, gaps: here } of subjects) for (const gap of here) gaps.set(short(gap), [...(gaps.get(short(gap)) ?? []), label]);
  const help =
    permissions.length === 0 ? 'no permission would help' : `needs ${permissions.join(' and ')}${helps ? '' : '; that is not all'}`;
  return [`${check}  ${help}`, ...[...gaps].map(([why, labels]) => `  ${few(labels)}: ${why}`)];
}
function untriedLine({ label, notTried }: CheckOutlook['subjects'][number]): string {
  const [first] = notTried;
  return `  ${label}: ${first ? `${first.operation}: ${first.because}` : 'nothing was found to try it on'}`;
}
function claimLines({ framework, id, quote, title, checks, permissions, anyOf, notInRun }: RequirementOutlook): string[] {
  const help =
    anyOf.length > 0
      ? `needs ${anyOf.join(' or ')}`
      : permissions.length > 0
        ? `needs ${permissions.join(' and ')}${notInRun.length > 0 ? '; that is not all' : ''}`
        : 'no permission would help';
  const aside = notInRun.length > 0 ? [`  not part of this run: ${notInRun.join(', ')}`] : [];
  return [`${framework}/${id}  ${quote === undefined ? title : `“${quote}”`}`, `  ${help}, for ${checks.join(', ')}`, ...aside];
}

function summary({ checks, requests, sources, exit }: Diagnosis, controls: number): string {
  const tally = (outlook: CheckOutlook['outlook']) => checks.filter((one) => one.outlook === outlook).length;
  const untried = new Set(
    sources
      .flatMap(({ examined }) => byOperation(examined.flatMap(({ calls }) => calls)))
      .flatMap(({ state, operation }) => (state === 'untried' ? [operation] : [])),
  );
  const parts = [
    `${tally('seen')} can be seen`,
    `${tally('partly')} as far as it could be tried`,
    `${tally('nothing')} have nothing to look at today`,
    `${tally('unknown')} will be unknown`,
    `${tally('maybe')} may be`,
    `${tally('untried')} not tried`,
  ];
  return [
    `${count(checks.length, 'check')}: ${parts.join(', ')}${controls > 0 ? `; ${count(controls, 'control')} of frameworks with them` : ''}.`,
    ...(untried.size > 0 ? [`${count(untried.size, 'call')} could not be tried, and about them this says nothing.`] : []),
    `${count(requests, 'request')}, all reads; nothing was kept. ${exit === 0 ? 'What could be tried can be seen.' : 'Not all of it can be seen.'}`,
  ].join('\n');
}

const because = ({ reason, detail }: Gap): string => `${reason}: ${detail}`;
const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
const few = (names: readonly string[]): string => {
  const distinct = [...new Set(names)];
  return distinct.length <= 3 ? distinct.join(', ') : `${distinct.slice(0, 2).join(', ')} and ${distinct.length - 2} more`;
};
