import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, parallel, settle, unknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { isRecording, recorderStatuses, STATUS_CALL } from '../config-recorder/recorders.ts';
import { turning } from '../paging.ts';
import { WITNESSES } from './mapping.ts';

const RULES = 'config:DescribeConfigRules';
const COMPLIANCE = 'config:DescribeComplianceByConfigRule';
const DETAILS = 'config:GetComplianceDetailsByConfigRule';

const Rule = z.looseObject({
  ConfigRuleName: z.string().min(1),
  ConfigRuleArn: z.string().min(1),
  ConfigRuleState: z.string().optional(),
  Source: z.looseObject({ Owner: z.string(), SourceIdentifier: z.string().optional() }),
});
const Compliance = z.looseObject({ ConfigRuleName: z.string(), Compliance: z.looseObject({ ComplianceType: z.string() }).optional() });
const Result = z.looseObject({
  EvaluationResultIdentifier: z.looseObject({
    EvaluationResultQualifier: z.looseObject({ ResourceType: z.string().optional(), ResourceId: z.string() }),
  }),
});

const VERDICTS = ['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE'] as const;
type ComplianceType = (typeof VERDICTS)[number];

const Resource = z.object({
  id: z.string().describe('ConfigRuleArn'),
  name: z.string().describe('ConfigRuleName'),
  managedRule: z.string().describe('Source.SourceIdentifier: `ENCRYPTED_VOLUMES`'),
  witnesses: z.array(z.string()).describe('The checks of claimcheck that look at the same thing'),
  enabled: known(z.boolean()).describe('ConfigRuleState is `ACTIVE` or `EVALUATING`, and not one of those of a rule being deleted'),
  compliance: known(z.enum(VERDICTS)).describe(
    'ComplianceType; unknown for `INSUFFICIENT_DATA`, and while no recorder of the customer runs',
  ),
  nonCompliant: known(z.array(z.string())).describe('What the rule finds non-compliant, by type and id'),
});

export default defineCollector({
  id: 'aws/config-rule',
  title: "AWS Config's managed rules that look at what a shipped check looks at, and what they find",
  scope: 'region',
  calls: [
    call('config-service', 'DescribeConfigRules'),
    call('config-service', 'DescribeComplianceByConfigRule'),
    call('config-service', 'GetComplianceDetailsByConfigRule'),
    STATUS_CALL,
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }) {
    const rules = ask.pages(
      RULES,
      {},
      turning({
        list: 'ConfigRules',
        token: 'NextToken',
        item: Rule,
        key: (rule) => rule.ConfigRuleArn,
        send: (token) => aws.send('config-service', 'DescribeConfigRules', token, region),
      }),
    );
    const [statuses, compliances] = await Promise.all([recorderStatuses(aws, ask, region), compliancesOf(aws, ask, region)]);
    yield* parallel(mapped(rules), async (rule) => {
      const broken = typeOf(rule.ConfigRuleName, compliances) === 'NON_COMPLIANT';
      return { rule, statuses, compliances, details: broken ? await detailsOf(aws, ask, rule.ConfigRuleName, region) : [] };
    });
  },
  normalise({ rule, statuses, compliances, details }) {
    return {
      id: rule.ConfigRuleArn,
      name: rule.ConfigRuleName,
      managedRule: rule.Source.SourceIdentifier as string,
      witnesses: [...witnessed(rule)],
      enabled: rule.ConfigRuleState === undefined ? missing(RULES, 'ConfigRules[].ConfigRuleState') : ENABLED.has(rule.ConfigRuleState),
      compliance: rested(typeOf(rule.ConfigRuleName, compliances), isRecording(statuses)),
      nonCompliant: settle(details, { some: (results) => results.map(nameOf), none: missing(DETAILS, 'EvaluationResults') }),
    };
  },
});

/** The others are those of a rule that is being deleted. */
const ENABLED = new Set(['ACTIVE', 'EVALUATING']);

type RuleOf = z.infer<typeof Rule>;
type Compliances = Answer<readonly z.infer<typeof Compliance>[]>;

function witnessed({ Source }: RuleOf): readonly string[] {
  const id = Source.SourceIdentifier;
  return Source.Owner === 'AWS' && id !== undefined && Object.hasOwn(WITNESSES, id) ? (WITNESSES[id] as readonly string[]) : [];
}
async function* mapped(rules: AsyncIterable<RuleOf>): AsyncIterable<RuleOf> {
  for await (const rule of rules) if (witnessed(rule).length > 0) yield rule;
}

function compliancesOf(aws: Aws, ask: Ask, region: string | undefined): Promise<Compliances> {
  const send = (token: object) => aws.send('config-service', 'DescribeComplianceByConfigRule', token, region);
  return ask.list(
    COMPLIANCE,
    {},
    turning({ list: 'ComplianceByConfigRules', token: 'NextToken', item: Compliance, key: (one) => one.ConfigRuleName, send }),
  );
}
function detailsOf(aws: Aws, ask: Ask, ConfigRuleName: string, region: string | undefined) {
  const input = { ConfigRuleName, ComplianceTypes: ['NON_COMPLIANT'], Limit: 100 };
  const send = (token: object) => aws.send('config-service', 'GetComplianceDetailsByConfigRule', { ...input, ...token }, region);
  return ask.list(DETAILS, { ConfigRuleName }, turning({ list: 'EvaluationResults', token: 'NextToken', item: Result, key: nameOf, send }));
}
function nameOf({ EvaluationResultIdentifier: { EvaluationResultQualifier: resource } }: z.infer<typeof Result>): string {
  return resource.ResourceType === undefined ? resource.ResourceId : `${resource.ResourceType} ${resource.ResourceId}`;
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_Compliance.html */
function typeOf(rule: string, compliances: Compliances): Known<ComplianceType> {
  if (isUnknown(compliances)) return compliances;
  const type = compliances?.find((one) => one.ConfigRuleName === rule)?.Compliance?.ComplianceType;
  const known = VERDICTS.find((verdict) => verdict === type);
  if (known !== undefined) return known;
  if (type === undefined) return missing(COMPLIANCE, `ComplianceByConfigRules[${rule}].Compliance.ComplianceType`);
  const gap = { operation: COMPLIANCE, detail: `${COMPLIANCE}: ${rule} is ${type}` };
  return unknown(type === 'INSUFFICIENT_DATA' ? { ...gap, reason: 'stale_evidence' } : { ...gap, reason: 'malformed_response' });
}
/** What a rule said before the recorder stopped says nothing about now. */
function rested(type: Known<ComplianceType>, recording: Known<boolean>): Known<ComplianceType> {
  if (recording === true) return type;
  if (isUnknown(recording)) return recording;
  const said = isUnknown(type) ? type.$unknown.detail : `it said ${type}`;
  return unknown({
    operation: COMPLIANCE,
    reason: 'stale_evidence',
    detail: `no configuration recorder of the account runs in this region; ${said}`,
  });
}
