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
  };
}
function endOf(run: Json): string | undefined {
  return newest((objects(run['invocations']) ?? []).map((one) => instant(one['endTimeUtc']) ?? instant(one['startTimeUtc'])));
}

function saidBy(run: Json): readonly Said[] {
  // section 3.14.23: absent or null `results` says that nothing was looked for, [] that nothing was found
  const results = needed(objects(run['results']), 'the `results` of a run');
  const rules = objects(within(run, 'tool', 'driver', 'rules')) ?? [];
  const byId = new Map(rules.map((rule) => [rule['id'], rule]));
  return results.map((result) => {
    const id = text(result['ruleId']) ?? text(within(result, 'rule', 'id'));
    const rule = byId.get(id) ?? (typeof result['ruleIndex'] === 'number' ? rules[result['ruleIndex']] : undefined);
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
