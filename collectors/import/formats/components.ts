/** Known flaws of components: CycloneDX (https://cyclonedx.org/docs/1.6/json/) and Trivy's own JSON (https://trivy.dev/latest/docs/configuration/reporting/). */
import type { Known } from '../../../src/model.ts';
import {
  type Document,
  instant,
  isObject,
  type Json,
  needed,
  objects,
  orUntold,
  type Said,
  SEVERITIES,
  type Severity,
  severityIn,
  text,
  untold,
  WORDS,
  within,
} from './said.ts';

export const isCycloneDx = (value: unknown): value is Json => isObject(value) && value['bomFormat'] === 'CycloneDX';

export function cycloneDx(bom: Json): Document {
  const tools = within(bom, 'metadata', 'tools');
  const [tool] = objects(tools) ?? objects(within(tools, 'components')) ?? [];
  // a list of components without `vulnerabilities` was looked at for none
  const flaws = needed(objects(bom['vulnerabilities']), '`vulnerabilities`: it lists components, and says of no flaw');
  return {
    format: 'CycloneDX',
    tool: text(within(tool, 'name')) ?? '(no tool named)',
    version: orUntold(text(within(tool, 'version')), "its tool's version"),
    producedAt: orUntold(instant(within(bom, 'metadata', 'timestamp')), 'when it was made'),
    said: flaws.map((flaw) => ({
      rule: text(flaw['id']) ?? '(no id)',
      target: (objects(flaw['affects']) ?? []).map((one) => text(one['ref']) ?? '(no component)').join(', ') || '(no component)',
      title: text(flaw['description']) ?? text(flaw['id']) ?? '(no description)',
      severity: gravest((objects(flaw['ratings']) ?? []).map(({ severity }) => severity)),
      closed: analysed(within(flaw, 'analysis', 'state')),
    })),
  };
}
/** The gravest of several ratings. One that is not understood may be graver than the others, unless one of these is critical. */
function gravest(words: readonly unknown[]): Known<Severity> {
  const all = words.map((word) => WORDS[String(word).toLowerCase()]);
  const known = SEVERITIES.find((one) => all.includes(one));
  return orUntold(known === 'critical' || !all.includes(undefined) ? known : undefined, 'how severe it is');
}
/** Not analysed is not settled: what is listed is there. */
function analysed(state: unknown): Known<boolean> {
  if (state === undefined || state === 'in_triage' || state === 'exploitable') return false;
  if (['resolved', 'resolved_with_pedigree', 'false_positive', 'not_affected'].includes(String(state))) return true;
  return untold(`what \`${String(state)}\` means`);
}

export const isTrivy = (value: unknown): value is Json =>
  isObject(value) && typeof value['SchemaVersion'] === 'number' && 'ArtifactName' in value;

export function trivy(report: Json): Document {
  const results = needed(
    objects(report['Results']),
    '`Results`: Trivy leaves it out where nothing was scanned, and where nothing was found',
  );
  return {
    format: 'Trivy',
    tool: 'Trivy',
    version: orUntold(text(within(report, 'Trivy', 'Version')), "its tool's version"),
    producedAt: orUntold(instant(report['CreatedAt']), 'when it was made'),
    said: results.flatMap(saidBy),
  };
}
function saidBy(result: Json): readonly Said[] {
  const target = text(result['Target']) ?? '(no target)';
  const list = (member: string): readonly Json[] => {
    // absent: Go leaves an empty list out, and the result itself is there
    if (result[member] === undefined || result[member] === null) return [];
    return needed(objects(result[member]), `a readable list of ${member}`);
  };
  const one = (rule: unknown, title: unknown, severity: unknown, at: string, closed: Known<boolean>): Said => ({
    rule: text(rule) ?? '(no id)',
    target: at,
    title: text(title) ?? text(rule) ?? '(no title)',
    severity: severityIn(WORDS, severity),
    closed,
  });
  return [
    ...list('Vulnerabilities').map((flaw) =>
      one(flaw['VulnerabilityID'], flaw['Title'], flaw['Severity'], `${text(flaw['PkgName']) ?? ''} in ${target}`, false),
    ),
    ...list('Misconfigurations').map((flaw) =>
      one(flaw['AVDID'] ?? flaw['ID'], flaw['Title'], flaw['Severity'], target, outcome(flaw['Status'])),
    ),
    ...list('Secrets').map((flaw) => one(flaw['RuleID'], flaw['Title'], flaw['Severity'], target, false)),
  ];
}
/** `EXCEPTION` is a failure that somebody accepted. */
function outcome(status: unknown): Known<boolean> {
  if (status === 'PASS') return true;
  return status === 'FAIL' || status === 'EXCEPTION' ? false : untold('whether it is so');
}
