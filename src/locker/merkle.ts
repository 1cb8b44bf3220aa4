import { hash } from 'node:crypto';

/** RFC 6962, section 2.1: leaves and nodes are hashed apart, so that neither can be passed off as the other. */
const LEAF = 0;
const NODE = 1;
/** What is hashed is put together here: one call to the hash for each, and nothing allocated. */
const DESK = Buffer.alloc(4096);

export const leafHash = (leaf: Uint8Array): Buffer => hashOf(LEAF, leaf);
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => hashOf(NODE, left, right);

function hashOf(kind: number, ...parts: readonly Uint8Array[]): Buffer {
  const size = parts.reduce((sum, { length }) => sum + length, 1);
  const desk = size <= DESK.length ? DESK : Buffer.alloc(size);
  desk[0] = kind;
  let at = 1;
  for (const part of parts) {
    desk.set(part, at);
    at += part.length;
  }
  return hash('sha256', desk.subarray(0, size), 'buffer');
}

/**
 * The Merkle tree hash over leaves in the order of their coming. Memory: one hash for each bit of the size.
 * https://www.rfc-editor.org/rfc/rfc6962#section-2.1
 */
export class Tree {
  /** Roots of full subtrees, the largest first; as many as the size has ones in base two. */
  readonly #roots: Buffer[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(leaf: Uint8Array): void {
    this.addHash(leafHash(leaf));
  }

  /** A leaf of which only the hash is known. */
  addHash(leaf: Buffer): void {
    let hash = leaf;
    for (let size = this.#size; size % 2 === 1; size = (size - 1) / 2) hash = nodeHash(this.#roots.pop() as Buffer, hash);
    this.#roots.push(hash);
    this.#size += 1;
  }

  /** 64 hex digits. Of no leaves at all: the hash of nothing. */
  root(): string {
    const [last, ...rest] = this.#roots.toReversed();
    if (last === undefined) return hash('sha256', '', 'hex');
    return rest.reduce((right, left) => nodeHash(left, right), last).toString('hex');
  }
}

export function rootOf(leaves: Iterable<Uint8Array>): string {
  const tree = new Tree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}
