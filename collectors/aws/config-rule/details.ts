/** What one rule says of each resource, asked of the rule, or of the conformance pack that brought it. */
import { z } from 'zod';
import type { Answer, Ask, Known } from '../../../src/model.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';

export const BY_RULE = 'config:GetComplianceDetailsByConfigRule';
export const BY_PACK = 'config:GetConformancePackComplianceDetails';

/** https://docs.aws.amazon.com/config/latest/APIReference/API_EvaluationResult.html and API_ConformancePackEvaluationResult.html */
const Result = z.looseObject({
  EvaluationResultIdentifier: z.looseObject({
    EvaluationResultQualifier: z.looseObject({ ResourceType: z.string().optional(), ResourceId: z.string().min(1) }),
  }),
  ResultRecordedTime: z.date().optional(),
});
export type Result = z.infer<typeof Result>;

interface Asked {
  readonly rule: string;
  /** Empty or unknown: the rule itself is asked. */
  readonly pack: Known<string>;
  readonly said: 'COMPLIANT' | 'NON_COMPLIANT';
}
/** 100 results a page at most, from either. */
export function detailsOf(aws: Aws, ask: Ask, { rule, pack, said }: Asked, region: string | undefined): Promise<Answer<readonly Result[]>> {
  const [operation, list, input] =
    typeof pack === 'string' && pack !== ''
      ? ([
          BY_PACK,
          'ConformancePackRuleEvaluationResults',
          { ConformancePackName: pack, Filters: { ConfigRuleNames: [rule], ComplianceType: said }, Limit: 100 },
        ] as const)
      : ([BY_RULE, 'EvaluationResults', { ConfigRuleName: rule, ComplianceTypes: [said], Limit: 100 }] as const);
  const command = operation.slice('config:'.length);
  const send = (token: object) => aws.send('config-service', command, { ...input, ...token }, region);
  return ask.list(operation, input, turning({ list, token: 'NextToken', item: Result, key: nameOf, send }));
}

export function resourceOf({ EvaluationResultIdentifier: { EvaluationResultQualifier: found } }: Result) {
  return { type: found.ResourceType, id: found.ResourceId };
}
export function nameOf(result: Result): string {
  const { type, id } = resourceOf(result);
  return type === undefined ? id : `${type} ${id}`;
}
