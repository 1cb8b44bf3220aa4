/**
 * Five million findings as Parquet, three questions to them, beside DuckDB asking the same of gzip JSON Lines; and how fast a locker is
 * exported. BENCH_FINDINGS: another number of rows.
 */
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { TABLES } from '../../dist/src/history/columns.js';
import { exportHistory } from '../../dist/src/history/export.js';
import { GROUP, openParquet } from '../../dist/src/history/parquet.js';
import { loadDuck, openHistory } from '../../dist/src/history/query.js';
import { digestBytes, findingOf } from '../../dist/src/history/rows.js';
import { beginRun, canonical, nodeDisk, openLocker } from '../../dist/src/locker/index.js';
import { scratch } from './child.mjs';

const ROWS = Number(process.env.BENCH_FINDINGS ?? 5_000_000);
const SEALED = Math.min(ROWS, 300_000);
const CHECKS = 100;
const AT = '2026-11-21T06:00:00.000Z';
const hash = (text) => createHash('sha256').update(text).digest('hex');

/** 1,000 findings of each account: 100 checks of 10 resources, two in a hundred fail, one is unknown, four share an answer. */
function rowOf(i) {
  const account = Math.floor(i / 1000);
  const check = i % CHECKS;
  const verdict = i % 50 === 7 ? 'fail' : i % 100 === 11 ? 'unknown' : 'pass';
  const id = String(100_000_000_000 + account);
  return {
    check: `aws.bench.check-${check}`,
    subject: { key: `aws/company/${id}/eu-central-1`, id: `${id}/eu-central-1`, label: `account ${account}` },
    resource: { id: `arn:aws:bench:eu-central-1:${id}:thing/${hash(String(i)).slice(0, 12)}`, name: `thing-${i % 1000}` },
    verdict,
    ...(verdict === 'unknown' && { reason: 'access_denied' }),
    because: verdict === 'fail' ? `thing-${i % 1000} is not good` : `Every thing of kind ${check} is good`,
    observed: { good: verdict === 'pass', tags: ['a', 'b'] },
    evidence: [EVIDENCE[Math.floor(i / 4) % EVIDENCE.length]],
  };
}
const EVIDENCE = Array.from({ length: 5000 }, (_, i) => `sha256:${hash(`answer ${i}`)}`);

export async function history({ count }) {
  return scratch(async (dir) => {
    const data = join(dir, 'history');
    const began = performance.now();
    const file = await parquet(data);
    const writing = (performance.now() - began) / 1000;
    const lines = join(dir, 'findings.jsonl.gz');
    await gzipped(lines);
    const duck = await loadDuck();
    const there = { origin: 'bench', runs: { 1: { files: [file] } }, days: {} };
    const asking = await openHistory(data, there, new AbortController().signal, duck);
    const other = await (await duck.DuckDBInstance.create(':memory:')).connect();
    const columns = "{'check': 'VARCHAR', subject: 'STRUCT(key VARCHAR)', resource: 'STRUCT(id VARCHAR)', verdict: 'VARCHAR'}";
    await other.run(`create view lines as select "check" as check_id, subject.key as subject, resource.id as resource_id, verdict
      from read_ndjson('${lines}', columns = ${columns})`);
    const rows = [];
    for (const [what, sql] of Object.entries(QUESTIONS)) {
      const found = await timed(count, async () => drained(await asking.ask(sql)));
      const slow = await timed(1, async () => (await other.runAndReadAll(sql.replaceAll('findings', 'lines'))).currentRowCount);
      if (found.result !== slow.result) throw new Error(`${what}: ${found.result} rows of Parquet, ${slow.result} of JSON Lines`);
      rows.push({
        what: `${ROWS.toLocaleString('en')} findings in Parquet: ${what}`,
        measured: `${found.ms.toFixed(0)} ms; ${found.cpu.toFixed(0)} ms of CPU`,
        ratio: `${(slow.ms / found.ms).toFixed(0)} x faster than gzip JSON Lines, ${(slow.cpu / found.cpu).toFixed(0)} x in CPU`,
        target: '<= 100 ms, >= 20 x',
      });
    }
    asking.close();
    const sealed = await exporting(dir);
    return {
      rows: [...rows, { what: `export of a sealed run of ${SEALED.toLocaleString('en')} findings`, ...sealed }],
      notes: [
        `${(file.size / ROWS).toFixed(1)} bytes a finding as Parquet, ${(statSync(lines).size / ROWS).toFixed(1)} as gzip JSON Lines; written at ${Math.round(ROWS / writing).toLocaleString('en')} rows/s, making them up included`,
        `DuckDB asks both, in one process with ${process.env.BENCH_THREADS ?? 'all'} threads; medians of ${count}, of JSON Lines one; CPU is that of all threads, for one question`,
      ],
    };
  });
}

const QUESTIONS = {
  'failures by check': "select check_id, count(*) as n from findings where verdict = 'fail' group by check_id order by n desc",
  'one account': "select verdict, count(*) as n from findings where subject = 'aws/company/100000002500/eu-central-1' group by verdict",
  'accounts that fail one check': "select distinct subject from findings where check_id = 'aws.bench.check-7' and verdict = 'fail'",
};

async function drained({ rows }) {
  let found = 0;
  for await (const some of rows) found += some.length;
  return found;
}
async function timed(count, work) {
  const times = [];
  const used = process.cpuUsage();
  let result;
  for (let i = 0; i < count; i += 1) {
    const began = performance.now();
    result = await work();
    times.push(performance.now() - began);
  }
  const { user, system } = process.cpuUsage(used);
  return { ms: times.sort((a, b) => a - b)[Math.floor(count / 2)], cpu: (user + system) / 1000 / count, result };
}

async function parquet(data) {
  const path = 'findings/date=2026-11-21/source=aws%2Fcompany/part-00000001.parquet';
  mkdirSync(join(data, path, '..'), { recursive: true });
  const file = await openParquet(join(data, path), TABLES.findings, {}, nodeDisk);
  const bytesOf = digestBytes();
  for (let i = 0; i < ROWS; i += 1) {
    file.add(findingOf({ seq: 1, runId: 'bench', startedAt: AT }, rowOf(i), 'high', bytesOf));
    if (file.waiting >= GROUP) await file.flush();
  }
  return { table: 'findings', path, ...(await file.finish()) };
}
async function gzipped(path) {
  function* lines() {
    for (let i = 0; i < ROWS; i += 1000) yield Array.from({ length: Math.min(1000, ROWS - i) }, (_, k) => `${JSON.stringify(rowOf(i + k))}\n`).join('');
  }
  await pipeline(Readable.from(lines()), createGzip({ level: 6 }), createWriteStream(path));
}

async function exporting(dir) {
  const root = join(dir, 'locker');
  const { writer } = await beginRun(root, { origin: 'bench', adopt: true, runId: 'bench', at: AT });
  const policy = await writer.put(canonical({}), { name: 'policy', mediaType: 'application/json' });
  for (let i = 0; i < SEALED; i += 1) await writer.finding({ ...rowOf(i), evidence: [policy] });
  await writer.file('report.json', Buffer.from(JSON.stringify({ run: { exit: 4 }, results: [], requirements: [] })));
  await writer.commit({
    finishedAt: AT, status: 'sealed', tool: { name: 'claimcheck', version: '0', node: process.version }, configDigest: policy, policyDigest: policy,
    principals: [{ source: 'aws', name: 'company', principal: { id: 'me', detail: '' } }], period: { from: AT, to: AT }, clock: { maxSkewMs: 0 },
    populations: [], requests: { sent: 0, retried: 0, operations: [] },
  });
  const locker = await openLocker(root);
  const options = { out: join(dir, 'exported'), at: AT, signal: new AbortController().signal };
  const first = await timed(1, () => exportHistory(locker, { ...options, id: 'first' }));
  const second = await timed(1, () => exportHistory(locker, { ...options, id: 'second' }));
  return {
    measured: `${Math.round((SEALED / first.ms) * 1000).toLocaleString('en')} findings/s`,
    ratio: `again, nothing new: ${(second.ms / first.ms).toFixed(3)}`,
    target: 'flat memory',
  };
}
