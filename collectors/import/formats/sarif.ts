/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
import type { Known } from '../../../src/model.ts';
import {
  type Document,
  instant,
  isObject,
  type Json,
  needed,
  newest,
  objects,
  orUntold,
  type Said,
  type Severity,
  text,
  untold,
  within,
} from './said.ts';

export const isSarif = (value: unknown): value is Json => isObject(value) && value['version'] === '2.1.0' && Array.isArray(value['runs']);

export function sarif(log: Json): Document {
  const runs = needed(objects(log['runs']), 'its `runs`');
  const names = runs.map((run) => needed(text(within(run, 'tool', 'driver', 'name')), 'the name of its tool'));
  const driver = within(runs[0], 'tool', 'driver');
  return {
    format: 'SARIF',
    tool: [...new Set(names)].join(', '),
    version: orUntold(text(within(driver, 'semanticVersion')) ?? text(within(driver, 'version')), "its tool's version"),
    producedAt: orUntold(newest(runs.map(endOf)), 'when it was made'),
    said: runs.flatMap(saidBy),
    ...brokenOff(runs),
  };
}
/** Section 3.20.14: an invocation has to say whether it succeeded. No invocations at all: nothing is said of how the tool ran. */
function brokenOff(runs: readonly Json[]): { readonly brokenOff?: string } {
  for (const run of runs)
    for (const one of run['invocations'] === undefined ? [] : needed(objects(run['invocations']), 'readable `invocations`')) {
      const name = text(within(run, 'tool', 'driver', 'name'));
      if (one['executionSuccessful'] === false) return { brokenOff: `${name} says that its execution was not successful` };
      if (one['executionSuccessful'] !== true) return { brokenOff: `${name} does not say whether its execution was successful` };
    }
  return {};
}
function endOf(run: Json): string | undefined {
  return newest((objects(run['invocations']) ?? []).map((one) => instant(one['endTimeUtc']) ?? instant(one['startTimeUtc'])));
}

function saidBy(run: Json): readonly Said[] {
  // section 3.14.23: absent or null `results` says that nothing was looked for, [] that nothing was found
  const results = needed(objects(run['results']), 'the `results` of a run');
  const ruleOf = rulesOf(run);
  return results.map((result) => {
    const id = text(result['ruleId']) ?? text(within(result, 'rule', 'id'));
    const rule = ruleOf(result, id);
    const [location] = objects(result['locations']) ?? [];
    const uri = text(within(location, 'physicalLocation', 'artifactLocation', 'uri'));
    const line = within(location, 'physicalLocation', 'region', 'startLine');
    const [logical] = objects(within(location, 'logicalLocations')) ?? [];
    const target =
      text(within(logical, 'fullyQualifiedName')) ??
      (uri === undefined ? undefined : `${uri}${typeof line === 'number' ? `:${line}` : ''}`);
    return {
      rule: id ?? text(rule?.['id']) ?? '(no rule)',
      target: target ?? '(no place)',
      title: text(within(result, 'message', 'text')) ?? text(within(rule, 'shortDescription', 'text')) ?? '(no message)',
      severity: severityOf(result, rule),
      closed: closedIn(result),
    };
  });
}

/**
 * Section 3.52: a result names its rule by index in the component that it names, the driver where it names none; sections 3.27.5 and 3.49.3: or
 * by id, which may be longer by what follows a slash. CodeQL keeps its rules in extensions.
 */
function rulesOf(run: Json): (result: Json, id: string | undefined) => Json | undefined {
  const listed = (value: unknown, what: string) => (value === undefined || value === null ? [] : needed(objects(value), what));
  const components = [within(run, 'tool', 'driver'), ...listed(within(run, 'tool', 'extensions'), 'readable `extensions` of its tool')];
  const rules = components.map((component) => listed(within(component, 'rules'), 'readable `rules`'));
  const byId = new Map(rules.flat().map((rule) => [rule['id'], rule]));
  return (result, id) => {
    const at = within(result, 'rule', 'toolComponent', 'index');
    const index = within(result, 'rule', 'index') ?? result['ruleIndex'];
    const named = typeof index === 'number' ? rules[typeof at === 'number' ? at + 1 : 0]?.[index] : undefined;
    if (named && (id === undefined || id === named['id'] || id.startsWith(`${String(named['id'])}/`))) return named;
    return id === undefined ? undefined : (byId.get(id) ?? byId.get(id.slice(0, id.lastIndexOf('/'))));
  };
}

/** `security-severity` is a score, as GitHub reads it. A level is how sure and grave the tool takes it: error is the gravest it can say. */
function severityOf(result: Json, rule: Json | undefined): Known<Severity> {
  const score = Number(within(result, 'properties', 'security-severity') ?? within(rule, 'properties', 'security-severity') ?? Number.NaN);
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  if (score > 0) return 'low';
  // section 3.27.10: absent, the rule's own; absent there too, warning
  const level = result['level'] ?? within(rule, 'defaultConfiguration', 'level') ?? 'warning';
  const known: Readonly<Record<string, Severity>> = { error: 'high', warning: 'medium', note: 'low', none: 'info' };
  return orUntold(known[String(level)], 'how severe it is');
}

/** A suppression is a decision about a finding that is still there. */
function closedIn(result: Json): Known<boolean> {
  if (result['baselineState'] === 'absent') return true;
  // section 3.27.9: absent is `fail`
  const kind = result['kind'] ?? 'fail';
  if (kind === 'fail') return false;
  if (kind === 'pass' || kind === 'notApplicable' || kind === 'informational') return true;
  return untold(`whether it is so: its kind is ${String(kind)}`);
}
