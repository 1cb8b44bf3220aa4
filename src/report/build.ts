/** Gathers what each set yields into one report. Holds summaries; rows only while there are few. */
import { type Claimed, openScales, type ReadyPair } from '../evaluate/contradict.ts';
import { addCounts, foldAll, NO_COUNTS } from '../evaluate/fold.ts';
import { judgeSet, type ReadyCheck } from '../evaluate/judge.ts';
import { asAWhole, openBench } from '../evaluate/witness.ts';
import type {
  CheckResult,
  Contradiction,
  Counts,
  Finding,
  FindingRow,
  Gap,
  Population,
  Report,
  ResourceSet,
  SubjectResult,
  Waiver,
  Witnessed,
} from '../model.ts';

/** Beyond this many rows they stand in findings.jsonl alone. */
export const MOST_INLINE = 10_000;

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
  /** Absent: nobody else was asked. */
  readonly witnessed?: Witnessed;
  /** Absent: no pair of sources was compared. */
  readonly contradictions?: readonly Contradiction[];
}

/** `witnessed`: the checks that somebody else, who is asked in this run, judges as well. */
export function openGatherer(
  checks: readonly ReadyCheck[],
  waivers: readonly Waiver[],
  now: number,
  mostInline = MOST_INLINE,
  witnessed: ReadonlySet<string> = new Set(),
  pairs: { readonly ready: readonly ReadyPair[]; readonly claimed: readonly Claimed[] } = { ready: [], claimed: [] },
): Gatherer {
  const bench = openBench(witnessed);
  const scales = openScales(pairs.ready, now);
  const active = waivers.filter((waiver) => Date.parse(waiver.until) >= now);
  const used = new Set<Waiver>();
  const subjects = new Map<string, SubjectResult[]>(checks.map((ready) => [ready.check.id, []]));
  const gaps: (Gap & { subject: string; collector: string })[] = [];
  let total = 0;
  return {
    async *take(set) {
      const unread = openGaps(set);
      bench.hear(set);
      scales.weigh(set);
      for (const ready of checks) {
        if (ready.check.about !== set.collector) continue;
        const findings: Finding[] = [];
        const result = judgeSet(ready, set, {
          now,
          waivers: active,
          emit(finding, gap) {
            findings.push(finding);
            if (gap) unread.add(gap);
          },
        });
        const before = total;
        total += findings.length;
        if (before <= mostInline && total > mostInline) leaveOut(subjects);
        const kept = subjects.get(ready.check.id) as SubjectResult[];
        kept.push({ ...result, findings: total <= mostInline ? findings : [] });
        const { key, id, label } = result;
        if (ready.check.holds === 'some')
          bench.note(ready.check.id, { key, id, label }, asAWhole({ key, id, label }, result.verdict, set.evidence.slice(0, 20)));
        for (const finding of findings) {
          bench.note(ready.check.id, { key, id, label }, finding);
          if (finding.waiver) used.add(finding.waiver);
          yield { check: ready.check.id, subject: { key, id, label }, ...finding };
        }
      }
      gaps.push(...unread.all.map((gap) => ({ ...gap, subject: set.subject.key, collector: set.collector })));
    },
    finish() {
      const inline = total <= mostInline;
      const results = checks.map((ready) => resultOf(ready, subjects.get(ready.check.id) as SubjectResult[], inline));
      return {
        results,
        gaps,
        total,
        inline,
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

/** There are too many rows: those kept so far stand in findings.jsonl too. */
function leaveOut(subjects: ReadonlyMap<string, SubjectResult[]>): void {
  for (const results of subjects.values()) for (const [at, result] of results.entries()) results[at] = { ...result, findings: [] };
}

/** Each kind of thing that was not told, once per subject and collector: with many resources the kinds stay few. */
function openGaps(set: ResourceSet): { readonly all: Gap[]; add(gap: Gap): void } {
  const kind = ({ operation, reason, permission }: Gap) => `${operation} ${reason} ${permission}`;
  const all = [...new Map(set.gaps.map((gap) => [`${kind(gap)} ${gap.detail}`, gap])).values()];
  const known = new Set(all.map(kind));
  return {
    all,
    add(gap) {
      if (known.has(kind(gap))) return;
      known.add(kind(gap));
      all.push(gap);
    },
  };
}

function resultOf({ check, params, loosened }: ReadyCheck, found: readonly SubjectResult[], inline: boolean): CheckResult {
  const subjects = inline ? found : found.map((subject) => ({ ...subject, findings: [] }));
  const nobody = subjects.length === 0;
  return {
    check: check.id,
    about: check.about,
    title: check.title,
    severity: check.severity,
    evidence: check.evidence,
    verdict: foldAll(subjects.map((subject) => subject.verdict)),
    reasons: nobody ? ['no_results'] : [...new Set(subjects.flatMap((subject) => subject.reasons))].sort(),
    population: nobody ? { size: 0, complete: false, proof: 'there was no subject to look at' } : together(subjects),
    counts: subjects.reduce((sum, subject) => addCounts(sum, subject.counts), NO_COUNTS),
    remedy: check.remedy,
    ...(check.notes !== undefined && { notes: check.notes }),
    params,
    loosened,
    subjects,
  };
}

function together(subjects: readonly SubjectResult[]): Population {
  const [only] = subjects;
  if (subjects.length === 1 && only) return only.population;
  const complete = subjects.filter((subject) => subject.population.complete).length;
  return {
    size: subjects.reduce((sum, subject) => sum + subject.population.size, 0),
    complete: complete === subjects.length,
    proof: `${complete} of ${subjects.length} subjects read whole`,
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
