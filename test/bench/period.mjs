/** A year of daily runs as a table of days, and two runs of a hundred thousand findings side by side. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beginRun, canonical } from '../../dist/src/locker/index.js';
import { talliesOf } from '../../dist/src/share/tally.js';
import { scratch } from './child.mjs';

const RUNS = 365;
const OBJECTS = 1000;
const CHECKS = 200;
const CLAIMS = 150;
const FINDINGS = 100_000;
const DAY = 86_400_000;
const FIRST = Date.parse('2025-11-21T06:00:00.000Z');
const NONE = { pass: 0, fail: 0, unknown: 0, not_applicable: 0, waived: 0 };
const json = (value) => Buffer.from(JSON.stringify(value));

export async function period() {
  return scratch(async (dir) => {
    const year = join(dir, 'year');
    for (let run = 0; run < RUNS; run += 1) await sealOne(year, run, run % 30 === 7, 0);
    const table = cli(dir, ['period', '--locker', year, '--from', '2025-11-21', '--to', '2026-11-20', '--schedule', '0 6 * * *', '--json']);
    const pair = join(dir, 'pair');
    const written = [];
    for (let run = 0; run < 2; run += 1) {
      const began = performance.now();
      await sealOne(pair, run, false, FINDINGS);
      written.push(performance.now() - began);
    }
    const diff = cli(dir, ['diff', '1', '2', '--locker', pair, '--json']);
    const { days, runs } = JSON.parse(table.stdout);
    const { findings } = JSON.parse(diff.stdout);
    return {
      rows: [
        {
          what: `period over ${RUNS} runs x ${OBJECTS.toLocaleString('en')} objects, ${CHECKS + CLAIMS} rows`,
          measured: `${(table.wall / 1000).toFixed(1)} s, ${table.mb.toFixed(0)} MB`,
          ratio: '',
          target: '< 5 s',
        },
        {
          what: `diff of two runs of ${FINDINGS.toLocaleString('en')} findings`,
          measured: `${(diff.wall / 1000).toFixed(1)} s, ${diff.mb.toFixed(0)} MB`,
          ratio: `${(diff.wall / (written[0] + written[1])).toFixed(2)} x sealing them`,
          target: 'flat memory',
        },
      ],
      notes: [
        `${days} days, ${runs.sealed} sealed runs, ${runs.schedule.missed} missed; ${findings.total.toLocaleString('en')} changes among ${findings.compared.toLocaleString('en')} rows`,
        'wall times hold the start of a process',
      ],
    };
  });
}

/** One run with its report, its tallies and its objects; on a bad day one check fails, and its claim with it. */
async function sealOne(root, run, bad, rows) {
  const at = FIRST + run * DAY;
  const iso = (ms) => new Date(at + ms).toISOString();
  const { writer } = await beginRun(root, { origin: 'claimcheck/bench', adopt: true, runId: `run-${run}`, at: iso(0) });
  const objects = await Promise.all(
    Array.from({ length: OBJECTS }, (_, i) => writer.put(json({ run, i, filler: 'x'.repeat(200) }), { name: `evidence/${i}`, mediaType: 'application/json' })),
  );
  const policy = await writer.put(canonical({ files: [], params: {} }), { name: 'policy', mediaType: 'application/json' });
  const report = reportOf(run, bad, rows, iso, policy);
  await Promise.all([...talliesOf(report)].map(({ bytes, about }) => writer.put(bytes, about)));
  for (let i = 0; i < rows; i += 1) await writer.finding(rowOf(i, run, [objects[i % OBJECTS]]));
  await writer.file('report.json', json(report));
  await writer.commit({
    finishedAt: iso(60_000), status: 'sealed', tool: report.run.tool, configDigest: policy, policyDigest: policy,
    principals: [], period: report.run.period, clock: { maxSkewMs: 0 }, populations: [], requests: { sent: 0, retried: 0, operations: [] },
  });
}

/** One in a hundred is otherwise on the second day. */
function rowOf(i, run, evidence) {
  const failing = run === 1 && i % 100 === 0;
  return {
    check: `bench.check-${i % CHECKS}`, subject: { key: 'bench', id: 'bench', label: 'bench' },
    resource: { id: `arn:aws:bench:eu-central-1:123456789012:thing/${createHash('sha1').update(String(i)).digest('hex')}`, name: `thing-${i}` },
    verdict: failing ? 'fail' : 'pass', because: 'every thing is good', observed: { good: !failing, tags: ['a', 'b', 'c'] }, evidence,
  };
}

function reportOf(run, bad, rows, iso, policy) {
  const verdict = (i) => (bad && i === 3 ? 'fail' : 'pass');
  const results = Array.from({ length: CHECKS }, (_, i) => ({
    check: `bench.check-${i}`, about: 'bench/thing', title: `Every thing of kind ${i} is good`, severity: 'high', evidence: 'config', verdict: verdict(i), reasons: [],
    population: { size: 1, complete: true, proof: 'read whole' }, counts: { ...NONE, [verdict(i)]: Math.max(1, rows / CHECKS) }, remedy: 'mend it', params: {}, loosened: [],
    subjects: [{ key: 'bench', id: 'bench', label: 'bench', verdict: verdict(i), reasons: [], population: { size: 1, complete: true, proof: 'read whole' }, counts: NONE, findings: [] }],
  }));
  const requirements = Array.from({ length: CLAIMS }, (_, i) => ({
    framework: 'bench', id: `c-${i}`, title: `Claim ${i}`, standing: bad && i === 3 ? 'contradicted' : 'established', strength: 'config', because: 'as its check', covers: 'whole',
    proof: { check: `bench.check-${i}`, why: 'it says so', verdict: verdict(i), evidence: 'config' },
  }));
  return {
    schema: 'https://claimcheck.dev/schema/report/v1', scope: [{ source: 'bench', name: 'bench', principal: { id: 'me', detail: '' }, excluded: [], plan: { collectors: [] }, subjects: [{ source: 'bench', name: 'bench', key: 'bench', id: 'bench', label: 'bench', scope: 'bench' }] }],
    results, requirements, gaps: [], waivers: [],
    run: {
      id: `run-${run}`, seq: run + 1, previous: null, startedAt: iso(0), finishedAt: iso(60_000), status: 'sealed', period: { from: iso(0), to: iso(0) },
      tool: { name: 'claimcheck', version: '0', node: process.version }, digests: { policy, config: policy }, verdicts: NONE,
      standings: {}, requests: { sent: 0, retried: 0, operations: [], mutating: 0 }, clock: { maxSkewMs: 0 },
      findings: { total: rows, inline: false, file: 'findings.jsonl' }, frameworks: [], exit: 0,
    },
  };
}

/** In a process of its own, so that its memory is its own. */
function cli(dir, argv) {
  const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
  const probe = join(dir, 'probe.mjs');
  writeFileSync(probe, "process.on('exit', () => process.stderr.write('\\nRSS ' + process.resourceUsage().maxRSS + '\\n'));");
  const began = performance.now();
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', probe, main, ...argv], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const wall = performance.now() - began;
  if (stdout === '') throw new Error(stderr);
  return { wall, stdout, mb: Number(/RSS (\d+)/.exec(stderr)?.[1]) / 1024 };
}
