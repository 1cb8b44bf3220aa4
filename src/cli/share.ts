/** Part of a sealed run for somebody outside: chosen claims, and the proof that they are part of it. */
import { createWriteStream } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal } from '../errors.ts';
import { errnoOf } from '../locker/disk.ts';
import { openLocker, type SealedRun, type Signer } from '../locker/index.ts';
import { runPath } from '../locker/paths.ts';
import { ustar } from '../locker/ustar.ts';
import { AUDIENCES } from '../model.ts';
import { RUN_BUNDLE } from '../share/format.ts';
import { type Along, packOf } from '../share/pack.ts';
import type { Command, Edge } from './edge.ts';
import { checkedEdition } from './edition.ts';
import { openSealing } from './sealing.ts';
import { namesIn, readUserConfig } from './setup.ts';

export interface ShareOptions {
  readonly claims: string;
  readonly run: string;
  readonly config: string;
  readonly locker?: string;
  readonly audience: string;
  readonly for?: string;
  readonly validUntil?: string;
  readonly out: string;
}

export const share: Command<ShareOptions> = async (options, edge) => {
  checkedEdition(options);
  const audience = AUDIENCES.find((one) => one === options.audience) ?? 'customer';
  const claims = namesIn(options.claims);
  if (claims.length === 0) throw new Refusal('USAGE', '--claims names no claim', { hint: '`claimcheck list claims`' });
  const { root, signer, close } = await opened(options, edge);
  try {
    const locker = await openLocker(root);
    const sealed = await locker.run(options.run);
    const madeAt = edge.clock.now();
    if (options.validUntil !== undefined && options.validUntil < madeAt.slice(0, 10))
      throw new Refusal('USAGE', `--valid-until ${options.validUntil} is over`);
    const bundle = await bundleIn(root, sealed);
    const { pack, entries } = await packOf(locker, sealed, [...(bundle === undefined ? [] : [bundle]), ...(await keysIn(root))], {
      claims,
      audience,
      madeAt,
      ...(options.for !== undefined && { recipient: options.for }),
      ...(options.validUntil !== undefined && { validUntil: options.validUntil }),
      ...(signer && { signer }),
    });
    const out = resolve(edge.cwd, options.out);
    await written(out, Readable.from(ustar(entries)));
    const { treeSize } = pack.run;
    edge.say(`written: ${out}`);
    edge.say(
      `${pack.claims.length} claims, ${pack.checks.length} checks: ${pack.shown.length} of ${treeSize} leaves shown, ${treeSize - pack.shown.length} withheld`,
    );
    if (bundle === undefined) edge.say('nobody signed this run: whoever gets the pack can only tell that it fits together');
    else if (signer === undefined) edge.say('for whom the pack is and until when, nobody signed: no key is configured');
    return 0;
  } finally {
    close();
  }
};

/** With a configuration its key signs for whom the pack is; --locker alone has none. */
async function opened(
  { locker, config }: ShareOptions,
  edge: Edge,
): Promise<{ readonly root: string; readonly signer: Signer | undefined; close(): void }> {
  if (locker !== undefined) return { root: resolve(edge.cwd, locker), signer: undefined, close: () => undefined };
  const read = readUserConfig(config, edge, { sealed: true });
  const { sealing, close } = await openSealing(read, edge);
  return { root: read.locker, signer: sealing?.signer, close };
}

async function bundleIn(root: string, { seq, manifest }: SealedRun): Promise<Along | undefined> {
  const path = join(root, runPath(seq), 'run.sigstore.json');
  try {
    return { name: RUN_BUNDLE, bytes: await readFile(path) };
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT' && manifest.sealed === 'hashes-only') return undefined;
    throw new Refusal('LOCKER_TAMPERED', 'the signature of this run cannot be read', {
      at: { file: path },
      hint: errnoOf(cause) ?? '',
      cause,
    });
  }
}

/** Nobody trusts them for lying there; but whoever knows a fingerprint, or an earlier key, needs them. */
async function keysIn(root: string): Promise<readonly Along[]> {
  const names = await Promise.all(
    ['keys', 'keys/rotations'].map(async (folder) => (await listed(join(root, folder))).map((name) => `${folder}/${name}`)),
  );
  const wanted = names.flat().filter((name) => /\.(?:pem|sigstore\.json)$/.test(name));
  return Promise.all(wanted.map(async (name) => ({ name, bytes: await readFile(join(root, name)) })));
}
async function listed(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function written(out: string, bytes: Readable): Promise<void> {
  const draft = `${out}.part`;
  try {
    await pipeline(bytes, createWriteStream(draft));
    await rename(draft, out);
  } catch (cause) {
    await rm(draft, { force: true });
    if (cause instanceof Refusal || errnoOf(cause) === undefined) throw cause;
    throw new Refusal('OUTPUT_UNWRITABLE', `${out} cannot be written`, { hint: errnoOf(cause) ?? String(cause), cause });
  }
}
