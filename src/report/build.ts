/** Gathers what each set yields into one report. Holds summaries; rows only while there are few. */
import { type Claimed, openScales, type ReadyPair } from '../evaluate/contradict.ts';
import { addCounts, foldAll, NO_COUNTS } from '../evaluate/fold.ts';
import { judged, type ReadyCheck } from '../evaluate/judge.ts';
import { asAWhole, openBench } from '../evaluate/witness.ts';
import type {
  CheckResult,
  Contradiction,
  Counts,
  Finding,
  FindingRow,
  Gap,
  GapKind,
  Population,
  Reason,
  Report,
  ResourceSet,
  RunSummary,
  SubjectResult,
  SubjectRow,
  Verdict,
  Waiver,
  Witnessed,
} from '../model.ts';

/** Beyond this many rows they stand in findings.jsonl alone. */
export const MOST_INLINE = 10_000;
/** Beyond this many gaps only the first of each kind is kept: which operation was refused, why, and which grant would help. */
export const MOST_GAPS = 10_000;

export interface Gatherer {
  /** Judges one set by every check about its collector. Rows come in the order of checks and resources. */
  take(set: ResourceSet): AsyncIterable<FindingRow>;
  finish(): Gathered;
}
export interface Gathered {
  readonly results: readonly CheckResult[];
  readonly gaps: Report['gaps'];
  readonly waivers: Report['waivers'];
  readonly verdicts: Counts;
  readonly total: number;
  readonly inline: boolean;
  /** Checks × subjects, when they stand in subjects.jsonl; absent: in `results`. */
  readonly subjects?: number;
  /** All of them, when `gaps` holds not all. */
  readonly allGaps?: NonNullable<RunSummary['gaps']>;
  /** Absent: nobody else was asked. */
  readonly witnessed?: Witnessed;
  /** Absent: no pair of sources was compared. */
  readonly contradictions?: readonly Contradiction[];
}

/**
 * `witnessed`: the checks that somebody else, who is asked in this run, judges as well. `keep`: takes checks × subjects, in the order of the
 * findings, once there are more than `mostInline` of them; from the first one on.
 */
export function openGatherer(
  checks: readonly ReadyCheck[],
  waivers: readonly Waiver[],
  now: number,
  mostInline = MOST_INLINE,
  witnessed: ReadonlySet<string> = new Set(),
  pairs: { readonly ready: readonly ReadyPair[]; readonly claimed: readonly Claimed[] } = { ready: [], claimed: [] },
  keep: (row: SubjectRow) => Promise<void> = async () => undefined,
): Gatherer {
  const bench = openBench(witnessed);
  const scales = openScales(pairs.ready, now);
  const active = waivers.filter((waiver) => Date.parse(waiver.until) >= now);
  const used = new Set<Waiver>();
  const folds = new Map(checks.map(({ check }) => [check.id, openFold()]));
  const shelf = openSubjects(mostInline, keep);
  const gaps = openAllGaps();
  let total = 0;
  return {
    async *take(set) {
      const unread = openGaps(set);
      const { key, id, label } = set.subject;
      const subject = { key, id, label };
      bench.hear(set);
      scales.weigh(set);
      for (const ready of checks) {
        if (ready.check.about !== set.collector) continue;
        const { id: check, holds } = ready.check;
        const kept: Finding[] = [];
        const all = judged(ready, set, { now, waivers: active });
        let step = all.next();
        for (; !step.done; step = all.next()) {
          const { finding, gap } = step.value;
          total += 1;
          if (total <= mostInline) kept.push(finding);
          else if (total === mostInline + 1) shelf.leaveFindingsOut();
          if (gap) unread.add(gap);
          bench.note(check, subject, finding);
          if (finding.waiver) used.add(finding.waiver);
          yield { check, subject, ...finding };
        }
        folds.get(check)?.add(step.value);
        await shelf.add(check, step.value, total <= mostInline ? kept : []);
        if (holds === 'some') bench.note(check, subject, asAWhole(subject, step.value.verdict, set.evidence.slice(0, 20)));
      }
      for (const gap of unread.all) gaps.add({ ...gap, subject: key, collector: set.collector });
    },
    finish() {
      const inline = total <= mostInline && shelf.inline;
      const results = checks.map((ready) => resultOf(ready, folds.get(ready.check.id) as Fold, shelf.of(ready.check.id)));
      return {
        results,
        gaps: gaps.kept,
        total,
        inline,
        ...(!shelf.inline && { subjects: shelf.total }),
        ...(gaps.total > gaps.kept.length && { allGaps: { total: gaps.total, kinds: gaps.kinds() } }),
        waivers: waivers.map((waiver) => ({
          ...waiver,
          state: !active.includes(waiver) ? 'expired' : used.has(waiver) ? 'applied' : 'matches-nothing',
        })),
        verdicts: verdictsOf(results),
        ...(witnessed.size > 0 && { witnessed: bench.compare() }),
        ...(pairs.ready.length > 0 && { contradictions: scales.compare(pairs.claimed) }),
      };
    },
  };
}

type Row = Omit<SubjectResult, 'findings'>;

/**
 * Checks × subjects as they come: in memory while there are few, handed to `keep` from the first one on when there are more. In memory they
 * are text, which is half as large as what it says: while a run goes on nobody knows whether its report will hold them.
 */
function openSubjects(most: number, keep: (row: SubjectRow) => Promise<void>) {
  let held: { readonly check: string; readonly text: string }[] = [];
  const rowIn = ({ text }: { readonly text: string }) => JSON.parse(text) as SubjectResult;
  let total = 0;
  return {
    get total() {
      return total;
    },
    get inline() {
      return total <= most;
    },
    async add(check: string, row: Row, findings: readonly Finding[]) {
      total += 1;
      if (total <= most) return void held.push({ check, text: JSON.stringify({ ...row, findings }) });
      for (const one of held) await keep(lineOf(one.check, rowIn(one)));
      held = [];
      await keep(lineOf(check, row));
    },
    /** There are too many findings: those kept so far stand in findings.jsonl too. */
    leaveFindingsOut() {
      held = held.map((one) => ({ check: one.check, text: JSON.stringify({ ...rowIn(one), findings: [] }) }));
    },
    of: (check: string): readonly SubjectResult[] => held.flatMap((one) => (one.check === check ? [rowIn(one)] : [])),
  };
}
function lineOf(check: string, { key, id, label, verdict, reasons, population, counts }: Row): SubjectRow {
  return { check, key, id, label, verdict, reasons, population, counts };
}

/** All of a run, while they are few; then only the first of each kind, and how many there are. */
function openAllGaps() {
  const kept: (Gap & { subject: string; collector: string })[] = [];
  const kinds = new Map<string, { readonly kind: Omit<GapKind, 'gaps' | 'subjects'>; gaps: number; subjects: number; last: string }>();
  let total = 0;
  return {
    kept,
    get total() {
      return total;
    },
    add(gap: (typeof kept)[number]) {
      total += 1;
      const { operation, reason, permission, subject } = gap;
      const known = kinds.get(kindOf(gap));
      if (total <= MOST_GAPS || !known) kept.push(gap);
      const kind = { operation, reason, ...(permission !== undefined && { permission }) };
      // a subject's gaps come one after the other
      const one = known ?? { kind, gaps: 0, subjects: 0, last: '' };
      one.gaps += 1;
      if (one.last !== subject) one.subjects += 1;
      one.last = subject;
      kinds.set(kindOf(gap), one);
    },
    kinds: (): readonly GapKind[] => [...kinds.values()].map(({ kind, gaps, subjects }) => ({ ...kind, gaps, subjects })),
  };
}
const kindOf = ({ operation, reason, permission }: Gap): string => `${operation} ${reason} ${permission}`;

/** Each kind of thing that was not told, once per subject and collector: with many resources the kinds stay few. */
function openGaps(set: ResourceSet): { readonly all: Gap[]; add(gap: Gap): void } {
  const all = [...new Map(set.gaps.map((gap) => [`${kindOf(gap)} ${gap.detail}`, gap])).values()];
  const known = new Set(all.map(kindOf));
  return {
    all,
    add(gap) {
      if (known.has(kindOf(gap))) return;
      known.add(kindOf(gap));
      all.push(gap);
    },
  };
}

/** What is told of a check as a whole, whatever becomes of its subjects' rows. */
interface Fold {
  add(row: Row): void;
  told(): Pick<CheckResult, 'verdict' | 'reasons' | 'population' | 'counts'>;
  readonly subjects: number;
}
function openFold(): Fold {
  const reasons = new Set<Reason>();
  let [subjects, whole, size] = [0, 0, 0];
  let only: Population | undefined;
  let verdict: Verdict | undefined;
  let counts = NO_COUNTS;
  return {
    get subjects() {
      return subjects;
    },
    add(row) {
      subjects += 1;
      size += row.population.size;
      if (row.population.complete) whole += 1;
      only = row.population;
      verdict = verdict === undefined ? row.verdict : foldAll([verdict, row.verdict]);
      counts = addCounts(counts, row.counts);
      for (const reason of row.reasons) reasons.add(reason);
    },
    told() {
      if (verdict === undefined || only === undefined) {
        const population = { size: 0, complete: false, proof: 'there was no subject to look at' };
        return { verdict: foldAll([]), reasons: ['no_results'], population, counts };
      }
      const together = { size, complete: whole === subjects, proof: `${whole} of ${subjects} subjects read whole` };
      return { verdict, reasons: [...reasons].sort(), population: subjects === 1 ? only : together, counts };
    },
  };
}

function resultOf({ check, params, loosened }: ReadyCheck, fold: Fold, subjects: readonly SubjectResult[]): CheckResult {
  return {
    check: check.id,
    about: check.about,
    title: check.title,
    severity: check.severity,
    evidence: check.evidence,
    ...fold.told(),
    remedy: check.remedy,
    ...(check.notes !== undefined && { notes: check.notes }),
    params,
    loosened,
    ...(fold.subjects > subjects.length && { subjectCount: fold.subjects }),
    subjects,
  };
}

/** Counts of checks by verdict: each check once. */
function verdictsOf(results: readonly CheckResult[]): Counts {
  return results.reduce(
    (sum, { verdict, counts }) => addCounts(sum, { ...NO_COUNTS, [verdict]: 1, waived: verdict === 'fail' && counts.waived > 0 ? 1 : 0 }),
    NO_COUNTS,
  );
}

/** Checks and contradictions together, for the exit status: sources that contradict each other are a failure, ones that were not heard are unknown. */
export function withContradictions(verdicts: Counts, contradictions: readonly Contradiction[] = []): Counts {
  return contradictions.reduce((sum, { verdict }) => addCounts(sum, { ...NO_COUNTS, [verdict]: 1 }), verdicts);
}

/** 0 all pass or n.a. · 1 something fails · 3 something is unknown · 4 both. A waived failure is a failure that somebody signed for. */
export function exitOf(verdicts: Counts): number {
  if (verdicts.pass + verdicts.fail + verdicts.unknown + verdicts.not_applicable === 0) return 3;
  if (verdicts.fail > 0) return verdicts.unknown > 0 ? 4 : 1;
  return verdicts.unknown > 0 ? 3 : 0;
}
