/** What each of our own and the user's errors means for the exit status. The world's failures are data, not errors. */
const EXIT = {
  CONFIG_UNREADABLE: 2,
  CONFIG_SYNTAX: 2,
  CONFIG_INVALID: 2,
  CONFIG_UNKNOWN_KEY: 2,
  CONFIG_SECRET_MISSING: 2,
  CONFIG_UNSAFE: 2,
  POLICY_SYNTAX: 2,
  POLICY_INVALID: 2,
  POLICY_UNKNOWN_FIELD: 2,
  POLICY_UNKNOWN_CHECK: 2,
  POLICY_CASE_FAILS: 2,
  CLAIM_QUOTE_MISSING: 2,
  SELECTION_EMPTY: 2,
  USAGE: 2,
  STATEMENT_UNREADABLE: 2,
  OUTPUT_UNWRITABLE: 2,
  RUN_UNKNOWN: 2,
  KEY_UNREADABLE: 2,
  KEY_EXPOSED: 2,
  LOCKER_UNWRITABLE: 2,
  LOCKER_TAMPERED: 5,
  QUEUE_UNAVAILABLE: 2,
  LOCKER_UNSEALED: 7,
  LOCKER_LOCKED: 8,
  CALL_UNDECLARED: 9,
  RENDERER_FAILED: 9,
} as const;
export type RefusalCode = keyof typeof EXIT;

export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** An error that a person can act on: one line, where it stands, what to do. Printed without a stack. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly at: Place | undefined;
  readonly hint: string | undefined;

  constructor(code: RefusalCode, message: string, options: { at?: Place; hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.at = options.at;
    this.hint = options.hint;
  }

  get exit(): number {
    return EXIT[this.code];
  }

  /** `claimcheck.yaml:3:5  unknown key \`acount\` (did you mean \`account\`?)`, always one line. */
  get line(): string {
    const place = this.at && [this.at.file, this.at.line, this.at.column].filter((part) => part !== undefined).join(':');
    const text = `${place ? `${place}  ` : ''}${this.message}${this.hint ? ` (${this.hint})` : ''}`;
    return text.replace(/\s*\n\s*/g, ' ');
  }
}

/** Every problem of one file at once; each prints as its own line. */
export class Refusals extends Error {
  override readonly name = 'Refusals';
  readonly all: readonly Refusal[];
  constructor(all: readonly Refusal[]) {
    super(all.map((refusal) => refusal.line).join('\n'));
    this.all = all;
  }
}

/** The candidate nearest to what was written, when it is near enough to be meant. */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(written.length / 3)) + 1;
  for (const candidate of candidates) {
    const far = distance(written.toLowerCase(), candidate.toLowerCase(), least);
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

/** Optimal string alignment distance (insert, delete, replace, swap neighbours), given up at `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] as number) + 1);
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return last[b.length] as number;
}
