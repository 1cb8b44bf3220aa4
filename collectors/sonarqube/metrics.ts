/** Which metrics the server has: their keys differ by version and by mode. */
import { z } from 'zod';
import { isUnknown } from '../../src/kit.ts';
import type { Answer, Ask, Known } from '../../src/model.ts';
import { METRIC_LIST } from './calls.ts';
import { MOST_PER_PAGE, type Sonar } from './client.ts';
import type { Measures } from './measures.ts';

/** Pages of this listing stand beside the list, not in a `paging`. */
const Page = z.looseObject({ metrics: z.array(z.looseObject({ key: z.string() })), total: z.int(), p: z.int(), ps: z.int().positive() });

export async function askMetrics(client: Sonar, ask: Ask): Promise<Answer<ReadonlySet<string>>> {
  const { operation } = METRIC_LIST;
  const list = await ask.list(
    operation,
    {},
    {
      page: Page,
      send: (page = '1') => client.get(METRIC_LIST, { ps: String(MOST_PER_PAGE), p: page }),
      items: ({ metrics }: z.infer<typeof Page>) => metrics,
      next: ({ p, ps, total }: z.infer<typeof Page>) => (p * ps < total ? String(p + 1) : undefined),
      key: ({ key }: { key: string }) => key,
      total: ({ total }: z.infer<typeof Page>) => total,
    },
  );
  return list === null || isUnknown(list) ? list : new Set(list.map(({ key }) => key));
}

/** A server that has the metrics of both modes measures a project by one: the newer, wherever it has a value. */
export function modeOf(metrics: Answer<ReadonlySet<string>>, measures: Answer<Measures>, newer: string): Known<'mqr' | 'standard'> {
  if (isUnknown(metrics)) return metrics;
  if (!metrics?.has(newer)) return 'standard';
  if (isUnknown(measures)) return measures;
  return measures?.some(({ metric }) => metric === newer) ? 'mqr' : 'standard';
}
