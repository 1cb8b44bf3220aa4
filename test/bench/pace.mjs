/**
 * The pace against four token buckets: 20,000 requests, wall time over its lower bound, requests turned away, calls lost. In simulated time, so
 * that it says the same on a busy machine: what is measured is the controller, not the computer.
 */
import { openPace } from '../../dist/src/collect/pace.js';
import { RETRY } from '../../dist/src/collect/retry.js';

/** As in the experiment that set the targets: requests, and the bucket that they fall into. */
const ENDPOINTS = [
  { calls: 600, burst: 100, perSecond: 20 },
  { calls: 2400, burst: 50, perSecond: 100 },
  { calls: 7000, burst: 200, perSecond: 400 },
  { calls: 10_000, burst: 1000, perSecond: 2000 },
];
/** Somebody else's requests leave 40 % from the 6th second to the 16th. */
const CUT = { from: 6000, to: 16_000, to_: 0.4 };
const DOCS = 'https://example.test/limits';

/** Time that goes on when nothing is left to do without it. A heap of who sleeps, by when they wake. */
function openTime() {
  let now = 0;
  const due = [];
  const sift = () => {
    for (let at = due.length - 1; at > 0; ) {
      const up = (at - 1) >> 1;
      if (due[up].at <= due[at].at) return;
      [due[up], due[at]] = [due[at], due[up]];
      at = up;
    }
  };
  const take = () => {
    const first = due[0];
    const last = due.pop();
    if (due.length === 0) return first;
    due[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < due.length && due[child].at < due[least].at) least = child;
      if (least === at) return first;
      [due[least], due[at]] = [due[at], due[least]];
      at = least;
    }
  };
  const sleep = (ms) => new Promise((wake) => (due.push({ at: now + ms, wake }), sift()));
  const settle = () => new Promise((done) => setImmediate(done));
  const run = async () => {
    for (await settle(); due.length > 0; await settle()) {
      now = due[0].at;
      while (due.length > 0 && due[0].at === now) take().wake();
    }
  };
  return { clock: { monotonic: () => now, sleep }, run, now: () => now };
}

/** The same stream of chance for every run. */
function openChance(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const share = (now, cut) => (cut && now >= CUT.from && now < CUT.to ? CUT.to_ : 1);

async function once({ cut, seeded }) {
  const time = openTime();
  const chance = openChance(42);
  const pace = openPace({ clock: time.clock, ...(seeded && { share: 0.95 }) });
  const buckets = ENDPOINTS.map(({ burst }) => ({ tokens: burst, at: 0 }));
  const told = { asked: 0, turnedAway: 0, lost: 0, most: 0 };
  let underWay = 0;
  const ask = async (n) => {
    told.asked += 1;
    underWay += 1;
    told.most = Math.max(told.most, underWay);
    const [bucket, { burst, perSecond }] = [buckets[n], ENDPOINTS[n]];
    const now = time.now();
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond * share(now, cut));
    bucket.at = now;
    const over = bucket.tokens < 1;
    if (!over) bucket.tokens -= 1;
    else told.turnedAway += 1;
    await time.clock.sleep((over ? 25 : 50) + chance() * 5);
    underWay -= 1;
    return over ? 429 : 200;
  };
  const one = async (n) => {
    const lane = { key: `e${n}`, ...(seeded && { limit: { ...ENDPOINTS[n], docs: DOCS } }) };
    for (let tries = 1; tries <= RETRY.patience; tries += 1) {
      const asked = { origin: `https://e${n}.test`, lane, again: tries > 1, pressed: (status) => (status === 429 ? 0 : undefined) };
      const status = await pace.through(asked, () => ask(n)).catch(() => undefined);
      if (status === 200) return;
      if (status === undefined) break;
      await time.clock.sleep(chance() * RETRY.baseMs);
    }
    told.lost += 1;
  };
  const order = ENDPOINTS.flatMap(({ calls }, n) => Array.from({ length: calls }, () => ({ n, at: chance() }))).sort((a, b) => a.at - b.at);
  let ended = 0;
  const done = Promise.all(order.map(({ n }) => one(n))).then(() => (ended = time.now()));
  await time.run();
  await done;
  return { ...told, ms: ended };
}

/** When the last of them could have been let through at the earliest, and come back. */
function bound(cut) {
  const needs = ENDPOINTS.map(({ calls, burst, perSecond }) => {
    let [left, ms] = [calls - burst, 0];
    for (; left > 0; ms += 1) left -= (perSecond / 1000) * share(ms, cut);
    return ms;
  });
  return Math.max(...needs) + 52;
}

export async function pace() {
  const rows = [];
  for (const [what, how, walls, away] of [
    ['unknown limits', {}, '<= 1.10 x', '<= 3 %'],
    ['unknown limits, cut to 40 % from 6 s to 16 s', { cut: true }, '<= 1.15 x', ''],
    ['documented limits, used to 95 %', { seeded: true }, '', '<= 1 %'],
  ]) {
    const run = await once(how);
    const least = bound(how.cut);
    rows.push({ what: `pace, ${what}: wall / bound`, measured: `${(run.ms / 1000).toFixed(1)} s / ${(least / 1000).toFixed(1)} s, at most ${run.most} at once`, ratio: `${(run.ms / least).toFixed(2)} x`, target: walls });
    rows.push({ what: `pace, ${what}: turned away; lost`, measured: `${run.turnedAway} of ${run.asked}; ${run.lost}`, ratio: `${((100 * run.turnedAway) / run.asked).toFixed(1)} %`, target: `${away}; 0 lost`.replace(/^; /, '') });
  }
  return { rows, notes: ['simulated time; 600, 2,400, 7,000 and 10,000 requests against {100, 20/s}, {50, 100/s}, {200, 400/s} and {1000, 2000/s}; an answer takes 50 to 55 ms'] };
}
