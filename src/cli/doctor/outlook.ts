/** From what was tried to what a run would not know, and what would help. Pure. */
import { foldProof } from '../../evaluate/fold.ts';
import { judgeSet, type ReadyCheck } from '../../evaluate/judge.ts';
import { isUnknown } from '../../kit.ts';
import type { Framework, Gap, Proof, Reason, Verdict } from '../../model.ts';
import type { Examined } from './examine.ts';
import { isSpared } from './trial.ts';

/**
 * Worst first. `unknown`: rows will be unknown. `maybe`: something it reads was not told, though it did not decide about what was looked at.
 * `untried`: nothing was found to try it on, and there may be something. `partly`: what was tried was answered, and one of its calls could not be
 * tried. `seen`: every call that it takes was answered. `nothing`: there is nothing to look at today.
 */
export const OUTLOOKS = ['unknown', 'maybe', 'untried', 'partly', 'seen', 'nothing'] as const;
export type Outlook = (typeof OUTLOOKS)[number];

export interface CheckOutlook {
  readonly check: string;
  readonly outlook: Outlook;
  /** What has to be granted; empty where no permission is known to help. */
  readonly permissions: readonly string[];
  /** Granting `permissions` is all that it takes, as far as can be told. */
  readonly helps: boolean;
  readonly subjects: readonly SubjectOutlook[];
}
export interface SubjectOutlook {
  readonly key: string;
  readonly label: string;
  readonly outlook: Outlook;
  readonly gaps: readonly Gap[];
  /** Calls that nobody tried here, and why not. */
  readonly notTried: readonly { readonly operation: string; readonly because: string }[];
}

export function outlookOf(ready: ReadyCheck, examined: readonly Examined[], now: string): CheckOutlook {
  const subjects = examined.filter(({ collector }) => collector.id === ready.check.about).map((one) => atSubject(ready, one, now));
  const outlook = OUTLOOKS.find((each) => subjects.some((subject) => subject.outlook === each)) ?? 'unknown';
  const gaps = subjects.flatMap((subject) => subject.gaps);
  const permissions = [...new Set(gaps.flatMap(({ permission }) => permission ?? []))].sort();
  return {
    check: ready.check.id,
    outlook,
    permissions,
    helps: gaps.length > 0 && gaps.every(({ permission }) => permission !== undefined),
    subjects,
  };
}

function atSubject(ready: ReadyCheck, examined: Examined, now: string): SubjectOutlook {
  const { subject, set, calls, exact, cut } = examined;
  const unanswered = (operation: string) => calls.some((one) => one.state === 'unanswered' && one.gap.operation === operation);
  // from a part of a listing a collector may conclude that something is missing from it
  const partial = (gap: Gap) => cut.size > 0 && (PARTIAL.has(gap.reason) || (cut.has(gap.operation) && !unanswered(gap.operation)));
  const told = (gap: Gap) => !isSpared(gap) && !partial(gap);
  // what no permission hides is no matter of this command as long as it decides nothing: an archived repository, a label that is not there
  const refused = (gap: Gap) => gap.permission !== undefined || unanswered(gap.operation);
  const found: Gap[] = set.gaps.filter(told);
  const subjectSays: Gap[] = [];
  const judged = judgeSet(
    ready,
    { ...set, gaps: found, complete: found.length === 0 },
    {
      now: Date.parse(now),
      waivers: [],
      emit({ resource, verdict, reason, because }, gap) {
        if (gap && told(gap)) found.push(gap);
        // what no single resource explains: there is nothing, and that is no answer
        if (!gap && verdict === 'unknown' && resource.id === subject.id)
          subjectSays.push({ operation: ready.check.about, reason: reason ?? 'no_results', detail: because });
      },
    },
  );
  if (exact && found.length === 0 && judged.verdict === 'unknown') found.push(...subjectSays);
  const masked = found.length > 0 ? [] : [...maskedGaps(ready, examined), ...untraced(examined)].filter(told).filter(refused);
  const outlook = ((): Outlook => {
    if (found.length > 0) return 'unknown';
    if (masked.length > 0) return 'maybe';
    if (set.resources.length === 0) return exact ? 'nothing' : 'untried';
    return calls.some((one) => one.state === 'untried' && !one.moot) ? 'partly' : 'seen';
  })();
  return {
    key: subject.key,
    label: subject.label,
    outlook,
    gaps: distinct([...found, ...masked]),
    notTried: calls.flatMap((one) => (one.state === 'untried' ? [{ operation: one.call.operation, because: one.because }] : [])),
  };
}

/** What is concluded from a part of a listing, and would not be from the whole. */
const PARTIAL: ReadonlySet<Reason> = new Set([
  'population_incomplete',
  'population_mismatch',
  'changed_during_collection',
  'pagination_broken',
]);

/** What the check reads and was not told, although something else decided about this resource. Another one may depend on it. */
function maskedGaps({ where, expect }: ReadyCheck, { set }: Examined): Gap[] {
  const fields = [...(where?.reads ?? []), ...expect.reads];
  return set.resources.flatMap(({ resource }) =>
    fields.flatMap((field) => gapsIn((resource as unknown as Record<string, unknown>)[field])),
  );
}
/** Calls that were not answered without a trace in anything that was looked at: others may depend on them, and nobody knows which checks do. */
function untraced({ set, calls, exact }: Examined): Gap[] {
  if (exact) return [];
  const traces = new Set([...set.gaps, ...gapsIn(set.resources.map(({ resource }) => resource))].map(({ operation }) => operation));
  return calls.flatMap((one) => (one.state === 'unanswered' && !traces.has(one.gap.operation) ? [one.gap] : []));
}
function gapsIn(value: unknown): Gap[] {
  if (isUnknown(value)) return [value.$unknown];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(gapsIn) : [];
}
function distinct(gaps: readonly Gap[]): Gap[] {
  return [...new Map(gaps.map((gap) => [`${gap.operation} ${gap.reason} ${gap.permission}`, gap])).values()];
}

export interface RequirementOutlook {
  readonly framework: string;
  readonly id: string;
  readonly kind: Framework['kind'];
  readonly quote?: string;
  readonly title: string;
  /** Checks of its proof that would not be known. */
  readonly checks: readonly string[];
  /** Checks of its proof that are about no configured source, or not chosen. */
  readonly notInRun: readonly string[];
  readonly permissions: readonly string[];
  /** Each of these alone would do. */
  readonly anyOf: readonly string[];
}

/** Requirements that would stay unproven for what would not be known. Whatever else is asked is taken to pass: this is about seeing. */
export function unprovable(frameworks: readonly Framework[], checks: readonly CheckOutlook[]): RequirementOutlook[] {
  const known = new Map(checks.map((one) => [one.check, one]));
  const dark = (one: CheckOutlook) => one.outlook === 'unknown' || one.outlook === 'maybe' || one.outlook === 'untried';
  return frameworks.flatMap(({ id: framework, kind, requirements }) =>
    requirements.flatMap(({ id, title, quote, proof }) => {
      const leaves = leavesOf(proof);
      const unseen = checks.filter((one) => leaves.has(one.check) && dark(one));
      const foldWith = (granted: ReadonlySet<string>) =>
        fold(proof, (check) => {
          const one = known.get(check);
          if (!one) return 'unknown';
          return !dark(one) || (one.helps && one.permissions.every((permission) => granted.has(permission))) ? 'pass' : 'unknown';
        });
      if (unseen.length === 0 || foldWith(new Set()) !== 'unknown') return [];
      const permissions = [...new Set(unseen.flatMap((one) => one.permissions))].sort();
      return [
        {
          framework,
          id,
          kind,
          title,
          ...(quote !== undefined && { quote }),
          checks: unseen.map(({ check }) => check),
          notInRun: [...leaves].filter((check) => !known.has(check)),
          permissions,
          anyOf: permissions.filter((permission) => foldWith(new Set([permission])) !== 'unknown'),
        },
      ];
    }),
  );
}
function fold(proof: Proof, verdictOf: (check: string) => Verdict): Verdict {
  if ('check' in proof) return verdictOf(proof.check);
  if ('none' in proof) return 'unknown';
  const how = 'all' in proof ? 'all' : 'any';
  return foldProof(
    how,
    ('all' in proof ? proof.all : proof.any).map((inner) => fold(inner, verdictOf)),
  );
}
function leavesOf(proof: Proof): Set<string> {
  if ('check' in proof) return new Set([proof.check]);
  return new Set(('all' in proof ? proof.all : 'any' in proof ? proof.any : []).flatMap((inner) => [...leavesOf(inner)]));
}
