/** Plays recorded answers, whole or spoilt, through the real transport, SDKs and collectors. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stoppedClock } from '../../src/collect/clock.ts';
import { openConcealer } from '../../src/collect/conceal.ts';
import { forgetfulRecorder } from '../../src/collect/evidence.ts';
import { openPace } from '../../src/collect/pace.ts';
import { type Recorded, replayWire } from '../../src/collect/replay.ts';
import { openSession, openTally } from '../../src/collect/session.ts';
import { collectSet, unseen } from '../../src/collect/set.ts';
import type { Exchange } from '../../src/collect/tape.ts';
import type { Collector, ResourceSet, Subject } from '../../src/model.ts';
import { sources } from '../../src/registry.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

export interface Tape {
  readonly name: string;
  readonly now: string;
  readonly period: { from: string; to: string };
  readonly config: unknown;
  readonly subject: Subject;
  readonly exchanges: readonly Exchange[];
}
type Written = Omit<Tape, 'name' | 'exchanges'> & {
  readonly exchanges: readonly (Omit<Exchange, 'response'> & {
    response?: Omit<NonNullable<Exchange['response']>, 'body'> & { body: string };
  })[];
};

export function tapesOf(collector: Collector): Tape[] {
  const dir = join(root, 'collectors', collector.id, 'tapes');
  return readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const tape = JSON.parse(readFileSync(join(dir, name), 'utf8')) as Written;
      const exchanges = tape.exchanges.map(({ response, ...rest }) => ({
        ...rest,
        ...(response && { response: { ...response, body: new TextEncoder().encode(response.body) } }),
      }));
      return { ...tape, name: name.replace(/\.json$/, ''), exchanges };
    });
}

/** One exchange of a tape, whole or spoilt, by its place on it. */
type Placed = readonly [index: number, exchange: Exchange];
type Wire = ReturnType<typeof replayWire>;
const idOf = (index: number) => `sha256:${String(index).padStart(64, '0')}` as const;
const wireOf = (placed: readonly Placed[]) => replayWire(placed.map(([index, exchange]) => ({ id: idOf(index), exchange })));
const allOf = ({ exchanges }: Tape): Placed[] => exchanges.map((exchange, index) => [index, exchange]);

export async function play(
  collector: Collector,
  tape: Tape,
  placed: readonly Placed[] = allOf(tape),
): Promise<{ set: ResourceSet; asked: ReadonlySet<string> }> {
  const { set, played } = await (await openStage(collector, tape, wireOf(placed))).look(new Map());
  return { set, asked: new Set(played.map(({ exchange }) => exchange.operation)) };
}

export interface Rehearsal {
  readonly set: ResourceSet;
  /** Plays the tape again with this in the place of one of its answers, however often it is asked for. */
  spoilt(index: number, exchange: Exchange): Promise<ResourceSet>;
}
/**
 * One whole play, and any number of plays with one answer spoilt: the spoilt one, and whatever has never been asked before, comes through
 * transport, SDK and classification; all the others are remembered, as a run remembers what another collector has asked. Where the run
 * itself has asked (who, which regions), or where nothing says what rests on an answer, everything is played from the start.
 */
export async function rehearse(collector: Collector, tape: Tape): Promise<Rehearsal> {
  const stage = await openStage(collector, tape, wireOf(allOf(tape)));
  const own = new Set(stage.opening.map(({ id }) => id));
  const memory = new Map<string, Promise<Remembered>>();
  const { set } = await stage.look(memory);
  const answers = await Promise.all([...memory].map(async ([question, answer]) => [question, answer, (await answer).evidence] as const));
  return {
    set,
    async spoilt(index, exchange) {
      const copies = Array.from({ length: 3 }, (): Placed => [index, exchange]);
      const kept = answers.filter(([, , evidence]) => !evidence.includes(idOf(index)));
      if (own.has(idOf(index)) || kept.length === answers.length)
        return (
          await play(
            collector,
            tape,
            allOf(tape).flatMap((placed) => (placed[0] === index ? copies : [placed])),
          )
        ).set;
      const heard = new Set([...own, ...kept.flatMap(([, , evidence]) => evidence)]);
      const left = allOf(tape).flatMap((placed) => (placed[0] === index ? copies : heard.has(idOf(placed[0])) ? [] : [placed]));
      return (await stage.look(new Map(kept.map(([question, answer]) => [question, answer])), wireOf(left))).set;
    },
  };
}
/** What src/collect/ask.ts keeps of a question. */
interface Remembered {
  readonly evidence: readonly string[];
}

interface Stage {
  /** What the run itself asked. */
  readonly opening: readonly Recorded[];
  look(memory: Map<string, unknown>, wire?: Wire): Promise<{ set: ResourceSet; played: readonly Recorded[] }>;
}
async function openStage(collector: Collector, tape: Tape, first: Wire): Promise<Stage> {
  const source = sources.find((one) => collector.id.startsWith(`${one.id}/`));
  if (!source) throw new Error(`no source for ${collector.id}`);
  let wire = first;
  const played: Recorded[] = [];
  const watched: Wire = {
    send: (...args) => wire.send(...args),
    played(request) {
      const found = (wire.played as NonNullable<Wire['played']>)(request);
      played.push(found);
      return found;
    },
  };
  const signal = new AbortController().signal;
  const session = await openSession(source, tape.config, {
    env: () => 'replayed',
    wire: watched,
    recorder: forgetfulRecorder(),
    concealer: openConcealer(),
    clock: stoppedClock(tape.now),
    signal,
    tally: openTally(),
    pace: openPace(),
    retry: { attempts: 2, baseMs: 0, capMs: 0, budgetMs: 60_000 },
    limits: { pages: 100 },
  });
  const opening = [...played];
  const subject = session.scope.subjects.find((one) => one.key === tape.subject.key);
  if (!subject) throw new Error(`${tape.subject.key} vanished`);
  const context = { subject, now: tape.now, period: tape.period, signal };
  const look = async (memory: Map<string, unknown>): Promise<ResourceSet> => {
    if (subject.gap) return unseen(collector, subject, subject.gap, tape.now);
    const { ask, ledger } = session.ask(subject, collector.calls, memory);
    const client = session.clientFor(subject);
    return collectSet({ collector, client, ask, ledger, context, collectedAt: () => tape.now, skewMs: () => 0 });
  };
  return {
    opening,
    async look(memory, other = wire) {
      wire = other;
      return { set: await look(memory), played };
    },
  };
}
