/** Do independent calls run side by side? Wall time of asking against the longest chain of calls that depend on each other. */
import { join } from 'node:path';
import { longest } from './chain.mjs';
import { cli, here, measured, median, scratch, times } from './child.mjs';
import { withEstate } from './estates.mjs';
import { readTape } from './tape.mjs';

const STATUSES = [0, 1, 3, 4];
const WARM = 6;

/** First question to last answer, in ms, beside the calls that had to follow each other. */
export function asking({ tape, manifest }, latencyMs) {
  const [first, last] = [Math.min(...tape.map(({ began }) => began)), Math.max(...tape.map(({ ended }) => ended))];
  const chain = longest(tape);
  return { askMs: last - first, chain, ratio: (last - first) / (chain.calls * latencyMs), calls: tape.length, retried: manifest.requests.retried, first, last };
}

export async function cold(latencyMs, count) {
  return scratch((dir) =>
    withEstate({ world: 'clean', latencyMs, dir }, ({ env, config, locker }) =>
      times(count, async () => {
        const used = await measured([cli, 'run', '--config', config, '--out', join(dir, 'out'), '--format', 'json', '--log', 'none'], { dir, env, statuses: STATUSES });
        return { ...asking(await readTape(locker), latencyMs), cpuMs: used.cpuMs };
      }),
    ),
  );
}

/** What remains when the SDKs are loaded and the code is compiled. */
export async function warm(latencyMs) {
  return scratch((dir) =>
    withEstate({ world: 'clean', latencyMs, dir }, async ({ env, config, locker }) => {
      await measured([join(here, 'warm.mjs'), String(WARM), config, join(dir, 'out')], { dir, env });
      const runs = [];
      for (let seq = 2; seq <= WARM; seq += 1) runs.push(asking(await readTape(locker, seq), latencyMs));
      return runs;
    }),
  );
}

export async function latency({ count }) {
  const rows = [];
  const told = (what, runs, latencyMs, target) => {
    const { chain, calls } = runs[0];
    const ratio = median(runs.map((run) => run.ratio));
    rows.push({
      what,
      measured: `${median(runs.map((run) => run.askMs))} ms for ${calls} calls; chain ${chain.calls} x ${latencyMs} ms`,
      ratio: `${ratio.toFixed(2)} x (${runs.map((run) => run.ratio.toFixed(2)).join(' ')})`,
      target,
    });
    const waited = runs.map((run) => run.askMs / run.chain.waitedMs);
    rows.push({
      what: '  … against the time that chain was under way',
      measured: `${median(runs.map((run) => run.chain.waitedMs))} ms under way`,
      ratio: `${median(waited).toFixed(2)} x (${waited.map((one) => one.toFixed(2)).join(' ')})`,
      target: '',
    });
  };
  const at50 = await cold(50, count);
  told('asking, 50 ms latency, from a cold start', at50, 50, '<= 1.3 x');
  told('asking, 50 ms latency, SDKs already loaded', await warm(50), 50, '<= 1.3 x');
  told('asking, 500 ms latency, from a cold start', await cold(500, Math.min(count, 3)), 500, '<= 1.3 x');
  const { chain } = at50[0];
  return { rows, notes: [`longest chain (${chain.source}): ${chain.path.join(' > ')}`, 'simulated, loopback; the estate answers from a process of its own'] };
}
