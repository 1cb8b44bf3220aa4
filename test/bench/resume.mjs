/**
 * kill -9 and on: which calls are made twice, and whether the sealed run says the same as one that nobody killed.
 * `BENCH_ACCOUNTS` says how many AWS accounts (default 25), `BENCH_KILLS` after which shares of the calls it is killed (default 0.5).
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cli, measured, scratch } from './child.mjs';
import { awsConfig, withAws } from './estates.mjs';

const STATUSES = [0, 1, 3, 4];
const ACCOUNTS = Number(process.env['BENCH_ACCOUNTS'] ?? 25);
const KILLS = (process.env['BENCH_KILLS'] ?? '0.5').split(',').map(Number);

/** What was found, without when: instants, and the digests of answers that hold them, are of each run alone. */
function digestOf(locker) {
  const bare = (line) => {
    const { evidence, ...finding } = JSON.parse(line);
    return JSON.stringify({ ...finding, rests: evidence?.length > 0 }).replace(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)/g, 'T');
  };
  const lines = readFileSync(join(locker, 'runs', '00000001', 'findings.jsonl'), 'utf8').trim().split('\n').map(bare);
  return { findings: lines.length, digest: createHash('sha256').update(lines.sort().join('\n')).digest('hex') };
}

export async function resume() {
  return scratch((dir) =>
    withAws({ accounts: ACCOUNTS, limits: false }, async (aws) => {
      const args = (config) => [cli, 'run', '--config', config, '--checks', 'aws.*', '--out', join(dir, 'out'), '--format', 'json', '--log', 'none'];
      const calls = async () => (await aws.counts()).calls;
      const whole = join(dir, 'whole');
      await measured(args(awsConfig(dir, aws, whole)), { dir, env: aws.env, statuses: STATUSES });
      const all = await calls();
      const other = join(dir, 'killed');
      const config = awsConfig(dir, aws, other);
      for (const [at, share] of KILLS.entries()) {
        const until = (await calls()) + Math.ceil(all * (share - (KILLS[at - 1] ?? 0)));
        const child = spawn(process.execPath, [...args(config), ...(at > 0 ? ['--resume'] : [])], { env: { PATH: process.env.PATH, ...aws.env }, stdio: 'ignore' });
        const ended = new Promise((done) => child.once('close', (_, signal) => done(signal)));
        while ((await calls()) < until && child.exitCode === null) await wait(10);
        child.kill('SIGKILL');
        if ((await ended) !== 'SIGKILL') throw new Error('it had ended before it was killed');
      }
      await measured([...args(config), '--resume'], { dir, env: aws.env, statuses: STATUSES });
      const twice = (await calls()) - 2 * all;
      const [one, two] = [digestOf(whole), digestOf(other)];
      const same = one.digest === two.digest;
      return {
        rows: [
          { what: `kill -9 after ${KILLS.map((share) => `${100 * share} %`).join(', ')} of ${all.toLocaleString('en')} calls, and --resume: calls made twice`, measured: `${twice}`, ratio: `${((100 * twice) / all).toFixed(1)} %`, target: '<= 2 %' },
          { what: '  what it says, against a run that was not killed', measured: `${two.findings.toLocaleString('en')} findings, digest ${two.digest.slice(0, 12)} / ${one.digest.slice(0, 12)}`, ratio: same ? 'equal' : 'DIFFERENT', target: 'equal' },
        ],
        notes: [`simulated, loopback; ${ACCOUNTS} AWS accounts; each attempt asks again who answers, account by account, and what was under way when it was killed`],
      };
    }),
  );
}
