/**
 * An edition of a report for its audience. Redaction stands before rendering: a renderer cannot leak what it was never given. What a customer
 * sees is built from what may be shown, member by member; a new member of the report does not compile until somebody has said what becomes of it.
 */
import type {
  Assessment,
  Audience,
  Cause,
  CheckResult,
  Comparison,
  Contradiction,
  Disagreement,
  Finding,
  FindingRow,
  Gap,
  JudgedProof,
  Known,
  PeriodRow,
  PeriodTable,
  Population,
  Principal,
  Report,
  ScopeEntry,
  Subject,
  SubjectResult,
  SubjectRow,
  Witnessed,
} from '../model.ts';
import { type Aliases, LEFT_OUT, openAliases, withoutAddresses, withoutNames } from './alias.ts';

export interface EditionOptions {
  readonly audience: Audience;
  readonly recipient?: string;
  /** `2027-03-31` */
  readonly validUntil?: string;
  /** Ids and names that may be shown all the same, each exactly as the run has it. */
  readonly allow: readonly string[];
}
export interface EditionOf {
  readonly report: Report;
  readonly findings: () => AsyncIterable<FindingRow>;
  readonly subjects: () => AsyncIterable<SubjectRow>;
}

const NOTES: Readonly<Record<Audience, string>> = {
  internal: 'For the company itself: nothing is left out.',
  auditor: 'For an auditor under confidentiality: nothing is left out.',
  customer:
    'Redacted for a customer: names, ids, addresses and free text of the estate are replaced; every count, verdict and standing is that of the sealed run.',
};

export function editionOf(
  report: Report,
  findings: () => AsyncIterable<FindingRow>,
  options: EditionOptions,
  subjects: () => AsyncIterable<SubjectRow> = nobody,
): EditionOf {
  const { audience, recipient, validUntil, allow } = options;
  const aliases = openAliases(allow);
  const shown = audience === 'customer' ? forCustomer(report, aliases) : report;
  const edition = {
    audience,
    ...(recipient !== undefined && { recipient }),
    ...(validUntil !== undefined && { validUntil }),
    note: NOTES[audience],
    replaced: aliases.size,
    allowed: audience === 'customer' ? [...allow].sort() : [],
  };
  if (audience !== 'customer') return { report: { ...shown, edition }, findings, subjects };
  const about = new Map(report.results.map((result) => [result.check, result]));
  return {
    report: { ...shown, edition },
    findings: async function* () {
      for await (const row of findings()) {
        const result = about.get(row.check);
        const subject = subjectOf(row.subject, aliases);
        yield { check: row.check, subject, ...findingOf(row, result, row.subject.id, aliases) };
      }
    },
    subjects: async function* () {
      for await (const { check, key, id, label, verdict, reasons, population, counts } of subjects())
        yield { check, ...subjectOf({ key, id, label }, aliases), verdict, reasons, population: populationOf(population), counts };
    },
  };
}
/** For reports that hold their subjects. */
async function* nobody(): AsyncIterable<SubjectRow> {}

type Always = { [M in keyof Report]-?: undefined extends Report[M] ? never : M }[keyof Report];
type Sometimes = Exclude<keyof Report, Always | 'edition'>;

function forCustomer(report: Report, aliases: Aliases): Report {
  // in the order in which a reader meets them
  const scope = report.scope.map((entry) => scopeOf(entry, aliases));
  const results = report.results.map((result) => resultOf(result, aliases));
  const always: { readonly [M in Always]: Report[M] } = {
    schema: report.schema,
    run: report.run,
    scope,
    results,
    requirements: report.requirements.map(requirementOf),
    gaps: report.gaps.map((gap) => ({ ...gapOf(gap), subject: aliases.of('subject', gap.subject), collector: gap.collector })),
    waivers: report.waivers.map((waiver) => ({ ...waiverOf(waiver, aliases), state: waiver.state })),
  };
  const sometimes: { readonly [M in Sometimes]: (value: NonNullable<Report[M]>) => Report[M] } = {
    witnessed: (witnessed) => witnessedOf(report, witnessed, aliases),
    contradictions: (contradictions) => contradictions.map((one) => contradictionOf(one, aliases)),
    // how the company wants to be seen, by customers too
    presentation: (presentation) => presentation,
    comparison: comparisonOf,
    overTime: overTimeOf,
  };
  const present = Object.entries(sometimes).flatMap(([member, show]) => {
    const value = report[member as Sometimes];
    return value === undefined ? [] : [[member, (show as (value: unknown) => unknown)(value)]];
  });
  return { ...always, ...Object.fromEntries(present) };
}

/** A gap keeps its question and its reason: how it was refused, by whom and what would help is for the company. */
function gapOf({ operation, reason, evidence }: Gap): Gap {
  return { operation, reason, detail: LEFT_OUT, ...(evidence && { evidence }) };
}
/** That two sources contradict each other, about which claim and how often, is never left out; what each of them says names the estate. */
function contradictionOf({ said, seen, opposed, ...one }: Contradiction, aliases: Aliases): Contradiction {
  const sideOf = ({ by, size, gaps }: Contradiction['said']) => ({ by, size, values: [], gaps: gaps.map(gapOf) });
  return {
    ...one,
    because: one.verdict === 'fail' || one.verdict === 'unknown' ? LEFT_OUT : one.because,
    said: sideOf(said),
    seen: sideOf(seen),
    opposed: opposed.map(({ resource, subject, evidence }) => {
      const alias = resource && aliases.of('resource', `${subject} ${resource.id}`);
      return {
        said: null,
        seen: null,
        because: LEFT_OUT,
        ...(alias !== undefined && { resource: { id: alias, name: alias } }),
        ...(subject !== undefined && { subject: aliases.of('subject', subject) }),
        evidence,
      };
    }),
  };
}
function principalOf(principal: Known<Principal>): Known<Principal> {
  if ('$unknown' in principal) return { $unknown: gapOf(principal.$unknown) };
  return { id: '(withheld)', detail: 'the provider named who asked; the name is left out of this edition' };
}
function subjectOf({ key, id, label }: Pick<Subject, 'key' | 'id' | 'label'>, aliases: Aliases) {
  const alias = aliases.of('subject', key, label, id);
  return { key: alias, id: alias, label: alias };
}
function scopeOf({ source, name, principal, subjects, excluded, plan }: ScopeEntry, aliases: Aliases): ScopeEntry {
  const entry = aliases.of(`${source} source`, name);
  return {
    source,
    name: entry,
    principal: principalOf(principal),
    subjects: subjects.map((subject) => ({
      source: subject.source,
      name: entry,
      ...subjectOf(subject, aliases),
      scope: subject.scope,
      ...(subject.region !== undefined && aliases.allows(subject.region) && { region: subject.region }),
      ...(subject.gap && { gap: gapOf(subject.gap) }),
    })),
    excluded: excluded.map(({ id, evidence }) => ({
      id: aliases.of('excluded', id),
      because: 'left out with a reason, which is not part of this edition',
      ...(evidence && { evidence }),
    })),
    plan,
  };
}

function resultOf(result: CheckResult, aliases: Aliases): CheckResult {
  const params = Object.entries(result.params).map(([name, value]) => [name, withoutNames(value, aliases)]);
  return {
    ...result,
    population: populationOf(result.population),
    params: Object.fromEntries(params),
    subjects: result.subjects.map((subject) => subjectResultOf(subject, result, aliases)),
  };
}
function subjectResultOf(subject: SubjectResult, result: CheckResult, aliases: Aliases): SubjectResult {
  return {
    ...subjectOf(subject, aliases),
    verdict: subject.verdict,
    reasons: subject.reasons,
    population: populationOf(subject.population),
    counts: subject.counts,
    findings: subject.findings.map((finding) => findingOf(finding, result, subject.id, aliases)),
  };
}
function populationOf({ size, complete }: Population): Population {
  return { size, complete, proof: complete ? 'read whole' : 'not proved to be read whole' };
}

/** What it says of a thing without its name. The words of a failure quote what was seen, so they are said anew. */
const BECAUSE = {
  fail: 'does not hold here',
  unknown: `not determined; ${LEFT_OUT}`,
  not_applicable: 'not what this check is about, or there was nothing to look at',
} as const;

function findingOf(finding: Finding, result: CheckResult | undefined, subject: string, aliases: Aliases): Finding {
  const { resource, verdict, reason, observed, evidence, waiver } = finding;
  // a row about the subject as a whole is called as the subject is
  const alias = resource.id === subject ? 'as a whole' : aliases.of(kindOf(result), resource.id, resource.name);
  return {
    resource: { id: alias, name: alias },
    verdict,
    ...(reason && { reason }),
    because: verdict === 'pass' ? (result?.title ?? 'holds here') : BECAUSE[verdict],
    ...(observed && {
      observed: Object.fromEntries(Object.entries(observed).map(([field, value]) => [field, withoutNames(value, aliases)])),
    }),
    evidence,
    ...(waiver && { waiver: waiverOf(waiver, aliases) }),
  };
}
function kindOf(result: CheckResult | undefined): string {
  return result?.about.split('/').at(-1) ?? 'resource';
}
function waiverOf({ check, resource, until }: Report['waivers'][number] | NonNullable<Finding['waiver']>, aliases: Aliases) {
  return {
    check,
    resource: aliases.of('waived resource', resource),
    reason: 'the reason is known to the company and not part of this edition',
    approvedBy: '(withheld)',
    until,
  };
}

/** What a customer may see of causes: of which kinds there are. Their words, values and files name the estate. */
const kindsOf = (causes: readonly Cause[]): Cause[] =>
  [...new Set(causes.map(({ kind }) => kind))].map((kind) => ({ kind, because: LEFT_OUT }));

/** What a customer may see of two runs: which checks and requirements changed, and how many findings. Why names the estate. */
function comparisonOf(comparison: Comparison): Comparison {
  return {
    ...comparison,
    context: kindsOf(comparison.context),
    scope: comparison.scope.map(({ source, effect }) => ({ source, name: '(withheld)', subject: '(withheld)', effect, because: LEFT_OUT })),
    checks: comparison.checks.map((one) => ({
      ...one,
      causes: one.causes.map(({ kind, findings }) => ({ kind, because: LEFT_OUT, findings })),
    })),
    requirements: comparison.requirements.map((one) => ({ ...one, causes: kindsOf(one.causes) })),
    findings: { ...comparison.findings, listed: [] },
  };
}

/** Days are counts: all of them stay. What began and ended an interruption names the estate. */
function overTimeOf(table: PeriodTable): PeriodTable {
  const row = (one: PeriodRow): PeriodRow => ({
    ...one,
    interruptions: one.interruptions.map((broken) => ({ ...broken, began: kindsOf(broken.began), ended: kindsOf(broken.ended) })),
  });
  return {
    ...table,
    runs: { ...table.runs, lost: table.runs.lost.map((lost) => ({ ...lost, detail: LEFT_OUT })) },
    checks: table.checks.map(row),
    requirements: table.requirements.map(row),
  };
}

/** Quotes and titles are public already. What the company argues with is its own text. */
function requirementOf(assessment: Assessment): Assessment {
  const { quote, title, ...rest } = assessment;
  const own = Object.entries(rest).map(([name, value]) => [name, typeof value === 'string' ? withoutAddresses(value) : value]);
  return {
    ...(Object.fromEntries(own) as typeof rest),
    title,
    ...(quote !== undefined && { quote }),
    proof: proofOf(assessment.proof),
  };
}
function proofOf(proof: JudgedProof): JudgedProof {
  if ('all' in proof) return { ...proof, all: proof.all.map(proofOf) };
  if ('any' in proof) return { ...proof, any: proof.any.map(proofOf) };
  if ('none' in proof) return { ...proof, none: withoutAddresses(proof.none) };
  const { note, ...rest } = proof;
  // a note names the value of a parameter after its colon: a list of names, perhaps
  return { ...rest, why: withoutAddresses(proof.why), ...(note !== undefined && { note: note.split(':')[0] as string }) };
}

function witnessedOf({ results }: Report, { compared, unmatched, disagreements, gaps }: Witnessed, aliases: Aliases): Witnessed {
  const disagreement = (one: Disagreement): Disagreement => {
    const kind = kindOf(results.find(({ check }) => check === one.check));
    const alias = aliases.of(kind, one.resource.id, one.resource.name);
    return { ...one, rule: '(withheld)', subject: subjectOf(one.subject, aliases), resource: { id: alias, name: alias } };
  };
  return {
    compared,
    unmatched,
    disagreements: disagreements.map(disagreement),
    gaps: gaps.map((gap) => ({ ...gapOf(gap), subject: aliases.of('subject', gap.subject) })),
  };
}
