/** Writes a segment: everything waits under a hidden name, and gets its own by one rename, which only one of two can have. */
import { join } from 'node:path';
import { lockerRecorder } from '../collect/evidence.ts';
import type { Recorder } from '../collect/tape.ts';
import { Refusal } from '../errors.ts';
import { digestOf } from '../locker/canonical.ts';
import { type Disk, errnoOf, writeNew } from '../locker/disk.ts';
import { Growing } from '../locker/lines.ts';
import type { Digest, ResourceSet } from '../model.ts';
import { FILES, type PackedItem, type SealedSegment, type Segment } from './segment.ts';

interface Files {
  readonly sets: Growing;
  readonly closing: Growing;
  readonly items: Growing;
  readonly objects: Growing;
}

export class SegmentWriter {
  readonly recorder: Recorder;
  readonly #folder: string;
  readonly #staging: string;
  readonly #disk: Disk;
  readonly #files: Files;
  readonly #offsets = new Map<Digest, number>();
  readonly #items = new Set<string>();
  readonly #seen = new Set<string>();
  #size = 0;
  #broken: unknown;

  private constructor(folder: string, staging: string, disk: Disk, files: Files) {
    this.#folder = folder;
    this.#staging = staging;
    this.#disk = disk;
    this.#files = files;
    this.recorder = {
      record: (exchange) => lockerRecorder((bytes, about) => this.#put(bytes, { ...about, subject: exchange.subject })).record(exchange),
    };
  }

  /** `name` is the segment's folder in `dir`; `id` keeps what two processes write at a time apart. */
  static async open(dir: string, name: string, id: string, disk: Disk): Promise<SegmentWriter> {
    const staging = join(dir, `.${name}.${id}`);
    await disk.mkdir(staging);
    const made = await Promise.allSettled(FILES.map((file) => Growing.create(disk, join(staging, file))));
    const files = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = made.find((one) => one.status === 'rejected');
    if (failed) {
      // a worker tries for hours: what it could open it lets go each time
      await Promise.allSettled(files.map((file) => file.leave()));
      await Promise.allSettled([disk.remove(staging)]);
      throw unsealed(failed.reason, staging);
    }
    const [closing, items, objects, sets] = files as [Growing, Growing, Growing, Growing];
    return new SegmentWriter(join(dir, name), staging, disk, { closing, items, objects, sets });
  }

  /** In the order in which they shall be judged. A second one of a subject says that nobody knows whose the first was. */
  async set(set: ResourceSet): Promise<void> {
    const key = `${set.collector} ${set.subject.key}`;
    const file = this.#seen.has(key) ? this.#files.closing : this.#files.sets;
    this.#seen.add(key);
    // not in canonical form: what was observed is shown in the order in which its collector gave it
    await this.#step(() => file.add(Buffer.from(`${JSON.stringify(set)}\n`)));
  }

  /** `already`: another process has sealed this segment meanwhile, and its word stands. Throws when anything could not be written. */
  seal(facts: Omit<Segment, 'files'>): Promise<'sealed' | 'already'> {
    return this.#step(() => this.#seal(facts));
  }

  async #seal(facts: Omit<Segment, 'files'>): Promise<'sealed' | 'already'> {
    const { closing, items, objects, sets } = this.#files;
    const files = await Promise.all([closing, items, objects, sets].map((file) => file.finish()));
    const bytes = Buffer.from(`${JSON.stringify({ ...facts, files } as Segment)}\n`);
    await writeNew(this.#disk, join(this.#staging, 'segment.json'), bytes, 0o444, true);
    await this.#disk.sync(this.#staging);
    try {
      await this.#disk.rename(this.#staging, this.#folder);
    } catch (error) {
      if (errnoOf(error) !== 'ENOTEMPTY' && errnoOf(error) !== 'EEXIST') throw error;
      await this.#disk.remove(this.#staging);
      return 'already';
    }
    await this.#disk.sync(join(this.#folder, '..'));
    return 'sealed';
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    await Promise.allSettled(Object.values(this.#files).map((file: Growing) => file.leave()));
    await Promise.allSettled([this.#disk.remove(this.#staging)]);
  }

  async #put(bytes: Uint8Array, about: { name: string; mediaType: string; subject: string }): Promise<Digest> {
    const digest = digestOf(bytes);
    const before = this.#offsets.get(digest);
    const offset = before ?? this.#size;
    const line = `${digest} ${about.subject} ${about.name}`;
    await this.#step(async () => {
      if (before === undefined) {
        this.#offsets.set(digest, offset);
        this.#size += bytes.length;
        await this.#files.objects.add(bytes);
      }
      if (this.#items.has(line)) return;
      this.#items.add(line);
      const item: PackedItem = { ...about, digest, offset, size: bytes.length };
      await this.#files.items.add(Buffer.from(`${JSON.stringify(item)}\n`));
    });
    return digest;
  }

  /** The first write that fails is final: a segment that lost something must not look like one that did not. */
  async #step<T>(work: () => Promise<T>): Promise<T> {
    if (this.#broken !== undefined) throw this.#broken;
    try {
      return await work();
    } catch (error) {
      this.#broken ??= unsealed(error, this.#staging);
      throw this.#broken;
    }
  }
}

/** For what the file system said no to. Nothing of the segment is under its own name then. */
export function unsealed(cause: unknown, file: string): Refusal {
  if (cause instanceof Refusal) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const full = errnoOf(cause) === 'ENOSPC' ? '; the disk is full' : '';
  return new Refusal('LOCKER_UNSEALED', `the segment could not be written: ${message}${full}`, {
    at: { file },
    hint: 'nothing was sealed: make room, and run this part again',
    cause,
  });
}

export type { SealedSegment };
