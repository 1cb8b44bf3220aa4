import type { Digest } from '../../model.ts';
import { readBundle } from '../bundle.ts';
import { canonical, digestOf, parseCanonical } from '../canonical.ts';
import { Digests } from '../digests.ts';
import type { Manifest } from '../manifest.ts';
import { HEX, hexOf } from '../paths.ts';
import { earlier } from '../retention.ts';
import { PAYLOAD_TYPE, pae, STATEMENT } from '../statement.ts';
import {
  MOST_TOMBSTONE,
  PRUNES,
  pruneStatement,
  TOMBSTONE,
  TOMBSTONE_BUNDLE,
  TOMBSTONE_SCHEMA,
  type Tombstone,
  tombstoneName,
} from '../tombstone.ts';
import type { Ledger } from './codes.ts';
import { type Keyring, MOST_BUNDLE } from './keyring.ts';
import { blame, isProblem, type Shelf } from './shelf.ts';

interface Checking {
  readonly shelf: Shelf;
  readonly ledger: Ledger;
  readonly keyring: Keyring;
  readonly origin: string | undefined;
}
interface Found {
  readonly path: string;
  readonly stone: Omit<Tombstone, 'objects'>;
  readonly signed: boolean;
}

/** What may be absent: objects that a tombstone names, of runs that a tombstone names, as far as it holds. */
export class Prunes {
  readonly #objects = new Digests();
  readonly #found: Found[] = [];
  readonly #ledger: Ledger;
  /** How many objects were missing and excused. */
  absent = 0;

  private constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  static async open(checking: Checking): Promise<Prunes> {
    const { shelf, ledger } = checking;
    const prunes = new Prunes(ledger);
    const names = shelf.names(PRUNES);
    if (isProblem(names)) {
      blame(ledger, PRUNES, names, 'PRUNE_INVALID');
      return prunes;
    }
    for (const [index, name] of names.entries()) {
      if (name !== tombstoneName(index + 1))
        ledger.add('UNSAFE_PATH', `${PRUNES}/${name}`, 'not the name of the next tombstone; not opened');
      else await prunes.#read(`${PRUNES}/${name}`, index + 1, checking);
    }
    return prunes;
  }

  get count(): number {
    return this.#found.length;
  }

  /** For one run: whether an object of it may be gone. */
  excuse(seq: number, digest: Digest, { finishedAt }: Manifest): (hex: string) => boolean {
    const naming = this.#found.filter(({ stone }) => stone.runs.some((run) => run.seq === seq && run.manifest === digest));
    const early = naming.filter(({ stone }) => finishedAt >= stone.cutoff);
    for (const { path, stone } of early)
      this.#ledger.add('PRUNE_INVALID', path, `run ${seq} ended at ${finishedAt}, and everything since ${stone.cutoff} was to be kept`);
    if (naming.length === early.length) return () => false;
    return (hex) => {
      const excused = this.#objects.marks(hex) !== 0;
      if (excused) this.absent += 1;
      return excused;
    };
  }

  /** When all runs are known: those that a tombstone names are here, the newest of its time too, and a signed locker has signed ones. */
  conclude(runs: readonly { readonly seq: number; readonly digest: Digest; readonly key: string | null }[]): void {
    const digests = new Map(runs.map(({ seq, digest }) => [seq, digest]));
    for (const { path, stone, signed } of this.#found) {
      for (const { seq, manifest } of [stone.head, ...stone.runs])
        if (digests.get(seq) !== manifest)
          this.#ledger.add('PRUNE_INVALID', path, `it speaks of a run ${seq} that is not the one that is here`);
      if (signed) continue;
      const first = runs.find(({ seq, key }) => key !== null && seq <= stone.head.seq);
      if (first !== undefined) this.#ledger.add('PRUNE_INVALID', path, `nobody signed it, though run ${first.seq} before it is signed`);
      else
        this.#ledger.add('PRUNE_NOT_SIGNED', path, 'nobody signed it: who took these objects out, and whether by this rule, is not proven');
    }
  }

  async #read(path: string, number: number, checking: Checking): Promise<void> {
    const { shelf, ledger, origin } = checking;
    const refuse = (detail: string): void => ledger.add('PRUNE_INVALID', path, detail);
    const bytes = shelf.whole(`${path}/${TOMBSTONE}`, MOST_TOMBSTONE);
    if (isProblem(bytes)) return blame(ledger, `${path}/${TOMBSTONE}`, bytes, 'PRUNE_INVALID');
    const read = TOMBSTONE_SCHEMA.safeParse(parseCanonical(bytes));
    if (!read.success) return refuse('this is no tombstone that we know');
    const stone = read.data;
    const why = faultIn(stone, number, origin);
    if (why !== undefined) return refuse(why);
    const signed = await checkStone(stone, hexOf(digestOf(bytes)), path, checking);
    if (signed === undefined) return;
    for (const hex of stone.objects) this.#objects.mark(hex, 1);
    const { objects: _, ...told } = stone;
    this.#found.push({ path, stone: told, signed });
  }
}

/** What a tombstone says has to be what its own rule allows. */
function faultIn(stone: Tombstone, number: number, origin: string | undefined): string | undefined {
  const { at, keep, cutoff, head, runs, objects } = stone;
  if (stone.number !== number) return `it says that it is number ${stone.number}`;
  if (origin !== undefined && stone.origin !== origin) return `it belongs to ${JSON.stringify(stone.origin)}`;
  if (cutoff !== cutoffOr(at, keep)) return `at ${at}, keeping ${keep}, the limit is not ${cutoff}`;
  if (runs.some(({ seq }) => seq >= head.seq)) return 'it names the newest run of its time, which is never pruned';
  if (!objects.every((hex) => HEX.test(hex))) return 'it names an object by something else than SHA-256';
  return undefined;
}
function cutoffOr(at: string, keep: string): string | undefined {
  try {
    return earlier(at, keep);
  } catch {
    return undefined;
  }
}

/** Whether it is signed; undefined: by nobody who may, or not this. */
async function checkStone(stone: Tombstone, hex: string, path: string, { shelf, ledger, keyring }: Checking): Promise<boolean | undefined> {
  const file = `${path}/${TOMBSTONE_BUNDLE}`;
  const bytes = shelf.whole(file, MOST_BUNDLE);
  if (isProblem(bytes)) {
    if (bytes.problem === 'missing' && !keyring.pinned) return false;
    blame(
      ledger,
      file,
      bytes.problem === 'missing' ? { ...bytes, detail: 'nobody signed it, and you gave a key' } : bytes,
      'PRUNE_INVALID',
    );
    return undefined;
  }
  const envelope = await readBundle(bytes);
  const said = envelope && STATEMENT.safeParse(parseCanonical(envelope.payload));
  const due = canonical(pruneStatement(stone, hex));
  if (
    envelope === undefined ||
    !said?.success ||
    envelope.payloadType !== PAYLOAD_TYPE ||
    !due.every((byte, at) => envelope.payload[at] === byte) ||
    due.length !== envelope.payload.length
  ) {
    ledger.add('PRUNE_INVALID', file, 'what is signed is not what the tombstone says');
    return undefined;
  }
  const pair = [pae(PAYLOAD_TYPE, envelope.payload), envelope.signature, envelope.keyId] as const;
  let found = keyring.check(...pair, stone.head.seq);
  // pruned after its key had been followed by another, before the next run
  if (found.is === 'untrusted') found = keyring.check(...pair, stone.head.seq + 1);
  if (found.is === 'invalid') ledger.add('SIGNATURE_INVALID', file, 'the signature is not over this statement');
  if (found.is === 'untrusted') ledger.add('KEY_UNTRUSTED', file, `signed by key ${JSON.stringify(found.id.slice(0, 64))}: ${found.why}`);
  return found.is === 'trusted' || found.is === 'unpinned' ? true : undefined;
}
