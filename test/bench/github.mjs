/**
 * The changes of one large GitHub organization: `BENCH_GITHUB=1000,20000` says how many repositories and pull requests.
 * Requests and points that it takes, and what the same questions would take in REST calls, one each.
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

async function once(repositories, pulls) {
  return scratch((dir) =>
    estate(repositories, pulls, async (at, counts) => {
      const config = join(dir, 'claimcheck.yaml');
      writeFileSync(config, `sources:\n  - { type: github, organization: example-company, baseUrl: '${at.url}' }\nclaims: []\nframeworks: []\nlocker: ${join(dir, 'locker')}\n`);
      const args = [cli, 'run', '--config', config, '--checks', CHECKS, '--out', join(dir, 'out'), '--format', 'json', '--log', 'none'];
      const run = await measured(args, { dir, env: { GITHUB_TOKEN: 'github_pat_0000000000000000000000' }, statuses: [0, 1, 3, 4] });
      const report = JSON.parse(readFileSync(join(dir, 'out', 'report.json'), 'utf8'));
      return { ...run, ...(await counts()), results: report.results, retried: report.run.requests.retried, wallMs: run.ended - run.began };
    }),
  );
}

export async function github() {
  const [repositories, pulls] = (process.env['BENCH_GITHUB'] ?? '1000,20000').split(',').map(Number);
  const run = await once(repositories, pulls);
  const requests = run.rest + run.graphql;
  const bound = Math.max((requests / WIDTH) * LATENCY_MS, ((run.graphql / run.limits.graphqlPerMinute) * 60_000) - 60_000, (Math.ceil(repositories / 100) + CHAIN) * LATENCY_MS);
  const judged = run.results.map(({ check, population, counts }) => `${check.replace('github.repo.', '')} ${population.size} (${counts.fail} fail, ${counts.unknown} unknown, ${population.complete ? 'whole' : 'not whole'})`);
  const name = `GitHub, ${repositories} repositories, ${pulls} pull requests, ${run.commits} commits`;
  return {
    rows: [
      { what: `${name}: requests`, measured: `${requests} (${run.rest} REST, ${run.graphql} GraphQL), ${run.retried} again, ${run.turnedAway} turned away`, ratio: `${((requests / run.inRest) * 100).toFixed(1)} % of ${run.inRest} in REST`, target: '<= 10 %' },
      { what: `${name}: points`, measured: `${run.points}`, ratio: `${((run.points / run.limits.pointsPerHour) * 100).toFixed(0)} % of an hour's`, target: '<= 100 %' },
      { what: `${name}: wall`, measured: `${(run.wallMs / 1000).toFixed(1)} s; CPU ${(run.cpuMs / 1000).toFixed(1)} s; bound ${(bound / 1000).toFixed(1)} s; at most ${run.most} at once`, ratio: `${(run.wallMs / bound).toFixed(2)} x`, target: '' },
      { what: `${name}: peak RSS`, measured: `${Math.round(run.rssMb)} MB`, ratio: '', target: '' },
    ],
    notes: [`judged: ${judged.join('; ')}`, 'simulated, loopback; the estate shares the machine; limits as GitHub documents them (100 at once, 2,000 GraphQL requests a minute, 5,000 points an hour)'],
  };
}
