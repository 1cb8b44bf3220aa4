import { join } from 'node:path';
import { Refusal } from '../errors.ts';
import type { Digest } from '../model.ts';
import { digestOf } from './canonical.ts';
import { Digests, FRESH, KEPT } from './digests.ts';
import { type Disk, errnoOf, writeNew } from './disk.ts';
import { each, type Gate, gate } from './gate.ts';
import { hexOf, objectPath } from './paths.ts';
import { tombstoneOf } from './tombstone.ts';

/** How many files are written, or made durable, side by side. */
const WIDTH = 64;

/** Reads one object and checks it against its name. LOCKER_TAMPERED when it is missing or not what the name says. */
export async function readObject(root: string, digest: Digest, disk: Disk): Promise<Uint8Array> {
  const path = join(root, objectPath(hexOf(digest)));
  let bytes: Uint8Array;
  try {
    bytes = await disk.read(path);
  } catch (cause) {
    const absent = errnoOf(cause) === 'ENOENT';
    const stone = absent ? await tombstoneOf(root, hexOf(digest), disk) : undefined;
    if (stone !== undefined)
      throw new Refusal('RUN_UNKNOWN', `this object was pruned on ${stone.at}: ${stone.keep} are kept`, {
        at: { file: path },
        hint: 'what was found stays readable; only runs inside the retention can be judged again',
      });
    throw tampered(path, absent ? 'this object is missing' : `this object cannot be read (${errnoOf(cause) ?? cause})`, cause);
  }
  if (digestOf(bytes) !== digest) throw tampered(path, 'the bytes of this object are not those that its name says');
  return bytes;
}

export const tampered = (file: string, message: string, cause?: unknown): Refusal =>
  new Refusal('LOCKER_TAMPERED', message, {
    at: { file },
    hint: 'keep the locker as it is, compare with a copy; nothing will be added after this point',
    ...(cause === undefined ? {} : { cause }),
  });

/**
 * Objects named by the SHA-256 of their bytes. New ones wait in the run's staging folder; `publish` makes all of them durable and only
 * then gives them their names, so no crash and no power cut leaves half an object under a whole one's name.
 */
export class Store {
  readonly #root: string;
  readonly #staging: string;
  readonly #disk: Disk;
  readonly #gate: Gate = gate(WIDTH);
  /** Those that are being written, or could not be. */
  readonly #underway = new Map<string, Promise<void>>();
  /** All others: a run has very many. */
  readonly digests = new Digests();

  constructor(root: string, staging: string, disk: Disk) {
    this.#root = root;
    this.#staging = join(staging, 'objects');
    this.#disk = disk;
  }

  /** Makes the staging folder, which must not be there. */
  open(): Promise<void> {
    return this.#disk.mkdir(this.#staging);
  }

  /** Kept when this resolves, durable after `publish`. The same bytes are written once, however many ask at a time. */
  async put(bytes: Uint8Array): Promise<Digest> {
    const digest = digestOf(bytes);
    const hex = hexOf(digest);
    if ((this.digests.marks(hex) & KEPT) !== 0) return digest;
    let kept = this.#underway.get(hex);
    if (kept === undefined) {
      kept = this.#gate(() => this.#keep(hex, bytes));
      this.#underway.set(hex, kept);
    }
    await kept;
    this.digests.mark(hex, KEPT);
    this.#underway.delete(hex);
    return digest;
  }

  has(digest: Digest): boolean {
    const hex = hexOf(digest);
    return (this.digests.marks(hex) & KEPT) !== 0 || this.#underway.has(hex);
  }

  /** An object of this run or of an earlier one. */
  async get(digest: Digest): Promise<Uint8Array> {
    const hex = hexOf(digest);
    await this.#underway.get(hex);
    if ((this.digests.marks(hex) & FRESH) === 0) return readObject(this.#root, digest, this.#disk);
    const path = join(this.#staging, hex);
    const bytes = await this.#disk.read(path);
    if (digestOf(bytes) !== digest) throw tampered(path, 'this object changed while the run was going on');
    return bytes;
  }

  /** Call once, after the last `put` has settled. */
  async publish(): Promise<void> {
    const folders = new Set<string>();
    const sha256 = join(this.#root, 'objects', 'sha256');
    const fresh = () => this.digests.sorted(FRESH);
    for (const hex of fresh()) folders.add(join(sha256, hex.slice(0, 2)));
    await each(fresh(), WIDTH, (hex) => this.#disk.sync(join(this.#staging, hex)));
    await each(folders, WIDTH, (folder) => this.#disk.mkdir(folder));
    await each(fresh(), WIDTH, (hex) => this.#name(hex));
    // A name is durable when its folder is, and a new folder when the one above it is.
    await each([...folders, sha256, join(this.#root, 'objects'), this.#root], WIDTH, (folder) => this.#disk.sync(folder));
  }

  /** Once they have their names. One by one: to remove a folder whole is to begin with all that is in it at once, 2 kB each. */
  async clear(): Promise<void> {
    await each(this.digests.sorted(FRESH), WIDTH, (hex) => this.#disk.remove(join(this.#staging, hex)));
  }

  async #keep(hex: string, bytes: Uint8Array): Promise<void> {
    if (await this.#same(hex, bytes)) return;
    await writeNew(this.#disk, join(this.#staging, hex), bytes, 0o444, false);
    this.digests.mark(hex, FRESH);
  }

  /** Whether the object is there already. What is there is never rewritten, so it has to be right. */
  async #same(hex: string, bytes: Uint8Array): Promise<boolean> {
    const path = join(this.#root, objectPath(hex));
    const size = await this.#disk.sizeOf(path);
    if (size === null) return false;
    if (size !== bytes.length || Buffer.compare(await this.#disk.read(path), bytes) !== 0) {
      throw tampered(path, 'an object of this name is there, with other bytes');
    }
    return true;
  }

  async #name(hex: string): Promise<void> {
    const path = join(this.#root, objectPath(hex));
    try {
      // Unlike rename, a link never replaces what already has the name.
      await this.#disk.link(join(this.#staging, hex), path);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
      await this.#same(hex, await this.#disk.read(join(this.#staging, hex)));
    }
  }
}
