/** What the parts of one run agree on before they ask: the first to come writes it down, the others follow or are refused. */
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { Refusal } from '../errors.ts';
import { canonical, parseCanonical } from '../locker/canonical.ts';
import { type Disk, errnoOf, writeNew } from '../locker/disk.ts';
import type { Instant } from '../model.ts';
import { periodOf } from '../pipeline.ts';
import { type Binding, difference } from './binding.ts';
import type { Window } from './segment.ts';

export interface Agreed extends Window {
  readonly binding: Binding;
}
const digest = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);
const AGREED: z.ZodType<Agreed> = z.strictObject({
  binding: z.strictObject({
    version: z.string(),
    config: digest,
    policy: digest,
    checks: z.string().nullable(),
    demo: z.string().nullable(),
  }),
  startedAt: z.string(),
  period: z.strictObject({ from: z.string(), to: z.string() }),
});

/** `2026-11-21` is its midnight; anything else has to be an instant. */
export function startOf(written: string): Instant {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(written) ? `${written}T00:00:00.000Z` : written;
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/.test(at) && !Number.isNaN(Date.parse(at))) return new Date(at).toISOString();
  throw new Refusal('USAGE', `--started ${JSON.stringify(written)} is neither a day nor an instant`, {
    hint: 'write 2026-11-21, or 2026-11-21T03:00:00Z; the same for every shard',
  });
}

/** A day: what was collected is not relied on for longer without being asked again. */
const LONGEST_MS = 86_400_000;

/**
 * Writes run.json, or follows the one that is there. Refused when that one is of another configuration, policy, version or start, or older
 * than a day: what was asked for yesterday's run is no part of today's.
 */
export async function agree(
  dir: string,
  { binding, config, started, now, id }: { binding: Binding; config: Config; started: Instant | undefined; now: Instant; id: string },
  disk: Disk,
): Promise<Agreed> {
  const startedAt = started ?? now;
  const mine: Agreed = { binding, startedAt, period: periodOf(config, startedAt) };
  await disk.mkdir(dir, 0o700);
  const path = join(dir, 'run.json');
  const draft = join(dir, `.run.${id}`);
  await writeNew(disk, draft, canonical(mine), 0o444, true);
  try {
    await disk.link(draft, path);
    await disk.sync(dir);
    return mine;
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  } finally {
    await disk.remove(draft);
  }
  return follow(await readAgreed(dir, disk), mine, { path, started, now });
}

export async function readAgreed(dir: string, disk: Disk): Promise<Agreed> {
  const path = join(dir, 'run.json');
  const read = AGREED.safeParse(parseCanonical(await disk.read(path)));
  if (read.success) return read.data;
  throw new Refusal('LOCKER_TAMPERED', 'this is not a run.json that we wrote', { at: { file: path }, hint: 'name another folder' });
}

function follow(there: Agreed, mine: Agreed, { path, started, now }: { path: string; started: Instant | undefined; now: Instant }): Agreed {
  const differs = difference(there.binding, mine.binding);
  const refuse = (why: string) =>
    new Refusal('USAGE', `the segments in this folder are of another run: ${why}`, {
      at: { file: path },
      hint: 'name a folder of its own for each run',
    });
  if (differs !== undefined) throw refuse(differs);
  if (started !== undefined && started !== there.startedAt) throw refuse(`it started ${there.startedAt}, this one ${started}`);
  const age = Date.parse(now) - Date.parse(there.startedAt);
  if (started === undefined && age > LONGEST_MS) throw refuse(`it started ${there.startedAt}, more than a day ago`);
  return there;
}
