/** AWS Security Finding Format: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html */
import type { Known } from '../../../src/model.ts';
import {
  type Document,
  instant,
  type Json,
  needed,
  newest,
  objects,
  orUntold,
  type Said,
  severityIn,
  text,
  untold,
  WORDS,
  within,
} from './said.ts';

export const isAsff = (findings: readonly Json[]): boolean =>
  findings.length > 0 && findings.every((one) => text(one['ProductArn']) !== undefined);

export function asff(findings: readonly Json[]): Document {
  const names = findings.map((one) => text(one['ProductName']) ?? needed(text(one['ProductArn']), 'its `ProductArn`'));
  return {
    format: 'ASFF',
    tool: [...new Set(names)].join(', '),
    version: untold("its tool's version"),
    producedAt: orUntold(newest(findings.map((one) => instant(one['UpdatedAt']))), 'when it was made'),
    said: findings.map(saidBy),
  };
}
function saidBy(finding: Json): Said {
  const [resource] = objects(finding['Resources']) ?? [];
  return {
    rule: text(finding['GeneratorId']) ?? '(no rule)',
    target: text(within(resource, 'Id')) ?? '(no resource)',
    title: text(finding['Title']) ?? '(no title)',
    severity: severityIn(WORDS, within(finding, 'Severity', 'Label')),
    closed: closedIn(finding),
  };
}
/** `SUPPRESSED` is a decision about a finding that is still there. */
function closedIn(finding: Json): Known<boolean> {
  const outcome = within(finding, 'Compliance', 'Status');
  if (outcome === 'PASSED') return true;
  if (finding['RecordState'] === 'ARCHIVED' || within(finding, 'Workflow', 'Status') === 'RESOLVED') return true;
  if (outcome === 'WARNING' || outcome === 'NOT_AVAILABLE') return untold(`whether it is so: its status is ${outcome}`);
  return finding['RecordState'] === 'ACTIVE' ? false : untold('whether it is open');
}
