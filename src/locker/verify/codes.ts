/**
 * What `verify` can find, and the exit status each brings: 5 something was altered or is missing, 6 nothing is, but something that was to
 * be proven is not, 0 worth a note (5 with --strict). Codes are part of the interface; they are only ever added to.
 */
export const CODES = {
  OBJECT_DIGEST_MISMATCH: 5,
  OBJECT_MISSING: 5,
  OBJECT_UNREFERENCED: 0,
  FOREIGN_FILE: 0,
  FILE_DIGEST_MISMATCH: 5,
  FILE_MISSING: 5,
  REPORT_DIGEST_MISMATCH: 5,
  UNSAFE_FILE_TYPE: 5,
  UNSAFE_PATH: 5,
  UNREADABLE: 5,
  TOO_LARGE: 5,
  NO_RUNS: 5,
  LOCKER_MALFORMED: 5,
  MANIFEST_MISSING: 5,
  MANIFEST_MALFORMED: 5,
  NOT_CANONICAL: 5,
  SUMS_MISMATCH: 5,
  MERKLE_ROOT_MISMATCH: 5,
  DIGEST_ALGORITHM_REJECTED: 5,
  SUBJECT_DIGEST_MISMATCH: 5,
  STATEMENT_MALFORMED: 5,
  PAYLOAD_TYPE_UNEXPECTED: 5,
  PREDICATE_TYPE_UNEXPECTED: 5,
  PREDICATE_MISMATCH: 5,
  SIGNATURE_MISSING: 5,
  SIGNATURE_INVALID: 5,
  KEY_UNTRUSTED: 5,
  ROTATION_INVALID: 5,
  SIGNER_NOT_PINNED: 6,
  NOT_SIGNED: 6,
  KEY_NOT_FOUND: 6,
  TIMESTAMP_MISSING: 5,
  TIMESTAMP_INVALID: 5,
  TIMESTAMP_IMPRINT_MISMATCH: 5,
  TIMESTAMP_DRIFT: 5,
  TSA_UNTRUSTED: 5,
  TSA_NOT_PINNED: 6,
  ORIGIN_MISMATCH: 5,
  SEQ_MISMATCH: 5,
  CHAIN_GAP: 5,
  CHAIN_BROKEN: 5,
  RUN_ID_REUSED: 5,
  TIME_INVALID: 5,
  TIME_NOT_MONOTONIC: 5,
  TIME_IN_FUTURE: 5,
  RECORD_MALFORMED: 5,
  EVIDENCE_OUTSIDE_WINDOW: 5,
  REQUEST_ID_REUSED: 5,
  CLOCK_SKEW: 5,
  CHECKPOINT_INVALID: 5,
  CHECKPOINT_BEHIND: 0,
  ROLLBACK_DETECTED: 5,
  FORK_DETECTED: 5,
  STALE_HEAD: 6,
  TAIL_NOT_ANCHORED: 6,
  VERDICT_NOT_REPRODUCIBLE: 5,
  NOT_RE_EVALUATED: 6,
  PACK_MALFORMED: 5,
  PACK_DUPLICATE: 5,
  PACK_TRAILING_BYTES: 5,
  PACK_STRANGER: 5,
  INCLUSION_INVALID: 5,
  TREE_SIZE_MISMATCH: 5,
  COUNT_MISMATCH: 5,
  CHECK_WITHHELD: 5,
  SHARE_NOT_SIGNED: 6,
  SHARE_EXPIRED: 6,
  PRUNE_INVALID: 5,
  PRUNE_NOT_SIGNED: 6,
} as const;
export type Code = keyof typeof CODES;

export interface Defect {
  readonly code: Code;
  /** Relative to the locker, or what the defect is about. */
  readonly file: string;
  readonly detail: string;
}

/** Somebody who alters a million files does not get a million lines of memory. */
const MOST = 10_000;

export class Ledger {
  readonly #all: Defect[] = [];
  readonly #strict: boolean;
  #dropped = 0;
  #exit = 0;

  constructor(strict: boolean) {
    this.#strict = strict;
  }

  add(code: Code, file: string, detail: string): void {
    // altered outweighs unproven, unproven a note
    const exit = this.#exitOf(code);
    if (exit !== 0 && this.#exit !== 5) this.#exit = exit;
    if (this.#all.length < MOST) this.#all.push({ code, file, detail });
    else this.#dropped += 1;
  }

  get all(): readonly Defect[] {
    return this.#all;
  }
  /** How many more there are than are told. */
  get dropped(): number {
    return this.#dropped;
  }
  get exit(): number {
    return this.#exit;
  }
  /** The exit status for some of the codes alone. */
  exitFor(wanted: (code: Code) => boolean): number {
    const exits = this.#all.filter(({ code }) => wanted(code)).map(({ code }) => CODES[code]);
    return exits.includes(5) ? 5 : Math.max(0, ...exits);
  }
  has(...codes: readonly Code[]): boolean {
    return this.#all.some(({ code }) => codes.includes(code));
  }

  #exitOf(code: Code): number {
    return CODES[code] === 0 && this.#strict ? 5 : CODES[code];
  }
}
