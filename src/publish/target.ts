/** Somewhere else, where a locker is copied to and read back from. Names are those of the locker, with slashes. */
export interface Piece {
  readonly name: string;
  /** Where its bytes are now. */
  readonly path: string;
  readonly size: number;
  /** 64 hex digits. */
  readonly sha256: string;
}
export interface Target {
  /** For people: `s3://bucket/prefix`. */
  readonly shown: string;
  /** What is there, with its size in bytes. */
  list(): Promise<ReadonlyMap<string, number>>;
  /** Adds a file; `there` when the name is taken, by whatever bytes. Nothing is ever put in its place. */
  create(piece: Piece): Promise<'created' | 'there'>;
  /** SHA-256 of what lies there under this name, in hex, as the storage or its bytes say. */
  digestOf(name: string): Promise<string>;
  /** A file that grows with the runs: a further version of it, where the storage keeps versions. */
  put(piece: Piece): Promise<void>;
  /** Undefined: the storage holds nothing back. */
  heldUntil?(name: string): Promise<string | undefined>;
  close(): void;
}

const HEX2 = '[0-9a-f]{2}';
const RUN = '(?!0{8})\\d{8}';
const SEGMENT = '[A-Za-z0-9][A-Za-z0-9._-]{0,127}';
/** What never changes once it is there. */
const LASTING = new RegExp(
  `^(?:locker\\.json|objects/sha256/(${HEX2})/\\1[0-9a-f]{62}|runs/${RUN}/${SEGMENT}|keys/rotations/${SEGMENT}|prunes/${RUN}/${SEGMENT})$`,
);
/** What grows, or may be written anew by the next run. */
const GROWING = /^(?:log\/(?:checkpoint|digests)|attempts\.jsonl|keys\/[0-9a-f]{64}\.pem)$/;

export const isLasting = (name: string): boolean => LASTING.test(name);
/** A name that a locker has: nothing else is sent, and nothing else is fetched. */
export const isOurs = (name: string): boolean => LASTING.test(name) || GROWING.test(name);

/** An address that is no folder. */
export const isElsewhere = (address: string): boolean => /^(?:s3:\/\/|git:)/.test(address);
