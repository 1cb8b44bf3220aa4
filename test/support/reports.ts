/** Three runs from question to report, through the real pipeline over the toy source, the same bytes every time: all well, contradicted, nothing collected. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseConfig } from '../../src/config.ts';
import { openLocker } from '../../src/locker/index.ts';
import type { FindingRow, Report, WireResponse } from '../../src/model.ts';
import { run } from '../../src/pipeline.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { renderers } from '../../src/registry.ts';
import { things, toySource } from './toy.ts';

export interface Kept {
  readonly report: Report;
  readonly findings: () => AsyncIterable<FindingRow>;
}
export const NOW = '2026-11-21T10:00:00.000Z';

const unknown = '{ name: gone, good: { $unknown: { operation: "GET /things/{id}", reason: access_denied, detail: refused } } }';
const check = (title: string, more: string) => `title: ${title}
severity: high
evidence: config
about: toy/thing
remedy: Make it good, as https://example.com/good says.
${more}
`;
const cases = (pass: string, fail: string) => `cases:
  - { given: ${pass}, then: pass, because: it is so }
  - { given: ${fail}, then: fail, because: it is not so }
  - { given: ${unknown}, then: unknown, because: being refused an answer is not an answer }`;
const GOOD = '{ name: fine, good: true }';
const BAD = '{ name: poor, good: false }';
const POLICY: Readonly<Record<string, string>> = {
  'checks/toy/good.yaml': check(
    'Every thing is good',
    `expect: r.good
whenNone: not_applicable
whenNoneBecause: there is no thing
fail: "{r.name} is not good"
notes: Goodness is as the toy's maker sees it.
${cases(GOOD, BAD)}`,
  ),
  'checks/toy/some.yaml': check(
    'Some thing is good',
    `holds: some
expect: r.good
whenNone: fail
whenNoneBecause: there is no thing, so none is good
fail: no thing is good
${cases(GOOD, BAD)}`,
  ),
  'checks/toy/zebra.yaml': check(
    'Every zebra is good',
    `where: r.name.startsWith("zebra")
expect: r.good
whenNone: not_applicable
whenNoneBecause: there is no zebra
fail: "{r.name} is a zebra and not good"
cases:
  - { given: { name: zebra, good: true }, then: pass, because: a good zebra }
  - { given: { name: zebra, good: false }, then: fail, because: a bad zebra }
  - { given: { name: ox, good: false }, then: not_applicable, because: no zebra }
  - { given: ${unknown.replace('gone', 'zebra')}, then: unknown, because: nobody said }`,
  ),
  'claims.yaml': `title: What the toy shop says of itself
version: "2026-11"
publisher: Example Toys
kind: claims
page: ./page.md
requirements:
  - id: all-good
    title: All things are good
    kind: fact
    quote: All our things are good
    at: page.md
    text: every thing in the shop is good
    covers: whole
    controls: [toy-controls/T.1]
    proof: { check: toy.good, why: each thing is looked at }
  - id: best
    title: The best
    kind: superlative
    quote: the best shop
    at: page.md
    text: no other shop is better
    covers: whole
    proof: { none: a superlative is not measured }
`,
  'page.md': 'All our things are good. We are the best shop.\n',
  'controls.yaml': `title: Controls of toys
version: "1"
publisher: Example Standards
kind: controls
size: 3
requirements:
  - id: T.1
    title: Goodness
    family: Quality
    covers: part
    remainder: how things are made
    proof: { all: [{ check: toy.good, why: what is bad is no good toy }, { check: toy.some, why: one good thing is the least }] }
`,
  'waivers.yaml': `waivers:
  - { check: toy.good, resource: broken, reason: Kept in a locked drawer until it is mended., approvedBy: Head of Toys, until: 2027-01-31 }
`,
};

/** `true`: good; a number: the status of a refusal. */
type World = Readonly<Record<string, boolean | number>> | number;
export const WORLDS = {
  'all-well': { ball: true, kite: true },
  contradicted: { ball: true, broken: false, '=1+1,"kite"|<b>@acme': false, locked: 403 },
  nothing: 403,
} satisfies Record<string, World>;
export type WorldName = keyof typeof WORLDS;

function answer(world: World, path: string): WireResponse {
  const reply = (status: number, body: unknown): WireResponse => ({
    status,
    headers: { 'content-type': 'application/json', date: new Date(NOW).toUTCString() },
    body: new TextEncoder().encode(JSON.stringify(body)),
  });
  if (typeof world === 'number') return reply(world, { code: 'denied' });
  if (path === '/things') return reply(200, { things: Object.keys(world).map((id) => ({ id })), next: null });
  const good = world[decodeURIComponent(path.replace('/things/', ''))];
  return typeof good === 'number' ? reply(good, { code: 'denied' }) : reply(200, { good });
}

/** Runs, seals, and reads back what was sealed. */
export async function keptRun(name: WorldName): Promise<Kept> {
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-reports-'));
  try {
    for (const [path, text] of Object.entries(POLICY)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    const env = () => 'a-token-that-opens-nothing';
    const yaml = 'sources:\n  - { type: toy, baseUrl: "https://toys.example" }\nframeworks: []\nwaivers: ./waivers.yaml\n';
    const options = { sources: [toySource], frameworks: [], env };
    const config = parseConfig(yaml, 'claimcheck.yaml', options, dir);
    const frameworks = ['claims', 'controls'].map((id) => ({ path: join(dir, `${id}.yaml`), shown: `toy-${id}.yaml` }));
    const policy = loadPolicy({ checksDir: join(dir, 'checks'), collectors: [things], params: {}, select: [], frameworks });
    const json = renderers.find(({ id }) => id === 'json');
    const clock = { now: () => NOW, monotonic: () => 0, random: () => 0.5, sleep: async () => undefined };
    const wire = { send: async ({ url }: { url: URL }) => answer(WORLDS[name], url.pathname) };
    const sealed = await run({
      config: { ...config, locker: join(dir, 'locker') },
      policy,
      collectors: [things],
      env,
      wire,
      clock,
      signal: new AbortController().signal,
      runId: '0190f5a2-7c1e-4d6b-9a3f-2b8c5d7e1f60',
      version: '0.1.0',
      node: 'v20.20.2',
      render: async (report, rows) => (await (json as (typeof renderers)[number]).render(report, rows)).bytes,
    });
    const kept = await (await openLocker(join(dir, 'locker'))).run(sealed.seq);
    const sealedReport = JSON.parse(new TextDecoder().decode(await kept.file('report.json'))) as Report;
    // what is kept of configuration and policy grows with claimcheck itself, and is the locker's matter
    const digests = { policy: `sha256:${'b'.repeat(64)}`, config: `sha256:${'c'.repeat(64)}` } as const;
    const report: Report = { ...sealedReport, run: { ...sealedReport.run, digests } };
    const rows: FindingRow[] = [];
    for await (const row of kept.findings()) rows.push(row);
    return {
      report,
      async *findings() {
        yield* rows;
      },
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
