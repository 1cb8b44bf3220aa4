/**
 * `Ask` for a trial: the same door and the same meaning of every refusal, with a budget. Of a listing the first page with something on it; each
 * call about one resource, and about more, up to `LOOKS`, only while another call of the collector is untried: not every resource needs every call.
 */
import type { z } from 'zod';
import { type Ledger, openLedger } from '../../collect/ask.ts';
import { type End, readPages } from '../../collect/pages.ts';
import { isUnknown, unknown } from '../../kit.ts';
import type { Answer, Ask, Call, Gap, Paging, Unknown } from '../../model.ts';

/** Times that one call is tried at one subject for one collector. */
const LOOKS = 10;
/** A listing may be asked for by several filters, and one of them be refused. */
const FILTERS = 4;
/** Pages without anything on them that are turned to find the first resource. */
const EMPTY_PAGES = 5;

/** Stands in a gap that is no refusal: the trial did not ask. */
const SPARED = 'not asked: a trial asks about few';
const spared = (operation: string): Unknown => unknown({ operation, reason: 'not_run', detail: SPARED });
export const isSpared = ({ detail }: Gap): boolean => detail.includes(SPARED);

export interface Trial {
  readonly ask: Ask;
  readonly ledger: Ledger;
  /** By operation: how often it was put, and what was not answered. */
  readonly tried: ReadonlyMap<string, Outcome>;
  /** Listings that have more than was read, by operation. */
  readonly cut: ReadonlySet<string>;
  /** Some question was not put. */
  spared(): boolean;
}
export interface Outcome {
  asked: number;
  gap?: Gap;
}

export function openTrial(calls: readonly Call[], base: Ask): Trial {
  const ledger = openLedger();
  const tried = new Map<string, Outcome>();
  const put = openTurns(calls, tried);
  const cut = new Set<string>();
  const seen = { spared: false };
  const questions = new Map<string, Promise<unknown>>();
  /** Asked once, as in a run; undefined when it is not asked at all. */
  const once = <T>(how: 'one' | 'pages', operation: string, params: object, ask: () => Promise<T>): Promise<T | undefined> => {
    const question = JSON.stringify([how, operation, params]);
    const found = (questions.get(question) as Promise<T | undefined> | undefined) ?? put(operation, ask, how === 'one' ? 1 : FILTERS);
    questions.set(question, found);
    return found;
  };
  const note = <T>(operation: string, answer: T): T => {
    const outcome = tried.get(operation);
    if (outcome && !outcome.gap && isUnknown(answer)) outcome.gap = answer.$unknown;
    return answer;
  };
  const one = async <T>(operation: string, params: object, schema: z.ZodType<T>, send: () => Promise<unknown>): Promise<Answer<T>> => {
    // asked twice, sent once: each asker reads the one answer by its own schema
    const answer = () => base(operation, params, schema, send);
    const asked = await once('one', operation, params, async () => [await answer()]);
    seen.spared ||= asked === undefined;
    return asked === undefined ? spared(operation) : note(operation, await answer());
  };
  const read = <P, T>(operation: string, params: object, paging: Paging<P, T>): Promise<Reading<T>> =>
    once('pages', operation, params, () => firstPage(operation, params, paging, base)).then((reading) => {
      seen.spared ||= reading === undefined;
      if (reading?.cut) cut.add(operation);
      if (reading?.end.gap) note(operation, unknown(reading.end.gap));
      return reading ?? { items: [], cut: true, end: { gap: spared(operation).$unknown, proof: '' } };
    });
  const ask: Ask = Object.assign(one, {
    pages: <P, T>(operation: string, params: object, paging: Paging<P, T>) => enter(read(operation, params, paging), ledger),
    async list<P, T>(operation: string, params: object, paging: Paging<P, T>): Promise<Answer<readonly T[]>> {
      const { items, end } = await read(operation, params, paging);
      if (end.absent) return null;
      return end.gap ? unknown(end.gap) : items;
    },
    incomplete(gap: Gap) {
      ledger.complete = false;
      ledger.gaps.push(gap);
    },
    proof: (sentence: string) => void ledger.proofs.push(sentence),
  });
  return { ask, ledger, tried, cut, spared: () => seen.spared };
}

/** What a trial knows of a listing. */
interface Reading<T> {
  readonly items: readonly T[];
  readonly cut: boolean;
  readonly end: End;
}

async function firstPage<P, T>(operation: string, params: object, paging: Paging<P, T>, base: Ask): Promise<Reading<T>> {
  const items: T[] = [];
  let pages = 0;
  let cut = false;
  const turn = async (token: string | undefined): Promise<P | null | Unknown> => {
    cut = pages > 0 && (items.length > 0 || pages >= EMPTY_PAGES);
    pages += 1;
    return cut ? spared(operation) : base(operation, { ...params, '(page)': token ?? null }, paging.page, () => paging.send(token));
  };
  const end = await readPages(operation, paging, turn, Number.POSITIVE_INFINITY, (item) => void items.push(item));
  return { items, cut, end: cut ? { proof: '' } : end };
}

async function* enter<T>(reading: Promise<Reading<T>>, ledger: Ledger): AsyncIterable<T> {
  const { items, cut, end } = await reading;
  yield* items;
  if (end.gap && !isSpared(end.gap)) {
    ledger.complete = false;
    ledger.gaps.push(end.gap);
  } else if (!cut) ledger.proofs.push(end.proof);
}

type Put = <T>(operation: string, ask: () => Promise<T>, least: number) => Promise<T | undefined>;
/** Every call as often as `least` says; again only when all else is answered and some call of the collector is still untried. */
function openTurns(calls: readonly Call[], tried: Map<string, Outcome>): Put {
  const waiting: (() => void)[] = [];
  let underway = 0;
  const enough = (operation: string, least: number) => {
    const asked = tried.get(operation)?.asked ?? 0;
    return asked >= LOOKS || (asked >= least && calls.every((call) => tried.has(call.operation)));
  };
  const next = () =>
    setImmediate(() => {
      if (underway === 0) waiting.shift()?.();
    });
  return async (operation, ask, least) => {
    if ((tried.get(operation)?.asked ?? 0) >= least) {
      if (!enough(operation, least)) {
        const turn = new Promise<void>((go) => waiting.push(go));
        if (underway === 0) next();
        await turn;
      }
      if (enough(operation, least)) {
        next();
        return undefined;
      }
    }
    const outcome = tried.get(operation) ?? { asked: 0 };
    tried.set(operation, outcome);
    outcome.asked += 1;
    underway += 1;
    try {
      return await ask();
    } finally {
      underway -= 1;
      next();
    }
  };
}
