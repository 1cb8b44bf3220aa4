/**
 * One large AWS account, and several of it: wall time over what limits and dependencies allow, calls, retries, memory.
 * `BENCH_ACCOUNTS=1,10` says how many accounts (default 1,4); an account has 200 users, 300 buckets, 500 instances, 500 volumes and
 * 100 databases in 17 regions, and throttles as AWS does.
 */
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { longest } from './chain.mjs';
import { cli, here, measured, scratch } from './child.mjs';
import { readTape } from './tape.mjs';

const LATENCY_MS = 50;
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

async function estate(accounts, work) {
  const server = fork(join(here, 'aws-estate.mjs'), [String(accounts), String(LATENCY_MS)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const next = () => new Promise((done, failed) => server.once('message', done).once('exit', () => failed(new Error('the simulated AWS ended'))));
  try {
    const at = await next();
    return await work(at, () => (server.send('counts'), next()));
  } finally {
    server.disconnect();
  }
}

async function once(accounts) {
  return scratch((dir) =>
    estate(accounts, async (at, counts) => {
      const config = join(dir, 'claimcheck.yaml');
      const many = accounts > 1 ? `    roleName: claimcheck\n    accounts: [${at.accounts.map((id) => `{ id: '${id}' }`).join(', ')}]\n` : '';
      const locker = join(dir, 'locker');
      writeFileSync(config, `sources:\n  - type: aws\n    name: bench\n    endpoint: ${at.url}\n    regions: [${at.regions.join(', ')}]\n${many}claims: []\nframeworks: []\nlocker: ${locker}\n`);
      const args = [cli, 'run', '--config', config, '--checks', 'aws.*', '--out', join(dir, 'out'), '--format', 'json', '--log', 'none'];
      const used = await measured(args, { dir, env: KEYS, statuses: [0, 1, 3, 4] });
      const report = JSON.parse(readFileSync(join(dir, 'out', 'report.json'), 'utf8'));
      const rows = report.results.flatMap(({ counts: { pass, fail, unknown } }) => [pass, fail, unknown]).reduce((sum, n) => sum + n, 0);
      const chain = accounts === 1 ? longest((await readTape(locker)).tape).calls : undefined;
      return { ...used, ...(await counts()), rows, chain, retried: report.run.requests.retried, wallMs: used.ended - used.began };
    }),
  );
}

export async function aws() {
  const rows = [];
  let chain;
  for (const accounts of (process.env['BENCH_ACCOUNTS'] ?? '1,4').split(',').map(Number)) {
    const run = await once(accounts);
    chain ??= run.chain;
    const bound = Math.max(run.byRates, (chain ?? 0) * LATENCY_MS);
    const name = `${accounts} ${accounts === 1 ? 'account' : 'accounts'}`;
    rows.push({ what: `AWS, ${name}: wall`, measured: `${(run.wallMs / 1000).toFixed(1)} s; CPU ${(run.cpuMs / 1000).toFixed(1)} s; bound ${(bound / 1000).toFixed(1)} s (rates ${(run.byRates / 1000).toFixed(1)} s, chain ${chain ?? '?'} x ${LATENCY_MS} ms)`, ratio: `${(run.wallMs / bound).toFixed(2)} x`, target: '<= 1.3 x' });
    rows.push({ what: `AWS, ${name}: calls`, measured: `${run.calls} calls, ${run.retried} retried, for ${run.rows} judgements`, ratio: `${(run.calls / run.rows).toFixed(2)} calls a judgement`, target: '< 0.5' });
    rows.push({ what: `AWS, ${name}: peak RSS`, measured: `${Math.round(run.rssMb)} MB`, ratio: '', target: '< 300 MB, flat' });
  }
  return { rows, notes: ['simulated, loopback; the estate shares the machine and answers from one thread of its own'] };
}
