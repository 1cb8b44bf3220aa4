/** A toy that has many shops: each is a lane of its own, found by asking or named, and asked at its own address. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import json from '../../reports/json/index.ts';
import { type Config, parseConfig } from '../../src/config.ts';
import { isUnknown } from '../../src/kit.ts';
import { canonical, openLocker, type SealedRun } from '../../src/locker/index.ts';
import type { Collector, Digest, FindingRow, Report, Source, Subject, WireResponse } from '../../src/model.ts';
import type { RunOptions } from '../../src/pipeline.ts';
import { loadPolicy, type Policy } from '../../src/policy/load.ts';
import { type Toy, things, toySource } from './toy.ts';

export interface ShopsConfig {
  readonly type: 'toy';
  readonly baseUrl: string;
  readonly name: string;
  /** Absent: `GET /shops` names them. */
  readonly shops?: readonly string[] | undefined;
}
const docs = 'https://example.com/docs';
const listed = { operation: 'GET /shops', permission: 'none', docs };
const operations = [
  listed,
  { operation: 'GET /me', permission: 'none', docs },
  { operation: 'GET /{shop}/things', permission: 'none', docs },
  { operation: 'GET /{shop}/things/{id}', permission: 'none', docs },
];
const shopOf = ({ key }: Subject): string => key.split('/')[2] as string;

export const shopsSource: Source<ShopsConfig, Toy> = {
  ...toySource,
  config: z.strictObject({ type: z.literal('toy'), baseUrl: z.string(), name: z.string(), shops: z.array(z.string()).optional() }),
  calls: [listed, operations[1] as typeof listed],
  nameOf: ({ name }) => name,
  scoping: (operation) => operation === 'GET /shops',
  mayReach: (url, config) => url.origin === new URL(config.baseUrl).origin,
  operationOf: ({ url }) => {
    const parts = url.pathname.split('/').slice(1);
    if (parts.length === 1) return `GET /${parts[0]}`;
    return parts.length === 2 ? 'GET /things' : 'GET /things/{id}';
  },
  declared: ({ name, shops }) => (shops ?? ['*']).map((shop) => subjectOf(name, shop)),
  async connect(config, ctx) {
    return (await toySource.connect({ type: 'toy', baseUrl: config.baseUrl }, ctx)) as Toy;
  },
  async scope(toy, config, ask, declared) {
    const me = await ask('GET /me', {}, z.looseObject({ id: z.string() }), () => toy.get('/me'));
    const principal =
      me === null || isUnknown(me)
        ? { $unknown: { operation: 'GET /me', reason: 'access_denied', detail: 'nobody' } as const }
        : { id: me.id, detail: '' };
    if (config.shops) return { principal, subjects: declared, excluded: [] };
    const all = await ask('GET /shops', {}, z.looseObject({ shops: z.array(z.string()) }), () => toy.get('/shops'));
    if (all === null || isUnknown(all)) {
      const gap = all?.$unknown ?? { operation: 'GET /shops', reason: 'missing_member' as const, detail: 'none' };
      return { principal, subjects: declared.map((one) => ({ ...one, gap })), excluded: [] };
    }
    return { principal, subjects: all.shops.map((shop) => subjectOf(config.name, shop)), excluded: [] };
  },
  clientFor: (toy, subject) => ({ get: (path) => toy.get(`/${shopOf(subject)}${path}`) }),
  lanes: {
    of: ({ key }) => key,
    found: ({ shops }) => shops === undefined,
    only: (config, subjects) => ({ ...config, shops: subjects.map(shopOf) }),
  },
};
const subjectOf = (name: string, shop: string): Subject => {
  const key = `toy/${name}/${shop}`;
  return { source: 'toy', name, key, id: key, label: shop, scope: 'shop' };
};
/** A second kind of resource over the same answers. */
const again: Collector = { ...things, id: 'toy/again' };

const unknown = '{ name: gone, good: { $unknown: { operation: "GET /things/{id}", reason: access_denied, detail: refused } } }';
const check = (about: string) => `title: Every thing is good
severity: high
evidence: config
about: toy/${about}
remedy: Make it good, as https://example.com/good says.
expect: r.good
whenNone: not_applicable
whenNoneBecause: there is no thing
fail: "{r.name} is not good"
cases:
  - { given: { name: fine, good: true }, then: pass, because: it is so }
  - { given: { name: poor, good: false }, then: fail, because: it is not so }
  - { given: ${unknown}, then: unknown, because: being refused an answer is not an answer }
`;
const CONTROLS = `title: Controls of toys
version: "1"
publisher: Example Standards
kind: controls
size: 1
requirements:
  - { id: T.1, title: Goodness, family: Quality, covers: whole, proof: { all: [{ check: toy.good, why: bad is bad }, { check: toy.again, why: once more }] } }
`;

/** A shop whose last letter is `x` refuses; `z` has nothing; others have things, of which every seventh is bad. */
export function shopAnswer(path: string, shops: readonly string[]): { readonly status: number; readonly body: unknown } {
  if (path === '/me') return { status: 200, body: { id: 'me' } };
  if (path === '/shops') return { status: 200, body: { shops } };
  const [, shop = '', , id] = path.split('/');
  if (shop.endsWith('x')) return { status: 403, body: { code: 'denied' } };
  if (id !== undefined) return { status: 200, body: { good: Number(id.slice(1)) % 7 !== 0 } };
  const many = shop.endsWith('z') ? 0 : 3 + (shop.length % 3);
  return { status: 200, body: { things: Array.from({ length: many }, (_, at) => ({ id: `t${at + 1}` })), next: null } };
}
export const wireOf = (shops: readonly string[], asked: string[] = []): RunOptions['wire'] => ({
  send: async ({ url }): Promise<WireResponse> => {
    asked.push(url.pathname);
    const { status, body } = shopAnswer(url.pathname, shops);
    const headers = { 'content-type': 'application/json', date: new Date(NOW).toUTCString() };
    return { status, headers, body: new TextEncoder().encode(JSON.stringify(body)) };
  },
});
export const NOW = '2026-11-21T10:00:00.000Z';

export interface Shopping {
  readonly dir: string;
  readonly config: Config;
  readonly policy: Policy;
  readonly collectors: readonly Collector[];
}
/** A folder with a policy, and a configuration of these entries. */
export function shopping(
  entries: readonly Omit<ShopsConfig, 'type' | 'baseUrl'>[],
  baseUrl = 'https://toys.example',
  dir = mkdtempSync(join(tmpdir(), 'claimcheck-shops-')),
): Shopping {
  const files = { 'checks/toy/good.yaml': check('thing'), 'checks/toy/again.yaml': check('again'), 'controls.yaml': CONTROLS };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const lines = entries.map((entry) => `  - ${JSON.stringify({ type: 'toy', baseUrl, ...entry })}\n`).join('');
  const yaml = `sources:\n${lines}frameworks: []\n`;
  const config = parseConfig(yaml, 'claimcheck.yaml', { sources: [shopsSource], frameworks: [], env: () => 'no-secret-at-all' }, dir);
  const collectors = [things, again];
  const frameworks = [{ path: join(dir, 'controls.yaml'), shown: 'toy-controls.yaml' }];
  const policy = loadPolicy({ checksDir: join(dir, 'checks'), collectors, params: {}, select: [], frameworks });
  return { dir, config: { ...config, locker: join(dir, 'locker') }, policy, collectors };
}
let ids = 0;
export function execution({ config, policy, collectors }: Shopping, wire: RunOptions['wire'], more: Partial<RunOptions> = {}): RunOptions {
  ids += 1;
  return {
    config,
    policy,
    collectors,
    wire,
    env: () => 'a-token-that-opens-nothing',
    clock: { now: () => NOW, monotonic: () => 0, random: () => 0.5, sleep: async () => undefined },
    signal: new AbortController().signal,
    runId: `0190f5a2-7c1e-4d6b-9a3f-${String(ids).padStart(12, '0')}`,
    version: '0.1.0',
    node: 'v20.20.2',
    render: async (report, rows) => (await json.render(report, rows)).bytes,
    ...more,
  };
}

/** A sealed run without what differs between any two runs: ids, times, places in a chain; evidence is what was asked and answered. */
export async function bare(
  locker: string,
): Promise<{ readonly report: unknown; readonly rows: readonly unknown[]; readonly items: readonly string[] }> {
  const opened = await openLocker(locker);
  const run = await opened.run('latest');
  const known = new Map<Digest, string>();
  for await (const { item, bytes } of run.evidence()) {
    if (!item.name.startsWith('evidence/')) continue;
    const {
      order: _,
      requestedAt: __,
      receivedAt: ___,
      skewMs: ____,
      ...rest
    } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    const { response } = rest as { response?: { headers?: Record<string, string> } };
    delete response?.headers?.['date'];
    known.set(`sha256:${item.sha256}`, new TextDecoder().decode(canonical(rest)));
  }
  const told = (value: unknown): unknown => {
    if (typeof value === 'string') return known.get(value as Digest) ?? value;
    if (Array.isArray(value)) return value.map(told);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, told(inner)] as const);
    return Object.fromEntries(
      entries.map(([key, inner]) => (key === 'evidence' && Array.isArray(inner) ? [key, [...inner].sort()] : [key, inner])),
    );
  };
  const report = JSON.parse(new TextDecoder().decode(await run.file('report.json'))) as Report;
  const { id: _, seq: __, previous: ___, startedAt: ____, finishedAt: _____, ...summary } = report.run;
  return { report: told({ ...report, run: summary }), rows: (await rowsIn(run)).map(told), items: [...known.values()].sort() };
}
async function rowsIn(run: SealedRun): Promise<FindingRow[]> {
  const rows: FindingRow[] = [];
  for await (const row of run.findings()) rows.push(row);
  return rows;
}
