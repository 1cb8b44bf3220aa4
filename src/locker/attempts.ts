import { join } from 'node:path';
import { canonical, parseCanonical } from './canonical.ts';
import { type Disk, errnoOf, writeAll } from './disk.ts';
import { ATTEMPT, type Attempt, type Manifest } from './manifest.ts';

const NEWLINE = 0x0a;

/** Adds one line to attempts.jsonl, durably. Needs no lock: who was refused the lock is recorded too. */
export async function recordAttempt(root: string, attempt: Attempt, disk: Disk): Promise<void> {
  const path = join(root, 'attempts.jsonl');
  const torn = (await bytesOf(path, disk)).at(-1) ?? NEWLINE;
  const file = await disk.append(path);
  try {
    const line = Buffer.concat([canonical(attempt), Buffer.from([NEWLINE])]);
    await writeAll(file, torn === NEWLINE ? line : Buffer.concat([Buffer.from([NEWLINE]), line]));
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * What happened since the previous manifest, oldest first. The file is only ever added to, so nothing that another process adds while a
 * run commits is lost: new is what comes after the previous run's start and does not stand in its manifest.
 */
export async function attemptsSince(root: string, previous: Manifest | undefined, disk: Disk): Promise<readonly Attempt[]> {
  const all = linesOf(await bytesOf(join(root, 'attempts.jsonl'), disk)).map(attemptOf);
  if (previous === undefined) return all;
  const start = all.findLastIndex(({ runId, event }) => runId === previous.runId && event === 'started');
  const told = new Set(previous.attempts.map(textOf));
  return all.slice(start + 1).filter((attempt) => !told.has(textOf(attempt)));
}

/** A line that cannot be read is a thing that happened as well. */
function attemptOf(line: Uint8Array): Attempt {
  const read = ATTEMPT.safeParse(parseCanonical(line));
  if (read.success) return read.data;
  return { at: null, runId: '', event: 'unreadable', pid: null, detail: Buffer.from(line.subarray(0, 200)).toString('utf8') };
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from);
    const to = end === -1 ? bytes.length : end;
    if (to > from) lines.push(bytes.subarray(from, to));
    from = to + 1;
  }
  return lines;
}

async function bytesOf(path: string, disk: Disk): Promise<Uint8Array> {
  try {
    return await disk.read(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return new Uint8Array();
    throw error;
  }
}

const textOf = (attempt: Attempt): string => Buffer.from(canonical(attempt)).toString('utf8');
