/** A simulated estate in its own process, and a claimcheck.yaml that asks it. */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { here } from './child.mjs';

export async function withEstate({ world, latencyMs, dir }, work) {
  const server = fork(join(here, 'estate.mjs'), [world, String(latencyMs)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let complaint = '';
  server.stderr.on('data', (chunk) => (complaint += chunk));
  try {
    const { env, yaml } = await new Promise((done, failed) => {
      server.once('message', done);
      server.once('exit', () => failed(new Error(`the simulated estate did not start: ${complaint}`)));
    });
    const config = join(dir, 'claimcheck.yaml');
    writeFileSync(config, yaml);
    return await work({ env, config, locker: join(dir, 'locker') });
  } finally {
    server.disconnect();
  }
}

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

/** The simulated AWS in its own process; `size` as in aws-estate.mjs. `work` gets where it is, how to ask what was asked of it so far, and how to wait for so many calls. */
export async function withAws({ accounts, latencyMs = 50, size = '20,10,20,20,5', regions = 1, limits = true }, work) {
  const env = { ...process.env, NODE_NO_WARNINGS: '1', BENCH_SIZE: size, BENCH_REGIONS: String(regions), ...(limits ? {} : { BENCH_LIMITS: 'none' }) };
  const server = fork(join(here, 'aws-estate.mjs'), [String(accounts), String(latencyMs)], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let failed;
  const ended = new Promise((_, no) => (failed = no));
  ended.catch(() => undefined);
  server.once('exit', () => failed(new Error('the simulated AWS ended')));
  const next = () => Promise.race([ended, new Promise((done) => server.once('message', done))]);
  try {
    const at = await next();
    return await work({ ...at, env: KEYS, counts: () => (server.send('counts'), next()), reached: (until) => (server.send({ until }), next()) });
  } finally {
    server.disconnect();
  }
}

/** A claimcheck.yaml that asks all of its accounts. */
export function awsConfig(dir, { url, regions, accounts }, locker) {
  const many = `    roleName: claimcheck\n    accounts: [${accounts.map((id) => `{ id: '${id}' }`).join(', ')}]\n`;
  const config = join(dir, 'claimcheck.yaml');
  writeFileSync(config, `sources:\n  - type: aws\n    name: bench\n    endpoint: ${url}\n    regions: [${regions.join(', ')}]\n${many}claims: []\nframeworks: []\nlocker: ${locker}\n`);
  return config;
}
