/** Reads the findings once: examples for the text, packed rows for the script, and how many were left out. */
import type { Digest, FindingRow, Report, Verdict } from '../../src/model.ts';
import { checksIn } from '../facts.ts';
import { type Messages, messagesOf } from '../messages/index.ts';
import { filled } from '../messages/slots.ts';
import { name } from '../text.ts';
import type { Packed, PackedCheck, PackedRow } from './data.ts';
import { checkId, findingKey } from './ids.ts';
import { openQuota } from './quota.ts';

/** Rows in the page at most, and their size at most: a browser should open it without thinking. */
export const LIMITS = { rows: 100_000, characters: 48_000_000 } as const;
const EXAMPLES: Readonly<Record<Verdict, number>> = { fail: 5, unknown: 3, pass: 1, not_applicable: 0 };
/** Digests of one row that the page names; all stand in findings.jsonl. */
const DIGESTS = 12;
const FIELDS = 12;

export type Example = FindingRow & { readonly key: string };
export interface Gathered {
  readonly packed: Packed;
  /** The first of each check and verdict. */
  readonly examples: (check: string, verdict: Verdict) => readonly Example[];
  readonly seen: number;
}

export async function gather(report: Report, findings: () => AsyncIterable<FindingRow>, limits = LIMITS): Promise<Gathered> {
  const quota = openQuota(report, limits.rows);
  const examples = new Map<string, Example[]>();
  const pack = openPack(report);
  const keys = openKeys();
  let seen = 0;
  for await (const row of findings()) {
    seen += 1;
    const kept = examples.get(`${row.verdict} ${row.check}`) ?? [];
    const wanted = kept.length < EXAMPLES[row.verdict];
    const admitted = pack.size() < limits.characters && quota.admits(row);
    if (!wanted && !admitted) continue;
    const key = keys(findingKey(row.check, row.subject.key, row.resource.id));
    if (admitted) pack.add(row, key);
    if (wanted) examples.set(`${row.verdict} ${row.check}`, [...kept, { ...row, key }]);
  }
  return { packed: pack.close(), examples: (check, verdict) => examples.get(`${verdict} ${check}`) ?? [], seen };
}

/** A provider may list a thing twice: the second has a number behind its key, since an id stands once in a page. */
function openKeys(): (key: string) => string {
  const times = new Map<string, number>();
  return (key) => {
    const time = (times.get(key) ?? 0) + 1;
    times.set(key, time);
    return time === 1 ? key : `${key}-${time}`;
  };
}

interface Table<T> {
  readonly list: T[];
  at(key: string, make: () => T): number;
}
function openTable<T>(): Table<T> {
  const places = new Map<string, number>();
  const list: T[] = [];
  return {
    list,
    at(key, make) {
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, list.length);
      return list.push(make()) - 1;
    },
  };
}

interface Pack {
  add(row: FindingRow, key: string): void;
  size(): number;
  close(): Packed;
}
function openPack(report: Report): Pack {
  const t = messagesOf(report);
  const checks = checkTable(report, t);
  const subjects = openTable<Packed['subjects'][number]>();
  const reasons = openTable<Packed['reasons'][number]>();
  const waivers = openTable<string>();
  const texts = openTable<string>();
  const evidence = openTable<string>();
  const rows: PackedRow[] = [];
  let size = 0;
  const hex = (digest: Digest): number => evidence.at(digest, () => digest.replace('sha256:', ''));
  return {
    size: () => size,
    add(row, key) {
      const { resource, subject, reason, waiver } = row;
      const because = t.sentence(row.because);
      const observed = observedLines(row, t).join('\n');
      const called = t.name(resource.name);
      rows.push([
        key,
        checks.at(row.check, () => strayCheck(row.check, t)),
        subjects.at(subject.key, () => ({ key: t.name(subject.key), label: t.name(subject.label) })),
        VERDICT_PLACE[row.verdict],
        called,
        resource.id === resource.name ? '' : t.name(resource.id),
        texts.at(because, () => because),
        reason === undefined ? -1 : reasons.at(reason, () => ({ id: reason, means: t.reasonMeans[reason] })),
        observed,
        row.evidence.slice(0, DIGESTS).map(hex),
        waiver === undefined ? -1 : waivers.at(JSON.stringify(waiver), () => waiverLine(waiver, t)),
      ]);
      size += 60 + called.length + because.length + observed.length + resource.id.slice(0, 160).length;
    },
    close() {
      const cited = citations(report, t).map(([digest, text]) => [hex(digest), text] as const);
      const verdicts = (Object.keys(VERDICT_PLACE) as Verdict[]).map((id) => ({ id, word: t.verdictWord[id] }));
      const lists = { checks: checks.list, subjects: subjects.list, reasons: reasons.list, waivers: waivers.list, texts: texts.list };
      return { words: t.screen.script, verdicts, ...lists, evidence: evidence.list, cited, rows };
    },
  };
}
const VERDICT_PLACE: Readonly<Record<Verdict, number>> = { fail: 0, unknown: 1, pass: 2, not_applicable: 3 };

/** `field = value`, each on a line of its own, as the check read them. */
export function observedLines({ observed }: Pick<FindingRow, 'observed'>, t: Messages): readonly string[] {
  if (observed === undefined) return [];
  const pairs = Object.entries(observed).map(([key, value]) => `${t.cut(key, 60)} = ${t.shown(value, 120)}`);
  const more = pairs.length - FIELDS;
  return more > 0 ? [...pairs.slice(0, FIELDS), t.forms(t.screen.checks.moreFields, more)] : pairs;
}
export const waiverLine = (waiver: NonNullable<FindingRow['waiver']>, t: Messages): string =>
  t.pages.failed.waived(t.day(waiver.until), t.name(waiver.approvedBy), t.sentence(waiver.reason));

function checkTable(report: Report, t: Messages): Table<PackedCheck> {
  const table = openTable<PackedCheck>();
  const frameworks = frameworksOf(report);
  for (const row of report.results) {
    table.at(row.check, () => ({
      id: t.name(row.check),
      anchor: checkId(row.check),
      title: t.sentence(row.title),
      severity: row.severity,
      kind: row.evidence,
      source: sourceOf(row.about),
      frameworks: frameworks.get(row.check) ?? [],
      remedy: t.sentence(row.remedy),
    }));
  }
  return table;
}
/** A row of a check that the report does not name is shown all the same. */
const strayCheck = (check: string, t: Messages): PackedCheck => ({
  id: t.name(check),
  anchor: checkId(check),
  title: t.name(check),
  severity: 'info',
  kind: 'config',
  source: '',
  frameworks: [],
  remedy: '',
});

/** The source whose collector a check judges: `aws` of `aws/iam-user`. */
export const sourceOf = (about: string): string => name(about.split('/')[0] ?? about);

/** Check to the frameworks in whose proofs it stands. */
export function frameworksOf(report: Report): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const row of report.requirements) {
    for (const check of checksIn(row.proof)) found.set(check, (found.get(check) ?? new Set()).add(name(row.framework)));
  }
  return new Map([...found].map(([check, ids]) => [check, [...ids]]));
}

/** What is evidence of something else than a finding. */
function citations(report: Report, t: Messages): readonly (readonly [Digest, string])[] {
  const { evidence: words } = t.screen;
  const gaps = [...report.gaps, ...(report.witnessed?.gaps ?? [])];
  return [
    ...gaps.flatMap(({ evidence = [], operation, reason }) =>
      evidence.map((one) => [one, filled(words.gap, { operation: t.name(operation), reason })] as const),
    ),
    ...report.scope.flatMap(({ excluded }) =>
      excluded.flatMap(({ id, evidence = [] }) => evidence.map((one) => [one, filled(words.excluded, { id: t.name(id) })] as const)),
    ),
    ...(report.witnessed?.disagreements ?? []).flatMap(({ witness, rule, evidence }) =>
      evidence.map((one) => [one, filled(words.witness, { witness: t.name(witness), rule: t.name(rule) })] as const),
    ),
  ];
}
