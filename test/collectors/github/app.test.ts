import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { replayWire } from '../../../src/collect/replay.ts';
import type { Exchange } from '../../../src/collect/tape.ts';
import type { AppOptions } from '../../../src/demo/github/app.ts';
import { type GithubServer, startGithub } from '../../../src/demo/github/server.ts';
import { clean } from '../../../src/demo/github/worlds/clean.ts';
import { collectors as all, judged, source } from '../../demo/github.ts';
import { type Collected, collectAll } from '../../support/collect.ts';

/** Enough of them that a token runs out in between. */
const some = ['member', 'organization', 'outside-collaborator', 'repository'].map((kind) => `github/${kind}`);
const collectors = all.filter(({ id }) => some.includes(id));
const START = '2031-03-01T12:00:00.000Z';
const MINT = 'POST /app/installations/{installation_id}/access_tokens';
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pkcs1 = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;
const pkcs8 = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }) as string;
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

const configFor = (baseUrl: string, app: object = {}) =>
  source.config.parse({
    type: 'github',
    organization: 'example-company',
    baseUrl,
    app: { id: 12345, installation: 67890, privateKey: { env: 'GITHUB_APP_KEY' }, ...app },
  });

interface Options {
  readonly key?: string;
  /** Differences of the configured App from the one that GitHub knows. */
  readonly app?: object;
  readonly known?: Partial<AppOptions>;
  readonly faults?: Parameters<typeof startGithub>[0]['faults'];
  /** What time it is, as a function of how many requests GitHub has seen; in minutes after the start. */
  readonly minutes?: (requests: number) => number;
  readonly path?: string;
}
type Look = Collected & { readonly requests: GithubServer['requests']; readonly config: ReturnType<typeof configFor> };

async function look({ key = pkcs1, app, known, faults = [], minutes = () => 0, path = '' }: Options = {}): Promise<Look> {
  const now = (): string => new Date(Date.parse(START) + minutes(server.requests.length) * 60_000).toISOString();
  const server: GithubServer = await startGithub({
    world: clean,
    now,
    faults,
    app: { id: 12345, installation: 67890, publicKey, ...known },
  });
  try {
    const config = configFor(server.url + path, app);
    const collected = await collectAll({ source, collectors, config, env: { GITHUB_APP_KEY: key }, now: START, time: now });
    return { ...collected, requests: server.requests, config };
  } finally {
    await server.close();
  }
}
const mintings = ({ exchanges }: Collected) => exchanges.filter(({ operation }) => operation === MINT);
const replay = (config: Look['config'], exchanges: readonly Exchange[]) => {
  const recorded = exchanges.map((exchange, index) => ({ id: `sha256:${index}` as const, exchange }));
  return collectAll({ source, collectors, config, env: {}, now: START, wire: replayWire(recorded) });
};
/** Without the names of the evidence, which are not the same in a replay of a test. */
const said = ({ scope, sets }: Collected) => JSON.parse(JSON.stringify({ scope, sets }).replaceAll(/"sha256:\w+"/g, '"…"')) as unknown;

describe('a GitHub App', () => {
  it.each([
    ['PKCS#1', pkcs1],
    ['PKCS#8', pkcs8],
    ['PKCS#1 on one line', pkcs1.replaceAll('\n', '\\n')],
  ])('signs in with %s once, and sees what a token sees', async (_, key) => {
    const seen = await look({ key });
    expect(seen.scope).toMatchObject({
      principal: { id: 'app 12345, installation 67890', detail: 'installation token of a GitHub App' },
      subjects: [{ id: 'example-company/99190' }],
    });
    expect(seen.scope.subjects[0]).not.toHaveProperty('gap');
    const { results } = judged(seen);
    expect(results.length).toBeGreaterThan(5);
    expect(results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(mintings(seen)).toHaveLength(1);
    expect(seen.requests[0]).toEqual({ operation: MINT, path: '/app/installations/67890/access_tokens' });
    expect(seen.requests.map(({ operation }) => operation)).not.toContain('GET /user');
  });
  it('signs in below the path of a server of one’s own', async () => {
    const seen = await look({ path: '/api/v3' });
    expect(seen.requests[0]?.path).toBe('/api/v3/app/installations/67890/access_tokens');
    for (const set of seen.sets) expect(set).toMatchObject({ complete: true, gaps: [] });
  });
});

describe('a token that runs out during the run', () => {
  it('is renewed five minutes before, once for all that ask', async () => {
    // from the 7th request on it is 56 minutes later, from the 13th on the first token is dead
    const seen = await look({ minutes: (requests) => (requests > 12 ? 65 : requests > 6 ? 56 : 0) });
    expect(seen.requests.length).toBeGreaterThan(20);
    for (const set of seen.sets) expect(set, set.collector).toMatchObject({ complete: true, gaps: [] });
    expect(mintings(seen)).toHaveLength(2);
    expect(seen.exchanges.filter(({ response }) => response?.status === 401)).toEqual([]);
  });
  it('is used at once when it never lasts five minutes', async () => {
    const seen = await look({ known: { lifetimesMs: [240_000, 240_000, 3_600_000] } });
    expect(mintings(seen)).toHaveLength(3);
    for (const set of seen.sets) expect(set).toMatchObject({ complete: true, gaps: [] });
  });
  it('is the end when GitHub gives no other: what was not read is unknown', async () => {
    const seen = await look({
      minutes: (requests) => (requests > 12 ? 65 : 0),
      faults: [{ operation: MINT, kind: 'denied', after: 1 }],
    });
    const gaps = [...seen.sets.flatMap((set) => set.gaps.map(({ reason }) => reason)), ...unknownsIn(seen.sets)];
    expect(gaps).toContain('credentials_invalid');
    // and what follows from it: rows that were not asked for, and a count that was not reached
    expect(['credentials_invalid', 'not_run', 'population_mismatch']).toEqual(expect.arrayContaining(gaps));
    expect(mintings(seen)).toHaveLength(2);
    const { results } = judged(seen);
    expect(results.flatMap(({ findings }) => findings).filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(results.map(({ verdict }) => verdict)).toContain('unknown');
  });
  it('is asked for again after a stumble, by those that waited too', async () => {
    const seen = await look({
      minutes: (requests) => (requests > 6 ? 56 : 0),
      faults: [{ operation: MINT, kind: '500', after: 1, times: 1 }],
    });
    for (const set of seen.sets) expect(set, set.collector).toMatchObject({ complete: true, gaps: [] });
    // a fork is out of scope, and nothing more is asked about it
    expect(new Set(unknownsIn(seen.sets))).toEqual(new Set(['not_run']));
    expect(judged(seen).results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(mintings(seen).map(({ response }) => response?.status)).toEqual([201, 500, 201]);
  });
});
function unknownsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('$unknown' in value) return [(value.$unknown as { reason: string }).reason];
  return Object.values(value).flatMap(unknownsIn);
}

describe('an App that GitHub will not have', () => {
  it.each<[string, Options, number, RegExp]>([
    [
      'a key of another App',
      { key: stranger },
      401,
      /app 12345, installation 67890: .*signature: the private key is not this App’s.*\(401\)/,
    ],
    ['an unknown installation', { app: { installation: 1 } }, 404, /app 12345, installation 1: .*no such installation.*\(404\)/],
    ['an unknown App', { app: { id: 1 } }, 404, /app 1, installation 67890: .*\(404\)/],
    ['a suspended installation', { known: { suspended: true } }, 403, /installation 67890: .*suspended \(403\)/],
  ])('%s: every row is unknown, and nothing else is asked', async (_, options, status, detail) => {
    const seen = await look(options);
    const gap = { operation: MINT, reason: 'credentials_invalid', detail: expect.stringMatching(detail) };
    expect(seen.scope).toMatchObject({ principal: { $unknown: gap }, subjects: [{ key: 'github/example-company', gap }] });
    for (const set of seen.sets) expect(set).toMatchObject({ complete: false, resources: [], gaps: [gap] });
    expect(new Set(judged(seen).results.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
    expect(seen.exchanges.map(({ operation, response }) => [operation, response?.status])).toEqual([[MINT, status]]);
    expect(said(await replay(seen.config, seen.exchanges))).toEqual(said(seen));
  });
  it('suspended while we ask: the organization’s refusal means the credentials, not a permission', () => {
    const body = JSON.stringify({ message: 'This installation has been suspended' });
    const error = { name: 'HttpError', message: '' };
    expect(source.classify({ operation: 'GET /orgs/{org}', status: 403, body, error }).reason).toBe('credentials_invalid');
  });
  it.each([
    ['no key', ''],
    ['no PEM', 'ghp_000000000000000000000000000000000000'],
    ['a public key', publicKey],
    ['a key of another kind', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string],
    ['half a key', pkcs1.slice(0, 400)],
  ])('%s: nothing is sent, nothing is quoted', async (_, key) => {
    const { scope, requests } = await look({ key });
    expect(scope.subjects).toMatchObject([{ gap: { reason: 'credentials_invalid', detail: expect.stringContaining('GITHUB_APP_KEY') } }]);
    expect(requests).toEqual([]);
    if (key !== '') expect(JSON.stringify(scope)).not.toContain(key.slice(-40, -10));
  });
  it('an hour of rate limit is no verdict on the App', async () => {
    const { scope } = await look({ faults: [{ operation: MINT, kind: 'throttled' }] });
    expect(scope.subjects).toMatchObject([{ gap: { operation: MINT, reason: 'rate_limited' } }]);
  });
  it.each([
    ['html', 'malformed_response'],
    ['empty', 'malformed_response'],
    ['500', 'provider_error'],
    ['reset', 'unreachable'],
  ] as const)('an answer spoilt by %s is unknown', async (kind, reason) => {
    const { scope } = await look({ faults: [{ operation: MINT, kind }] });
    expect(scope.subjects).toMatchObject([{ gap: { operation: MINT, reason } }]);
  });
});

describe('the record of an App', () => {
  const words = (exchanges: readonly Exchange[]) =>
    exchanges.map(({ response, ...rest }) =>
      JSON.stringify({ ...rest, response: response && { ...response, body: new TextDecoder().decode(response.body) } }),
    );
  it('holds no key, no JWT and no token', async () => {
    for (const options of [{}, { key: stranger }]) {
      const seen = await look(options);
      const text = [...words(seen.exchanges), JSON.stringify(seen.scope), JSON.stringify(seen.sets)].join('\n');
      expect(text).not.toMatch(/ghs_|eyJ[\w-]{10}|PRIVATE KEY|[Aa]uthorization|expires_at|Bearer/);
      for (const line of (options.key ?? pkcs1).split('\n').filter((one) => one.length > 30)) expect(text).not.toContain(line);
      const [signIn] = mintings(seen);
      expect(signIn?.response).toMatchObject({ withheld: true, body: new Uint8Array() });
      expect(signIn?.request).not.toHaveProperty('body');
    }
  });
  it('is played without a key and without minting', async () => {
    const seen = await look({ minutes: (requests) => (requests > 6 ? 56 : 0) });
    expect(mintings(seen)).toHaveLength(2);
    const again = await replay(seen.config, seen.exchanges);
    expect(said(again)).toEqual(said(seen));
    expect(again.exchanges).toEqual([]);
  });
});
