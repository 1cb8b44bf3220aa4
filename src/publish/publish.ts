/** A locker copied elsewhere: only added to, each byte checked, runs whole or not at all. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '../errors.ts';
import { errnoOf, nodeDisk } from '../locker/disk.ts';
import { each } from '../locker/gate.ts';
import { hexOf, runPath } from '../locker/paths.ts';
import { readLocker, readRun, seqsOf } from '../locker/read.ts';
import { tampered } from '../locker/store.ts';
import { tombstoneOf } from '../locker/tombstone.ts';
import { isOurs, type Piece, type Target } from './target.ts';

export interface Published {
  readonly runs: number;
  readonly created: number;
  readonly bytes: number;
  /** Were there already, from an earlier call. */
  readonly there: number;
}
const WIDTH = 16;

/**
 * Objects first, then each run with its manifest last: whoever reads meanwhile sees whole runs. What is there already is compared and left;
 * what was interrupted goes on. LOCKER_TAMPERED (5): the locker is damaged, or the copy knows other or more runs than it, which is what a
 * copy is for.
 */
export async function publish(root: string, target: Target, signal: AbortSignal): Promise<Published> {
  await readLocker(root, nodeDisk);
  // before the runs are counted: a checkpoint that were ahead of the copied runs would look like a rollback
  const growing = await pieces(root, [
    'log/digests',
    'log/checkpoint',
    'attempts.jsonl',
    ...(await under(root, 'keys')).filter((name) => name.endsWith('.pem')),
  ]);
  const seqs = await seqsOf(root, nodeDisk);
  const there = await target.list();
  await insistSameHistory(root, seqs, there, target);
  const told = { runs: seqs.length, created: 0, bytes: 0, there: 0 };
  const add = async (piece: Piece): Promise<void> => {
    signal.throwIfAborted();
    const done = await added(piece, there, target);
    if (done === 'there') told.there += 1;
    else {
      told.created += 1;
      told.bytes += piece.size;
    }
  };
  const first = ['locker.json', ...(await under(root, 'keys/rotations'))];
  for (const piece of await pieces(root, first)) await add(piece);
  for (const seq of seqs) await addRun(root, seq, add);
  for (const folder of await under(root, 'prunes')) for (const piece of await pieces(root, await under(root, folder))) await add(piece);
  for (const piece of growing) if (!(await same(piece, there, target))) await target.put(piece);
  return told;
}

async function addRun(root: string, seq: number, add: (piece: Piece) => Promise<void>): Promise<void> {
  const run = await readRun(root, seq, nodeDisk);
  const batch: Piece[] = [];
  const flush = () => each(batch.splice(0), WIDTH, add);
  for await (const { path, sha256, size } of run.items()) {
    const [piece] = await pieces(root, [path]);
    if (piece === undefined) {
      if ((await tombstoneOf(root, sha256, nodeDisk)) === undefined) throw tampered(join(root, path), 'this object is missing');
      continue;
    }
    if (piece.sha256 !== sha256 || piece.size !== size)
      throw tampered(join(root, path), 'the bytes of this object are not those that its name says');
    batch.push(piece);
    if (batch.length >= 256) await flush();
  }
  await flush();
  const names = (await under(root, runPath(seq))).filter((name) => isOurs(name));
  const own = await pieces(root, names);
  const known = new Map([
    ...run.manifest.files.map(({ name, sha256 }) => [name, sha256] as const),
    ['manifest.json', hexOf(run.digest)] as const,
  ]);
  for (const { name, sha256 } of own) {
    const due = known.get(name.slice(runPath(seq).length + 1));
    if (due !== undefined && due !== sha256) throw tampered(join(root, name), 'this file is not the one that the manifest names');
  }
  const last = own.filter(({ name }) => name.endsWith('/manifest.json'));
  for (const piece of [...own.filter((piece) => !last.includes(piece)), ...last]) await add(piece);
}

/** The copy remembers: it must know no run that is not here, and none that is another here. */
async function insistSameHistory(root: string, seqs: readonly number[], there: ReadonlyMap<string, number>, target: Target): Promise<void> {
  const manifests = [...there.keys()].filter((name) => /^runs\/\d{8}\/manifest\.json$/.test(name));
  await each(manifests, WIDTH, async (name) => {
    const seq = Number(name.slice(5, 13));
    if (!seqs.includes(seq))
      throw tampered(join(root, name), `${target.shown} knows run ${seq}, and this locker does not: it was cut off, or is another`);
    const [mine] = await pieces(root, [name]);
    if ((await target.digestOf(name)) !== mine?.sha256) throw tampered(join(root, name), `${target.shown} holds another run ${seq}`);
  });
}

async function added(piece: Piece, there: ReadonlyMap<string, number>, target: Target): Promise<'created' | 'there'> {
  const known = there.get(piece.name);
  if (known === undefined && (await target.create(piece)) === 'created') {
    await insistSame(piece, target);
    return 'created';
  }
  // an object was checked by its digest when it was created, and nothing is ever put in its place
  if (known !== piece.size || !piece.name.startsWith('objects/')) await insistSame(piece, target);
  return 'there';
}
async function insistSame(piece: Piece, target: Target): Promise<void> {
  if ((await target.digestOf(piece.name)) === piece.sha256) return;
  throw new Refusal('LOCKER_TAMPERED', `${target.shown} holds other bytes under the name ${piece.name}`, {
    at: { file: piece.path },
    hint: 'nothing is ever overwritten; compare both with `claimcheck verify`',
  });
}
async function same(piece: Piece, there: ReadonlyMap<string, number>, target: Target): Promise<boolean> {
  return there.get(piece.name) === piece.size && (await target.digestOf(piece.name)) === piece.sha256;
}

/** Files that are there, measured. */
async function pieces(root: string, names: readonly string[]): Promise<readonly Piece[]> {
  const found: Piece[] = [];
  for (const name of names.filter((one) => isOurs(one))) {
    const path = join(root, name);
    try {
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
      found.push({ name, path, size: (await stat(path)).size, sha256: hash.digest('hex') });
    } catch (cause) {
      if (errnoOf(cause) !== 'ENOENT') throw tampered(path, `this file cannot be read (${errnoOf(cause) ?? String(cause)})`, cause);
    }
  }
  return found;
}

async function under(root: string, folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(join(root, folder))).sort().map((name) => `${folder}/${name}`);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
