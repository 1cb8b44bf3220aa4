/** Lets a collector read what AWS Config recorded, where the entry asks for that: `throughConfig` in place of `defineCollector`. */
import type { Collector, Resource } from '../../../src/model.ts';
import type { Aws } from '../client.ts';
import { recordedAsk } from './ask.ts';
import { older, recordedAt } from './recorded.ts';

/** Only in these is there something to look for. */
const recorded = new WeakSet<object>();

export function throughConfig<Raw, R extends Resource>(collector: Collector<Aws, Raw, R>): Collector<Aws, Raw, R> {
  return {
    ...collector,
    async *fetch(aws, live, ctx) {
      if (aws.recorded === undefined) return yield* collector.fetch(aws, live, ctx);
      const { ask, how } = recordedAsk(aws.recorded, aws, live, ctx, collector.freshFor);
      for await (const raw of collector.fetch(aws, ask, ctx)) {
        recorded.add(raw as object);
        yield raw;
      }
      for (const sentence of how()) ask.proof(sentence);
    },
    asOf: (raw) => (recorded.has(raw as object) ? older(collector.asOf?.(raw), recordedAt(raw)) : collector.asOf?.(raw)),
  };
}
