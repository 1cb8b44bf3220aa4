/** https://docs.aws.amazon.com/config/latest/APIReference/API_Operations.html, the part about rules. */
import { createHash } from 'node:crypto';
import type * as Config from '@aws-sdk/client-config-service';
import { AwsRefusal } from '../wire-errors.ts';
import type { Rule } from '../world.ts';
import { type Answer, type Ask, ago, page } from './ask.ts';

const badToken = () => new AwsRefusal('InvalidNextTokenException', 'The specified next token is not valid.', 400);

function rulesNamed(names: readonly string[] | undefined, { region }: Ask): readonly Rule[] {
  if (!names?.length) return region.rules;
  return names.map((name) => ruleNamed(name, region.rules));
}
function ruleNamed(name: string | undefined, rules: readonly Rule[]): Rule {
  const rule = rules.find((known) => known.name === name);
  if (!rule) throw new AwsRefusal('NoSuchConfigRuleException', `The ConfigRule '${name}' provided in the request is invalid.`);
  return rule;
}

function DescribeConfigRules(input: Config.DescribeConfigRulesRequest, ask: Ask): Config.DescribeConfigRulesResponse {
  const { items, next } = page(rulesNamed(input.ConfigRuleNames, ask), ask, { token: input.NextToken }, badToken);
  return { ConfigRules: items.map((rule) => describe(rule, ask)), NextToken: next };
}
function describe({ name, identifier }: Rule, { regionName, account }: Ask): Config.ConfigRule {
  const id = `config-rule-${createHash('sha256').update(name).digest('hex').slice(0, 6)}`;
  return {
    ConfigRuleName: name,
    ConfigRuleId: id,
    ConfigRuleArn: `arn:aws:config:${regionName}:${account.id}:config-rule/${id}`,
    Source: { Owner: 'AWS', SourceIdentifier: identifier },
    ConfigRuleState: 'ACTIVE',
    EvaluationModes: [{ Mode: 'DETECTIVE' }],
  };
}

function DescribeComplianceByConfigRule(
  input: Config.DescribeComplianceByConfigRuleRequest,
  ask: Ask,
): Config.DescribeComplianceByConfigRuleResponse {
  const all = rulesNamed(input.ConfigRuleNames, ask).map((rule) => ({ ConfigRuleName: rule.name, Compliance: complianceOf(rule) }));
  const types = input.ComplianceTypes;
  const wanted = types?.length ? all.filter(({ Compliance }) => types.includes(Compliance.ComplianceType)) : all;
  const { items, next } = page(wanted, ask, { token: input.NextToken }, badToken);
  return { ComplianceByConfigRules: [...items], NextToken: next };
}
/** One bad resource makes the rule bad; nothing evaluated is too little data: API_Compliance.html. Counts are capped at 25 there. */
function complianceOf({ evaluations }: Rule): Config.Compliance & { ComplianceType: Config.ComplianceType } {
  const bad = evaluations.filter(({ compliance }) => compliance === 'NON_COMPLIANT').length;
  if (bad > 0)
    return { ComplianceType: 'NON_COMPLIANT', ComplianceContributorCount: { CappedCount: Math.min(bad, 25), CapExceeded: bad > 25 } };
  const good = evaluations.some(({ compliance }) => compliance === 'COMPLIANT');
  return { ComplianceType: good ? 'COMPLIANT' : 'INSUFFICIENT_DATA' };
}

function GetComplianceDetailsByConfigRule(
  input: Config.GetComplianceDetailsByConfigRuleRequest,
  ask: Ask,
): Config.GetComplianceDetailsByConfigRuleResponse {
  const rule = ruleNamed(input.ConfigRuleName, ask.region.rules);
  const types: readonly string[] | undefined = input.ComplianceTypes;
  const wanted = types?.length ? rule.evaluations.filter(({ compliance }) => types.includes(compliance)) : rule.evaluations;
  const { items, next } = page(wanted, ask, { size: input.Limit || undefined, token: input.NextToken }, badToken);
  const EvaluationResults = items.map(({ type, id, compliance, age }) => ({
    EvaluationResultIdentifier: {
      EvaluationResultQualifier: { ConfigRuleName: rule.name, ResourceType: type, ResourceId: id, EvaluationMode: 'DETECTIVE' as const },
      OrderingTimestamp: ago(age, ask),
    },
    ComplianceType: compliance,
    ResultRecordedTime: ago(age, ask),
    ConfigRuleInvokedTime: ago(age, ask),
  }));
  return { EvaluationResults, NextToken: next };
}

export const configRules = { DescribeConfigRules, DescribeComplianceByConfigRule, GetComplianceDetailsByConfigRule } satisfies Record<
  string,
  Answer
>;
