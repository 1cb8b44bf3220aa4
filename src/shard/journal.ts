/** What an attempt at a run has been told so far, beside what it keeps in staging: enough to go on when it is killed. */
import { basename, join } from 'node:path';
import { z } from 'zod';
import { type Answered, answeredBefore, type Rules, rulesOf } from '../collect/answered.ts';
import type { Recorder } from '../collect/tape.ts';
import { Refusal } from '../errors.ts';
import type { Kept } from '../hear.ts';
import { isUnknown } from '../kit.ts';
import { canonical, digestOf, parseCanonical } from '../locker/canonical.ts';
import { type Disk, type DiskFile, nodeDisk, writeAll, writeNew } from '../locker/disk.ts';
import { current, stateOf } from '../locker/lock.ts';
import { type Machine, thisMachine } from '../locker/machine.ts';
import { hexOf, objectPath, stagingOf } from '../locker/paths.ts';
import type { Digest, Instant, ScopeEntry } from '../model.ts';
import type { RunOptions } from '../pipeline.ts';
import { type Binding, bindingOf, difference } from './binding.ts';

const digest = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);
const HEAD = z.strictObject({
  format: z.literal('claimcheck-attempt/v1'),
  startedAt: z.string(),
  binding: z.strictObject({
    version: z.string(),
    config: digest,
    policy: digest,
    checks: z.string().nullable(),
    demo: z.string().nullable(),
  }),
});
/** Of a source: as whom it was asked, and which subjects it had. */
const SCOPE = z.strictObject({ name: z.string(), principal: z.string().nullable(), subjects: z.array(z.string()) });
type ScopeSeen = z.infer<typeof SCOPE>;
const LINE = z.union([z.strictObject({ evidence: digest }), z.strictObject({ scope: SCOPE })]);

/** Attempts at one run that did not come to their end. */
export interface Interrupted {
  readonly startedAt: Instant;
  readonly answers: number;
  /** What they were told, to be recorded again by the run that goes on. */
  answered(recorder: Recorder, rules: Rules): Promise<Answered>;
  /** Refused where another answers now, or about other things. */
  insistSame(entry: ScopeEntry): void;
  /** Called when the run is sealed: nothing of them is needed any more. Gives what did not go well. */
  done(): Promise<readonly string[]>;
}

export const boundTo = ({ config, policy, version, demo }: Pick<RunOptions, 'config' | 'policy' | 'version' | 'demo'>): Binding =>
  bindingOf(config, policy, { version, demo });

/** Records what it is told in the attempt's own folder; answers from an earlier attempt where there is one. */
export async function journaled(
  kept: Kept,
  { resumes, ...options }: RunOptions,
  startedAt: Instant,
  disk: Disk = nodeDisk,
): Promise<Kept & { scope(entry: ScopeEntry): void; close(): Promise<void> }> {
  const folder = stagingOf(options.config.locker, options.runId);
  const head = { format: 'claimcheck-attempt/v1', startedAt, binding: boundTo(options) };
  await writeNew(disk, join(folder, 'attempt.json'), canonical(head), 0o444, true);
  const journal = new Journal(await disk.append(join(folder, 'journal.jsonl')));
  const recorder: Recorder = {
    async record(exchange) {
      const id = await kept.recorder.record(exchange);
      journal.add([JSON.stringify({ evidence: id } satisfies z.infer<typeof LINE>)]);
      return id;
    },
  };
  const sources = options.config.sources.map(({ source }) => source);
  const resumed = await resumes?.answered(recorder, rulesOf(sources, options.collectors));
  return {
    ...kept,
    recorder,
    ...(resumed && { resumed }),
    scope(entry) {
      resumes?.insistSame(entry);
      journal.add(lineOf(entry));
    },
    close: () => journal.close(),
  };
}
function seenIn({ source, name, principal, subjects }: ScopeEntry): ScopeSeen {
  return {
    name: `${source}/${name}`,
    principal: isUnknown(principal) ? null : principal.id,
    subjects: subjects.map(({ key, id }) => `${key} ${id}`),
  };
}

/** The same as JSON.stringify makes of `seenIn`, without all of it at once. */
function* lineOf(entry: ScopeEntry): Iterable<string> {
  const none = JSON.stringify({ scope: seenIn({ ...entry, subjects: [] }) } satisfies z.infer<typeof LINE>);
  // `subjects` is its last member
  yield none.slice(0, -END.length);
  let next = '';
  for (const { key, id } of entry.subjects) {
    yield `${next}${JSON.stringify(`${key} ${id}`)}`;
    next = ',';
  }
  yield END;
}
const END = ']}}';
/** Some at a time, outside of V8's heap. */
function* buffersOf(texts: Iterable<string>): Iterable<Uint8Array> {
  let some: string[] = [];
  for (const text of texts) {
    some.push(text);
    if (some.length < 512) continue;
    yield Buffer.from(some.join(''));
    some = [];
  }
  yield Buffer.from(`${some.join('')}\n`);
}

/** Lines in the order of the calls, never awaited: who waits for an answer does not wait for this. What is lost is asked again. */
class Journal {
  readonly #file: DiskFile;
  #waiting: Uint8Array[] = [];
  #busy = false;
  #writing: Promise<void> = Promise.resolve();
  constructor(file: DiskFile) {
    this.#file = file;
  }
  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }
  /** One line, in pieces. */
  add(texts: Iterable<string>): void {
    for (const bytes of buffersOf(texts)) this.#waiting.push(bytes);
    if (!this.#busy) this.#writing = this.#drain();
  }
  async #drain(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#waiting.length > 0) {
        const bytes = Buffer.concat(this.#waiting);
        this.#waiting = [];
        await writeAll(this.#file, bytes);
      }
      this.#busy = false;
    } catch {
      // a full disk fails the run itself, in its own words; this file only saves questions
    }
  }
}

interface Attempt extends z.infer<typeof HEAD> {
  readonly folder: string;
}

/** Attempts in staging/ that left an attempt.json, newest start first. */
async function attemptsIn(root: string, disk: Disk): Promise<Attempt[]> {
  const names = await disk.list(join(root, 'staging')).catch(() => []);
  const read = names
    .filter((name) => !name.startsWith('.'))
    .map(async (name) => {
      const folder = join(root, 'staging', name);
      const head = HEAD.safeParse(parseCanonical(await disk.read(join(folder, 'attempt.json')).catch(() => new Uint8Array())));
      return head.success ? [{ ...head.data, folder }] : [];
    });
  return (await Promise.all(read)).flat().sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** A run that is not sealed: killed, or not at its end yet. */
export interface Unsealed {
  readonly startedAt: Instant;
  /** The process that holds the locker for it, where it lives, or nobody can tell from here. */
  readonly by: { readonly pid: number; readonly host: string; readonly state: 'held' | 'cannot tell' } | undefined;
}

/** The newest that left something in staging; for a hint. */
export async function newestUnsealed(root: string, disk: Disk = nodeDisk, machine?: Machine): Promise<Unsealed | undefined> {
  const all = await attemptsIn(root, disk);
  const newest = all[0];
  if (!newest) return undefined;
  const { startedAt } = newest;
  const holder = await current(root, disk);
  const own = all.some((one) => one.startedAt === startedAt && basename(one.folder) === holder?.runId);
  const state = holder && own ? await stateOf(holder, machine ?? (await thisMachine())) : 'gone';
  return { startedAt, by: holder && state !== 'gone' ? { pid: holder.pid, host: holder.host, state } : undefined };
}

/** USAGE: there is nothing to go on with, or what there is was another run. */
export async function resumable(
  options: Pick<RunOptions, 'config' | 'policy' | 'version' | 'demo'>,
  disk: Disk = nodeDisk,
): Promise<Interrupted> {
  const root = options.config.locker;
  const all = await attemptsIn(root, disk);
  const newest = all[0];
  if (!newest) throw new Refusal('USAGE', `no interrupted run lies in ${join(root, 'staging')}`, { hint: 'run without --resume' });
  const differs = difference(newest.binding, boundTo(options));
  if (differs !== undefined)
    throw new Refusal('USAGE', `the interrupted run of ${newest.startedAt} cannot go on: ${differs}`, {
      at: { file: newest.folder },
      hint: 'go on with what it was begun with (--checks too), or run anew without --resume',
    });
  // a run may have been interrupted, continued and interrupted again
  const same = all.filter(({ startedAt, binding }) => startedAt === newest.startedAt && difference(binding, newest.binding) === undefined);
  return interrupted(root, same, disk);
}

async function interrupted(root: string, attempts: readonly Attempt[], disk: Disk): Promise<Interrupted> {
  const evidence = new Map<Digest, ReadonlySet<string>[]>();
  const scopes = new Map<string, ScopeSeen>();
  for (const { folder } of attempts) {
    // of which entries this attempt came to know who answered: what it heard of others may be anybody's
    const known = new Set<string>();
    for (const line of await linesOf(join(folder, 'journal.jsonl'), disk)) {
      if ('evidence' in line) evidence.set(line.evidence, [...(evidence.get(line.evidence) ?? []), known]);
      else {
        known.add(line.scope.name);
        scopes.set(line.scope.name, line.scope);
      }
    }
  }
  const mayStand = (id: Digest, entry: string) => evidence.get(id)?.some((known) => known.has(entry)) === true;
  const get = async (id: Digest): Promise<Uint8Array> => {
    const places = [...attempts.map(({ folder }) => join(folder, 'objects', hexOf(id))), join(root, objectPath(hexOf(id)))];
    for (const place of places) {
      const bytes = await disk.read(place).catch(() => undefined);
      if (bytes && digestOf(bytes) === id) return bytes;
    }
    throw new Error(`${id} is gone`);
  };
  const [{ startedAt }] = attempts as readonly [Attempt];
  return {
    startedAt,
    answers: evidence.size,
    answered: async (recorder, rules) => ({
      ...(await answeredBefore(evidence.keys(), get, recorder, rules, mayStand)),
      knows: (entry) => typeof scopes.get(entry)?.principal === 'string',
    }),
    insistSame(entry) {
      const now = seenIn(entry);
      const before = scopes.get(now.name);
      const changed = before && changeOf(before, now);
      if (changed)
        throw new Refusal('USAGE', `the interrupted run of ${startedAt} cannot go on: ${changed}`, { hint: 'run anew without --resume' });
    },
    async done() {
      const ends = await Promise.allSettled(attempts.map(({ folder }) => disk.remove(folder)));
      return ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
    },
  };
}

/** Who could not be recognised in one of the two is no other. */
function changeOf(before: ScopeSeen, now: ScopeSeen): string | undefined {
  if (before.principal !== null && now.principal !== null && before.principal !== now.principal)
    return `${now.name} answers to ${now.principal} now, and answered to ${before.principal} then`;
  if (before.principal === null || now.principal === null || before.subjects.join('\n') === now.subjects.join('\n')) return undefined;
  return `${now.name} has other subjects now than it had then`;
}

/** The last line of a killed process may be torn. */
async function linesOf(path: string, disk: Disk): Promise<z.infer<typeof LINE>[]> {
  const bytes = await disk.read(path).catch(() => new Uint8Array());
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .flatMap((line) => {
      try {
        const read = LINE.safeParse(JSON.parse(line));
        return read.success ? [read.data] : [];
      } catch {
        return [];
      }
    });
}
