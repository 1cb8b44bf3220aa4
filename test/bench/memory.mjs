/**
 * Whether memory grows with the estate: the same AWS account, very many times.
 * `BENCH_ACCOUNTS=100,5000` says how many (default 10,100), `BENCH_REGIONS` in how many regions each (default 1), `BENCH_CHECKS` which
 * checks (default all of AWS), `BENCH_SIZE` how large an account is (as for aws.mjs; default 20,10,20,20,5), `BENCH_LATENCY` ms for each
 * answer (default 0). `BENCH_NODE` is handed to the measured node, `BENCH_KEEP` names a folder in which the run and its samples stay.
 */
import { fork } from 'node:child_process';
import { createReadStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cli, here, measured, scratch } from './child.mjs';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const CHECKS = process.env['BENCH_CHECKS'] ?? 'aws.*';
const SIZE = process.env['BENCH_SIZE'] ?? '20,10,20,20,5';
const REGIONS = process.env['BENCH_REGIONS'] ?? '1';

async function estate(accounts, work) {
  const env = { ...process.env, BENCH_SIZE: SIZE, BENCH_REGIONS: REGIONS, BENCH_LIMITS: 'none' };
  const server = fork(join(here, 'aws-estate.mjs'), [String(accounts), process.env['BENCH_LATENCY'] ?? '0'], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const next = () => new Promise((done, failed) => server.once('message', done).once('exit', () => failed(new Error('the simulated AWS ended'))));
  try {
    const at = await next();
    return await work(at, () => (server.send('counts'), next()));
  } finally {
    server.disconnect();
  }
}

async function once(accounts) {
  const run = (dir) =>
    estate(accounts, async (at, counts) => {
      const locker = join(dir, 'locker');
      const config = join(dir, 'claimcheck.yaml');
      const many = at.accounts.map((id) => `{ id: '${id}' }`).join(', ');
      writeFileSync(config, `sources:\n  - type: aws\n    name: bench\n    endpoint: ${at.url}\n    regions: [${at.regions.join(', ')}]\n    roleName: claimcheck\n    accounts: [${many}]\nclaims: []\nframeworks: []\nlocker: ${locker}\n`);
      const args = [cli, 'run', '--config', config, '--checks', CHECKS, '--out', join(dir, 'out'), '--format', 'json', '--log', 'none'];
      const node = (process.env['BENCH_NODE'] ?? '').split(' ').filter(Boolean);
      const env = { ...KEYS, ...(process.env['BENCH_KEEP'] && { SAMPLE_OUT: join(dir, 'sample') }) };
      const used = await measured(args, { dir, env, node, statuses: [0, 1, 3, 4] });
      const folder = join(locker, 'runs', '00000001');
      const size = async (name) => (await stat(join(folder, name)).catch(() => ({ size: 0 }))).size;
      const { lines, unknown } = await verdicts(join(folder, 'findings.jsonl'));
      const sizes = { manifest: await size('manifest.json'), report: await size('report.json'), findings: await size('findings.jsonl') };
      return { ...used, ...(await counts()), lines, unknown, sizes };
    });
  const keep = process.env['BENCH_KEEP'];
  if (keep === undefined) return scratch(run);
  const dir = join(keep, String(accounts));
  mkdirSync(dir, { recursive: true });
  return run(dir);
}

async function verdicts(file) {
  const found = { lines: 0, unknown: 0 };
  for await (const line of createInterface({ input: createReadStream(file) })) {
    found.lines += 1;
    if (line.includes('"verdict":"unknown"')) found.unknown += 1;
  }
  return found;
}

export async function memory() {
  const rows = [];
  let first;
  for (const accounts of (process.env['BENCH_ACCOUNTS'] ?? '10,100').split(',').map(Number)) {
    const run = await once(accounts);
    const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
    const { manifest, report, findings } = run.sizes;
    const name = `AWS, ${accounts} accounts x ${REGIONS} ${REGIONS === '1' ? 'region' : 'regions'}`;
    const ratio = first ? `${(run.rssMb / first).toFixed(2)} x the first` : '';
    rows.push({ what: `${name}: peak RSS`, measured: `${Math.round(run.rssMb)} MB`, ratio, target: '<= 256 MB, <= 1.5 x' });
    rows.push({ what: `${name}: calls; wall; CPU`, measured: `${run.calls}; ${((run.ended - run.began) / 1000).toFixed(0)} s; ${(run.cpuMs / 1000).toFixed(0)} s, ${(run.cpuMs / run.calls).toFixed(1)} ms a call`, ratio: '', target: '' });
    rows.push({ what: `${name}: findings (of them unknown); manifest, report, findings`, measured: `${run.lines} (${run.unknown}); ${mb(manifest)}, ${mb(report)}, ${mb(findings)}`, ratio: '', target: '' });
    first ??= run.rssMb;
  }
  return { rows, notes: [`simulated, loopback; the estate in a process of its own; checks ${CHECKS}; an account of ${SIZE} users, buckets, instances, volumes, databases (shared among all regions)`] };
}
