/** A part of a run on its own: what some subjects answered, sealed by hashes, and never to be taken for a run. */
import { join } from 'node:path';
import { z } from 'zod';
import type { Told } from '../collect/refused.ts';
import { Refusal } from '../errors.ts';
import { digestOf } from '../locker/canonical.ts';
import { type Disk, errnoOf } from '../locker/disk.ts';
import type { Digest, Instant, ScopeEntry } from '../model.ts';
import { REASONS } from '../model.ts';
import type { Binding } from './binding.ts';

export const FORMAT = 'claimcheck-segment/v1';

/** Where all parts count from. */
export interface Window {
  readonly startedAt: Instant;
  readonly period: { readonly from: Instant; readonly to: Instant };
}
export interface Segment extends Window {
  readonly format: typeof FORMAT;
  /** For people: `shard 2 of 8`. */
  readonly part: string;
  readonly shard: { readonly index: number; readonly of: number } | null;
  readonly binding: Binding;
  readonly finishedAt: Instant;
  /** As whom and about whom the entries were asked that were opened here. */
  readonly scope: readonly ScopeEntry[];
  /** Keys of the subjects that were asked here. */
  readonly subjects: readonly string[];
  /** Addresses and places that the environment named. */
  readonly places: Readonly<Record<string, string>>;
  readonly requests: {
    readonly sent: number;
    readonly retried: number;
    readonly confirmed: number;
    readonly operations: readonly string[];
    readonly maxSkewMs: number;
  };
  readonly refused: readonly Told[];
  readonly files: readonly { readonly name: string; readonly size: number; readonly sha256: string }[];
}
/** A line of items.jsonl: an object in objects.pack, and whose answer it is. */
export interface PackedItem {
  readonly subject: string;
  readonly name: string;
  readonly mediaType: string;
  readonly digest: Digest;
  readonly offset: number;
  readonly size: number;
}
export const FILES = ['closing.jsonl', 'items.jsonl', 'objects.pack', 'sets.jsonl'] as const;

const text = z.string();
const count = z.int().nonnegative();
const digest = text.regex(/^sha256:[0-9a-f]{64}$/);
const instant = text.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
const subject = z.looseObject({ source: text, name: text, key: text, id: text, label: text, scope: text });
const entry = z.looseObject({
  source: text,
  name: text,
  principal: z.looseObject({}),
  subjects: z.array(subject),
  excluded: z.array(z.looseObject({ id: text, because: text })),
  plan: z.strictObject({ collectors: z.array(text) }),
});
const SEGMENT = z.strictObject({
  format: z.literal(FORMAT),
  part: text,
  shard: z.strictObject({ index: z.int().positive(), of: z.int().positive() }).nullable(),
  binding: z.strictObject({ version: text, config: digest, policy: digest, checks: text.nullable(), demo: text.nullable() }),
  startedAt: instant,
  period: z.strictObject({ from: instant, to: instant }),
  finishedAt: instant,
  scope: z.array(entry),
  subjects: z.array(text),
  places: z.record(text, text),
  requests: z.strictObject({
    sent: count,
    retried: count,
    confirmed: count,
    operations: z.array(text),
    maxSkewMs: z.number().nonnegative(),
  }),
  refused: z.array(
    z.strictObject({ entry: text, subject: text, operation: text, reason: z.enum(REASONS), record: digest.exactOptional() }),
  ),
  files: z.array(z.strictObject({ name: z.enum(FILES), size: count, sha256: text.regex(/^[0-9a-f]{64}$/) })).length(FILES.length),
});

export interface SealedSegment {
  readonly folder: string;
  /** Of the bytes of segment.json. */
  readonly digest: Digest;
  readonly segment: Segment;
}

/** Undefined: there is no segment in this folder. LOCKER_TAMPERED: there is one, and it is not as it was sealed. */
export async function readSegment(folder: string, disk: Disk): Promise<SealedSegment | undefined> {
  const path = join(folder, 'segment.json');
  let bytes: Uint8Array;
  try {
    bytes = await disk.read(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
  const segment = parsed(path, bytes);
  for (const { name, size } of segment.files)
    if ((await disk.sizeOf(join(folder, name))) !== size)
      throw altered(join(folder, name), 'is missing, or has not the size it was sealed with');
  return { folder, digest: digestOf(bytes), segment };
}

function parsed(path: string, bytes: Uint8Array): Segment {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw altered(path, 'is not JSON');
  }
  const read = SEGMENT.safeParse(value);
  if (!read.success) throw altered(path, `is not a segment that we can read: ${read.error.issues[0]?.message ?? 'unknown format'}`);
  return read.data as unknown as Segment;
}

export const altered = (file: string, what: string): Refusal =>
  new Refusal('LOCKER_TAMPERED', `this part of a segment ${what}`, {
    at: { file },
    hint: 'remove the segment, and let its subjects be asked again',
  });
