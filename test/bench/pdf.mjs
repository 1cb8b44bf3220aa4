/** The PDF of 10,000 findings, a third of them failed and all of them in it: time and memory of a process that does nothing else. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measured, median, scratch, times } from './child.mjs';

const FINDINGS = 10_000;
const CHECKS = 100;
const sha = (n) => `sha256:${n.toString(16).padStart(64, '0')}`;
const VERDICT = ['fail', 'unknown', 'pass'];

function finding(i) {
  const verdict = VERDICT[i % VERDICT.length];
  const name = `resource-${i.toString(36)}-of-the-estate`;
  return {
    resource: { id: `arn:aws:service:eu-central-1:123456789012:thing/${name}`, name },
    verdict,
    ...(verdict === 'unknown' && { reason: 'access_denied' }),
    because: verdict === 'pass' ? `${name} is as it should be` : `${name} was last rotated ${i % 400} days ago`,
    observed: { lastRotatedAt: '2026-01-01T00:00:00.000Z', enabled: i % 2 === 0, level: i % 7 },
    evidence: [sha(i % 997), sha(i % 4999)],
  };
}
function report() {
  const none = { pass: 0, fail: 0, unknown: 0, not_applicable: 0, waived: 0 };
  const results = Array.from({ length: CHECKS }, (_, n) => {
    const findings = Array.from({ length: FINDINGS / CHECKS }, (_, k) => finding(n + k * CHECKS));
    const counts = { ...none };
    for (const { verdict } of findings) counts[verdict] += 1;
    const common = { verdict: 'fail', reasons: ['access_denied'], population: { size: findings.length, complete: true, proof: 'the last of 5 pages read' }, counts };
    const check = `aws.area-${n % 20}.check-${n}`;
    return { check, about: 'aws/thing', title: `Every thing of kind ${n} is rotated within ninety days`, severity: 'high', evidence: 'config', ...common, remedy: 'Rotate it. https://docs.aws.amazon.com/', params: {}, loosened: [], subjects: [{ key: 'aws/production', id: '123456789012', label: 'production', ...common, findings }] };
  });
  const requirements = results.map(({ check }, n) => ({ framework: n % 2 ? 'iso' : 'page', id: `A.${n}`, title: `Requirement ${n}`, quote: `We rotate things of kind ${n}.`, standing: 'contradicted', strength: 'config', because: 'As the check says.', covers: 'part', remainder: 'All else.', proof: { check, why: 'It is what the sentence asks for.', verdict: 'fail', evidence: 'config' } }));
  return {
    schema: 'https://claimcheck.dev/schema/report/v1',
    run: {
      id: '01JDA4Q7Z5V2K8N3W6X9Y0B1C2', seq: 1, previous: null, startedAt: '2026-11-21T10:00:00.000Z', finishedAt: '2026-11-21T10:04:00.000Z', status: 'sealed',
      period: { from: '2026-08-23T10:00:00.000Z', to: '2026-11-21T10:00:00.000Z' }, tool: { name: 'claimcheck', version: '0.1.0', node: 'v20' },
      digests: { policy: sha(1), config: sha(2) }, verdicts: none, standings: {}, requests: { sent: 1, retried: 0, operations: [], mutating: 0 }, clock: { maxSkewMs: 0 },
      findings: { total: FINDINGS, inline: true, file: 'findings.jsonl' },
      frameworks: [{ id: 'iso', title: 'ISO/IEC 27001', version: '2022', kind: 'controls', size: 93 }, { id: 'page', title: 'A page', version: '1', kind: 'claims' }], exit: 1,
    },
    scope: [], results, requirements, gaps: [], waivers: [],
  };
}

async function child(what, file) {
  const whole = report();
  async function* rows() {
    for (const { check, subjects } of whole.results) for (const { key, id, label, findings } of subjects) for (const one of findings) yield { ...one, check, subject: { key, id, label } };
  }
  if (what === 'json') return writeFileSync(file, JSON.stringify(whole, null, 2));
  const { default: renderer } = await import('../../dist/reports/pdf/index.js');
  writeFileSync(file, (await renderer.render(whole, rows)).bytes);
}

const self = fileURLToPath(import.meta.url);
export async function pdf({ count }) {
  return scratch(async (dir) => {
    const run = (what) => times(count, () => measured([self, what, join(dir, `report.${what}`)], { dir }));
    const printed = await run('pdf');
    const plain = await run('json');
    const wall = (all) => median(all.map(({ began, ended }) => ended - began)) / 1000;
    const cpu = (all) => median(all.map(({ cpuMs }) => cpuMs)) / 1000;
    const memory = Math.max(...printed.map(({ rssMb }) => rssMb));
    return { rows: [
      { what: `PDF of ${FINDINGS} findings, process and all`, measured: `${wall(printed).toFixed(1)} s (${cpu(printed).toFixed(1)} s CPU)`, ratio: `${(wall(printed) / wall(plain)).toFixed(1)} × JSON.stringify to a file`, target: '5 s' },
      { what: 'its memory at most', measured: `${memory.toFixed(0)} MB`, ratio: '', target: '300 MB' },
    ], notes: ['the same process, reading no locker; with other work on the machine look at the CPU time'] };
  });
}

if (process.argv[1] === self) await child(process.argv[2], process.argv[3]);
