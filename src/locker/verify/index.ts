import { createHash, type KeyObject, type X509Certificate } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Digest, Instant } from '../../model.ts';
import { digestOf, parseCanonical } from '../canonical.ts';
import { LOCKER, type Manifest } from '../manifest.ts';
import type { Checkpoint } from '../note.ts';
import { hexOf, runPath, seqOf } from '../paths.ts';
import { MOST_MANIFEST } from '../seal.ts';
import { sumBlocks, sumLinesOf } from '../sums.ts';
import { Chain } from './chain.ts';
import { type Defect, Ledger } from './codes.ts';
import { checkHead, checkOwnCheckpoint, rootAt } from './head.ts';
import { Keyring } from './keyring.ts';
import { type Level, levelsOf } from './levels.ts';
import { checkTree, type Listed, listedOf, manifestOf } from './manifest.ts';
import { type Counted, checkBytes } from './objects.ts';
import { Prunes } from './prunes.ts';
import { blame, isProblem, Shelf } from './shelf.ts';
import { checkSignature, type RunSignature } from './signature.ts';
import { noteForeign, noteStrangers } from './strangers.ts';

export interface VerifyOptions {
  readonly now: Instant;
  /** Public keys that the verifier got from somewhere else than the locker. */
  readonly keys?: readonly KeyObject[];
  /** Or their fingerprints, 64 hex digits: the key may then come out of the locker. */
  readonly fingerprints?: readonly string[];
  /** Certificates of time-stamp authorities that the verifier trusts. */
  readonly authorities?: readonly X509Certificate[];
  readonly checkpoint?: Checkpoint;
  readonly maxAgeMs?: number;
  /** Notes count as alterations. */
  readonly strict?: boolean;
  /** With a checkpoint: only the manifests of the runs it has seen are read again, not their files and objects. */
  readonly newOnly?: boolean;
  readonly signal?: AbortSignal;
}
export interface VerifiedRun {
  readonly seq: number;
  readonly folder: string;
  readonly digest: Digest;
  readonly runId: string | undefined;
  /** Fingerprint; null when unsigned. Trusted only when `trusted`. */
  readonly key: string | null;
  readonly trusted: boolean;
  readonly stampedAt: string | undefined;
  /** False: seen before, so only its manifest was compared. */
  readonly read: boolean;
}
export interface Verification {
  readonly root: string;
  readonly origin: string | undefined;
  readonly exit: number;
  readonly runs: readonly VerifiedRun[];
  readonly checked: Counted & {
    readonly manifests: number;
    readonly signatures: number;
    readonly timestamps: number;
    readonly links: number;
    /** Objects that are gone by tombstones, and how many of these there are; absent: nothing was pruned. */
    readonly pruned?: { readonly objects: number; readonly tombstones: number };
  };
  readonly levels: readonly Level[];
  readonly defects: readonly Defect[];
  /** Defects beyond those that are listed. */
  readonly dropped: number;
  /** Of the runs that are here: what to remember for the next time. */
  readonly head: Checkpoint | undefined;
}

/** Checks all of a locker without believing any of it. Memory is bounded by the largest manifest and the number of objects. */
export async function verifyLocker(root: string, options: VerifyOptions): Promise<Verification> {
  const pass = await openPass(root, options);
  const folders = runFolders(pass);
  if (folders.length === 0) pass.ledger.add('NO_RUNS', 'runs', 'the locker holds no run: there is nothing that could be right');
  for (const seq of folders) {
    options.signal?.throwIfAborted();
    await setImmediate();
    await checkRun(seq, pass, options);
  }
  return conclude(pass, options);
}

interface Pass {
  readonly shelf: Shelf;
  readonly ledger: Ledger;
  readonly keyring: Keyring;
  readonly origin: string | undefined;
  readonly chain: Chain;
  readonly counted: Counted;
  readonly seen: Set<string>;
  readonly requests: Map<string, number>;
  readonly runs: VerifiedRun[];
  readonly prunes: Prunes;
  /** The verifier key of the run log, as the newest signed run names it. */
  log: string | undefined;
}

async function openPass(root: string, options: VerifyOptions): Promise<Pass> {
  const shelf = new Shelf(root);
  const ledger = new Ledger(options.strict === true);
  const keyring = await Keyring.open(shelf, options.keys ?? [], options.fingerprints ?? [], ledger);
  const origin = originOf(shelf, ledger);
  const counted: Counted = { objects: 0, files: 0, records: 0, bytes: 0 };
  const chain = new Chain(ledger, options.now, origin);
  const prunes = await Prunes.open({ shelf, ledger, keyring, origin });
  return { shelf, ledger, keyring, origin, chain, counted, seen: new Set(), requests: new Map(), runs: [], prunes, log: undefined };
}

/** What locker.json says is nobody's word; it only has to agree with the runs. */
function originOf(shelf: Shelf, ledger: Ledger): string | undefined {
  const bytes = shelf.whole('locker.json', 1 << 16);
  if (isProblem(bytes)) {
    blame(ledger, 'locker.json', bytes, 'LOCKER_MALFORMED');
    return undefined;
  }
  const read = LOCKER.safeParse(parseCanonical(bytes));
  if (!read.success) ledger.add('LOCKER_MALFORMED', 'locker.json', 'this is no locker.json that we wrote');
  return read.data?.origin;
}

function runFolders({ shelf, ledger }: Pass): readonly number[] {
  const names = shelf.names('runs');
  if (isProblem(names)) {
    blame(ledger, 'runs', names, 'NO_RUNS');
    return [];
  }
  return names.flatMap((name) => {
    const seq = seqOf(name);
    if (seq === undefined && !name.startsWith('.probe-')) ledger.add('UNSAFE_PATH', `runs/${name}`, 'not the name of a run; not opened');
    return seq ?? [];
  });
}

async function checkRun(seq: number, pass: Pass, options: VerifyOptions): Promise<void> {
  const { shelf, ledger, chain } = pass;
  const folder = runPath(seq);
  const path = `${folder}/manifest.json`;
  const bytes = shelf.whole(path, MOST_MANIFEST);
  if (isProblem(bytes)) {
    blame(ledger, path, bytes, 'MANIFEST_MISSING');
    chain.add(seq, folder, undefined, undefined);
    return;
  }
  const digest = digestOf(bytes);
  const size = bytes.length;
  if (options.newOnly && options.checkpoint !== undefined && seq <= options.checkpoint.size) {
    passOver(seq, folder, digest, bytes, pass, options);
    return;
  }
  const manifest = manifestOf(bytes, path, ledger);
  const signed = await checkSignature(folder, seq, digest, manifest, { ...pass, authorities: options.authorities ?? [] });
  chain.add(seq, folder, digest, manifest);
  checkHandover(seq, digest, pass);
  pass.runs.push(verified(seq, folder, digest, manifest, signed));
  if (manifest === undefined) return;
  if (manifest.format === 'claimcheck-run/v2' && manifest.log !== null) pass.log = manifest.log;
  const listed = listedOf(manifest, folder, shelf, ledger);
  if (listed !== undefined) {
    checkTree(manifest, listed, path, ledger);
    checkSums(folder, manifest, listed, size, digest, pass);
  }
  noteForeign(shelf, folder, manifest, ledger);
  const excuse = pass.prunes.excuse(seq, digest, manifest);
  await checkBytes(folder, manifest, listed?.items() ?? [], { ...pass, excuse });
}

/** The checkpoint vouches for its digest, which is compared with all others at the end. */
function passOver(seq: number, folder: string, digest: Digest, bytes: Uint8Array, pass: Pass, { checkpoint }: VerifyOptions): void {
  const manifest = seq === checkpoint?.size ? manifestOf(bytes, `${folder}/manifest.json`, pass.ledger) : undefined;
  if (manifest?.format === 'claimcheck-run/v2') pass.log = manifest.log ?? undefined;
  pass.chain.trust(seq, digest, manifest);
  pass.runs.push({ seq, folder, digest, runId: manifest?.runId, key: null, trusted: false, stampedAt: undefined, read: false });
}

function verified(
  seq: number,
  folder: string,
  digest: Digest,
  manifest: Manifest | undefined,
  { signature, stampedAt }: RunSignature,
): VerifiedRun {
  return {
    seq,
    folder,
    digest,
    runId: manifest?.runId,
    key: signature?.id ?? null,
    trusted: signature?.is === 'trusted',
    stampedAt,
    read: true,
  };
}

/** Whoever handed a key over named the run after which that was: another one in its place is another history. */
function checkHandover(seq: number, digest: Digest, { keyring, ledger }: Pass): void {
  for (const { after } of keyring.rotations)
    if (after.seq === seq && after.manifest !== digest)
      ledger.add('FORK_DETECTED', runPath(seq), 'the key was handed over after another run of this number');
}

function checkSums(folder: string, manifest: Manifest, { hexes }: Listed, size: number, digest: Digest, { shelf, ledger }: Pass): void {
  const path = `${folder}/SHA256SUMS`;
  const expected = createHash('sha256');
  let length = 0;
  const files = [...manifest.files, { name: 'manifest.json', size, sha256: hexOf(digest) }];
  for (const block of sumBlocks(sumLinesOf(manifest.seq, files, hexes()))) {
    expected.update(block);
    length += Buffer.byteLength(block);
  }
  const found = shelf.hash(path, length);
  if (isProblem(found)) blame(ledger, path, found, 'SUMS_MISMATCH');
  else if (found.hex !== expected.digest('hex')) ledger.add('SUMS_MISMATCH', path, 'it does not list what the manifest names');
}

function conclude(pass: Pass, options: VerifyOptions): Verification {
  const { shelf, ledger, runs, keyring, chain, counted } = pass;
  checkUnsigned(runs, keyring, ledger);
  pass.prunes.conclude(runs);
  const digests = runs.map(({ digest }) => hexOf(digest));
  const log = { origin: pass.origin ?? '', digests, key: pass.log, finishedAt: chain.finishedAt };
  checkHead(log, { checkpoint: options.checkpoint, maxAgeMs: options.maxAgeMs, now: options.now }, ledger);
  checkOwnCheckpoint(shelf, log, ledger);
  if (!options.newOnly) noteStrangers(shelf, pass.seen, ledger);
  const of = (wanted: (run: VerifiedRun) => boolean): number => runs.filter(wanted).length;
  const checked = {
    ...counted,
    manifests: runs.length,
    signatures: of(({ trusted }) => trusted),
    timestamps: of(({ stampedAt }) => stampedAt !== undefined),
    links: chain.links,
    ...(pass.prunes.count > 0 && { pruned: { objects: pass.prunes.absent, tombstones: pass.prunes.count } }),
  };
  const head =
    pass.origin === undefined || runs.length === 0
      ? undefined
      : { origin: pass.origin, size: runs.length, root: rootAt(digests, runs.length) };
  return {
    root: shelf.root,
    origin: pass.origin,
    exit: ledger.exit,
    runs,
    checked,
    levels: levelsOf({ runs, ledger, keyring, options }),
    defects: ledger.all,
    dropped: ledger.dropped,
    head,
  };
}

/**
 * Runs from before there was a key are covered by the first signed run, which names the digest of the one before it. After a signed run
 * none is unsigned; and where a key was given, some run has to be signed.
 */
function checkUnsigned(runs: readonly VerifiedRun[], keyring: Keyring, ledger: Ledger): void {
  const read = runs.filter((run) => run.read);
  const first = read.findIndex(({ key }) => key !== null);
  const earlier = runs.length > read.length;
  const bare = read.filter(({ key }, index) => key === null && (first === -1 || index > first));
  if (bare.length > 0 && (first !== -1 || earlier || keyring.pinned)) {
    for (const { folder } of bare)
      if (!ledger.all.some(({ code, file }) => code === 'SIGNATURE_MISSING' && file.startsWith(folder)))
        ledger.add(
          'SIGNATURE_MISSING',
          `${folder}/run.sigstore.json`,
          first === -1 ? 'you gave a key, and no run is signed' : 'an earlier run is signed, this one is not',
        );
  } else if (bare.length > 0) {
    ledger.add('NOT_SIGNED', 'runs', 'no run is signed: only that nobody changed a byte without changing its hash, too, can be told');
  }
  const signers = [...new Set(read.flatMap(({ key, trusted }) => (key !== null && !trusted ? [key] : [])))];
  if (!keyring.pinned && signers.length > 0)
    ledger.add(
      'SIGNER_NOT_PINNED',
      'runs',
      `integrity only: signed by ${signers.map((id) => JSON.stringify(id.slice(0, 64))).join(', ')}; whose key that is, the locker cannot say. Pass --key`,
    );
}
