/**
 * Benchmarks: `npm run bench [-- --count 5] [-- name …]`. They print; nothing here passes or fails a build.
 * Ratios travel from machine to machine, milliseconds do not: where there is a yardstick, it is measured in the same breath.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { aws } from './aws.mjs';
import { cold } from './cold.mjs';
import { demo } from './demo.mjs';
import { evaluation } from './evaluation.mjs';
import { flow } from './flow.mjs';
import { formats } from './formats.mjs';
import { github } from './github.mjs';
import { hashing } from './hashing.mjs';
import { history } from './history.mjs';
import { html } from './html.mjs';
import { judging } from './judging.mjs';
import { latency } from './latency.mjs';
import { period } from './period.mjs';
import { seal } from './seal.mjs';
import { memory } from './memory.mjs';
import { pace } from './pace.mjs';
import { pdf } from './pdf.mjs';
import { resume } from './resume.mjs';
import { workers } from './workers.mjs';

const BENCHES = { aws, github, latency, cold, demo, judging, evaluation, hashing, flow, formats, history, html, memory, pace, pdf, period, resume, seal, workers };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { count: { type: 'string', default: '5' } } });
const unknown = positionals.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) throw new Error(`no benchmark is called ${unknown.join(', ')}; known: ${Object.keys(BENCHES).join(', ')}`);
const chosen = positionals.length > 0 ? positionals : Object.keys(BENCHES);

const load = loadavg()[0];
console.log(`Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), load ${load.toFixed(1)} at the start; medians of ${values.count}.`);
if (load > 0.5 * cpus().length) console.log('The machine is busy: wall times below say more about it than about claimcheck.');
console.log('\n| what | measured | ratio | target |\n| --- | --- | --- | --- |');
const notes = [];
for (const name of chosen) {
  const found = await BENCHES[name]({ count: Number(values.count) });
  for (const { what, measured, ratio, target } of found.rows) console.log(`| ${what} | ${measured} | ${ratio} | ${target} |`);
  console.log(`| | \`npm run bench -- ${name}\` | | |`);
  notes.push(...found.notes.map((note) => `${name}: ${note}`));
}
console.log(`\n${notes.join('\n')}`);
