/** Plays recorded answers, whole or spoilt, through the real transport, SDKs and collectors. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stoppedClock } from '../../src/collect/clock.ts';
import { openConcealer } from '../../src/collect/conceal.ts';
import { forgetfulRecorder } from '../../src/collect/evidence.ts';
import { openPace } from '../../src/collect/pace.ts';
import { replayWire } from '../../src/collect/replay.ts';
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

export async function play(
  collector: Collector,
  tape: Tape,
  exchanges: readonly Exchange[] = tape.exchanges,
): Promise<{ set: ResourceSet; asked: ReadonlySet<string> }> {
  const source = sources.find((one) => collector.id.startsWith(`${one.id}/`));
  if (!source) throw new Error(`no source for ${collector.id}`);
  const wire = replayWire(exchanges.map((exchange, index) => ({ id: `sha256:${String(index).padStart(64, '0')}` as const, exchange })));
  const asked = new Set<string>();
  const played = wire.played;
  const watched = {
    ...wire,
    ...(played && {
      played: (request: Parameters<typeof played>[0]) => {
        const found = played(request);
        asked.add(found.exchange.operation);
        return found;
      },
    }),
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
  const subject = session.scope.subjects.find((one) => one.key === tape.subject.key);
  if (!subject) throw new Error(`${tape.subject.key} vanished`);
  if (subject.gap) return { set: unseen(collector, subject, subject.gap, tape.now), asked };
  const { ask, ledger } = session.ask(subject, collector.calls, new Map());
  const context = { subject, now: tape.now, period: tape.period, signal };
  return {
    set: await collectSet({
      collector,
      client: session.clientFor(subject),
      ask,
      ledger,
      context,
      collectedAt: () => tape.now,
      skewMs: () => 0,
    }),
    asked,
  };
}
