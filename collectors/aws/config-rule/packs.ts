/** Which conformance pack brought which rule: https://docs.aws.amazon.com/config/latest/developerguide/conformance-packs.html */
import { z } from 'zod';
import { isUnknown, type Known, missing } from '../../../src/kit.ts';
import type { Answer, Ask } from '../../../src/model.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';

const PACKS = 'config:DescribeConformancePacks';
const RULES = 'config:DescribeConformancePackCompliance';

const Pack = z.looseObject({ ConformancePackName: z.string().min(1) });
const Rule = z.looseObject({ ConfigRuleName: z.string().min(1) });

/** Rules of packs are AWS's to change: the service that made them stands in CreatedBy. */
export function wasPacked({ CreatedBy }: { readonly CreatedBy?: string | undefined }): boolean {
  return CreatedBy === 'config-conforms.amazonaws.com';
}

/** Rule to pack. Asked only where a rule says that it came with one. */
export async function packsOf(aws: Aws, ask: Ask, region: string | undefined): Promise<Known<ReadonlyMap<string, string>>> {
  const packs = await ask.list(
    PACKS,
    {},
    turning({
      list: 'ConformancePackDetails',
      token: 'NextToken',
      item: Pack,
      key: ({ ConformancePackName }) => ConformancePackName,
      send: (token) => aws.send('config-service', 'DescribeConformancePacks', token, region),
    }),
  );
  if (packs === null) return missing(PACKS, 'ConformancePackDetails');
  if (isUnknown(packs)) return packs;
  const found = await Promise.all(packs.map(async (pack) => ({ pack, rules: await rulesOf(aws, ask, pack, region) })));
  const brought = new Map<string, string>();
  for (const { pack, rules } of found) {
    if (rules === null) return missing(RULES, 'ConformancePackRuleComplianceList');
    if (isUnknown(rules)) return rules;
    for (const { ConfigRuleName } of rules) brought.set(ConfigRuleName, pack.ConformancePackName);
  }
  return brought;
}

function rulesOf(
  aws: Aws,
  ask: Ask,
  { ConformancePackName }: z.infer<typeof Pack>,
  region: string | undefined,
): Promise<Answer<readonly z.infer<typeof Rule>[]>> {
  const send = (token: object) =>
    aws.send('config-service', 'DescribeConformancePackCompliance', { ConformancePackName, ...token }, region);
  return ask.list(
    RULES,
    { ConformancePackName },
    turning({ list: 'ConformancePackRuleComplianceList', token: 'NextToken', item: Rule, key: (rule) => rule.ConfigRuleName, send }),
  );
}
