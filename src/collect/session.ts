/** One configured source, opened: its door, its client, its subjects, and how to ask about them. */
import { setMaxListeners } from 'node:events';
import { resolve } from 'node:path';
import { isUnknown, Uncredentialed, unknown } from '../kit.ts';
import type { Ask, Call, Gap, Instrument, Known, Listed, Principal, Scope, Source, Subject } from '../model.ts';
import type { Answered } from './answered.ts';
import { type AskOptions, type Memory, openAsk, openLedger } from './ask.ts';
import type { Clock } from './clock.ts';
import type { Concealer } from './conceal.ts';
import type { Pace } from './pace.ts';
import type { Recall, Recalled } from './recall.ts';
import { openRefused } from './refused.ts';
import type { Retry } from './retry.ts';
import type { Recorder } from './tape.ts';
import { type DoorOptions, openDoor, type Tally } from './transport.ts';

/** What all sources of one run share. */
export interface Surroundings {
  readonly env: (name: string) => string | undefined;
  readonly wire: DoorOptions<unknown>['wire'];
  readonly pace: Pace;
  readonly recorder: Recorder;
  readonly concealer: Concealer;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly tally: Tally;
  readonly retry: Retry;
  readonly limits: { readonly pages: number };
  /** Where the configuration's relative paths count from; absent: the working folder. */
  readonly base?: string;
  /** What an interrupted attempt of this run was told; who answers is asked anew all the same, in each account. */
  readonly resumed?: Answered;
  /** What the run before was told; absent: everything is asked for in full. */
  readonly recall?: Recall;
}
export function openTally(): Tally {
  return { sent: 0, retried: 0, confirmed: 0, operations: new Set(), maxSkewMs: 0, skews: new Map(), refused: openRefused() };
}

export interface Session {
  readonly source: Source;
  readonly name: string;
  readonly scope: Scope;
  /** What a collector is given for this subject. */
  clientFor(subject: Subject): unknown;
  /** Of those that were asked here: of whom it cannot be said any more who answered, with the reason. */
  closing(asked: Listed<Subject>): Promise<readonly (readonly [Subject, Gap])[]>;
  /** Opens the door for one collector on one subject. */
  ask(subject: Subject, calls: readonly Call[], memory: Memory): { ask: Ask; ledger: AskOptions['ledger'] };
}

/** As whom we ask is asked anew in each run; an ETag that somebody else was told is nothing to ask with. */
function isSame(then: Known<Principal>, now: Known<Principal>): boolean {
  return !isUnknown(then) && !isUnknown(now) && then.id === now.id && then.detail === now.detail;
}

/** What an interrupted attempt had found to look at. */
function scopeOf(source: Source, name: string, resumed: Answered | undefined): Pick<Answered, 'find'> | undefined {
  if (!resumed?.knows(`${source.id}/${name}`)) return undefined;
  return { find: async (asked) => (source.scoping?.(asked.operation) ? resumed.find(asked) : undefined) };
}

export async function openSession<Config>(source: Source<Config>, config: Config, around: Surroundings): Promise<Session> {
  // every request under way listens to it: many at once are the plan, not a leak
  setMaxListeners(0, around.signal);
  const name = source.nameOf(config);
  const declared = source.declared(config);
  const instruments = new Map<string, Instrument>();
  const recalled: { current?: Recalled } = {};
  const door = openDoor({ ...around, source, name, config, instruments, recalled });
  const ask = (subject: Subject, calls: readonly Call[], memory: Memory, answered?: Pick<Answered, 'find'>) => {
    const ledger = openLedger();
    return { ledger, ask: openAsk({ ...around, source, subject, calls, memory, ledger, ...(answered && { answered }) }) };
  };
  const whole: Subject = { source: source.id, name, key: `${source.id}/${name}`, id: name, label: name, scope: 'source' };
  try {
    const client = await source.connect(config, {
      door,
      replay: around.wire.played !== undefined,
      instrument(scheme, look) {
        if (!source.instruments?.includes(scheme) || /^https?:$/.test(scheme))
          throw new Error(`${source.id} declares no instrument for ${scheme}`);
        instruments.set(scheme, look);
      },
      env: around.env,
      path: (written) => resolve(around.base ?? '.', written),
      now: () => around.clock.now(),
      conceal: (value) => around.concealer.add(value),
      secret: (variable) => {
        if (around.wire.played !== undefined) return 'replayed-not-a-credential';
        const value = around.env(variable);
        if (value !== undefined) around.concealer.add(value);
        return value;
      },
    });
    const about = (subject: Subject) => ask(subject, source.calls, new Map()).ask;
    const scoping = scopeOf(source, name, around.resumed);
    const inScope = (subject: Subject) => ask(subject, source.calls, new Map(), scoping).ask;
    const scope = await source.scope(client, config, inScope(whole), declared, inScope);
    const earlier = source.conditional && !around.wire.played ? await around.recall?.(name) : undefined;
    if (earlier && isSame(earlier.principal, scope.principal)) recalled.current = earlier;
    return {
      source,
      name,
      scope,
      ask: (subject, calls, memory) => ask(subject, calls, memory, around.resumed),
      clientFor: (subject) => source.clientFor?.(client, subject) ?? client,
      closing: async (asked) => (await source.closing?.(client, about(whole), about, { ...scope, subjects: asked })) ?? [],
    };
  } catch (error) {
    const gap: Gap = {
      operation: `connect ${source.id}`,
      reason: error instanceof Uncredentialed ? 'credentials_invalid' : 'plugin_crashed',
      detail: around.concealer.text(error instanceof Error ? error.message : String(error)).text,
    };
    const subjects = declared.map((subject) => ({ ...subject, gap }));
    const scope = { principal: unknown(gap), subjects, excluded: [] };
    return { source, name, scope, ask, clientFor: () => undefined, closing: async () => [] };
  }
}
