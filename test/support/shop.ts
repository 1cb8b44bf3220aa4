/** A toy shop whose runs lie in one real locker, day after day: what changes from run to run is said, and nothing else changes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseConfig } from '../../src/config.ts';
import { defineCollector, known, settle } from '../../src/kit.ts';
import type { Scope, Source, WireResponse } from '../../src/model.ts';
import { run, type Sealed } from '../../src/pipeline.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { renderers } from '../../src/registry.ts';
import { type Toy, type ToyConfig, toySource } from './toy.ts';

/** A thing of the shop. A number instead of `good`: the status of a refusal. */
export interface Thing {
  readonly good?: boolean | number;
  readonly madeAt?: string;
  readonly kind?: string;
  readonly archived?: string;
}
export interface Day {
  readonly at: string;
  /** By id; a number: the list itself is refused with that status. */
  readonly things: Readonly<Record<string, Thing>> | number;
  /** Further checks or others of the same name, as paths below the policy's folder; null: without it. */
  readonly policy?: Readonly<Record<string, string | null>>;
  readonly params?: string;
  /** Lines of waivers.yaml. */
  readonly waivers?: string;
  readonly shops?: readonly string[];
  readonly excluded?: Scope['excluded'];
  readonly principal?: string;
  readonly version?: string;
  readonly period?: string;
  readonly aborted?: boolean;
}
export interface Shop {
  readonly dir: string;
  readonly locker: string;
  run(day: Day): Promise<Sealed>;
  close(): void;
}

const Listed = z.looseObject({ id: z.string(), kind: z.string(), madeAt: z.string(), archived: z.string() });
const Page = z.looseObject({ things: z.array(Listed), next: z.string().nullable() });
const docs = 'https://example.com/docs';
export const goods = defineCollector({
  id: 'toy/thing',
  title: 'Things',
  scope: 'shop',
  calls: [
    { operation: 'GET /things', permission: 'things: read', docs },
    { operation: 'GET /things/{id}', permission: 'things: detail', docs },
  ],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string(),
    name: z.string(),
    good: known(z.boolean()),
    kind: z.string(),
    madeAt: z.string(),
    archived: z.boolean(),
    outOfScopeBecause: z.string(),
  }),
  async *fetch(client: Toy, ask) {
    const paging = {
      page: Page,
      send: () => client.get('/things'),
      items: (page: z.infer<typeof Page>) => page.things,
      next: () => undefined,
    };
    for await (const thing of ask.pages('GET /things', {}, paging)) {
      const detail = await ask('GET /things/{id}', { id: thing.id }, z.looseObject({ good: z.boolean() }), () =>
        client.get(`/things/${encodeURIComponent(thing.id)}`),
      );
      yield { thing, detail };
    }
  },
  normalise: ({ thing, detail }) => ({
    id: thing.id,
    name: thing.id,
    good: settle(detail, { some: ({ good }) => good, none: false }),
    kind: thing.kind,
    madeAt: thing.madeAt,
    archived: thing.archived !== '',
    outOfScopeBecause: thing.archived,
  }),
});

const UNKNOWN = '{ $unknown: { operation: "GET /things/{id}", reason: access_denied, detail: refused } }';
const fields = (more: string) => `{ name: x, kind: ball, madeAt: "2026-01-01T00:00:00Z", archived: false, ${more} }`;
const checkFile = (title: string, more: string) => `title: ${title}
severity: high
evidence: config
about: toy/thing
remedy: Make it good, as https://example.com/good says.
${more}
`;
const GOOD_CASES = `cases:
  - { given: ${fields('good: true')}, then: pass, because: it is so }
  - { given: ${fields('good: false')}, then: fail, because: it is not so }
  - { given: ${fields(`good: ${UNKNOWN}`)}, then: unknown, because: being refused an answer is not an answer }`;
const NONE = 'whenNone: not_applicable\nwhenNoneBecause: there is nothing of the kind';
export const GOOD = checkFile(
  'Every thing is good',
  `where: r.archived == false
expect: r.good
${NONE}
fail: "{r.name} is not good"
${GOOD_CASES}
  - { given: { name: x, kind: ball, madeAt: "2026-01-01T00:00:00Z", archived: true, good: false }, then: not_applicable, because: it is put away }`,
);
export const YOUNG = checkFile(
  'No thing is old',
  `expect: daysSince(r.madeAt) < double(p.maxAgeDays)
params:
  maxAgeDays: { default: 30, stricter: lower, about: Oldest a thing may be in days }
${NONE}
fail: "{r.name} is old"
cases:
  - { given: { name: x, kind: ball, madeAt: "2026-12-31T00:00:00Z", archived: false, good: true }, params: { maxAgeDays: 30000 }, then: pass, because: young }
  - { given: { name: x, kind: ball, madeAt: "1990-01-01T00:00:00Z", archived: false, good: true }, then: fail, because: old }
  - { given: { name: x, kind: ball, archived: false, good: true }, then: unknown, because: nobody said when }`,
);
const ZEBRA = checkFile(
  'Every zebra is good',
  `where: r.kind == "zebra"
expect: r.good
${NONE}
fail: "{r.name} is a zebra and not good"
cases:
  - { given: { name: z, kind: zebra, madeAt: "2026-01-01T00:00:00Z", archived: false, good: true }, then: pass, because: a good zebra }
  - { given: { name: z, kind: zebra, madeAt: "2026-01-01T00:00:00Z", archived: false, good: false }, then: fail, because: a bad zebra }
  - { given: { name: z, kind: ox, madeAt: "2026-01-01T00:00:00Z", archived: false, good: false }, then: not_applicable, because: no zebra }
  - { given: { name: z, kind: zebra, archived: false, madeAt: "2026-01-01T00:00:00Z" }, then: unknown, because: nobody said }`,
);
const SIGNED = checkFile(
  'The statement about each licence stands',
  `where: r.kind == "licence"
expect: r.good && inForce(r.madeAt, r.madeAt, 30)
${NONE}
fail: "the statement about {r.name} does not stand"
cases:
  - { given: { name: z, kind: licence, madeAt: "2099-01-01T00:00:00Z", archived: false, good: true }, then: pass, because: it stands }
  - { given: { name: z, kind: licence, madeAt: "1990-01-01T00:00:00Z", archived: false, good: true }, then: unknown, because: it has ended }
  - { given: { name: z, kind: licence, madeAt: "2099-01-01T00:00:00Z", archived: false, good: false }, then: fail, because: it says so }
  - { given: { name: z, kind: ox, madeAt: "2026-01-01T00:00:00Z", archived: false, good: false }, then: not_applicable, because: no licence }`,
);
const OPERATED = checkFile(
  'Every change is good',
  `where: r.kind == "change"
expect: r.good
${NONE}
fail: "{r.name} is not good"
cases:
  - { given: { name: z, kind: change, madeAt: "2026-01-01T00:00:00Z", archived: false, good: true }, then: pass, because: good }
  - { given: { name: z, kind: change, madeAt: "2026-01-01T00:00:00Z", archived: false, good: false }, then: fail, because: bad }
  - { given: { name: z, kind: ox, madeAt: "2026-01-01T00:00:00Z", archived: false, good: false }, then: not_applicable, because: no change }
  - { given: { name: z, kind: change, archived: false, madeAt: "2026-01-01T00:00:00Z" }, then: unknown, because: nobody said }`,
).replace('evidence: config', 'evidence: operating');

export const CLAIMS = `title: What the toy shop says of itself
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
    proof: { check: toy.good, why: each thing is looked at }
  - id: young
    title: Nothing is old
    kind: fact
    quote: nothing is old
    at: page.md
    text: nothing is older than a month
    covers: whole
    proof: { check: toy.young, why: each thing says when it was made, bound: { maxAgeDays: 30 } }
`;
const POLICY: Readonly<Record<string, string>> = {
  'checks/toy/good.yaml': GOOD,
  'checks/toy/young.yaml': YOUNG,
  'checks/toy/zebra.yaml': ZEBRA,
  'checks/toy/signed.yaml': SIGNED,
  'checks/toy/operated.yaml': OPERATED,
  'claims.yaml': CLAIMS,
  'page.md': 'All our things are good, and nothing is old.\n',
};

/** Many subjects under one configuration; which ones is a matter of the day. */
function sourceOf({ shops = ['north'], excluded = [], principal = 'me' }: Day): Source<ToyConfig, Toy> {
  const subjects = shops.map((name) => ({
    source: 'toy',
    name: 'shop',
    key: `toy/shop/${name}`,
    id: `shop ${name}`,
    label: name,
    scope: 'shop',
  }));
  return {
    ...toySource,
    declared: () => subjects,
    scope: async () => ({ principal: { id: principal, detail: 'test' }, subjects, excluded }),
  };
}

function answer({ things, at }: Day, path: string): WireResponse {
  const reply = (status: number, body: unknown): WireResponse => ({
    status,
    headers: { 'content-type': 'application/json', date: new Date(at).toUTCString() },
    body: new TextEncoder().encode(JSON.stringify(body)),
  });
  if (typeof things === 'number') return reply(things, { code: 'denied' });
  if (path === '/things') {
    const list = Object.entries(things).map(([id, { kind = 'ball', madeAt = at, archived = '' }]) => ({ id, kind, madeAt, archived }));
    return reply(200, { things: list, next: null });
  }
  const { good = true } = things[decodeURIComponent(path.replace('/things/', ''))] ?? {};
  return typeof good === 'number' ? reply(good, { code: 'denied' }) : reply(200, { good });
}

export function openShop(): Shop {
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-shop-'));
  const locker = join(dir, 'locker');
  let count = 0;
  return {
    dir,
    locker,
    run(day) {
      count += 1;
      return execute(day, join(dir, 'policy'), locker, `0190f5a2-7c1e-4d6b-9a3f-${String(count).padStart(12, '0')}`);
    },
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
}

async function execute(day: Day, policyDir: string, locker: string, runId: string): Promise<Sealed> {
  rmSync(policyDir, { recursive: true, force: true });
  for (const [path, text] of Object.entries({ ...POLICY, ...day.policy, 'waivers.yaml': `waivers: [${day.waivers ?? ''}]\n` })) {
    if (text === null) continue;
    mkdirSync(dirname(join(policyDir, path)), { recursive: true });
    writeFileSync(join(policyDir, path), text);
  }
  const env = () => 'a-token-that-opens-nothing';
  const yaml = `sources:
  - { type: toy, baseUrl: "https://toys.example" }
frameworks: []
waivers: ./waivers.yaml
${day.params === undefined ? '' : `params: ${day.params}\n`}${day.period === undefined ? '' : `period: ${day.period}\n`}`;
  const config = parseConfig(yaml, 'claimcheck.yaml', { sources: [sourceOf(day)], frameworks: [], env }, policyDir);
  const policy = loadPolicy({
    checksDir: join(policyDir, 'checks'),
    collectors: [goods],
    params: config.params,
    select: [],
    frameworks: [{ path: join(policyDir, 'claims.yaml'), shown: 'claims.yaml' }],
  });
  const json = renderers.find(({ id }) => id === 'json') as (typeof renderers)[number];
  const abort = new AbortController();
  if (day.aborted) abort.abort();
  return run({
    config: { ...config, locker },
    policy,
    collectors: [goods],
    env,
    wire: { send: async ({ url }: { url: URL }) => answer(day, url.pathname) },
    clock: { now: () => day.at, monotonic: () => 0, random: () => 0.5, sleep: async () => undefined },
    signal: abort.signal,
    runId,
    version: day.version ?? '0.1.0',
    node: 'v20.20.2',
    render: async (report, rows) => (await json.render(report, rows)).bytes,
  });
}
