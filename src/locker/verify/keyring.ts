import { createPublicKey, type KeyObject } from 'node:crypto';
import { Refusal } from '../../errors.ts';
import { readBundle } from '../bundle.ts';
import { HEX } from '../paths.ts';
import { keyOf, ROTATIONS, type Rotation, readRotation } from '../rotation.ts';
import { algorithmOf, fingerprintOf, signedBy } from '../signer.ts';
import type { Ledger } from './codes.ts';
import { blame, isProblem, type Shelf } from './shelf.ts';

/** A key file or bundle is small. */
export const MOST_BUNDLE = 1 << 20;

/** Who signed, as far as those keys can tell that were given from outside. */
export type Signature =
  | { readonly is: 'trusted'; readonly id: string }
  | { readonly is: 'untrusted'; readonly id: string; readonly why: string }
  | { readonly is: 'invalid'; readonly id: string }
  /** No key was given; `checked`: it holds with the key of that fingerprint that lies in the locker, for what that is worth. */
  | { readonly is: 'unpinned'; readonly id: string; readonly checked: boolean };

interface Term {
  readonly key: KeyObject;
  from: number;
  to: number;
}

/** Keys that count, and for which runs: those given, and those that they vouch for by rotations. Keys in the locker are never trusted. */
export class Keyring {
  readonly #terms = new Map<string, Term>();
  readonly #shelf: Shelf;
  readonly pinned: boolean;
  /** Over which manifest each rotation was made. */
  readonly rotations: readonly Rotation[];

  private constructor(shelf: Shelf, terms: readonly KeyObject[], pinned: boolean, rotations: readonly Rotation[]) {
    this.#shelf = shelf;
    this.pinned = pinned;
    for (const key of terms) this.#terms.set(fingerprintOf(key), { key, from: 1, to: Number.POSITIVE_INFINITY });
    this.rotations = rotations;
    this.#follow();
  }

  static async open(shelf: Shelf, keys: readonly KeyObject[], fingerprints: readonly string[], ledger: Ledger): Promise<Keyring> {
    const named = fingerprints.flatMap((id) => {
      const key = keyIn(shelf, id);
      if (key === undefined)
        ledger.add('KEY_NOT_FOUND', `keys/${id}.pem`, 'the locker holds no key of this fingerprint; pass it with --key');
      return key ?? [];
    });
    return new Keyring(shelf, [...keys, ...named], keys.length + fingerprints.length > 0, await rotationsIn(shelf, ledger));
  }

  check(bytes: Uint8Array, signature: Uint8Array, hint: string, seq: number): Signature {
    if (!this.pinned) {
      const key = HEX.test(hint) ? keyIn(this.#shelf, hint) : undefined;
      if (key !== undefined && !signedBy(key, bytes, signature)) return { is: 'invalid', id: hint };
      return { is: 'unpinned', id: hint, checked: key !== undefined };
    }
    const found = [...this.#terms].find(([, { key }]) => signedBy(key, bytes, signature));
    if (found === undefined) {
      if (this.#terms.has(hint)) return { is: 'invalid', id: hint };
      return { is: 'untrusted', id: hint, why: 'it is none of those that you trust, nor does one of them vouch for it' };
    }
    const [id, { from, to }] = found;
    if (seq < from) return { is: 'untrusted', id, why: `it signs from run ${from} on` };
    if (seq > to) return { is: 'untrusted', id, why: `it was retired after run ${to}` };
    return { is: 'trusted', id };
  }

  /**
   * Whoever trusts a key trusts the one it was followed by, and its successor, and so on; and likewise those that came before. Never one
   * way and then the other: a retired key that was stolen could otherwise name a new successor, and be believed for its old one's sake.
   */
  #follow(): void {
    const given = [...this.#terms.keys()];
    this.#walk(given, ({ from, to }) => [from, to]);
    this.#walk(given, ({ from, to }) => [to, from]);
    for (const { from, to, after } of this.rotations) {
      const [before, later] = [this.#terms.get(from.id), this.#terms.get(to.id)];
      if (before) before.to = Math.min(before.to, after.seq);
      if (later) later.from = Math.max(later.from, after.seq + 1);
    }
  }

  #walk(given: readonly string[], ends: (rotation: Rotation) => readonly [Rotation['to'], Rotation['to']]): void {
    const reached = [...given];
    for (let id = reached.shift(); id !== undefined; id = reached.shift()) {
      for (const rotation of this.rotations) {
        const [known, next] = ends(rotation);
        const key = known.id === id && !this.#terms.has(next.id) ? keyOf(next) : undefined;
        if (key === undefined) continue;
        this.#terms.set(next.id, { key, from: 1, to: Number.POSITIVE_INFINITY });
        reached.push(next.id);
      }
    }
  }
}

/** Its name is what makes it the right one: whoever gave the fingerprint gave the key. */
function keyIn(shelf: Shelf, id: string): KeyObject | undefined {
  const pem = shelf.whole(`keys/${id}.pem`, MOST_BUNDLE);
  return isProblem(pem) ? undefined : keyOf({ id, publicKey: Buffer.from(pem).toString('utf8') });
}

async function rotationsIn(shelf: Shelf, ledger: Ledger): Promise<readonly Rotation[]> {
  const names = shelf.names(ROTATIONS);
  if (isProblem(names)) {
    blame(ledger, ROTATIONS, names, 'ROTATION_INVALID');
    return [];
  }
  const found: Rotation[] = [];
  const stems = new Set(names.map((name) => name.replace(/\.(?:old|new)\.sigstore\.json$/, '')));
  for (const stem of stems) {
    const [old, fresh] = await Promise.all(['old', 'new'].map((side) => envelope(shelf, `${ROTATIONS}/${stem}.${side}.sigstore.json`)));
    const read = old && fresh ? readRotation(old, fresh) : 'a rotation is two signed statements, by the old key and by the new one';
    if (typeof read === 'string') ledger.add('ROTATION_INVALID', `${ROTATIONS}/${stem}`, read);
    else if (found.some(({ from, to }) => from.id === read.from.id || to.id === read.to.id))
      ledger.add(
        'ROTATION_INVALID',
        `${ROTATIONS}/${stem}`,
        'a key is handed over once; which of two successors is meant, nobody can tell',
      );
    else found.push(read);
  }
  return found;
}

async function envelope(shelf: Shelf, path: string) {
  const bytes = shelf.whole(path, MOST_BUNDLE);
  return isProblem(bytes) ? undefined : readBundle(bytes);
}

/** Public keys of a PEM file, one after the other. KEY_UNREADABLE: none, or one that no run can be signed with, or a private one. */
export function publicKeysIn(pem: string, shown: string): KeyObject[] {
  const at = { file: shown };
  if (/PRIVATE KEY-----/.test(pem)) {
    throw new Refusal('KEY_UNREADABLE', 'this is a private key; to verify, only the public one is needed', {
      at,
      hint: 'use the .pub file beside it, and keep this one where runs are made',
    });
  }
  const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  const keys = blocks.map((block) => {
    try {
      return createPublicKey(block);
    } catch (cause) {
      throw new Refusal('KEY_UNREADABLE', 'a public key in this file cannot be read', { at, cause });
    }
  });
  if (keys.length === 0) throw new Refusal('KEY_UNREADABLE', 'there is no public key in this file', { at, hint: 'a PEM file is meant' });
  if (keys.some((key) => algorithmOf(key) === undefined))
    throw new Refusal('KEY_UNREADABLE', 'runs are signed with ECDSA P-256 or Ed25519; this key is another kind', { at });
  return keys;
}
