import { join } from 'node:path';
import { type Digests, LISTED } from './digests.ts';
import { type Disk, writeNew } from './disk.ts';

/** Beyond so many, items stand in a file of the run, and none in its manifest: whoever reads a manifest has to hold it. */
export const MOST_LISTED = 10_000;
/** Held at once on their way; the others wait in staging, in sorted pieces. */
const MOST_HELD = 16_384;

/** An item before it has its salt. */
export interface Named {
  readonly sha256: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
}

/** The objects that a run refers to, each once: under the lesser of its names. Memory: `MOST_HELD` of them. */
export class Items {
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #most: number;
  readonly #pieces: string[] = [];
  #held = new Map<string, Named>();
  #bytes = 0;
  #spilling: Promise<void> = Promise.resolve();

  /** `folder`: of the run's staging; it must be there. */
  constructor(folder: string, disk: Disk, most = MOST_HELD) {
    this.#folder = folder;
    this.#disk = disk;
    this.#most = most;
  }

  /** Bytes of all objects that were put, those of one that was put twice counted twice when they lie far apart. */
  get bytes(): number {
    return this.#bytes;
  }

  async put(item: Named): Promise<void> {
    const before = this.#held.get(item.sha256);
    if (before === undefined) this.#bytes += item.size;
    if (before === undefined || rank(item) < rank(before)) this.#held.set(item.sha256, item);
    if (this.#held.size < this.#most) return;
    const piece = this.#sorted();
    this.#held = new Map();
    const path = join(this.#folder, `items.${this.#pieces.length}`);
    this.#pieces.push(path);
    const lines = Buffer.from(piece.map((one) => `${JSON.stringify(one)}\n`).join(''));
    this.#spilling = this.#spilling.then(() => writeNew(this.#disk, path, lines, 0o600, false));
    await this.#spilling;
  }

  /** By name and digest. `digests` is told which are listed, and so which were listed before under a lesser name. */
  async *all(digests: Digests): AsyncGenerator<Named> {
    await this.#spilling;
    const last = this.#sorted();
    this.#held = new Map();
    const readers = [...this.#pieces.map((path) => readPiece(path, this.#disk)), fromMemory(last)];
    const heads: (Head | undefined)[] = [];
    for (const reader of readers) heads.push(await nextOf(reader));
    for (;;) {
      let least: Head | undefined;
      for (const head of heads) if (head !== undefined && (least === undefined || head.place < least.place)) least = head;
      if (least === undefined) return;
      heads[heads.indexOf(least)] = await nextOf(least.reader);
      if ((digests.mark(least.item.sha256, LISTED) & LISTED) === 0) yield least.item;
    }
  }

  #sorted(): Named[] {
    return [...this.#held.values()].sort((a, b) => (place(a) < place(b) ? -1 : 1));
  }
}

const rank = ({ name, mediaType }: Named): string => `${name}\0${mediaType}`;
/** By code unit: the same on every machine, whatever its locale. */
const place = ({ name, sha256, mediaType }: Named): string => `${name}\0${sha256}\0${mediaType}`;

interface Head {
  readonly item: Named;
  readonly place: string;
  readonly reader: AsyncGenerator<Named, void>;
}
async function nextOf(reader: AsyncGenerator<Named, void>): Promise<Head | undefined> {
  const step = await reader.next();
  return step.done ? undefined : { item: step.value, place: place(step.value), reader };
}
async function* readPiece(path: string, disk: Disk): AsyncGenerator<Named, void> {
  let rest: Uint8Array = Buffer.alloc(0);
  for await (const chunk of disk.stream(path)) {
    const bytes = Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, from)) {
      yield JSON.parse(bytes.toString('utf8', from, end)) as Named;
      from = end + 1;
    }
    rest = bytes.subarray(from);
  }
}
async function* fromMemory(items: readonly Named[]): AsyncGenerator<Named, void> {
  yield* items;
}
