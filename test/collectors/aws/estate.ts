/** Runs one of our AWS collectors against the simulated AWS, over a real socket and the real transport. */
import source from '../../../collectors/aws/source.ts';
import type { Exchange } from '../../../src/collect/tape.ts';
import { LIMITS, openWire } from '../../../src/collect/wire.ts';
import { startAws } from '../../../src/demo/aws/server.ts';
import type { World } from '../../../src/demo/aws/world.ts';
import type { Fault } from '../../../src/demo/faults.ts';
import type { Collector, ResourceSet, Wanted } from '../../../src/model.ts';
import { collectOnce } from '../../support/collect.ts';

export interface Asking {
  readonly world: World;
  readonly faults?: readonly Fault[];
  readonly regions?: readonly string[];
  /** Changes an answer on its way: what AWS would have to say for this to arrive. */
  readonly spoil?: (xml: string) => string;
  /** Access key: whose account. */
  readonly key?: string;
  /** What is read of the resources; absent: all that can be found out. */
  readonly wanted?: Wanted;
}
export interface Asked {
  readonly sets: readonly ResourceSet[];
  readonly exchanges: readonly Exchange[];
  readonly asked: readonly string[];
}

export async function ask(
  collector: Collector,
  { world, faults = [], regions = ['eu-central-1', 'us-east-1'], spoil, key, wanted }: Asking,
): Promise<Asked> {
  const now = new Date().toISOString();
  const server = await startAws({ world, now: () => now, faults, slowMs: 5000 });
  const wire = openWire({ ...LIMITS, headersMs: 3000, bodyMs: 3000 });
  const tampering = {
    async send(...args: Parameters<typeof wire.send>) {
      const response = await wire.send(...args);
      if (!spoil || response.status !== 200) return response;
      return { ...response, body: new TextEncoder().encode(spoil(new TextDecoder().decode(response.body))) };
    },
  };
  try {
    const { sets, exchanges } = await collectOnce({
      source,
      collector,
      config: { type: 'aws', name: 'production', regions: [...regions], endpoint: server.url },
      env: { AWS_ACCESS_KEY_ID: key ?? 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
      now,
      ...(wanted && { wanted }),
      wire: tampering,
    });
    return { sets, exchanges, asked: server.requests.map(({ service, operation, region }) => `${service}:${operation} ${region}`) };
  } finally {
    wire.close();
    await server.close();
  }
}

/** The resources of the set about one region, or of the only set, by name. */
export function byName(sets: readonly ResourceSet[], region?: string): Record<string, Record<string, unknown>> {
  const set = sets.find(({ subject }) => subject.region === region);
  return Object.fromEntries(set?.resources.map(({ resource }) => [resource.name, resource as unknown as Record<string, unknown>]) ?? []);
}
export function setOf(sets: readonly ResourceSet[], region?: string): ResourceSet {
  const found = sets.find(({ subject }) => subject.region === region);
  if (!found) throw new Error(`no set about ${region}`);
  return found;
}
