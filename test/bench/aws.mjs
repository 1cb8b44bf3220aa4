/**
 * One large AWS account, and several of it: wall time over what limits and dependencies allow, calls, refusals, memory.
 * `BENCH_ACCOUNTS=1,10` says how many accounts (default 1,4). `BENCH_SIZE=20,10,20,20,5` makes them smaller: an account has 200 users,
 * 300 buckets, 500 instances, 500 volumes and 100 databases unless told otherwise, in 17 regions, and throttles as AWS does.
 * `BENCH_REGIONS=1` looks at fewer of them. `BENCH_CHECKS=reference` asks one account by the checks over IAM, S3, EC2, RDS and the regional
 * switches alone: the account that the targets of calls and seconds are about. `BENCH_CHECKS=counted`: those of them alone that ask what was
 * counted when the targets were set.
 */
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { longest } from './chain.mjs';
import { cli, here, measured, scratch } from './child.mjs';
import { asked } from './questions.mjs';
import { readTape } from './tape.mjs';

const LATENCY_MS = 50;
/** What a limit, a deadline or a line can take away. */
const LOST = new Set(['throttled', 'rate_limited', 'timeout', 'unreachable', 'provider_error', 'truncated']);
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

/** The rest of the entry by which what AWS Config recorded is read. */
const RECORDED = '    collect: { via: config, aggregator: everything, aggregatorRegion: eu-central-1 }\n';
/** IAM, S3, EC2 with its volumes, RDS, and what a region has switched on. */
const REFERENCE = ['iam', 's3', 'ec2', 'ebs', 'rds', 'guardduty', 'securityhub', 'config', 'cloudtrail'].map((name) => `aws.${name}.*`).join(',');
/** What the targets were counted on: IAM in bulk, five settings of a bucket, EC2 and RDS by their listings, nine questions to a region. */
const COUNTED = [
  ...['access-key-rotation', 'administrator-access-limited', 'admins-mfa', 'console-users-mfa', 'no-full-admin-policies', 'password-policy-length'],
  ...['role-trust-not-open', 'root-mfa', 'root-mfa-hardware', 'root-no-access-keys', 'root-not-used', 'unused-credentials', 'users-permissions-via-groups'],
].map((name) => `aws.iam.${name}`).concat(
  ['encryption-default', 'bucket-public-access-block', 'bucket-not-public', 'tls-only', 'versioning'].map((name) => `aws.s3.${name}`),
  ['default-sg-closed', 'sg-no-world-admin-ports', 'sg-no-world-data-ports', 'nacl-admin-ports', 'imdsv2', 'flow-logs'].map((name) => `aws.ec2.${name}`),
  ['aws.ebs.volumes-encrypted', 'aws.rds.encrypted', 'aws.rds.backup-retention', 'aws.rds.multi-az'],
  ['aws.ebs.default-encryption', 'aws.guardduty.enabled', 'aws.securityhub.enabled', 'aws.config.recorder', 'aws.cloudtrail.multi-region', 'aws.cloudtrail.log-validation'],
).join(',');
const SELECTIONS = { reference: REFERENCE, counted: COUNTED };
async function once(accounts, collect = '', checks = 'aws.*') {
  return scratch((dir) =>
    estate(accounts, async (at, counts) => {
      const config = join(dir, 'claimcheck.yaml');
      const many = accounts > 1 ? `    roleName: claimcheck\n    accounts: [${at.accounts.map((id) => `{ id: '${id}' }`).join(', ')}]\n` : '';
      const locker = join(dir, 'locker');
      writeFileSync(config, `sources:\n  - type: aws\n    name: bench\n    endpoint: ${at.url}\n    regions: [${at.regions.join(', ')}]\n${many}${collect}claims: []\nframeworks: []\nlocker: ${locker}\n`);
      const args = [cli, 'run', '--config', config, '--checks', checks, '--out', join(dir, 'out'), '--format', 'json', '--log', 'none'];
      const used = await measured(args, { dir, env: KEYS, statuses: [0, 1, 3, 4] });
      const report = JSON.parse(readFileSync(join(dir, 'out', 'report.json'), 'utf8'));
      const single = await asked(locker);
      const lost = report.gaps.filter(({ reason }) => LOST.has(reason)).length;
      const chain = accounts === 1 ? longest((await readTape(locker)).tape).calls : undefined;
      return { ...used, ...(await counts()), single, lost, chain, retried: report.run.requests.retried, wallMs: used.ended - used.began };
    }),
  );
}

/** One account, asked what the targets are about: by its own services, and by what AWS Config recorded. */
async function reference(selection) {
  const checks = SELECTIONS[selection];
  const rows = [];
  const notes = ['simulated, loopback', `checks: ${checks}`];
  for (const [by, collect, target] of [['its services', '', '<= 1,800 calls; <= 5 s'], ['AWS Config', RECORDED, '<= 80 calls']]) {
    const run = await once(1, collect, checks);
    const bound = Math.max(run.byRates, (run.chain ?? 0) * LATENCY_MS);
    const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
    rows.push({ what: `AWS, reference account (${selection}) by ${by}: calls; wall`, measured: `${run.calls}; ${seconds(run.wallMs)}, CPU ${seconds(run.cpuMs)}, ${(run.cpuMs / run.calls).toFixed(1)} ms a call, ${Math.round(run.rssMb)} MB`, ratio: `${(run.wallMs / bound).toFixed(2)} x the bound by rates and chain; ${(run.wallMs / Math.max(bound, run.cpuMs)).toFixed(2)} x that or the CPU`, target });
    rows.push({ what: '  turned away; lost', measured: `${run.turnedAway}; ${run.lost}`, ratio: '', target: '<= 1 %; 0' });
    notes.push(`asked by ${by}: ${tally(run.operations)}`);
  }
  return { rows, notes };
}

/** `s3:GetBucketAcl 300, …`: the most often asked first. */
function tally(operations) {
  return Object.entries(operations)
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

export async function aws() {
  const selection = process.env['BENCH_CHECKS'];
  if (selection !== undefined) return reference(selection);
  const rows = [];
  let chain;
  let first;
  for (const accounts of (process.env['BENCH_ACCOUNTS'] ?? '1,4').split(',').map(Number)) {
    const run = await once(accounts);
    chain ??= run.chain;
    const bound = Math.max(run.byRates, (chain ?? 0) * LATENCY_MS);
    const name = `${accounts} ${accounts === 1 ? 'account' : 'accounts'}`;
    const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
    const parts = `allowed rates ${seconds(run.byRates)}, chain ${chain ?? '?'} x ${LATENCY_MS} ms`;
    rows.push({ what: `AWS, ${name}: wall / bound`, measured: `${seconds(run.wallMs)} / ${seconds(bound)} (${parts})`, ratio: `${(run.wallMs / bound).toFixed(2)} x`, target: '<= 1.3 x' });
    const floor = Math.max(bound, run.cpuMs);
    rows.push({ what: `AWS, ${name}: wall / that or the CPU`, measured: `CPU ${seconds(run.cpuMs)}, ${(run.cpuMs / run.calls).toFixed(1)} ms a call`, ratio: `${(run.wallMs / floor).toFixed(2)} x`, target: '' });
    rows.push({ what: `AWS, ${name}: calls / (resource, field) pairs`, measured: `${run.calls} / ${run.single}`, ratio: `${(run.calls / run.single).toFixed(2)}`, target: '< 0.5' });
    rows.push({ what: `AWS, ${name}: turned away; lost`, measured: `${run.turnedAway} of ${run.calls}, ${run.retried} asked again`, ratio: `${((100 * run.turnedAway) / run.calls).toFixed(1)} %; ${run.lost}`, target: '<= 1 %; 0' });
    rows.push({ what: `AWS, ${name}: peak RSS`, measured: `${Math.round(run.rssMb)} MB`, ratio: first ? `${(run.rssMb / first).toFixed(2)} x the first` : '', target: '< 300 MB, flat' });
    first ??= run.rssMb;
    if (accounts > 1) continue;
    const recorded = await once(accounts, RECORDED);
    rows.push({ what: `AWS, ${name}: calls by AWS Config / live`, measured: `${recorded.calls} / ${run.calls}`, ratio: `${(recorded.calls / run.calls).toFixed(2)}`, target: '' });
  }
  return { rows, notes: [
    'simulated, loopback; the estate shares the machine and answers from one thread of its own',
    'pairs: for each resource that was read, the fields of it that the checks read, beside id and name: what one call per resource and attribute would ask',
  ] };
}
