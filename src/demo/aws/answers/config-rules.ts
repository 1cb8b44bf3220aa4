/** https://docs.aws.amazon.com/config/latest/APIReference/API_Operations.html, the part about rules. */
import { createHash } from 'node:crypto';
import type * as Config from '@aws-sdk/client-config-service';
import { AwsRefusal } from '../wire-errors.ts';
import type { Rule } from '../world.ts';
import { type Answer, type Ask, ago, page } from './ask.ts';
import { userId } from './iam-users.ts';

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
function describe({ name, identifier, pack }: Rule, { regionName, account }: Ask): Config.ConfigRule {
  const id = `config-rule-${createHash('sha256').update(name).digest('hex').slice(0, 6)}`;
  return {
    ConfigRuleName: name,
    ConfigRuleId: id,
    ConfigRuleArn: `arn:aws:config:${regionName}:${account.id}:config-rule/${id}`,
    Source: { Owner: 'AWS', SourceIdentifier: identifier },
    ConfigRuleState: 'ACTIVE',
    CreatedBy: pack === undefined ? undefined : 'config-conforms.amazonaws.com',
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
  return { EvaluationResults: items.map((one) => resultOf(rule, one, ask)), NextToken: next };
}
type Evaluation = Rule['evaluations'][number];
function resultOf(rule: Rule, { type, id, compliance, age }: Evaluation, ask: Ask) {
  return {
    EvaluationResultIdentifier: {
      EvaluationResultQualifier: {
        ConfigRuleName: rule.name,
        ResourceType: type,
        ResourceId: idOf(type, id, ask),
        EvaluationMode: 'DETECTIVE' as const,
      },
      OrderingTimestamp: ago(age, ask),
    },
    ComplianceType: compliance,
    ResultRecordedTime: ago(age, ask),
    ConfigRuleInvokedTime: ago(age, ask),
  };
}
/** Databases and users have ids of AWS's own making, as `rds.ts` and `iam-users.ts` have them. */
function idOf(type: string, name: string, { account }: Ask): string {
  const made = name.toUpperCase().replaceAll('-', '');
  if (type === 'AWS::RDS::DBInstance') return `db-${made}`;
  if (type === 'AWS::RDS::DBCluster') return `cluster-${made}`;
  return type === 'AWS::IAM::User' ? userId(account, name) : name;
}

/** What AWS Config has recorded of a type; of the simulated estate, what its rules name. */
function ListDiscoveredResources(input: Config.ListDiscoveredResourcesRequest, ask: Ask): Config.ListDiscoveredResourcesResponse {
  if (input.resourceIds?.length || input.resourceName !== undefined)
    throw new AwsRefusal('ValidationException', 'The simulator lists all resources of a type.', 400);
  const evaluations = ask.region.rules.flatMap((rule) => rule.evaluations).filter(({ type }) => type === input.resourceType);
  const names = [...new Set(evaluations.map(({ id }) => id))];
  const { items, next } = page(names, ask, { size: input.limit || undefined, token: input.nextToken }, badToken);
  const resourceIdentifiers = items.map((resourceName) => ({
    resourceType: input.resourceType,
    resourceId: idOf(String(input.resourceType), resourceName, ask),
    resourceName,
  }));
  return { resourceIdentifiers, nextToken: next };
}

const packNames = ({ region }: Ask) => [...new Set(region.rules.flatMap(({ pack }) => pack ?? []))].sort();
function rulesOfPack(name: string | undefined, ask: Ask): readonly Rule[] {
  const rules = ask.region.rules.filter(({ pack }) => pack !== undefined && pack === name);
  if (rules.length > 0) return rules;
  throw new AwsRefusal('NoSuchConformancePackException', 'You specified one or more conformance packs that do not exist.');
}
function DescribeConformancePacks(input: Config.DescribeConformancePacksRequest, ask: Ask): Config.DescribeConformancePacksResponse {
  if (input.ConformancePackNames?.length) throw new AwsRefusal('InvalidParameterValueException', 'The simulator lists all packs.', 400);
  const { items, next } = page(packNames(ask), ask, { size: input.Limit || undefined, token: input.NextToken }, badToken);
  const { regionName, account } = ask;
  const ConformancePackDetails = items.map((name) => ({
    ConformancePackName: name,
    ConformancePackId: `conformance-pack-${name}`,
    ConformancePackArn: `arn:aws:config:${regionName}:${account.id}:conformance-pack/${name}/conformance-pack-${name}`,
  }));
  return { ConformancePackDetails, NextToken: next };
}
function DescribeConformancePackCompliance(
  input: Config.DescribeConformancePackComplianceRequest,
  ask: Ask,
): Config.DescribeConformancePackComplianceResponse {
  const rules = rulesOfPack(input.ConformancePackName, ask);
  const { items, next } = page(rules, ask, { size: input.Limit || undefined, token: input.NextToken }, badToken);
  const ConformancePackRuleComplianceList = items.map((rule) => ({
    ConfigRuleName: rule.name,
    ComplianceType: complianceOf(rule).ComplianceType as Config.ConformancePackComplianceType,
    Controls: [],
  }));
  return { ConformancePackName: input.ConformancePackName, ConformancePackRuleComplianceList, NextToken: next };
}
function GetConformancePackComplianceDetails(
  { ConformancePackName, Filters, Limit, NextToken }: Config.GetConformancePackComplianceDetailsRequest,
  ask: Ask,
): Config.GetConformancePackComplianceDetailsResponse {
  const wanted = rulesOfPack(ConformancePackName, ask)
    .filter(({ name }) => !Filters?.ConfigRuleNames?.length || Filters.ConfigRuleNames.includes(name))
    .flatMap((rule) => rule.evaluations.map((one) => ({ rule, one })))
    .filter(({ one }) => Filters?.ComplianceType === undefined || one.compliance === Filters.ComplianceType);
  const { items, next } = page(wanted, ask, { size: Limit || undefined, token: NextToken }, badToken);
  const results = items.map(({ rule, one }) => resultOf(rule, one, ask)) as Config.ConformancePackEvaluationResult[];
  return { ConformancePackName, ConformancePackRuleEvaluationResults: results, NextToken: next };
}

export const configRules = {
  DescribeConfigRules,
  DescribeComplianceByConfigRule,
  GetComplianceDetailsByConfigRule,
  ListDiscoveredResources,
  DescribeConformancePacks,
  DescribeConformancePackCompliance,
  GetConformancePackComplianceDetails,
} satisfies Record<string, Answer>;
