/**
 * `claimcheck enqueue`, one, two and four `claimcheck work` on a real PostgreSQL, `claimcheck finish`: wall time, and that every account was
 * asked once. `BENCH_ACCOUNTS` says how many AWS accounts (default 16), `BENCH_WORKERS` how many workers (default 1,2,4), `BENCH_LATENCY` ms
 * for each answer (default 50).
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, measured, scratch } from './child.mjs';
import { awsConfig, withAws } from './estates.mjs';

const ACCOUNTS = Number(process.env['BENCH_ACCOUNTS'] ?? 16);
const WORKERS = (process.env['BENCH_WORKERS'] ?? '1,2,4').split(',').map(Number);
const LATENCY_MS = Number(process.env['BENCH_LATENCY'] ?? 50);
const BASE = '/usr/lib/postgresql';

/** Debian's newest, in a folder of its own, gone afterwards. Servers refuse to run as root. */
async function withPostgres(work) {
  const version = existsSync(BASE) ? readdirSync(BASE).sort((a, b) => Number(b) - Number(a))[0] : undefined;
  if (version === undefined) return undefined;
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-bench-pg-'));
  const asRoot = process.getuid?.() === 0;
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  if (asRoot) chownSync(dir, id('-u'), id('-g'));
  const run = (program, ...args) => {
    const [command, ...rest] = [...(asRoot ? ['runuser', '-u', 'postgres', '--'] : []), join(BASE, version, 'bin', program), ...args];
    return execFileSync(command, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], cwd: dir });
  };
  const port = await new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => done(free));
    });
  });
  const data = join(dir, 'data');
  run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync');
  run('pg_ctl', '-D', data, '-l', join(dir, 'log'), '-w', '-o', `-p ${port} -k ${dir} -c listen_addresses=127.0.0.1`, 'start');
  try {
    return await work({ version, address: `postgresql://postgres@127.0.0.1:${port}/postgres` });
  } finally {
    run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
    rmSync(dir, { recursive: true, force: true });
  }
}

/** One round: everything is asked by so many workers. Segments are what was sealed, one for each account. */
async function round(count, address) {
  return scratch((dir) =>
    withAws({ accounts: ACCOUNTS, latencyMs: LATENCY_MS, limits: false }, async (aws) => {
      const config = awsConfig(dir, aws, join(dir, 'locker'));
      const [segments, env] = [join(dir, 'segments'), { ...aws.env, CLAIMCHECK_DATABASE: address, PATH: process.env.PATH }];
      const common = ['--config', config, '--checks', 'aws.*', '--segments', segments];
      await measured([cli, 'enqueue', ...common], { dir, env });
      const began = Date.now();
      const workers = await Promise.all(Array.from({ length: count }, (_, at) => one(['work', ...common], env, join(dir, `usage-${at}`))));
      const wallMs = Date.now() - began;
      const { calls } = await aws.counts();
      const names = readdirSync(segments).filter((name) => /^[0-9a-f]{32}$/.test(name));
      const owned = names.flatMap((name) => JSON.parse(readFileSync(join(segments, name, 'segment.json'), 'utf8')).subjects);
      const doubled = owned.length - new Set(owned).size;
      await measured([cli, 'finish', '--config', config, '--segments', segments, '--locker', join(dir, 'merged'), '--out', join(dir, 'out'), '--format', 'json'], { dir, env, statuses: [0, 1, 3, 4] });
      return { wallMs, calls, sealed: names.length, subjects: owned.length, doubled, workers };
    }),
  );
}

async function one(args, env, usage) {
  const child = spawn(process.execPath, ['--import', join(import.meta.dirname, 'preload.mjs'), cli, ...args], { env: { ...env, BENCH_USAGE: usage }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const status = await new Promise((done) => child.once('close', done));
  if (status !== 0) throw new Error(`a worker ended with ${status}: ${said}`);
  return { ...JSON.parse(readFileSync(usage, 'utf8')), jobs: Number(/(\d+) jobs done here/.exec(said)?.[1]) };
}

export async function workers() {
  const found = await withPostgres(async ({ version, address }) => {
    const rows = [];
    let first;
    for (const count of WORKERS) {
      const run = await round(count, address);
      if (run.sealed !== ACCOUNTS || run.doubled > 0) throw new Error(`${run.sealed} of ${ACCOUNTS} accounts sealed, ${run.doubled} subjects twice`);
      first ??= run;
      const cpuMs = run.workers.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
      const name = `PostgreSQL ${version}, ${count} ${count === 1 ? 'worker' : 'workers'}`;
      rows.push({ what: `${name}: ${ACCOUNTS} accounts, ${LATENCY_MS} ms latency`, measured: `${(run.wallMs / 1000).toFixed(1)} s; jobs ${run.workers.map(({ jobs }) => jobs).join(' + ')}`, ratio: `${(first.wallMs / run.wallMs).toFixed(2)} x one worker`, target: count === 1 ? '' : `near ${count} x until the CPU is full` });
      rows.push({ what: `  sealed once / accounts; calls; CPU of the workers`, measured: `${run.sealed} / ${ACCOUNTS}, ${run.subjects} subjects; ${run.calls}; ${(cpuMs / 1000).toFixed(1)} s`, ratio: `${(cpuMs / run.wallMs).toFixed(2)} of ${cpus().length} cores; calls ${(run.calls / first.calls).toFixed(2)} x`, target: '' });
    }
    return rows;
  });
  if (found === undefined) return { rows: [{ what: 'workers on PostgreSQL', measured: 'not measured: no PostgreSQL is installed', ratio: '', target: '' }], notes: [] };
  return { rows: found, notes: ['simulated, loopback; the simulated AWS, the database and the workers share the cores: beyond what these have, more workers cannot help'] };
}
