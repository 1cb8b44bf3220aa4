/** What a run knows of a digest. Bits. */
export const KEPT = 1;
/** New with this run: it waits in staging. */
export const FRESH = 2;
export const LISTED = 4;

const WIDTH = 32;
/** Of the places that there are, how many may be taken before there are twice as many. */
const FULL = 0.7;

/** SHA-256 digests and a byte of marks for each: 33 bytes a place outside of the heap, where a string in a Map takes 150 inside it. */
export class Digests {
  #places: number;
  #size = 0;
  #bytes: Buffer;
  #marks: Uint8Array;
  readonly #wanted = Buffer.alloc(WIDTH);

  constructor(places = 1024) {
    this.#places = places;
    this.#bytes = Buffer.alloc(places * WIDTH);
    this.#marks = new Uint8Array(places);
  }

  get size(): number {
    return this.#size;
  }

  /** 64 hex digits -> its marks; 0: it is not known. */
  marks(hex: string): number {
    this.#wanted.write(hex, 'hex');
    return this.#marks[this.#placeOf(this.#wanted)] as number;
  }

  /** Adds marks; says which it had before. */
  mark(hex: string, marks: number): number {
    this.#wanted.write(hex, 'hex');
    let place = this.#placeOf(this.#wanted);
    const before = this.#marks[place] as number;
    if (before === 0) {
      if (this.#size + 1 > this.#places * FULL) {
        this.#grow();
        place = this.#placeOf(this.#wanted);
      }
      this.#wanted.copy(this.#bytes, place * WIDTH);
      this.#size += 1;
    }
    this.#marks[place] = before | marks;
    return before;
  }

  /** Those that bear this mark, in their order. */
  *sorted(mark: number): Generator<string> {
    const places = new Uint32Array(this.#size);
    let count = 0;
    for (let place = 0; place < this.#places; place += 1) if (((this.#marks[place] as number) & mark) !== 0) places[count++] = place;
    const bytes = this.#bytes;
    const chosen = places.subarray(0, count);
    chosen.sort((a, b) => bytes.compare(bytes, b * WIDTH, (b + 1) * WIDTH, a * WIDTH, (a + 1) * WIDTH));
    for (const place of chosen) yield bytes.toString('hex', place * WIDTH, (place + 1) * WIDTH);
  }

  /** Where it is, or the free place where it would be. Digests are as good as chance: their own bytes say where to begin. */
  #placeOf(wanted: Buffer): number {
    let place = wanted.readUInt32LE(0) % this.#places;
    while (this.#marks[place] !== 0 && this.#bytes.compare(wanted, 0, WIDTH, place * WIDTH, (place + 1) * WIDTH) !== 0)
      place = (place + 1) % this.#places;
    return place;
  }

  #grow(): void {
    const [bytes, marks, places] = [this.#bytes, this.#marks, this.#places];
    this.#places = places * 2;
    this.#bytes = Buffer.alloc(this.#places * WIDTH);
    this.#marks = new Uint8Array(this.#places);
    for (let from = 0; from < places; from += 1) {
      if (marks[from] === 0) continue;
      const one = bytes.subarray(from * WIDTH, (from + 1) * WIDTH);
      const place = this.#placeOf(one);
      one.copy(this.#bytes, place * WIDTH);
      this.#marks[place] = marks[from] as number;
    }
  }
}
