import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';
import type { z } from 'zod';
import { Refusal } from '../errors.ts';
import type { Digest, FindingRow, SubjectRow } from '../model.ts';
import { digestOf, parseCanonical } from './canonical.ts';
import { Digests, LISTED } from './digests.ts';
import { type Disk, errnoOf, nodeDisk } from './disk.ts';
import { contradiction, FORMAT, type Item, itemFault, itemsApart, LOCKER, type Manifest, type RunFile, readManifest } from './manifest.ts';
import { runPath, SEGMENT, seqOf } from './paths.ts';
import { readObject, tampered } from './store.ts';
import { sumBlocks, sumLines, sumLinesOf } from './sums.ts';

/** A committed run. What it yields is checked against the manifest as it is read; LOCKER_TAMPERED when it differs. */
export interface SealedRun {
  readonly seq: number;
  /** Of the manifest's bytes. */
  readonly digest: Digest;
  readonly manifest: Manifest;
  /** The last row is not the end: a mismatch shows when the whole file has been read. Read to the end before you act. */
  findings(): AsyncIterable<FindingRow>;
  /** Where the report says that it does not hold them (`run.subjects`). RUN_UNKNOWN when it does. */
  subjects(): AsyncIterable<SubjectRow>;
  /** As they were written; the caller knows their type. */
  resources(): AsyncIterable<unknown>;
  /** A file of the run by its name in the manifest, whole. */
  file(name: string): Promise<Uint8Array>;
  /** What the manifest lists, or a file of its own where there is too much of it; in their order. */
  items(): AsyncIterable<Item>;
  /** Every object that the run refers to, one at a time. */
  evidence(): AsyncIterable<{ readonly item: Item; readonly bytes: Uint8Array }>;
}
export interface Locker {
  readonly root: string;
  readonly origin: string;
  readonly created: string;
  /** Seqs of the committed runs, ascending. */
  runs(): Promise<readonly number[]>;
  /** `latest`, a seq (42, '42', '00000042') or a run id. RUN_UNKNOWN when there is none. */
  run(which: string | number): Promise<SealedRun>;
  /** One object, checked against its digest. */
  get(digest: Digest): Promise<Uint8Array>;
}

/** Opens a locker to read it; needs no lock. RUN_UNKNOWN when there is none. */
export async function openLocker(root: string, disk: Disk = nodeDisk): Promise<Locker> {
  const { origin, created } = await readLocker(root, disk);
  const runs = (): Promise<readonly number[]> => seqsOf(root, disk);
  return {
    root,
    origin,
    created,
    runs,
    run: async (which) => readRun(root, await find(root, which, disk), disk),
    get: (digest) => readObject(root, digest, disk),
  };
}

export async function readLocker(root: string, disk: Disk): Promise<z.infer<typeof LOCKER>> {
  const path = join(root, 'locker.json');
  const bytes = await present(path, disk);
  if (bytes === undefined) throw new Refusal('RUN_UNKNOWN', `there is no locker at ${root}`, { hint: 'a first run makes one' });
  const read = LOCKER.safeParse(parseCanonical(bytes));
  if (!read.success) throw tampered(path, 'this is not a locker.json that we wrote');
  return read.data;
}

/** Ascending. Names that are none of ours are left to `verify`, which reports them. */
export async function seqsOf(root: string, disk: Disk): Promise<readonly number[]> {
  const names = await disk.list(join(root, 'runs')).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  return names.flatMap((name) => seqOf(name) ?? []).sort((a, b) => a - b);
}

/** Reads and checks a run's manifest: canonical bytes, known format, its own place, this locker, the same hashes as SHA256SUMS. */
export async function readRun(root: string, seq: number, disk: Disk): Promise<SealedRun> {
  const folder = join(root, runPath(seq));
  const path = join(folder, 'manifest.json');
  const bytes = await present(path, disk);
  if (bytes === undefined) throw tampered(path, 'the manifest is missing');
  const value = parseCanonical(bytes);
  if (value === undefined) throw tampered(path, 'these are not the canonical bytes of a manifest');
  const manifest = readManifest(value);
  const fault = typeof manifest === 'string' ? manifest : manifest.format === FORMAT ? contradiction(manifest) : undefined;
  if (typeof manifest === 'string' || fault !== undefined) throw tampered(path, `this is not a manifest that we can read: ${fault}`);
  if (manifest.seq !== seq) throw tampered(path, `the manifest says that it is run ${manifest.seq}`);
  const { origin } = await readLocker(root, disk);
  if (manifest.origin !== origin) throw tampered(path, `the manifest belongs to ${manifest.origin}, the locker to ${origin}`);
  const items = () => itemsOf(folder, manifest, disk);
  await insistSums(folder, manifest, bytes, items, disk);
  const named = (name: string): RunFile => fileOf(manifest, name);
  return {
    seq,
    digest: digestOf(bytes),
    manifest,
    findings: () => rows(folder, named('findings.jsonl'), disk) as AsyncIterable<FindingRow>,
    subjects: () => rows(folder, named('subjects.jsonl'), disk) as AsyncIterable<SubjectRow>,
    resources: () => rows(folder, named('resources.jsonl'), disk),
    file: (name) => wholeFile(folder, named(name), disk),
    items,
    evidence: () => evidence(root, items(), disk),
  };
}

async function find(root: string, which: string | number, disk: Disk): Promise<number> {
  const seqs = await seqsOf(root, disk);
  if (which === 'latest') {
    const last = seqs.at(-1);
    if (last === undefined) throw new Refusal('RUN_UNKNOWN', `the locker ${root} holds no run`, { hint: 'run `claimcheck run` first' });
    return last;
  }
  if (typeof which === 'number' || /^[0-9]{1,8}$/.test(which)) {
    const seq = Number(which);
    if (seqs.includes(seq)) return seq;
    throw new Refusal('RUN_UNKNOWN', `the locker ${root} holds no run ${which}`, { hint: known(seqs) });
  }
  if (SEGMENT.test(which)) {
    for (const seq of seqs.toReversed()) if ((await readRun(root, seq, disk)).manifest.runId === which) return seq;
  }
  throw new Refusal('RUN_UNKNOWN', `the locker ${root} holds no run ${JSON.stringify(which)}`, { hint: known(seqs) });
}

const known = (seqs: readonly number[]): string =>
  seqs.length === 0 ? 'it holds none at all' : `it holds ${seqs[0]} to ${seqs.at(-1)}; \`latest\` is the newest`;

async function insistSums(
  folder: string,
  manifest: Manifest,
  bytes: Uint8Array,
  items: () => AsyncIterable<Item>,
  disk: Disk,
): Promise<void> {
  const path = join(folder, 'SHA256SUMS');
  const stored = await hashOf(path, disk);
  if (stored === undefined) throw tampered(path, 'SHA256SUMS is missing');
  const itself: RunFile = { name: 'manifest.json', size: bytes.length, sha256: digestOf(bytes).slice('sha256:'.length) };
  const files = [...manifest.files, itself];
  const expected = createHash('sha256');
  for (const block of sumBlocks(await linesDue(manifest, files, items))) expected.update(block);
  if (expected.digest('hex') !== stored) throw tampered(path, 'SHA256SUMS and the manifest do not agree');
}
async function linesDue(manifest: Manifest, files: readonly RunFile[], items: () => AsyncIterable<Item>): Promise<Iterable<string>> {
  if (itemsApart(manifest) === undefined) return sumLines(manifest.seq, files, manifest.items);
  const digests = new Digests();
  for await (const { sha256 } of items()) digests.mark(sha256, LISTED);
  return sumLinesOf(manifest.seq, files, digests.sorted(LISTED));
}
async function hashOf(path: string, disk: Disk): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of disk.stream(path)) hash.update(chunk);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw tampered(path, `this file cannot be read (${errnoOf(cause) ?? String(cause)})`, cause);
  }
  return hash.digest('hex');
}

function fileOf(manifest: Manifest, name: string): RunFile {
  const file = manifest.files.find((candidate) => candidate.name === name);
  if (file === undefined) throw new Refusal('RUN_UNKNOWN', `run ${manifest.seq} has no file ${JSON.stringify(name)}`);
  return file;
}

async function wholeFile(folder: string, file: RunFile, disk: Disk): Promise<Uint8Array> {
  const path = join(folder, file.name);
  const bytes = await present(path, disk);
  if (bytes === undefined) throw tampered(path, 'this file of the run is missing');
  if (digestOf(bytes) !== `sha256:${file.sha256}`) throw tampered(path, 'this file is not the one that the manifest names');
  return bytes;
}

async function* itemsOf(folder: string, manifest: Manifest, disk: Disk): AsyncGenerator<Item> {
  const apart = itemsApart(manifest);
  if (apart === undefined) return yield* manifest.items;
  for await (const item of rows(folder, apart, disk)) {
    const fault = itemFault(item, true);
    if (fault !== undefined) throw tampered(join(folder, apart.name), fault);
    yield item as Item;
  }
}

async function* evidence(root: string, items: AsyncIterable<Item>, disk: Disk) {
  for await (const item of items) yield { item, bytes: await readObject(root, `sha256:${item.sha256}`, disk) };
}

async function* rows(folder: string, file: RunFile, disk: Disk): AsyncGenerator<unknown> {
  const path = join(folder, file.name);
  if ((await disk.sizeOf(path)) !== file.size) throw tampered(path, 'this file is missing, or has not the size that the manifest names');
  const hash = createHash('sha256');
  let pieces: Uint8Array[] = [];
  for await (const chunk of disk.stream(path)) {
    hash.update(chunk);
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, from)) {
      pieces.push(chunk.subarray(from, end));
      yield row(path, Buffer.concat(pieces));
      pieces = [];
      from = end + 1;
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
  }
  if (pieces.length > 0) throw tampered(path, 'the last row is cut');
  if (hash.digest('hex') !== file.sha256) throw tampered(path, 'this file is not the one that the manifest names');
}

function row(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw tampered(path, 'a row of this file is not JSON', cause);
  }
}

/** The bytes, or undefined when the name is not taken. Anything else that keeps us from reading is said. */
async function present(path: string, disk: Disk): Promise<Uint8Array | undefined> {
  try {
    return await disk.read(path);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw tampered(path, `this file cannot be read (${errnoOf(cause) ?? String(cause)})`, cause);
  }
}
