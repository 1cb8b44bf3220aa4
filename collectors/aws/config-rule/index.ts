import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, parallel, settle, unknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { isRecording, type RecorderStatuses, recorderStatuses, STATUS_CALL } from '../config-recorder/recorders.ts';
import { turning } from '../paging.ts';
import type { Place } from './called.ts';
import { detailsOf, nameOf, type Result } from './details.ts';
import { WITNESSES } from './mapping.ts';
import { packsOf, wasPacked } from './packs.ts';
import { contradicted } from './relations.ts';
import { type Names, namesOf, testimonyOf } from './testimony.ts';

const RULES = 'config:DescribeConfigRules';
const COMPLIANCE = 'config:DescribeComplianceByConfigRule';
const DETAILS = 'config:GetComplianceDetailsByConfigRule';

const Rule = z.looseObject({
  ConfigRuleName: z.string().min(1),
  ConfigRuleArn: z.string().min(1),
  ConfigRuleState: z.string().optional(),
  CreatedBy: z.string().optional(),
  Source: z.looseObject({ Owner: z.string(), SourceIdentifier: z.string().optional() }),
});
const Compliance = z.looseObject({ ConfigRuleName: z.string(), Compliance: z.looseObject({ ComplianceType: z.string() }).optional() });
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
  conformancePack: known(z.string()).describe('ConformancePackName of the pack that brought the rule; empty: none did'),
});

export default defineCollector({
  id: 'aws/config-rule',
  title: "AWS Config's managed rules that look at what a shipped check looks at, and what they find",
  scope: 'region',
  calls: [
    call('config-service', 'DescribeConfigRules'),
    call('config-service', 'DescribeComplianceByConfigRule'),
    call('config-service', 'GetComplianceDetailsByConfigRule'),
    call('config-service', 'DescribeConformancePacks'),
    call('config-service', 'DescribeConformancePackCompliance'),
    call('config-service', 'GetConformancePackComplianceDetails'),
    call('config-service', 'ListDiscoveredResources'),
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
    yield* parallel(mapped(rules), async (rule): Promise<Raw> => {
      const type = typeOf(rule.ConfigRuleName, compliances);
      const pack = wasPacked(rule) ? packOf(await packsOf(aws, ask, region), rule.ConfigRuleName) : '';
      const ask1 = (said: 'COMPLIANT' | 'NON_COMPLIANT') => detailsOf(aws, ask, { rule: rule.ConfigRuleName, pack, said }, region);
      const [bad, good] = await Promise.all([
        type === 'NON_COMPLIANT' ? ask1('NON_COMPLIANT') : [],
        (type === 'NON_COMPLIANT' || type === 'COMPLIANT') && isHeard(rule, 'COMPLIANT') ? ask1('COMPLIANT') : [],
      ]);
      const names = await namesOf(aws, ask, [bad, good], region);
      const place = { partition: aws.partition, account: aws.account, region: String(region) };
      return { rule, statuses, compliances, pack, bad, good, names, place };
    });
  },
  normalise({ rule, statuses, compliances, bad, pack }) {
    return {
      id: rule.ConfigRuleArn,
      name: rule.ConfigRuleName,
      managedRule: rule.Source.SourceIdentifier as string,
      witnesses: [...witnessed(rule)],
      enabled: rule.ConfigRuleState === undefined ? missing(RULES, 'ConfigRules[].ConfigRuleState') : ENABLED.has(rule.ConfigRuleState),
      compliance: rested(typeOf(rule.ConfigRuleName, compliances), isRecording(statuses)),
      nonCompliant: settle(bad, { some: (results) => results.map(nameOf), none: missing(DETAILS, 'EvaluationResults') }),
      conformancePack: pack,
    };
  },
  testimony: {
    about: [...new Set(Object.values(WITNESSES).flat())].sort(),
    of(raw) {
      const recording = isRecording(raw.statuses);
      if (isUnknown(recording)) return [recording];
      // what was said before the recorder stopped says nothing about now; that it did is a row of its own
      if (!recording || !ENABLED.has(raw.rule.ConfigRuleState ?? '')) return [];
      if (isUnknown(raw.compliances)) return [raw.compliances];
      return testimonyOf(raw, witnessed(raw.rule));
    },
  },
});

interface Raw {
  readonly rule: RuleOf;
  readonly statuses: Known<RecorderStatuses>;
  readonly compliances: Compliances;
  /** Empty: no pack brought it. */
  readonly pack: Known<string>;
  readonly bad: Answer<readonly Result[]>;
  readonly good: Answer<readonly Result[]>;
  readonly names: Names;
  readonly place: Place;
}

/** Is there a check that such a word of this rule could contradict? */
function isHeard(rule: RuleOf, said: 'COMPLIANT' | 'NON_COMPLIANT'): boolean {
  return witnessed(rule).some((check) => contradicted(said, rule.Source.SourceIdentifier as string, check) !== undefined);
}
function packOf(packs: Known<ReadonlyMap<string, string>>, rule: string): Known<string> {
  return isUnknown(packs) ? packs : (packs.get(rule) ?? '');
}

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
