/** One YAML file -> one ready check, or every reason why not, each with its place. */
import { z } from 'zod';
import { nearest, Refusal, Refusals } from '../errors.ts';
import { judgeSet, type ReadyCheck } from '../evaluate/judge.ts';
import { unknown } from '../kit.ts';
import type { Case, Check, Collector, Param, ResourceSet } from '../model.ts';
import { keysIn, strictly, type YamlFile } from '../yaml.ts';
import { type Expression, type Language, openLanguage } from './cel.ts';
import { CheckFile } from './schema.ts';

export type ParamValues = Readonly<Record<string, unknown>>;

export function readCheck(id: string, yaml: YamlFile, collectors: ReadonlyMap<string, Collector>): { check: Check; collector: Collector } {
  const file = strictly(yaml, CheckFile, keysIn(CheckFile), 'POLICY_INVALID');
  const collector = collectors.get(file.about);
  if (!collector) {
    const meant = nearest(file.about, collectors.keys());
    throw new Refusal('POLICY_INVALID', `no collector is called \`${file.about}\``, {
      at: yaml.at(['about']),
      ...(meant && { hint: `did you mean \`${meant}\`?` }),
    });
  }
  const { where, notes, params, cases, with: beside, ...rest } = file;
  refuseStrangers(beside ?? [], yaml, collectors);
  const check: Check = {
    id,
    ...rest,
    params: params as Check['params'],
    cases: cases as Check['cases'],
    ...(beside !== undefined && { with: beside }),
    ...(where !== undefined && { where }),
    ...(notes !== undefined && { notes }),
  };
  return { check, collector };
}

function refuseStrangers(beside: readonly string[], yaml: YamlFile, collectors: ReadonlyMap<string, Collector>): void {
  const sources = new Set([...collectors.keys()].map((id) => id.split('/')[0] as string));
  beside.forEach((source, index) => {
    if (sources.has(source)) return;
    const meant = nearest(source, sources);
    throw new Refusal('POLICY_INVALID', `no source is of type \`${source}\``, {
      at: yaml.at(['with', index]),
      ...(meant && { hint: `did you mean \`${meant}\`?` }),
    });
  });
}

/** Reads the check's sentences and, unless told that it was done, tries them on its own cases. */
export function prepare(check: Check, collector: Collector, yaml: YamlFile, given: ParamValues = {}): ReadyCheck {
  const language = openLanguage(collector.resource, check.params);
  const faults: Refusal[] = [];
  const truth = (field: 'where' | 'expect', cel: string) => sentence(language, cel, yaml, [field], faults, true);
  const where = check.where === undefined ? undefined : truth('where', check.where);
  const expect = truth('expect', check.expect);
  const fail = template(language, check, yaml, faults);
  if (faults.length > 0 || !expect || (check.where !== undefined && !where)) throw new Refusals(faults);
  const params = { ...Object.fromEntries(Object.entries(check.params).map(([name, param]) => [name, param.default])), ...given };
  return {
    check,
    ...(where && { where }),
    expect,
    fail,
    params,
    loosened: Object.keys(given).filter((name) => isLooser(check.params[name], given[name])),
  };
}

/** Looser than the shipped bound. A parameter without a stricter way (a list of names, say) describes the estate and cannot be loose. */
export function isLooser(param: Param | undefined, value: unknown): boolean {
  if (param?.stricter === undefined || typeof value !== 'number' || typeof param.default !== 'number') return false;
  return param.stricter === 'lower' ? value > param.default : value < param.default;
}

function sentence(
  language: Language,
  cel: string,
  yaml: YamlFile,
  path: readonly PropertyKey[],
  faults: Refusal[],
  mustBeTruth: boolean,
  shift = 0,
): Expression | undefined {
  const compiled = language.compile(cel);
  const where = `\`${path.map(String).join('.')}\``;
  if ('message' in compiled) {
    const meant = compiled.name === undefined ? undefined : nearest(compiled.name, language.names);
    const message = compiled.name === undefined ? `${where}: ${compiled.message}` : `${where}: there is no field \`${compiled.name}\``;
    faults.push(
      new Refusal(compiled.name === undefined ? 'POLICY_INVALID' : 'POLICY_UNKNOWN_FIELD', message, {
        at: inside(yaml, path, compiled.start + shift),
        ...(meant && { hint: `did you mean \`${meant}\`?` }),
      }),
    );
    return undefined;
  }
  if (mustBeTruth && compiled.type !== 'bool') {
    faults.push(
      new Refusal('POLICY_INVALID', `${where} is ${compiled.type}, not a truth`, { at: yaml.at(path), hint: 'write a comparison' }),
    );
    return undefined;
  }
  return compiled;
}

/** The column inside a plain or quoted one-line scalar; block scalars get the line of their start. */
function inside(yaml: YamlFile, path: readonly PropertyKey[], offset: number): ReturnType<YamlFile['at']> {
  const place = yaml.at(path);
  return place.column === undefined ? place : { ...place, column: place.column + offset };
}

function template(language: Language, check: Check, yaml: YamlFile, faults: Refusal[]): (string | Expression)[] {
  const parts = check.fail.split(/\{([^{}]*)\}/);
  const out: (string | Expression)[] = [];
  let offset = 1; // the opening quote that such a text always needs in YAML
  parts.forEach((part, index) => {
    if (index % 2 === 0) out.push(part);
    else {
      const compiled = sentence(language, part, yaml, ['fail'], faults, false, offset + 1);
      if (compiled && check.holds === 'some' && /\br\b/.test(part))
        faults.push(
          new Refusal('POLICY_INVALID', 'the failure of `holds: some` is about no single resource, so `fail` may not use `r`', {
            at: yaml.at(['fail']),
          }),
        );
      if (compiled) out.push(compiled);
    }
    offset += part.length + (index % 2 === 0 ? 0 : 2);
  });
  return out;
}

/** What each worked case really gives, beside what its author says it gives. */
export function tryCases(
  ready: ReadyCheck,
  collector: Collector,
): { readonly case: Case; readonly index: number; readonly verdict: string; readonly because: string }[] {
  return ready.check.cases.map((one, index) => {
    const set = setOf(one, collector);
    const findings: string[] = [];
    const result = judgeSet({ ...ready, params: { ...ready.params, ...one.params } }, set, {
      now: Date.parse(CASE_NOW),
      waivers: [],
      emit: (finding) => findings.push(finding.because),
    });
    return { case: one, index, verdict: result.verdict, because: findings.join('; ') };
  });
}

/** When worked cases are judged: dates in them are written against this day. */
export const CASE_NOW = '2026-01-01T00:00:00.000Z';

/** A case gives the fields that matter; one that is not given is not known. */
function setOf({ given }: Case, collector: Collector): ResourceSet {
  const resource = caseResource(given, collector);
  const subject = { source: 'case', name: 'case', key: 'case', id: 'case', label: 'a worked case', scope: collector.scope };
  return {
    collector: collector.id,
    subject,
    collectedAt: CASE_NOW,
    freshUntil: CASE_NOW,
    complete: true,
    proof: 'a worked case',
    resources: [{ resource, evidence: [] }],
    gaps: [],
    evidence: [],
    skewMs: 0,
  };
}

export function caseResource(given: Case['given'], collector: Collector): { id: string; name: string } {
  const fields = Object.keys((collector.resource as unknown as z.ZodObject).shape);
  const absent = (field: string) =>
    unknown({ operation: '(case)', reason: 'missing_member', detail: `the case does not give \`${field}\`` });
  const filled = Object.fromEntries(fields.map((field) => [field, field in given ? given[field] : absent(field)]));
  return { ...filled, id: String(given['id'] ?? 'case'), name: String(given['name'] ?? 'case') };
}

/** Cases that do not say what is true, or that leave a verdict unshown. */
export function caseFaults(ready: ReadyCheck, collector: Collector, yaml: YamlFile): Refusal[] {
  const faults: Refusal[] = [];
  const shape = (collector.resource as unknown as z.ZodObject).shape;
  const at = (index: number, ...path: string[]) => yaml.at(['cases', index, ...path]);
  ready.check.cases.forEach((one, index) => {
    for (const [field, value] of Object.entries(one.given)) {
      const schema = shape[field] as z.ZodType | undefined;
      if (!schema) {
        const meant = nearest(field, Object.keys(shape));
        faults.push(
          new Refusal('POLICY_UNKNOWN_FIELD', `case ${index + 1}: \`${collector.id}\` has no field \`${field}\``, {
            at: yaml.at(['cases', index, 'given', field], true),
            ...(meant && { hint: `did you mean \`${meant}\`?` }),
          }),
        );
      } else if (!z.union([schema, UnknownField]).safeParse(value).success) {
        faults.push(
          new Refusal('POLICY_INVALID', `case ${index + 1}: \`${field}\` does not fit what the collector gives`, {
            at: at(index, 'given', field),
          }),
        );
      }
    }
  });
  if (faults.length > 0) return faults;
  for (const tried of tryCases(ready, collector)) {
    if (tried.verdict !== tried.case.then)
      faults.push(
        new Refusal(
          'POLICY_CASE_FAILS',
          `case ${tried.index + 1} is ${tried.verdict}, its author says ${tried.case.then} (${tried.because.slice(0, 200)})`,
          { at: at(tried.index, 'then') },
        ),
      );
  }
  const shown = new Set(ready.check.cases.map((one) => one.then));
  const needed = ['pass', 'fail', 'unknown'] as const;
  for (const verdict of needed)
    if (!shown.has(verdict))
      faults.push(
        new Refusal('POLICY_INVALID', `no case shows when the verdict is ${verdict}`, {
          at: yaml.at(['cases'], true),
          hint: 'pass, fail and unknown are mandatory',
        }),
      );
  return faults;
}
const UnknownField = z.strictObject({ $unknown: z.strictObject({ operation: z.string(), reason: z.string(), detail: z.string() }) });
