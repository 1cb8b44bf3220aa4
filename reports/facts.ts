/** What a report says of itself, counted once for every renderer. Pure: a report in, numbers and rows out. */
import {
  type Assessment,
  type CheckResult,
  type Counts,
  type Finding,
  type FindingRow,
  type Gap,
  type JudgedProof,
  type Principal,
  type Report,
  type RunSummary,
  STANDINGS,
  type Standing,
  VERDICTS,
  type Verdict,
} from '../src/model.ts';

export type FrameworkEntry = RunSummary['frameworks'][number];

/** Requirements of one framework, in the order of the report. */
export function requirementsOf(report: Report, framework: FrameworkEntry): readonly Assessment[] {
  return report.requirements.filter((row) => row.framework === framework.id);
}
/** The requirements of all frameworks of a kind. */
export function ofKind(report: Report, kind: FrameworkEntry['kind']): readonly Assessment[] {
  const ids = new Set(report.run.frameworks.filter((row) => row.kind === kind).map((row) => row.id));
  return report.requirements.filter((row) => ids.has(row.framework));
}
/** A requirement whose framework the run does not name would otherwise vanish from every list. */
export function unplaced(report: Report): readonly Assessment[] {
  const ids = new Set(report.run.frameworks.map((row) => row.id));
  return report.requirements.filter((row) => !ids.has(row.framework));
}

export function standingCounts(rows: readonly Assessment[]): ReadonlyMap<Standing, number> {
  return new Map(STANDINGS.map((standing) => [standing, rows.filter((row) => row.standing === standing).length]));
}
export function checkCounts(results: readonly CheckResult[]): ReadonlyMap<Verdict, number> {
  return new Map(VERDICTS.map((verdict) => [verdict, results.filter((row) => row.verdict === verdict).length]));
}
/** All findings of all checks. `waived` ones are among the `fail`. */
export function findingCounts(results: readonly CheckResult[]): Counts {
  const sum = (key: keyof Counts) => results.reduce((total, row) => total + row.counts[key], 0);
  return { pass: sum('pass'), fail: sum('fail'), unknown: sum('unknown'), not_applicable: sum('not_applicable'), waived: sum('waived') };
}

/** The findings that a report holds of a check: none when there are too many for it. */
export const findingsOf = ({ subjects }: CheckResult): readonly Finding[] => subjects.flatMap((subject) => subject.findings);

/** The checks named in a proof. */
export function checksIn(proof: JudgedProof): readonly string[] {
  if ('check' in proof) return [proof.check];
  if ('none' in proof) return [];
  return ('all' in proof ? proof.all : proof.any).flatMap(checksIn);
}
/** How many controls of a framework have at least one check, of how many the standard has. */
export function coverage(report: Report, framework: FrameworkEntry): { readonly checked: number; readonly size: number | undefined } {
  const rows = requirementsOf(report, framework).filter((row) => checksIn(row.proof).length > 0);
  return { checked: new Set(rows.map((row) => row.id)).size, size: framework.size };
}

/** Gaps with one cause, together. */
export interface GapGroup {
  readonly operation: string;
  readonly reason: Gap['reason'];
  readonly permission: string | undefined;
  readonly detail: string;
  /** Those that the report names; `inSubjects` counts all. */
  readonly subjects: readonly string[];
  readonly inSubjects: number;
  readonly count: number;
}
/** Everything that could not be seen, by operation, reason and permission; what hides most stands first. */
export function gapGroups(report: Report): readonly GapGroup[] {
  const groups = new Map<string, { gap: Gap; subjects: Set<string>; count: number }>();
  for (const { gap, subject } of allGaps(report)) {
    const key = keyOf(gap);
    const group = groups.get(key) ?? { gap, subjects: new Set(), count: 0 };
    group.subjects.add(subject);
    group.count += 1;
    groups.set(key, group);
  }
  const all = new Map(report.run.gaps?.kinds.map((kind) => [keyOf(kind), kind]));
  return [...groups.entries()]
    .map(([key, group]) => {
      const kind = all.get(key);
      const [count, inSubjects] = [Math.max(group.count, kind?.gaps ?? 0), Math.max(group.subjects.size, kind?.subjects ?? 0)];
      return { ...group, key, count, inSubjects };
    })
    .sort((a, b) => b.inSubjects - a.inSubjects || b.count - a.count || (a.key < b.key ? -1 : 1))
    .map(({ gap, subjects, inSubjects, count }) => ({
      operation: gap.operation,
      reason: gap.reason,
      permission: gap.permission,
      detail: gap.detail,
      subjects: [...subjects].sort(),
      inSubjects,
      count,
    }));
}
const keyOf = ({ operation, reason, permission }: Pick<Gap, 'operation' | 'reason' | 'permission'>): string =>
  JSON.stringify([operation, reason, permission ?? null]);
/** Besides the collectors' gaps: subjects that could not be looked at at all, and sources that would not say who we are. */
function allGaps(report: Report): readonly { readonly gap: Gap; readonly subject: string }[] {
  const subjects = report.scope.flatMap((entry) =>
    entry.subjects.flatMap((subject) => (subject.gap === undefined ? [] : [{ gap: subject.gap, subject: subject.key }])),
  );
  const principals = report.scope.flatMap((entry) =>
    isUnknown(entry.principal) ? [{ gap: entry.principal.$unknown, subject: `${entry.source}/${entry.name}` }] : [],
  );
  const seen = new Set(report.gaps.map((gap) => JSON.stringify([gap.subject, gap.operation, gap.reason, gap.permission ?? null])));
  const more = [...subjects, ...principals].filter(
    ({ gap, subject }) => !seen.has(JSON.stringify([subject, gap.operation, gap.reason, gap.permission ?? null])),
  );
  return [...report.gaps.map((gap) => ({ gap, subject: gap.subject })), ...more];
}
export function isUnknown(value: Principal | { readonly $unknown: Gap }): value is { readonly $unknown: Gap } {
  return '$unknown' in value;
}

/** Findings worth a reader's time, by check, with the count of those that were left out. */
export interface Digested {
  readonly byCheck: ReadonlyMap<string, readonly FindingRow[]>;
  readonly total: number;
  readonly kept: number;
}
/** Reads the stream once. Keeps at most `limit` rows of each verdict, shared out so that no check is crowded out. */
export async function digest(
  findings: () => AsyncIterable<FindingRow>,
  limit: number,
  checks: number,
): Promise<{ readonly fail: Digested; readonly unknown: Digested; readonly seen: number }> {
  const share = Math.max(1, Math.floor(limit / Math.max(1, checks)));
  const kept = { fail: new Sieve(limit, share), unknown: new Sieve(limit, share) };
  let seen = 0;
  for await (const row of findings()) {
    seen += 1;
    if (row.verdict === 'fail') kept.fail.add(row);
    else if (row.verdict === 'unknown') kept.unknown.add(row);
  }
  return { fail: kept.fail.result(), unknown: kept.unknown.result(), seen };
}

/** Every check has a share for sure; what other checks do not use goes to the first rows that came. */
class Sieve {
  private readonly sure = new Map<string, FindingRow[]>();
  private readonly spare: FindingRow[] = [];
  private total = 0;
  private readonly limit: number;
  private readonly share: number;

  constructor(limit: number, share: number) {
    this.limit = limit;
    this.share = share;
  }

  add(row: FindingRow): void {
    this.total += 1;
    const rows = this.sure.get(row.check) ?? [];
    this.sure.set(row.check, rows);
    if (rows.length < this.share) rows.push(row);
    else if (this.spare.length < this.limit) this.spare.push(row);
  }

  result(): Digested {
    let kept = 0;
    const byCheck = new Map<string, FindingRow[]>();
    for (const [check, rows] of this.sure) {
      const room = rows.slice(0, Math.max(0, this.limit - kept));
      kept += room.length;
      byCheck.set(check, room);
    }
    for (const row of this.spare.slice(0, Math.max(0, this.limit - kept))) {
      byCheck.get(row.check)?.push(row);
      kept += 1;
    }
    return { byCheck, total: this.total, kept };
  }
}
