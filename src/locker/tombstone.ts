/** What was taken out of a locker, when and by which rule; signed by the key that seals its runs. */
import { join } from 'node:path';
import { z } from 'zod';
import type { Digest, Instant } from '../model.ts';
import { parseCanonical } from './canonical.ts';
import type { Disk } from './disk.ts';
import { HEX } from './paths.ts';
import { PRUNE_PREDICATE, type Statement, statement } from './statement.ts';

export const PRUNES = 'prunes';
export const TOMBSTONE = 'tombstone.json';
export const TOMBSTONE_BUNDLE = 'tombstone.sigstore.json';
export const PRUNE_FORMAT = 'claimcheck-prune/v1';
/** 67 bytes each: what a reader has to hold in memory stays below 64 MiB. */
export const MOST_OBJECTS = 900_000;
export const MOST_TOMBSTONE = 64 << 20;

const hex = z.string().regex(HEX);
const digest = z.templateLiteral(['sha256:', hex]);
const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
const run = z.strictObject({ seq: z.int().positive(), manifest: digest });
const stone = {
  format: z.literal(PRUNE_FORMAT),
  origin: z.string().min(1),
  number: z.int().positive(),
  at: instant,
  keep: z.string(),
  /** Runs that ended before it might go. */
  cutoff: instant,
  head: run,
  runs: z.array(run).min(1),
};
export const TOMBSTONE_SCHEMA: z.ZodType<Tombstone> = z.strictObject({ ...stone, objects: z.array(z.string()) });

export interface Tombstone {
  readonly format: typeof PRUNE_FORMAT;
  readonly origin: string;
  readonly number: number;
  readonly at: Instant;
  /** ISO 8601: `P2Y`. */
  readonly keep: string;
  readonly cutoff: Instant;
  /** The newest run when it was written. */
  readonly head: { readonly seq: number; readonly manifest: Digest };
  /** Those that may miss objects from now on. */
  readonly runs: readonly { readonly seq: number; readonly manifest: Digest }[];
  /** 64 hex digits each, sorted: no other run referred to them. */
  readonly objects: readonly string[];
}

export const tombstoneName = (number: number): string => String(number).padStart(8, '0');

/** Its subject is tombstone.json; the predicate repeats all but the list. */
export function pruneStatement({ objects, ...told }: Tombstone, hexOfFile: string): Statement {
  return statement([{ name: TOMBSTONE, digest: { sha256: hexOfFile } }], PRUNE_PREDICATE, { ...told, objects: objects.length });
}

/** The tombstone that names an object, as far as one can be read; whether it holds is a matter of `verify`. */
export async function tombstoneOf(root: string, object: string, disk: Disk): Promise<Tombstone | undefined> {
  const names = await disk.list(join(root, PRUNES)).catch(() => []);
  for (const name of names) {
    const bytes = await disk.read(join(root, PRUNES, name, TOMBSTONE)).catch(() => undefined);
    const read = TOMBSTONE_SCHEMA.safeParse(bytes && parseCanonical(bytes));
    if (read.success && read.data.objects.includes(object)) return read.data;
  }
  return undefined;
}
