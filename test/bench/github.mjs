/**
 * The changes of one large GitHub organization: `BENCH_GITHUB=1000,20000` says how many repositories and pull requests.
 * Requests and points that it takes, what the same questions would take in REST calls, one each, and what a second run takes, nothing
 * having changed: over the same locker, so that it may ask whether the earlier answers still hold.
 */
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, here, measured, scratch } from './child.mjs';

const LATENCY_MS = 60;
/** Half of GitHub's hundred: what the pace allows itself. */
const WIDTH = 50;
/** Identity, list (its pages follow each other, and each repository's questions its page), changes, further pages, checks. */
const CHAIN = 4;
const CHECKS = 'github.repo.merged-prs-*,github.repo.no-direct-commits,github.repo.commits-signed';

async function estate(repositories, pulls, work) {
  const server = fork(join(here, 'github-estate.mjs'), [repositories, pulls, LATENCY_MS].map(String), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const next = () => new Promise((done, failed) => server.once('message', done).once('exit', () => failed(new Error('the simulated GitHub ended'))));
  try {
    const at = await next();
    return await work(at, () => (server.send('counts'), next()));
  } finally {
    server.disconnect();
  }
}

async function twice(repositories, pulls) {
  return scratch((dir) =>
    estate(repositories, pulls, async (at, counts) => {
      const config = join(dir, 'claimcheck.yaml');
      writeFileSync(config, `sources:\n  - { type: github, organization: example-company, baseUrl: '${at.url}' }\nclaims: []\nframeworks: []\nlocker: ${join(dir, 'locker')}\n`);
      const first = await once(dir, config, counts);
      return { first, again: since(first, await once(dir, config, counts)) };
    }),
  );
}

async function once(dir, config, counts) {
  const out = join(dir, 'out');
  const args = [cli, 'run', '--config', config, '--checks', CHECKS, '--out', out, '--format', 'json', '--log', 'none'];
  const run = await measured(args, { dir, env: { GITHUB_TOKEN: 'github_pat_0000000000000000000000' }, statuses: [0, 1, 3, 4] });
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  const findings = readFileSync(join(out, 'findings.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  const used = await counts();
  return { ...run, ...used, strays: straysIn(findings, used), results: report.results, retried: report.run.requests.retried, wallMs: run.ended - run.began };
}

/** The estate counts from its beginning. */
function since(before, run) {
  const [rest, graphql, confirmed, points] = ['rest', 'graphql', 'confirmed', 'points'].map((what) => run[what] - before[what]);
  return { ...run, rest, graphql, confirmed, points };
}

/**
 * What is not as it was planted: a failure or an unknown row of a resource that nobody planted, and what was planted and is neither.
 * A rewritten branch makes the two populations of commits incomplete, and is told twice: by the push that GitHub keeps, and by the merge
 * that stands on the branch no more.
 */
function straysIn(findings, { planted, unknowable, rewritten }) {
  const due = new Map([...planted.map((one) => [one, 'fail']), ...unknowable.map((one) => [one, 'unknown'])].map(([{ check, resource }, verdict]) => [`${check} example-company/${resource}`, verdict]));
  const strays = [];
  const gaps = new Map();
  const judged = new Set(findings.map(({ check }) => check));
  for (const { check, subject, resource, verdict } of findings) {
    const row = `${check} ${resource.name}`;
    if (resource.id === subject.id) gaps.set(check, (gaps.get(check) ?? 0) + 1);
    else if (due.has(row) ? due.get(row) !== verdict : verdict === 'fail' || verdict === 'unknown') strays.push(`${row}: ${verdict}`);
    due.delete(row);
  }
  for (const [row, verdict] of due) if (judged.has(row.split(' ')[0])) strays.push(`${row}: ${verdict} was planted`);
  for (const check of judged) {
    const told = /commits/.test(check) ? rewritten * 2 : 0;
    if ((gaps.get(check) ?? 0) !== told) strays.push(`${check}: ${gaps.get(check) ?? 0} gaps of ${told}`);
  }
  return strays;
}

const percent = (part, whole) => `${((part / whole) * 100).toFixed(1)} %`;
const toldBy = (run) => `CPU ${(run.cpuMs / 1000).toFixed(1)} s (${(run.cpuMs / (run.rest + run.graphql + run.confirmed)).toFixed(0)} ms a request)`;

export async function github() {
  const [repositories, pulls] = (process.env['BENCH_GITHUB'] ?? '1000,20000').split(',').map(Number);
  const { first: run, again } = await twice(repositories, pulls);
  const requests = run.rest + run.graphql;
  const bound = Math.max((requests / WIDTH) * LATENCY_MS, ((run.graphql / run.limits.graphqlPerMinute) * 60_000) - 60_000, (Math.ceil(repositories / 100) + CHAIN) * LATENCY_MS);
  const judged = run.results.map(({ check, population, counts }) => `${check.replace('github.repo.', '')} ${population.size} (${counts.fail} fail, ${counts.unknown} unknown, ${population.complete ? 'whole' : 'not whole'})`);
  const strays = [...run.strays, ...again.strays];
  const asked = Object.entries(run.asked).sort(([, a], [, b]) => b - a).map(([operation, count]) => `${operation} ${count}`);
  const name = `GitHub, ${repositories} repositories, ${pulls} pull requests, ${run.commits} commits`;
  const second = 'the same again, nothing having changed';
  return {
    rows: [
      { what: `${name}: requests`, measured: `${requests} (${run.rest} REST, ${run.graphql} GraphQL), ${run.retried} again, ${run.turnedAway} turned away`, ratio: `${percent(requests, run.inRest)} of ${run.inRest} in REST`, target: '200' },
      { what: `${name}: points`, measured: `${run.points}`, ratio: `${percent(run.points, run.limits.pointsPerHour)} of an hour's`, target: '1,500' },
      { what: `${name}: wall`, measured: `${(run.wallMs / 1000).toFixed(1)} s; ${toldBy(run)}; bound ${(bound / 1000).toFixed(1)} s; at most ${run.most} at once`, ratio: `${(run.wallMs / bound).toFixed(2)} x`, target: '' },
      { what: `${name}: peak RSS`, measured: `${Math.round(run.rssMb)} MB`, ratio: '', target: '' },
      { what: `${second}: requests that count`, measured: `${again.rest + again.graphql} (${again.rest} REST, ${again.graphql} GraphQL); ${again.confirmed} more were answered by 304`, ratio: percent(again.rest + again.graphql, requests), target: '<= 5 %' },
      { what: `${second}: points`, measured: `${again.points}`, ratio: percent(again.points, run.points), target: '<= 5 %' },
      { what: `${second}: wall`, measured: `${(again.wallMs / 1000).toFixed(1)} s; ${toldBy(again)}; peak RSS ${Math.round(again.rssMb)} MB`, ratio: '', target: '' },
    ],
    notes: [
      `judged: ${judged.join('; ')}`,
      strays.length === 0
        ? `every failure and every unknown row was planted, in both runs: ${run.planted.length} violations, ${run.unknowable.length} approvals by accounts that are gone, ${run.rewritten} rewritten branches, each told twice for each of the two checks of commits`
        : `NOT as planted, ${strays.length}: ${strays.slice(0, 10).join('; ')}`,
      `asked: ${asked.join('; ')}`,
      'simulated, loopback; the estate shares the machine; limits as GitHub documents them (100 at once, 2,000 GraphQL requests a minute, 5,000 points an hour)',
    ],
  };
}
