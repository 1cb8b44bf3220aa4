/** What a run needs: memory, and where its time goes. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { cli, measured, median, scratch, times } from './child.mjs';
import { withEstate } from './estates.mjs';
import { asking } from './latency.mjs';
import { readTape } from './tape.mjs';

const STATUSES = [0, 1, 3, 4];

export async function demo({ count }) {
  const rows = [];
  const rss = await scratch((dir) =>
    times(count, async () => (await measured([cli, 'demo', '--world', 'drifted', '--out', join(dir, 'out'), '--log', 'none'], { dir, statuses: STATUSES })).rssMb),
  );
  rows.push({ what: 'peak RSS of `claimcheck demo`, estate included', measured: `${median(rss).toFixed(0)} MB`, ratio: `${(median(rss) / 300).toFixed(2)} x the target`, target: '< 300 MB' });
  const runs = await scratch((dir) => withEstate({ world: 'drifted', latencyMs: 0, dir }, (estate) => times(count, () => one(dir, estate))));
  const of = (part) => median(runs.map((run) => run[part]));
  rows.push({ what: 'peak RSS of `claimcheck run` over the same estate', measured: `${of('rssMb').toFixed(0)} MB`, ratio: `${(of('rssMb') / 300).toFixed(2)} x the target`, target: '< 300 MB' });
  rows.push({ what: 'CPU of that run, PDF and JSON', measured: `${of('cpuMs').toFixed(0)} ms`, ratio: `${(of('cpuMs') / of('wallMs')).toFixed(2)} x its wall time`, target: '' });
  for (const [part, what] of PARTS) rows.push({ what: `  wall: ${what}`, measured: `${of(part).toFixed(0)} ms`, ratio: `${((100 * of(part)) / of('wallMs')).toFixed(0)} %`, target: '' });
  return { rows, notes: ['judging goes on while answers come in; what is shown as judging is what was left of it after the last answer'] };
}

const PARTS = [
  ['loadMs', 'load: Node, policy, sources'],
  ['askMs', 'ask: first question to last answer'],
  ['judgeMs', 'judge: what was left'],
  ['sealMs', 'seal: report.json, objects, manifest'],
  ['renderMs', 'render: PDF, JSON, summary'],
];

async function one(dir, { env, config, locker }) {
  const used = await measured([cli, 'run', '--config', config, '--out', join(dir, 'out'), '--log', 'none'], { dir, env, statuses: STATUSES });
  const read = await readTape(locker);
  const { askMs, first, last } = asking(read, 1);
  const [judged, sealed] = [Date.parse(read.manifest.finishedAt), statSync(join(locker, 'runs')).mtimeMs];
  return { rssMb: used.rssMb, cpuMs: used.cpuMs, wallMs: used.ended - used.began, loadMs: first - used.began, askMs, judgeMs: judged - last, sealMs: sealed - judged, renderMs: used.ended - sealed };
}
