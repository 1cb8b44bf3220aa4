/** Lists as long as the estate: what is read from the beginning, again and again, and need not stand in memory meanwhile. Pure. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Listed } from './model.ts';

/** Made anew whenever it is read; `from` gives `length` items each time. */
export function listed<T>(length: number, from: () => Iterable<T>): Listed<T> {
  return new Made(length, from);
}

/**
 * A list of JSON values that is held as compressed text, outside of V8's heap: a subject takes about fifteen bytes of it instead of three
 * hundred. What is read of it are copies. Members that are undefined are not kept.
 */
export function packed<T>(): { add(one: T): void; readonly list: Listed<T> } {
  const chunks: Uint8Array[] = [];
  let open: T[] = [];
  return {
    add(one) {
      open.push(one);
      if (open.length < CHUNK) return;
      chunks.push(deflateRawSync(JSON.stringify(open), { level: 1 }));
      open = [];
    },
    /** As it is now: what is added later is not part of it. */
    get list() {
      const [whole, rest] = [[...chunks], [...open]];
      return listed(whole.length * CHUNK + rest.length, function* () {
        for (const chunk of whole) yield* JSON.parse(inflateRawSync(chunk).toString()) as T[];
        yield* rest;
      });
    },
  };
}
/** So many are made into one text: fewer compress worse, more are held at once by whoever reads them. */
const CHUNK = 512;

class Made<T> implements Listed<T> {
  readonly length: number;
  readonly #from: () => Iterable<T>;
  constructor(length: number, from: () => Iterable<T>) {
    this.length = length;
    this.#from = from;
  }
  *[Symbol.iterator](): Iterator<T> {
    yield* this.#from();
  }
  map<U>(of: (one: T) => U): U[] {
    return Array.from(this, of);
  }
  flatMap<U>(of: (one: T) => U | readonly U[]): U[] {
    const all: U[] = [];
    for (const one of this) {
      const made = of(one);
      if (Array.isArray(made)) all.push(...(made as readonly U[]));
      else all.push(made as U);
    }
    return all;
  }
  filter(is: (one: T) => boolean): T[] {
    return this.flatMap((one) => (is(one) ? [one] : []));
  }
  find(is: (one: T) => boolean): T | undefined {
    for (const one of this) if (is(one)) return one;
    return undefined;
  }
  some(is: (one: T) => boolean): boolean {
    for (const one of this) if (is(one)) return true;
    return false;
  }
  slice(from: number, to = this.length): T[] {
    const some: T[] = [];
    let at = 0;
    for (const one of this) {
      if (at >= to) break;
      if (at >= from) some.push(one);
      at += 1;
    }
    return some;
  }
  toJSON(): T[] {
    return [...this];
  }
}
