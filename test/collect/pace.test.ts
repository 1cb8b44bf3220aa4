/** How fast we ask. No second passes here: a clock is given that stands still until somebody sleeps. */
import { describe, expect, it } from 'vitest';
import { type Asked, openPace, type PaceOptions, SHARES } from '../../src/collect/pace.ts';
import type { Limit } from '../../src/model.ts';

/** Time goes on only when all that can be done without it is done. */
function fakeTime() {
  let now = 0;
  const due: { at: number; wake: () => void }[] = [];
  const clock = { monotonic: () => now, sleep: (ms: number) => new Promise<void>((wake) => due.push({ at: now + ms, wake })) };
  const settle = () => new Promise<void>((done) => setImmediate(done));
  const run = async (until = Number.POSITIVE_INFINITY) => {
    for (await settle(); due.length > 0; await settle()) {
      const next = due.reduce((least, one) => (one.at < least.at ? one : least));
      if (next.at > until) return;
      due.splice(due.indexOf(next), 1);
      now = next.at;
      next.wake();
    }
  };
  return { clock, run, now: () => now };
}

/** A provider that keeps a token bucket, and answers after 50 ms. */
function provider(time: ReturnType<typeof fakeTime>, limit: () => { burst: number; perSecond: number }) {
  const state = { tokens: limit().burst, at: 0, asked: 0, refused: 0, answered: 0, atOnce: 0, most: 0 };
  const ask = async (): Promise<number> => {
    state.asked += 1;
    state.atOnce += 1;
    state.most = Math.max(state.most, state.atOnce);
    const { burst, perSecond } = limit();
    state.tokens = Math.min(burst, state.tokens + ((time.now() - state.at) / 1000) * perSecond);
    state.at = time.now();
    const over = state.tokens < 1;
    if (!over) state.tokens -= 1;
    await time.clock.sleep(50);
    state.atOnce -= 1;
    state[over ? 'refused' : 'answered'] += 1;
    return over ? 429 : 200;
  };
  return { state, ask };
}
const pressed = (status: number) => (status === 429 ? 0 : undefined);
const asked = (more: Partial<Asked<number>> = {}): Asked<number> => ({ origin: 'https://api.test', lane: { key: 'a' }, pressed, ...more });

/** Asks until each has its answer, as `withRetries` does: from when the first was asked to when the last was answered, in ms. */
async function all(count: number, limit: () => { burst: number; perSecond: number }, options: PaceOptions & { seed?: Limit } = {}) {
  const time = fakeTime();
  const { state, ask } = provider(time, limit);
  const { seed, ...rest } = options;
  const pace = openPace({ clock: time.clock, ...rest });
  const lane = { key: 'a', ...(seed && { limit: seed }) };
  const one = async () => {
    for (let again = false; ; again = true) if ((await pace.through(asked({ lane, again }), ask)) === 200) return;
  };
  let ended = 0;
  const done = Promise.all(Array.from({ length: count }, one)).then(() => (ended = time.now()));
  await time.run();
  await done;
  return { ...state, ms: ended };
}
const bound = (count: number, { burst, perSecond }: { burst: number; perSecond: number }) => ((count - burst) / perSecond) * 1000;
const docs = 'https://example.test/limits';

describe('a limit that is written down', () => {
  it.each(Object.entries(SHARES))('is used to its share by pace %s, and nobody is ever refused', async (_, share) => {
    const limit = { burst: 100, perSecond: 20 };
    const { refused, ms, answered } = await all(500, () => limit, { seed: { ...limit, docs }, share });
    expect({ refused, answered }).toEqual({ refused: 0, answered: 500 });
    const due = bound(500, { burst: 100 * share, perSecond: 20 * share });
    expect(ms).toBeGreaterThanOrEqual(due);
    expect(ms).toBeLessThan(due * 1.05 + 100);
  });
  it.each(Object.entries(SHARES))('by the minute is never exceeded in any minute by pace %s, nor left unused', async (_, share) => {
    const time = fakeTime();
    const pace = openPace({ clock: time.clock, share });
    const lane = { key: 'a', limit: { burst: 90, perSecond: 1.5, seconds: 60, docs } };
    const sent: number[] = [];
    const done = Promise.all(
      Array.from({ length: 300 }, () =>
        pace.through(asked({ lane }), async () => {
          sent.push(time.now());
          await time.clock.sleep(50);
          return 200;
        }),
      ),
    );
    await time.run();
    await done;
    const most = Math.max(...sent.map((from) => sent.filter((at) => at >= from && at < from + 60_000).length));
    expect(most).toBe(Math.floor(90 * share));
    const minutes = Math.ceil(300 / Math.floor(90 * share)) - 1;
    expect(Math.max(...sent)).toBeLessThanOrEqual(minutes * 62_000);
  });
  it('that others are using up is left to them, and taken up again', async () => {
    const limit = { burst: 100, perSecond: 40 };
    let asks = 0;
    const { refused, ms } = await all(800, () => (++asks > 200 && asks < 400 ? { burst: 1, perSecond: 8 } : limit), {
      seed: { ...limit, docs },
    });
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(0.05 * 800);
    expect(ms).toBeLessThan(1.25 * (550 / 20 + 200 / 8) * 1000);
  });
});

describe('a limit that nobody has told us', () => {
  it.each([
    [600, { burst: 100, perSecond: 20 }],
    [2400, { burst: 50, perSecond: 100 }],
    [7000, { burst: 200, perSecond: 400 }],
  ])('is learned: %i requests, %o', async (count, limit) => {
    const { refused, ms } = await all(count, () => limit);
    expect(ms).toBeLessThan(1.1 * bound(count, limit));
    expect(refused).toBeLessThan(50 + 0.05 * count);
  });
  it('and is none, is only held back by how many may be under way', async () => {
    const { most, ms, refused } = await all(1000, () => ({ burst: 1e9, perSecond: 1e9 }), { width: 50 });
    expect({ most, refused }).toEqual({ most: 50, refused: 0 });
    expect(ms).toBeLessThanOrEqual(50 * (1000 / 50 + 4));
  });
  it('of which the provider says how long to keep quiet, is given that time', async () => {
    const time = fakeTime();
    const pace = openPace({ clock: time.clock });
    await pace.through(asked({ pressed: () => 3000 }), async () => 429);
    const next = pace.through(asked(), async () => time.now());
    await time.run();
    expect(await next).toBe(3000);
  });
  it('whose quota is spent until then, loses the time and no rate', async () => {
    const time = fakeTime();
    const pace = openPace({ clock: time.clock });
    await pace.through(asked({ pressed: () => undefined, spent: () => 3000 }), async () => 429);
    const after = Array.from({ length: 8 }, () => pace.through(asked(), async () => time.now()));
    await time.run();
    expect(await Promise.all(after)).toEqual(Array.from({ length: 8 }, () => 3000));
  });
});

describe('a provider that lets nothing through', () => {
  it('is not asked for ever: those who wait are told so', async () => {
    const time = fakeTime();
    const pace = openPace({ clock: time.clock });
    let sent = 0;
    const refuse = async () => {
      sent += 1;
      await time.clock.sleep(50);
      return 429;
    };
    const outcomes = Promise.allSettled(
      Array.from({ length: 1000 }, async () => {
        for (let again = false; ; again = true) await pace.through(asked({ again }), refuse);
      }),
    );
    await time.run();
    for (const one of await outcomes) expect(one).toMatchObject({ status: 'rejected', reason: { reason: 'throttled' } });
    expect(time.now()).toBeLessThan(90_000);
    expect(sent).toBeLessThan(100);
  });
  it('for one operation does not stop another', async () => {
    const time = fakeTime();
    const pace = openPace({ clock: time.clock });
    const slow = { key: 'slow', limit: { burst: 1, perSecond: 0.001, docs } };
    const held = Array.from({ length: 3 }, () => pace.through(asked({ lane: slow }), async () => 200));
    expect(await pace.through(asked({ lane: { key: 'other' } }), async () => 200)).toBe(200);
    expect(time.now()).toBe(0);
    await time.run();
    await Promise.all(held);
  });
});

describe('an answer that is not yet written down', () => {
  it('keeps its place at the origin, and not in its lane', async () => {
    const pace = openPace({ clock: fakeTime().clock, width: 2 });
    const written: (() => void)[] = [];
    let sent = 0;
    const ask = (key: string) =>
      pace.through(
        asked({ lane: { key } }),
        async () => {
          sent += 1;
        },
        () => new Promise((done) => written.push(done)),
      );
    const one = { key: 'narrow', limit: { burst: 2, perSecond: 1, docs } };
    const [first, second, third] = [ask('a'), ask('b'), ask('c')];
    await new Promise((soon) => setImmediate(soon));
    expect({ sent, unwritten: written.length }).toEqual({ sent: 2, unwritten: 2 });
    // elsewhere nobody waits for them
    expect(await pace.through(asked({ origin: 'https://other.example.com', lane: one }), async () => 200)).toBe(200);
    written.shift()?.();
    await first;
    await new Promise((soon) => setImmediate(soon));
    expect({ sent, unwritten: written.length }).toEqual({ sent: 3, unwritten: 2 });
    for (const done of written) done();
    await Promise.all([second, third]);
  });
  it('that cannot be written makes room all the same', async () => {
    const pace = openPace({ clock: fakeTime().clock, width: 1 });
    const full = pace.through(
      asked(),
      async () => 200,
      () => Promise.reject(new Error('the disk is full')),
    );
    await expect(full).rejects.toThrow('the disk is full');
    expect(await pace.through(asked(), async () => 201)).toBe(201);
  });
});

describe('an interruption', () => {
  it('ends the waiting', async () => {
    const time = fakeTime();
    const run = new AbortController();
    const clock = {
      ...time.clock,
      sleep: (ms: number, given: AbortSignal) =>
        Promise.race([time.clock.sleep(ms), new Promise<void>((wake) => given.addEventListener('abort', () => wake()))]),
    };
    const pace = openPace({ clock });
    const slow = { key: 'slow', limit: { burst: 1, perSecond: 0.001, docs } };
    const of = asked({ lane: slow, signal: run.signal });
    await pace.through(of, async () => 200);
    const waiting = Promise.allSettled([pace.through(of, async () => 200), pace.through(of, async () => 200)]);
    run.abort();
    for (const one of await waiting) expect(one).toMatchObject({ status: 'rejected', reason: { reason: 'aborted' } });
  });
});
