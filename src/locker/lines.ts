import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { canonical } from './canonical.ts';
import { type Disk, type DiskFile, writeAll } from './disk.ts';
import type { RunFile } from './manifest.ts';

const CHUNK = 1 << 18;
const NEWLINE = Buffer.from('\n');

/** A file that grows row by row, hashed and counted on its way. Memory: one chunk of 256 KiB. */
export class Growing {
  readonly #file: DiskFile;
  readonly #name: string;
  readonly #hash = createHash('sha256');
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #size = 0;
  #tail: Promise<void> = Promise.resolve();

  private constructor(file: DiskFile, name: string) {
    this.#file = file;
    this.#name = name;
  }

  static async create(disk: Disk, path: string): Promise<Growing> {
    return new Growing(await disk.create(path, 0o444), basename(path));
  }

  get size(): number {
    return this.#size;
  }

  /** One JSON Lines row, in canonical form. Await it: that is the back-pressure. */
  row(value: unknown): Promise<void> {
    return this.add(canonical(value), NEWLINE);
  }

  /** Bytes keep the order of the calls, awaited or not. */
  add(...parts: readonly Uint8Array[]): Promise<void> {
    for (const part of parts) {
      this.#waiting.push(part);
      this.#bytes += part.length;
    }
    return this.#bytes < CHUNK ? Promise.resolve() : this.#drain();
  }

  /** On the disk, durably; what stands in the manifest. */
  async finish(): Promise<RunFile> {
    await this.#drain();
    await this.#file.sync();
    await this.#file.close();
    return { name: this.#name, size: this.#size, sha256: this.#hash.digest('hex') };
  }

  /** Lets go of the file as it is. */
  async leave(): Promise<void> {
    await Promise.allSettled([this.#tail]);
    await this.#file.close();
  }

  #drain(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#bytes = 0;
    const written = this.#tail.then(async () => {
      await writeAll(this.#file, bytes);
      this.#hash.update(bytes);
      this.#size += bytes.length;
    });
    this.#tail = written;
    // Whoever called has `written`; this only keeps a later call's failure from being reported as nobody's.
    written.catch(() => undefined);
    return written;
  }
}
