/** What a locker may forget, by a rule; and a signed word about it. */
import { resolve } from 'node:path';
import { prune as pruneLocker } from '../locker/prune.ts';
import type { Command, Edge } from './edge.ts';
import { openSealing } from './sealing.ts';
import { readUserConfig } from './setup.ts';

export interface PruneOptions {
  readonly keep: string;
  readonly config: string;
  readonly locker?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const prune: Command<PruneOptions> = async (options, edge) => {
  const { root, signer, close } = await opened(options, edge);
  try {
    const told = await pruneLocker(root, {
      keep: options.keep,
      at: edge.clock.now(),
      id: `prune-${edge.uuid()}`,
      ...(signer && { signer }),
      ...(options.dryRun && { dryRun: true }),
    });
    if (options.json)
      await edge.out(`${JSON.stringify({ ...told, dryRun: options.dryRun === true, signedBy: signer?.id ?? null }, null, 2)}\n`);
    const { runs, objects, bytes, cutoff, tombstones } = told;
    const which =
      runs.length === 0 ? 'no further run' : `${runs.length} ${runs.length === 1 ? 'run' : 'runs'} (${runs[0]} to ${runs.at(-1)})`;
    edge.say(
      `${which} ended before ${cutoff}; ${objects} objects (${bytes} bytes) that no other run refers to ${options.dryRun ? 'would go' : 'are gone'}`,
    );
    for (const name of tombstones)
      edge.say(`written: ${name}${signer === undefined ? ', signed by nobody: no key is configured' : `, signed by key ${signer.id}`}`);
    return 0;
  } finally {
    close();
  }
};

async function opened({ locker, config, dryRun }: PruneOptions, edge: Edge) {
  if (locker !== undefined) return { root: resolve(edge.cwd, locker), signer: undefined, close: () => undefined };
  const read = readUserConfig(config, edge, { sealed: true });
  if (dryRun) return { root: read.locker, signer: undefined, close: () => undefined };
  const { sealing, close } = await openSealing(read, edge);
  return { root: read.locker, signer: sealing?.signer, close };
}
