/** From a rule's results to what they say against, or for, a check of ours. */
import { z } from 'zod';
import { isUnknown, type Known } from '../../../src/kit.ts';
import type { Answer, Ask, Testimony } from '../../../src/model.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';
import { called, isInvented, type Place } from './called.ts';
import { type Result, resourceOf } from './details.ts';
import { contradicted } from './relations.ts';

const DISCOVERED = 'config:ListDiscoveredResources';
const Discovered = z.looseObject({ resourceId: z.string().min(1), resourceName: z.string().optional() });
type Listed = Answer<readonly z.infer<typeof Discovered>[]>;
/** By resource type: those that AWS Config knows. */
export type Names = ReadonlyMap<string, Listed>;

/** Asked only for types whose ids AWS invents, once for each. */
export async function namesOf(aws: Aws, ask: Ask, lists: readonly Answer<readonly Result[]>[], region: string | undefined): Promise<Names> {
  const results = lists.flatMap((list) => (list === null || isUnknown(list) ? [] : list));
  const types = [...new Set(results.map((result) => resourceOf(result).type).filter(isInvented))];
  const listed = await Promise.all(types.map((type) => discovered(aws, ask, type, region)));
  return new Map(types.map((type, i) => [type, listed[i] as Listed]));
}
function discovered(aws: Aws, ask: Ask, resourceType: string, region: string | undefined): Promise<Listed> {
  const send = (token: object) => aws.send('config-service', 'ListDiscoveredResources', { resourceType, limit: 100, ...token }, region);
  return ask.list(
    DISCOVERED,
    { resourceType },
    turning({ list: 'resourceIdentifiers', token: 'nextToken', item: Discovered, key: ({ resourceId }) => resourceId, send }),
  );
}

interface Heard {
  readonly rule: { readonly ConfigRuleName: string; readonly Source: { readonly SourceIdentifier?: string | undefined } };
  readonly bad: Answer<readonly Result[]>;
  readonly good: Answer<readonly Result[]>;
  readonly names: Names;
  readonly place: Place;
}
export function testimonyOf(heard: Heard, checks: readonly string[]): readonly Known<Testimony>[] {
  return [...said(heard, 'NON_COMPLIANT', heard.bad, checks), ...said(heard, 'COMPLIANT', heard.good, checks)];
}

function* said(
  { rule, names, place }: Heard,
  says: 'COMPLIANT' | 'NON_COMPLIANT',
  results: Answer<readonly Result[]>,
  checks: readonly string[],
): Iterable<Known<Testimony>> {
  if (isUnknown(results)) return yield results;
  for (const result of results ?? []) {
    const { type, id } = resourceOf(result);
    const known = type === undefined ? undefined : names.get(type);
    if (known !== undefined && isUnknown(known)) return yield known;
    const name = known?.find(({ resourceId }) => resourceId === id)?.resourceName;
    for (const check of checks) {
      const verdict = contradicted(says, rule.Source.SourceIdentifier as string, check);
      if (verdict === undefined) continue;
      const at = result.ResultRecordedTime?.toISOString();
      const about = { witness: 'AWS Config', rule: rule.ConfigRuleName, says, ...(at !== undefined && { at }) };
      yield { ...about, check, contradicts: verdict, ...called(type, id, name, place) };
    }
  }
}
