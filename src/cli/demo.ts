import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseConfig } from '../config.ts';
import { openEstate, WORLDS, type WorldName } from '../demo/estate.ts';
import { nearest, Refusal } from '../errors.ts';
import { home, shippedClaims } from '../home.ts';
import { openOut } from './deliver.ts';
import type { Command } from './edge.ts';
import { type RunOptions, runConfig } from './run.ts';
import { configOptions } from './setup.ts';

/** The real pipeline over real HTTP, only that the other side is simulated on this machine. */
export const demo: Command<Omit<RunOptions, 'config'> & { readonly world: string }> = async (options, edge) => {
  const world = worldOf(options.world);
  const out = resolve(edge.cwd, options.out);
  await openOut(out);
  const estate = await openEstate({ world, now: edge.clock.now });
  try {
    const file = join(out, 'claimcheck.yaml');
    const text = estate.yaml(shippedClaims().map((id) => relative(out, join(home, 'config/claims', `${id}.yaml`))));
    await mkdir(out, { recursive: true });
    await writeFile(file, text);
    // each demo is a first run: its locker must not grow over worlds that have nothing to do with each other
    await rm(join(out, 'locker'), { recursive: true, force: true });
    const env = (name: string) => estate.env[name];
    edge.say(`A simulated estate in its ${world} world answers on this machine; nothing else is asked.`);
    const config = parseConfig(text, file, configOptions({ env }));
    const status = await runConfig(config, { ...options, config: file }, { ...edge, env }, world);
    edge.say(
      `This was the ${world} world of the demonstration estate (${estate.requests()} requests over HTTP). Others: ${WORLDS.filter(
        (other) => other !== world,
      )
        .map((other) => `--world ${other}`)
        .join(', ')}`,
    );
    return status;
  } finally {
    await estate.close();
  }
};

function worldOf(name: string): WorldName {
  const found = WORLDS.find((world) => world === name);
  if (found) return found;
  const meant = nearest(name, WORLDS);
  throw new Refusal('USAGE', `there is no world called \`${name}\``, {
    hint: meant ? `did you mean \`${meant}\`?` : `known: ${WORLDS.join(', ')}`,
  });
}
