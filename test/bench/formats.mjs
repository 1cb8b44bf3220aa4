/** A million findings to JSON Lines, CSV and OCSF, against the least there is: JSON.stringify of each row to a stream. In processes of their own, so that memory is each one's. */
import { spawnSync } from 'node:child_process';
import { createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { median, scratch } from './child.mjs';

const FEW = 10_000;
const MANY = 1_000_000;

/** Rows like those of a real run: a check over IAM users, a third of them failing, some unknown. */
function estate(size) {
  const counts = { pass: 0, fail: 0, unknown: 0, not_applicable: 0, waived: 0 };
  const verdicts = Array.from({ length: size }, (_, i) => (i % 3 === 0 ? 'fail' : i % 50 === 1 ? 'unknown' : 'pass'));
  for (const verdict of verdicts) counts[verdict] += 1;
  const subject = { key: 'aws/production', id: '123456789012', label: 'production' };
  const check = 'aws.iam.access-key-rotation';
  const common = { verdict: 'fail', reasons: ['access_denied'], population: { size, complete: true, proof: `AccountSummary.Users = ${size}` }, counts };
  const title = 'No active access key is older than ninety days';
  const remedy = 'Make a new key, use it, delete the old one. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html';
  const proof = { check, why: 'an old key is one that more people may have seen', verdict: 'fail', evidence: 'config' };
  const requirement = { framework: 'nist-csf-2.0', id: 'PR.AA-01', title: 'Identities', standing: 'contradicted', strength: 'config', because: 'A decisive check failed.', covers: 'part', proof };
  const digest = `sha256:${'ab'.repeat(32)}`;
  const report = {
    schema: 'https://claimcheck.dev/schema/report/v1',
    run: {
      id: '0190f5a2-7c1e-4d6b-9a3f-2b8c5d7e1f60', seq: 1, previous: null, startedAt: '2026-11-21T10:00:00.000Z', finishedAt: '2026-11-21T10:04:00.000Z', status: 'sealed',
      period: { from: '2026-08-23T10:00:00.000Z', to: '2026-11-21T10:00:00.000Z' }, tool: { name: 'claimcheck', version: '0.1.0', node: process.version },
      digests: { policy: digest, config: digest }, verdicts: { ...counts, pass: 0, fail: 1, unknown: 0 }, standings: {}, requests: { sent: 1, retried: 0, operations: [], mutating: 0 },
      clock: { maxSkewMs: 0 }, findings: { total: size, inline: false, file: 'findings.jsonl' }, frameworks: [{ id: 'nist-csf-2.0', title: 'NIST Cybersecurity Framework', version: '2.0', kind: 'controls' }], exit: 4,
    },
    scope: [], results: [{ check, about: 'aws/iam-user', title, severity: 'high', evidence: 'config', remedy, params: {}, loosened: [], ...common, subjects: [{ ...subject, ...common, findings: [] }] }],
    requirements: [requirement], gaps: [], waivers: [],
  };
  async function* findings() {
    for (let i = 0; i < size; i += 1) {
      const verdict = verdicts[i];
      const name = `user-${i}`;
      yield {
        check, subject, resource: { id: `arn:aws:iam::123456789012:user/people/${name}`, name }, verdict, because: verdict === 'pass' ? title : `${name} has a key that is ${i % 400} days old`,
        ...(verdict === 'unknown' && { reason: 'access_denied' }), observed: { accessKeys: [{ active: true, ageDays: i % 400 }], consolePassword: i % 2 === 0 }, evidence: [digest],
      };
    }
  }
  return { report, findings };
}

/** What is written without any format: each row as it is. */
async function* plain(rows) {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

async function one(what, size, path) {
  const { report, findings } = estate(size);
  const began = performance.now();
  if (what === 'plain') await pipeline(plain(findings()), createWriteStream(path));
  else {
    const { jsonLines } = await import('../../dist/src/cli/deliver.js');
    const bytes = what === 'jsonl' ? jsonLines(findings()) : (await (await import(`../../dist/reports/${what}/index.js`)).default.render(report, findings)).bytes;
    await pipeline(bytes, createWriteStream(path));
  }
  const ms = performance.now() - began;
  return { ms, bytes: statSync(path).size, rss: process.resourceUsage().maxRSS * 1024 };
}

function apart(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args[0]}: status ${status}\n${stderr}`);
  return JSON.parse(stdout);
}

export async function formats({ count }) {
  const rounds = Math.min(count, 3);
  return scratch(async (dir) => {
    const measured = {};
    for (const what of ['plain', 'jsonl', 'csv', 'ocsf', 'sarif', 'junit']) {
      const runs = [];
      for (let i = 0; i < rounds; i += 1) runs.push(apart(what, String(MANY), join(dir, what)));
      const few = apart(what, String(FEW), join(dir, what));
      measured[what] = { ms: median(runs.map(({ ms }) => ms)), bytes: runs[0].bytes, rss: median(runs.map(({ rss }) => rss)), few: few.rss };
    }
    const { plain: base } = measured;
    const mb = (bytes) => (bytes / 1e6).toFixed(0);
    return {
      rows: Object.entries(measured).map(([what, { ms, bytes, rss, few }]) => ({
        what: what === 'plain' ? 'a million findings, JSON.stringify of each to a stream' : `a million findings to ${what}`,
        measured: `${(ms / 1000).toFixed(1)} s, ${mb(bytes)} MB, ${(bytes / 1e3 / ms).toFixed(0)} MB/s; ${mb(rss)} MB resident (${mb(few)} with ${FEW.toLocaleString('en')})`,
        ratio: what === 'plain' ? '1' : `${(ms / base.ms).toFixed(2)} x its time, ${(bytes / ms / (base.bytes / base.ms)).toFixed(2)} x its MB/s`,
        target: what === 'plain' ? '' : 'memory that does not grow with the findings',
      })),
      notes: ['sarif holds only what fails and what is unknown; the rows are made as they are written, and making them is in every time'],
    };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [what, size, path] = process.argv.slice(2);
  console.log(JSON.stringify(await one(what, Number(size), path)));
}
