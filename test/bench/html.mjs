/** The report for the screen with 50,000 findings: how long it takes to write, to open in Chromium, and to filter for the first time. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import renderer from '../../dist/reports/html/index.js';
import { median, scratch, times } from './child.mjs';

const FINDINGS = 50_000;
const CHECKS = 200;
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const sha = (n) => `sha256:${n.toString(16).padStart(64, '0')}`;
const NONE = { pass: 0, fail: 0, unknown: 0, not_applicable: 0, waived: 0 };
const VERDICT = ['fail', 'unknown', 'pass', 'pass', 'pass'];

function row(i) {
  const check = `aws.area-${(i % CHECKS) % 20}.check-${i % CHECKS}`;
  const verdict = VERDICT[i % VERDICT.length];
  const name = `resource-${i.toString(36)}-of-the-estate`;
  return {
    check,
    subject: { key: `aws/production/region-${i % 17}`, id: `123456789012/region-${i % 17}`, label: `production (123456789012) region-${i % 17}` },
    resource: { id: `arn:aws:service:eu-central-1:123456789012:thing/${name}`, name },
    verdict,
    ...(verdict === 'unknown' && { reason: 'access_denied' }),
    because: verdict === 'pass' ? `The sentence of ${check} is true` : `${name} was last rotated ${i % 400} days ago`,
    observed: { lastRotatedAt: '2026-01-01T00:00:00.000Z', enabled: i % 2 === 0, level: i % 7 },
    evidence: [sha(i % 997), sha(i % 4999), sha(i % 13)],
  };
}
async function* rows() {
  for (let i = 0; i < FINDINGS; i += 1) yield row(i);
}

function report() {
  const results = Array.from({ length: CHECKS }, (_, n) => {
    const mine = Array.from({ length: FINDINGS / CHECKS }, (_, k) => VERDICT[(n + k * CHECKS) % VERDICT.length]);
    const counts = { ...NONE, fail: mine.filter((one) => one === 'fail').length, unknown: mine.filter((one) => one === 'unknown').length };
    counts.pass = mine.length - counts.fail - counts.unknown;
    const verdict = counts.fail > 0 ? 'fail' : counts.unknown > 0 ? 'unknown' : 'pass';
    const population = { size: mine.length, complete: true, proof: 'the last of 5 pages read' };
    const check = `aws.area-${n % 20}.check-${n}`;
    const common = { verdict, reasons: [], population, counts };
    const subjects = [{ key: 'aws/production', id: '123456789012', label: 'production', ...common, findings: [] }];
    return { check, about: 'aws/thing', title: `The sentence of ${check} is true`, severity: ['critical', 'high', 'medium', 'low'][n % 4], evidence: 'config', ...common, remedy: 'Turn it on. https://docs.aws.amazon.com/', params: {}, loosened: [], subjects };
  });
  const requirements = results.map(({ check, verdict }, n) => ({ framework: 'iso', id: `A.${n}`, title: `Control ${n}`, standing: verdict === 'pass' ? 'supported' : 'contradicted', strength: 'config', because: 'As the check says.', covers: 'part', remainder: 'All else.', proof: { check, why: 'It is what the control asks for.', verdict, evidence: 'config' } }));
  return {
    schema: 'https://claimcheck.dev/schema/report/v1',
    run: {
      id: '01JDA4Q7Z5V2K8N3W6X9Y0B1C2', seq: 1, previous: null, startedAt: '2026-11-21T10:00:00.000Z', finishedAt: '2026-11-21T10:04:00.000Z', status: 'sealed',
      period: { from: '2026-08-23T10:00:00.000Z', to: '2026-11-21T10:00:00.000Z' }, tool: { name: 'claimcheck', version: '0.1.0', node: process.version },
      digests: { policy: sha(1), config: sha(2) }, verdicts: NONE, standings: {}, requests: { sent: 1, retried: 0, operations: [], mutating: 0 }, clock: { maxSkewMs: 0 },
      findings: { total: FINDINGS, inline: false, file: 'findings.jsonl' }, frameworks: [{ id: 'iso', title: 'ISO/IEC 27001', version: '2022', kind: 'controls', size: 93 }], exit: 1,
    },
    scope: [], results, requirements, gaps: [], waivers: [],
  };
}

export async function html({ count }) {
  return scratch(async (dir) => {
    const whole = report();
    const file = join(dir, 'report.html');
    const write = median(await times(count, () => wallOf(async () => writeFileSync(file, (await renderer.render(whole, rows)).bytes))));
    const plain = median(await times(count, () => wallOf(async () => {
      const lines = [];
      for await (const one of rows()) lines.push(JSON.stringify(one));
      writeFileSync(join(dir, 'plain.jsonl'), lines.join('\n'));
    })));
    const { bytes } = await renderer.render(whole, rows);
    const size = `${(bytes.length / 1e6).toFixed(1)} MB`;
    const written = { what: `HTML of ${FINDINGS.toLocaleString('en')} findings, ${size}`, measured: `${write.toFixed(0)} ms`, ratio: `${(write / plain).toFixed(1)} x JSON.stringify of the same rows (${plain.toFixed(0)} ms)`, target: 'under 3 s' };
    if (CHROMIUM === undefined) return { rows: [written], notes: ['no Chromium on this machine: nothing was opened or filtered'] };
    return { rows: [written, ...(await inBrowser(pathToFileURL(file).href, count))], notes: ['a filter is measured from the keystroke to the next painted frame; the first one makes the index of 50,000 texts'] };
  });
}
async function inBrowser(address, count) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  try {
    const runs = await times(count, () => once(browser, address));
    const of = (key) => median(runs.map((run) => run[key]));
    return [
      { what: 'the same, opened in Chromium', measured: `${of('opened').toFixed(0)} ms`, ratio: '', target: '' },
      { what: 'first search in it', measured: `${of('first').toFixed(0)} ms`, ratio: `${(of('first') / of('opened')).toFixed(2)} x opening it`, target: 'under 1 s' },
      { what: 'second search', measured: `${of('second').toFixed(0)} ms`, ratio: '', target: '' },
    ];
  } finally {
    await browser.close();
  }
}
async function once(browser, address) {
  const page = await browser.newPage();
  const began = performance.now();
  await page.goto(address);
  await page.waitForSelector('details.finding', { state: 'attached' });
  const opened = performance.now() - began;
  const search = (text) =>
    page.evaluate(async (words) => {
      const field = document.querySelector('form[data-filters="findings"] input');
      const from = performance.now();
      field.value = words;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return performance.now() - from;
    }, text);
  const first = await search('resource-xyz rotated');
  const second = await search('region-3 399 days');
  await page.close();
  return { opened, first, second };
}

async function wallOf(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
