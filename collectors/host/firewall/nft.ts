/** What nftables does with what no rule of it lets in: `nft -j list ruleset`, https://manpages.debian.org/libnftables-json.5 */
import { z } from 'zod';
import type { Known } from '../../../src/model.ts';
import { gap } from '../client.ts';
import { NFT_RULES } from '../queries.ts';

const Chain = z.looseObject({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  type: z.string().optional(),
  hook: z.string().optional(),
  policy: z.string().optional(),
});
const Rule = z.looseObject({ family: z.string(), table: z.string(), chain: z.string(), expr: z.array(z.record(z.string(), z.unknown())) });
const Ruleset = z.looseObject({
  nftables: z.array(z.looseObject({ metainfo: z.unknown().optional(), chain: Chain.optional(), rule: Rule.optional() })),
});
type Rule = z.infer<typeof Rule>;
export interface Denies {
  readonly v4: boolean;
  readonly v6: boolean;
}

/** One base chain of type filter at the hook `input` that denies is enough: a packet must be accepted by each of them. */
export function nftDenies(text: string): Known<Denies> {
  const ruleset = Ruleset.safeParse(parsed(text));
  if (!ruleset.success || !ruleset.data.nftables.some((one) => one.metainfo !== undefined))
    return gap(NFT_RULES.call.operation, 'malformed_response', 'is not the ruleset that nft -j writes');
  const objects = ruleset.data.nftables;
  const rules = objects.flatMap(({ rule }) => (rule ? [rule] : []));
  const denying = objects
    .flatMap(({ chain }) => (chain ? [chain] : []))
    .filter(({ type, hook }) => type === 'filter' && hook === 'input')
    .filter((chain) =>
      denies(
        chain.policy,
        rules.filter(({ family, table, chain: name }) => family === chain.family && table === chain.table && name === chain.name),
      ),
    );
  const of = (family: string) => denying.some((chain) => chain.family === family || chain.family === 'inet');
  return { v4: of('ip'), v6: of('ip6') };
}

/** The first rule that takes every packet decides; after the last of them, the policy does. */
function denies(policy: string | undefined, rules: readonly Rule[]): boolean {
  for (const { expr } of rules) {
    const [verdict, ...rest] = expr.filter((one) => !['counter', 'log', 'comment'].includes(Object.keys(one)[0] as string));
    if (verdict === undefined || rest.length > 0) continue;
    if ('drop' in verdict || 'reject' in verdict) return true;
    if ('accept' in verdict) return false;
  }
  return policy === 'drop';
}
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
