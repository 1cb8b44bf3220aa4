/**
 * A million resources, each asked every check that is about its kind: digest of the page it came on, JSON, schema, verdicts. The resources are
 * those of the drifted estate, of all sources, again and again under ids of their own; a page holds a hundred. One thread.
 * `BENCH_RESOURCES=100000` takes fewer.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { judgeSet } from '../../dist/src/evaluate/judge.js';
import { checksDir } from '../../dist/src/home.js';
import { canonical, nodeDisk } from '../../dist/src/locker/index.js';
import { loadPolicy } from '../../dist/src/policy/load.js';
import { collectors } from '../../dist/src/registry.js';
import { segmentsAt } from '../../dist/src/shard/merge.js';
import { setsOf } from '../../dist/src/shard/reader.js';
import { cli, measured, scratch } from './child.mjs';
import { withEstate } from './estates.mjs';

const SIZE = Number(process.env.BENCH_RESOURCES ?? 1_000_000);
const PAGE = 100;

/** The sets of one run over the estate, as they were collected. */
const collected = () =>
  scratch((dir) =>
    withEstate({ world: 'drifted', latencyMs: 0, dir }, async ({ env, config }) => {
      const segments = join(dir, 'parts');
      await measured([cli, 'run', '--config', config, '--shard', '1/1', '--segments', segments, '--log', 'none'], { dir, env });
      const sets = [];
      for (const one of await segmentsAt([segments], nodeDisk)) for await (const set of setsOf(one)) sets.push(set);
      return sets;
    }),
  );

export async function evaluation() {
  const { checks } = loadPolicy({ checksDir, frameworks: [], collectors, params: {}, select: [] });
  const about = grouped(checks);
  const schemas = new Map(collectors.map((one) => [one.id, one.resource]));
  const sets = (await collected()).filter(({ collector, resources }) => about.has(collector) && schemas.has(collector) && resources.length > 0);
  const there = sets.reduce((sum, { resources }) => sum + resources.length, 0);
  const told = { resources: 0, judged: 0, bytes: 0, verdicts: { pass: 0, fail: 0, unknown: 0, not_applicable: 0 } };
  const spent = { digest: 0, json: 0, schema: 0, verdicts: 0, written: 0 };
  // each kind as often as the estate has it
  for (let at = 0; told.resources < SIZE; at += 1) {
    const set = sets[at % sets.length];
    const again = Math.max(1, Math.round((PAGE * 10) / set.resources.length));
    one(set, again, at, { checks: about.get(set.collector), schema: schemas.get(set.collector), told, spent });
  }
  const floor = spent.digest + spent.json + spent.schema;
  const whole = floor + spent.verdicts;
  const rate = (ms) => `${Math.round(told.resources / (ms / 1000)).toLocaleString('en')} resources/s/core`;
  const share = (ms) => `${((100 * ms) / whole).toFixed(0)} %`;
  const kinds = new Set(sets.map(({ collector }) => collector));
  return {
    rows: [
      { what: `evaluation: ${told.resources.toLocaleString('en')} resources, digest, JSON, schema and every check about them`, measured: `${(whole / 1000).toFixed(1)} CPU s; ${rate(whole)}`, ratio: `${(whole / floor).toFixed(2)} x the same without checks`, target: '>= 70,000/s/core' },
      { what: '  digest / JSON / schema / verdicts', measured: [spent.digest, spent.json, spent.schema, spent.verdicts].map((ms) => `${(ms / 1000).toFixed(1)} s`).join(' / '), ratio: [spent.digest, spent.json, spent.schema, spent.verdicts].map(share).join(' / '), target: '' },
      { what: '  judgements', measured: `${told.judged.toLocaleString('en')}; ${Math.round(told.judged / (spent.verdicts / 1000)).toLocaleString('en')}/s/core`, ratio: `${(told.judged / told.resources).toFixed(2)} a resource`, target: '' },
      { what: '  the same with every finding as the locker keeps it: canonical line and digest', measured: `${((whole + spent.written) / 1000).toFixed(1)} CPU s; ${rate(whole + spent.written)}`, ratio: `${((whole + spent.written) / whole).toFixed(2)} x`, target: '' },
    ],
    notes: [
      `${there} resources of ${kinds.size} kinds of the drifted estate, ${Math.round(told.bytes / told.resources)} bytes each; ${JSON.stringify(told.verdicts)}`,
      'simulated, loopback; what asks and what is drawn is not in these figures',
    ],
  };
}

function one(set, again, at, { checks, schema, told, spent }) {
  const resources = Array.from({ length: again }, (_, n) => set.resources.map(({ resource }) => ({ ...resource, id: `${resource.id}/${at}/${n}` }))).flat();
  const pages = [];
  for (let from = 0; from < resources.length; from += PAGE) pages.push(Buffer.from(JSON.stringify(resources.slice(from, from + PAGE))));
  told.bytes += pages.reduce((sum, page) => sum + page.length, 0);
  told.resources += resources.length;
  timed(spent, 'digest', () => pages.map((page) => createHash('sha256').update(page).digest('hex')));
  const parsed = timed(spent, 'json', () => pages.flatMap((page) => JSON.parse(page.toString('utf8'))));
  const read = timed(spent, 'schema', () => parsed.map((value) => ({ resource: schema.parse(value), evidence: [] })));
  const findings = [];
  timed(spent, 'verdicts', () => {
    const now = Date.parse(set.collectedAt);
    for (const ready of checks) judgeSet(ready, { ...set, resources: read }, { now, waivers: [], emit: (finding) => findings.push(finding) });
  });
  told.judged += read.length * checks.length;
  for (const { verdict } of findings) told.verdicts[verdict] += 1;
  timed(spent, 'written', () => {
    const hash = createHash('sha256');
    for (const finding of findings) hash.update(canonical(finding));
    return hash.digest('hex');
  });
}

function timed(spent, part, work) {
  const before = process.cpuUsage();
  const made = work();
  const { user, system } = process.cpuUsage(before);
  spent[part] += (user + system) / 1000;
  return made;
}

function grouped(checks) {
  const found = new Map();
  for (const ready of checks) found.set(ready.check.about, [...(found.get(ready.check.about) ?? []), ready]);
  return found;
}
