/** Sealing a run, checking a year of them, and checking only what is new; against sha256sum over the same bytes. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beginRun, canonical, digestOf, newKeys } from '../../dist/src/locker/index.js';
import { median, scratch } from './child.mjs';

const RUNS = 365;
const OBJECTS = 1000;
const DAY = 86_400_000;
const FIRST = Date.parse('2025-11-21T04:00:00.000Z');
const EVIDENCE = 'application/vnd.claimcheck.evidence.v1+json';

export async function seal({ runs = RUNS }) {
  return scratch(async (dir) => {
    const keys = newKeys('ecdsa-p256', undefined);
    const root = join(dir, 'locker');
    const took = [];
    for (let run = 0; run < runs; run += 1) took.push(await sealOne(root, run, keys));
    writeFileSync(join(dir, 'pub.pem'), keys.publicPem);
    const names = readdirSync(join(root, 'runs'));
    const bytes = objectBytes(root);
    const whole = verify(root, dir, ['--remember', join(dir, 'head')]);
    await sealOne(root, runs, keys);
    const fresh = verify(root, dir, ['--checkpoint', join(dir, 'head'), '--new-only']);
    const began = performance.now();
    for (const name of names) spawnSync('sha256sum', ['--quiet', '-c', `runs/${name}/SHA256SUMS`], { cwd: root });
    const peer = performance.now() - began;
    const what = `${names.length} runs of ${OBJECTS.toLocaleString('en')} objects (${(bytes / 1e6).toFixed(0)} MB)`;
    return {
      rows: [
        { what: `seal ${OBJECTS.toLocaleString('en')} objects, signed`, measured: `${median(took).toFixed(0)} ms`, ratio: '', target: '< 1 s' },
        { what: `verify ${what}`, measured: `${(whole.wall / 1000).toFixed(1)} s, ${whole.mb.toFixed(0)} MB`, ratio: `${(whole.wall / peer).toFixed(2)} x sha256sum -c (${(peer / 1000).toFixed(1)} s)`, target: '< 60 s, 256 MB' },
        { what: 'verify one run more, --new-only', measured: `${(fresh.wall / 1000).toFixed(2)} s, ${fresh.mb.toFixed(0)} MB`, ratio: '', target: '< 2 s' },
      ],
      notes: [`verify answered ${whole.status} and ${fresh.status}: ${whole.last}`, 'sealing includes fsync of every object; sha256sum checks digests alone, no record, signature or chain'],
    };
  });
}

/** Half of a run's objects are records of answers, half their bodies; all are its own, as answers with a time in them are. */
async function sealOne(root, run, keys) {
  const at = FIRST + run * DAY;
  const iso = (ms) => new Date(at + ms).toISOString();
  const records = Array.from({ length: OBJECTS / 2 }, (_, i) => {
    const body = Buffer.from(JSON.stringify({ user: `u${i}`, run, filler: 'x'.repeat(2000) }));
    const record = {
      order: i, source: 'production', subject: 'aws/production', operation: 'iam:GetUser',
      request: { method: 'POST', url: 'https://iam.amazonaws.com/', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `Action=GetUser&UserName=u${i}` },
      response: { status: 200, headers: { date: new Date(at + i).toUTCString(), 'x-amzn-requestid': `${run}-${i}-aaaa-bbbb-cccccccccccc` }, body: digestOf(body) },
      requestedAt: iso(i), receivedAt: iso(i + 1), redactions: [],
    };
    return { body, bytes: canonical(record) };
  });
  const began = performance.now();
  const { writer } = await beginRun(root, { origin: 'claimcheck/bench', adopt: true, runId: `run-${run}`, at: iso(0), sealing: keys });
  const digests = await Promise.all(records.map(async ({ bytes, body }, i) => {
    await writer.put(body, { name: `raw/${i}`, mediaType: 'application/json' });
    return writer.put(bytes, { name: `evidence/${i}`, mediaType: EVIDENCE });
  }));
  const policy = digests[0];
  await writer.file('report.json', Buffer.from('{}'));
  await writer.commit({
    finishedAt: iso(60_000), status: 'sealed', tool: { name: 'claimcheck', version: '0', node: process.version }, configDigest: policy, policyDigest: policy,
    principals: [], period: { from: iso(0), to: iso(0) }, clock: { maxSkewMs: 0 }, populations: [], requests: { sent: OBJECTS / 2, retried: 0, operations: ['iam:GetUser'] },
  });
  return performance.now() - began;
}

/** In a process of its own, so that its memory is its own. */
function verify(root, dir, more) {
  const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
  const began = performance.now();
  const probe = join(dir, 'probe.mjs');
  writeFileSync(probe, "process.on('exit', () => process.stderr.write('\\nRSS ' + process.resourceUsage().maxRSS + '\\n'));");
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', probe, main, 'verify', root, '--key', join(dir, 'pub.pem'), ...more], { encoding: 'utf8' });
  const wall = performance.now() - began;
  return { wall, status, mb: Number(/RSS (\d+)/.exec(stderr)?.[1]) / 1024, last: stdout.trim().split('\n').at(-1) };
}

function objectBytes(root) {
  let sum = 0;
  for (const two of readdirSync(join(root, 'objects/sha256')))
    for (const name of readdirSync(join(root, 'objects/sha256', two))) sum += statSync(join(root, 'objects/sha256', two, name)).size;
  return sum;
}
