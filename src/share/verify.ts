/** A pack checked by somebody who trusts nothing in it but a key that came by another way. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonical, parseCanonical } from '../locker/canonical.ts';
import { rootFrom } from '../locker/inclusion.ts';
import { leafHash, Tree } from '../locker/merkle.ts';
import type { RunPredicate } from '../locker/statement.ts';
import { type Defect, Ledger } from '../locker/verify/codes.ts';
import type { VerifyOptions } from '../locker/verify/index.ts';
import { Keyring } from '../locker/verify/keyring.ts';
import { blame, isProblem, Shelf } from '../locker/verify/shelf.ts';
import { checkCounts } from './counts.ts';
import { LEAVES, MOST_INDEX, PACK, PACK_SCHEMA, type Pack, README, SHARE_BUNDLE } from './format.ts';
import { boundedLines } from './lines.ts';
import { PackFault, unpack } from './read.ts';
import { checkRunSignature, checkShareSignature } from './signatures.ts';
import { TALLY, TALLY_TYPE, type Tally } from './tally.ts';

export interface PackVerification {
  readonly kind: 'share-pack';
  readonly exit: number;
  readonly defects: readonly Defect[];
  readonly dropped: number;
  /** Undefined: it could not be read so far. */
  readonly pack: Omit<Pack, 'shown' | 'files'> | undefined;
  readonly tallies: readonly Tally[];
  readonly leaves: { readonly shown: number; readonly withheld: number };
  /** Fingerprint of who sealed the run; null: nobody, or nobody whom you trust. */
  readonly key: string | null;
  readonly stampedAt: string | undefined;
}
export type PackOptions = Pick<VerifyOptions, 'now' | 'keys' | 'fingerprints' | 'authorities'> & { readonly temporary?: string };

/** Memory is bounded by the index, 64 MiB at most. */
export async function verifyPack(path: string, options: PackOptions): Promise<PackVerification> {
  const ledger = new Ledger(false);
  const folder = mkdtempSync(join(options.temporary ?? tmpdir(), 'claimcheck-pack-'));
  try {
    const names = unpack(path, folder);
    return await verified(new Shelf(folder), names, options, ledger);
  } catch (error) {
    if (!(error instanceof PackFault)) throw error;
    ledger.add(error.code, error.file, error.message);
    return concluded(ledger, undefined, [], null, undefined);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function verified(shelf: Shelf, names: readonly string[], options: PackOptions, ledger: Ledger): Promise<PackVerification> {
  const pack = indexOf(shelf, ledger);
  if (pack === undefined) return concluded(ledger, undefined, [], null, undefined);
  const keyring = await Keyring.open(shelf, options.keys ?? [], options.fingerprints ?? [], ledger);
  const { key, stampedAt } = await checkRunSignature(pack, { shelf, ledger, keyring, authorities: options.authorities ?? [] });
  await checkShareSignature(pack, { shelf, ledger, keyring });
  checkFiles(shelf, pack, names, ledger);
  const leaves = await leavesAt(shelf, pack, names, ledger);
  const tallies = pack.shown.flatMap((shown) => checkShown(shelf, shown, pack.run, leaves, ledger) ?? []);
  await checkCounts(shelf, pack, tallies, ledger);
  if (pack.validUntil !== null && options.now.slice(0, 10) > pack.validUntil)
    ledger.add('SHARE_EXPIRED', PACK, `its sender says to rely on it until ${pack.validUntil}`);
  return concluded(ledger, pack, tallies, key, stampedAt);
}

function concluded(
  ledger: Ledger,
  pack: Pack | undefined,
  tallies: readonly Tally[],
  key: string | null,
  stampedAt: string | undefined,
): PackVerification {
  const { shown, files: _, ...told } = pack ?? { shown: [], files: [] };
  return {
    kind: 'share-pack',
    exit: ledger.exit,
    defects: ledger.all,
    dropped: ledger.dropped,
    pack: pack && (told as Omit<Pack, 'shown' | 'files'>),
    tallies,
    leaves: { shown: shown.length, withheld: pack === undefined ? 0 : Math.max(0, pack.run.treeSize - shown.length) },
    key,
    stampedAt,
  };
}

function indexOf(shelf: Shelf, ledger: Ledger): Pack | undefined {
  const bytes = shelf.whole(PACK, MOST_INDEX);
  if (isProblem(bytes)) {
    blame(ledger, PACK, bytes, 'PACK_MALFORMED');
    return undefined;
  }
  const value = parseCanonical(bytes);
  if (value === undefined) {
    ledger.add('NOT_CANONICAL', PACK, 'these are not RFC 8785 bytes');
    return undefined;
  }
  const read = PACK_SCHEMA.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  ledger.add('PACK_MALFORMED', PACK, `this is no index that we know: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.slice(0, 300));
  return undefined;
}

/** Every file is one that the index names, and every one that it names is here. */
function checkFiles(shelf: Shelf, pack: Pack, names: readonly string[], ledger: Ledger): void {
  const known = new Set([PACK, SHARE_BUNDLE, ...pack.files.map(({ name }) => name), ...pack.shown.map(({ item }) => item.path)]);
  const present = new Set(names);
  for (const name of names) if (!known.has(name)) ledger.add('PACK_STRANGER', name, 'the index does not name it');
  for (const { name, size, sha256 } of pack.files) {
    if (!present.has(name)) {
      ledger.add('FILE_MISSING', name, 'the index names it, and it is not here');
      continue;
    }
    const found = shelf.hash(name, size);
    if (isProblem(found)) blame(ledger, name, found, 'FILE_MISSING');
    else if (found.hex !== sha256) ledger.add('FILE_DIGEST_MISMATCH', name, 'not the bytes that the index names');
  }
  for (const name of [README, LEAVES])
    if (!pack.files.some((file) => file.name === name)) ledger.add('FILE_MISSING', name, 'no pack is without it');
}

/** The hashes at the places that are shown; all of them are counted, and lead to the root that was signed. */
async function leavesAt(
  shelf: Shelf,
  { run, shown }: Pack,
  names: readonly string[],
  ledger: Ledger,
): Promise<ReadonlyMap<number, Buffer>> {
  const wanted = new Set(shown.map(({ index }) => index));
  const found = new Map<number, Buffer>();
  const tree = new Tree();
  if (!names.includes(LEAVES)) return found;
  for await (const line of boundedLines(join(shelf.root, LEAVES), 64)) {
    if (line === undefined || !/^[0-9a-f]{64}$/.test(line)) {
      ledger.add('PACK_MALFORMED', LEAVES, `line ${tree.size + 1} is no hash`);
      return found;
    }
    const leaf = Buffer.from(line, 'hex');
    if (wanted.has(tree.size)) found.set(tree.size, leaf);
    tree.addHash(leaf);
  }
  if (tree.size !== run.treeSize) ledger.add('TREE_SIZE_MISMATCH', LEAVES, `${tree.size} leaves; the run was sealed with ${run.treeSize}`);
  else if (tree.root() !== run.merkleRoot) ledger.add('MERKLE_ROOT_MISMATCH', LEAVES, 'these are not the leaves that were sealed');
  return found;
}

/** An item that is shown is a leaf of the sealed tree, at its place, and its bytes are here. Its tally, when it is one. */
function checkShown(
  shelf: Shelf,
  { index, item, proof }: Pack['shown'][number],
  { treeSize, merkleRoot }: RunPredicate,
  leaves: ReadonlyMap<number, Buffer>,
  ledger: Ledger,
): Tally | undefined {
  const leaf = leafHash(canonical(item));
  const included = rootFrom(leaf, index, treeSize, proof) === merkleRoot;
  if (!included) ledger.add('INCLUSION_INVALID', item.path, `${item.name}: its audit path does not lead to the sealed root`);
  else if (leaves.get(index)?.equals(leaf) !== true) ledger.add('INCLUSION_INVALID', item.path, `${item.name}: leaf ${index} is another`);
  const found = shelf.hash(item.path, item.size);
  if (isProblem(found)) {
    blame(ledger, item.path, found, 'OBJECT_MISSING');
    return undefined;
  }
  if (found.hex !== item.sha256) {
    ledger.add('OBJECT_DIGEST_MISMATCH', item.path, `${item.name}: not the bytes that were sealed`);
    return undefined;
  }
  if (item.mediaType !== TALLY_TYPE || !included) return undefined;
  const read = TALLY.safeParse(found.bytes === undefined ? undefined : parseCanonical(found.bytes));
  if (read.success) return read.data;
  ledger.add('PACK_MALFORMED', item.path, `${item.name}: no tally that we know`);
  return undefined;
}
