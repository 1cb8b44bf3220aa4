import { z } from 'zod';
import { type Counts, type Digest, type Instant, type Known, type Population, type Principal, REASONS } from '../model.ts';
import { HEX, objectPath, SEGMENT } from './paths.ts';

export const FORMAT = 'claimcheck-run/v1';

/** One thing that happened to a run that is not in a manifest of its own, or not yet. */
export interface Attempt {
  /** Null when the record could not be read. */
  readonly at: Instant | null;
  readonly runId: string;
  /** `killed`: its lock was found without its process. `unreadable`: a torn line, kept as it stands in `detail`. */
  readonly event: 'started' | 'locked' | 'aborted' | 'unsealed' | 'killed' | 'unreadable';
  readonly pid: number | null;
  readonly detail: string;
}
/** A file of the run's own folder. `sha256` is 64 hex digits, as sha256sum prints them. */
export interface RunFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}
/** An object that the run refers to: an evidence record, a raw body, the policy, the configuration. */
export interface Item extends RunFile {
  /** For people; never a path. */
  readonly mediaType: string;
  /** Relative to the locker; always the one that follows from the digest. */
  readonly path: string;
}
/** What a run was and found, and the digest of every byte that it rests on. Stored as RFC 8785 bytes. */
export interface Manifest {
  readonly format: typeof FORMAT;
  /** Whose locker this is. */
  readonly origin: string;
  readonly runId: string;
  /** 1 for the first run; also its folder. */
  readonly seq: number;
  /** Of the previous manifest's bytes: the chain. */
  readonly previous: Digest | null;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly status: 'sealed' | 'aborted';
  readonly tool: { readonly name: string; readonly version: string; readonly node: string };
  readonly configDigest: Digest;
  readonly policyDigest: Digest;
  readonly principals: readonly { readonly source: string; readonly name: string; readonly principal: Known<Principal> }[];
  readonly period: { readonly from: Instant; readonly to: Instant };
  readonly clock: { readonly maxSkewMs: number };
  /** Since the previous manifest. */
  readonly attempts: readonly Attempt[];
  readonly populations: readonly (Population & { readonly check: string; readonly subject: string })[];
  /** Rows of findings.jsonl by verdict, counted as they were written; `waived` are among the `fail`. */
  readonly counts: Counts;
  readonly requests: { readonly sent: number; readonly retried: number; readonly operations: readonly string[] };
  readonly files: readonly RunFile[];
  readonly items: readonly Item[];
  readonly sealed: 'hashes-only';
  /** What the seal does and does not prove, in one sentence. */
  readonly sealing: string;
}

export const HASHES_ONLY =
  'No key signed this run: its hashes show accidental damage and careless edits, not a change by somebody who rewrites the hashes too.';

const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
const digest = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);
const hex = z.string().regex(HEX);
const segment = z.string().regex(SEGMENT);
const count = z.int().nonnegative();
const gap = z.strictObject({
  operation: z.string(),
  reason: z.enum(REASONS),
  detail: z.string(),
  permission: z.string().exactOptional(),
  evidence: z.array(digest).exactOptional(),
});
const principal = z.union([z.strictObject({ id: z.string(), detail: z.string() }), z.strictObject({ $unknown: gap })]);

export const ATTEMPT: z.ZodType<Attempt> = z.strictObject({
  at: instant.nullable(),
  runId: z.string(),
  event: z.enum(['started', 'locked', 'aborted', 'unsealed', 'killed', 'unreadable']),
  pid: z.int().nullable(),
  detail: z.string(),
});
const item = z
  .strictObject({ name: z.string(), path: z.string(), mediaType: z.string(), size: count, sha256: hex })
  .refine(({ path, sha256 }) => path === objectPath(sha256), 'the path does not follow from the digest');

/** Strict: an unknown member means an unknown format, and is not read as if it were this one. */
export const MANIFEST: z.ZodType<Manifest> = z.strictObject({
  format: z.literal(FORMAT),
  origin: z.string().min(1),
  runId: segment,
  seq: z.int().positive(),
  previous: digest.nullable(),
  startedAt: instant,
  finishedAt: instant,
  status: z.enum(['sealed', 'aborted']),
  tool: z.strictObject({ name: z.string(), version: z.string(), node: z.string() }),
  configDigest: digest,
  policyDigest: digest,
  principals: z.array(z.strictObject({ source: z.string(), name: z.string(), principal })),
  period: z.strictObject({ from: instant, to: instant }),
  clock: z.strictObject({ maxSkewMs: z.number().nonnegative() }),
  attempts: z.array(ATTEMPT),
  populations: z.array(z.strictObject({ check: z.string(), subject: z.string(), size: count, complete: z.boolean(), proof: z.string() })),
  counts: z.strictObject({ pass: count, fail: count, unknown: count, not_applicable: count, waived: count }),
  requests: z.strictObject({ sent: count, retried: count, operations: z.array(z.string()) }),
  files: z.array(z.strictObject({ name: segment, size: count, sha256: hex })),
  items: z.array(item),
  sealed: z.literal('hashes-only'),
  sealing: z.string().min(1),
});

/** locker.json: whose locker this is. */
export const LOCKER_FORMAT = 'claimcheck-locker/v1';
export const LOCKER = z.strictObject({ format: z.literal(LOCKER_FORMAT), origin: z.string().min(1), created: instant });
