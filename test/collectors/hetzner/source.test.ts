import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HetznerConfig } from '../../../collectors/hetzner/config.ts';
import { classify } from '../../../collectors/hetzner/failure.ts';
import serverKind from '../../../collectors/hetzner/server/index.ts';
import source from '../../../collectors/hetzner/source.ts';
import { startHetzner } from '../../../src/demo/hetzner/server.ts';
import { clean } from '../../../src/demo/hetzner/worlds/clean.ts';
import { collectAll } from '../../support/collect.ts';
import { collect, config, now } from './support.ts';

const plain = { type: 'hetzner' as const, project: 'production', token: { env: 'TOKEN' } };
const env = () => undefined;

describe('the configuration', () => {
  it.each([
    { ...plain, host: 'x' },
    { ...plain, token: 'secret-in-the-file' },
    { ...plain, token: { env: 'T', value: 'x' } },
    { ...plain, project: '' },
    { ...plain, baseUrl: 'ftp://example.com' },
    { ...plain, baseUrl: 'https://user:word@example.com/v1' },
    { ...plain, baseUrl: 'https://example.com/v1?x=1' },
  ])('refuses %j', (given) => expect(HetznerConfig.safeParse(given).success).toBe(false));
});

describe('what may be reached', () => {
  const may = (url: string, more: object = {}) => source.mayReach(new URL(url), HetznerConfig.parse({ ...plain, ...more }), env);
  it.each(['https://api.hetzner.cloud/v1/servers', 'https://api.hetzner.com/v1/storage_boxes'])('%s', (url) => expect(may(url)).toBe(true));
  it.each([
    'http://api.hetzner.cloud/v1/servers',
    'https://api.hetzner.cloud/v2/servers',
    'https://api.hetzner.cloud/v1',
    'https://api.hetzner.cloud/v10/servers',
    'https://api.hetzner.cloud:8443/v1/servers',
    'https://api.hetzner.cloud.example.com/v1/servers',
    'https://api.hetzner.cloud/v1/../v2/servers',
    'https://robot-ws.your-server.de/v1/servers',
  ])('not %s', (url) => expect(may(url)).toBe(false));
  it('a base of the user’s own replaces both, and each can be given', () => {
    const own = { baseUrl: 'http://127.0.0.1:1/hetzner/' };
    expect(may('http://127.0.0.1:1/hetzner/storage_boxes', own)).toBe(true);
    expect(may('https://api.hetzner.com/v1/storage_boxes', own)).toBe(false);
    expect(may('https://api.hetzner.com/v1/storage_boxes', { ...own, storageBaseUrl: 'https://api.hetzner.com/v1' })).toBe(true);
  });
});

describe('operations', () => {
  const of = (method: string, url: string) => source.operationOf({ method, url: new URL(url), headers: {} });
  it('are named by method and path', () => {
    expect(of('GET', 'https://api.hetzner.cloud/v1/servers?page=2')).toBe('GET /servers');
    expect(of('GET', 'http://127.0.0.1:1/servers')).toBe('GET /servers');
    expect(of('GET', 'https://api.hetzner.com/v1/storage_boxes/42/snapshots')).toBe('GET /storage_boxes/{id}/snapshots');
    expect(of('GET', 'http://127.0.0.1:1/any/where/storage_boxes/42/subaccounts')).toBe('GET /storage_boxes/{id}/subaccounts');
  });
  it.each([
    ['POST', 'servers'],
    ['DELETE', 'servers'],
    ['GET', 'servers/42'],
    ['GET', 'servers/'],
    ['GET', 'servers/42/actions'],
    ['GET', 'isos'],
    ['GET', 'snapshots'],
    ['GET', 'storage_boxes/42'],
    ['GET', 'storage_boxes/42/folders'],
    ['GET', 'storage_boxes/../servers/snapshots'],
    ['POST', 'storage_boxes/42/snapshots'],
  ])('%s /%s is none of ours', (method, path) => {
    expect(of(method, `https://api.hetzner.cloud/v1/${path}`)).toBeUndefined();
  });
});

describe('refusals', () => {
  const said = (status: number, code?: string, headers: Record<string, string> = {}) =>
    classify({
      operation: 'GET /servers',
      status,
      headers,
      body: code === undefined ? '<html>' : JSON.stringify({ error: { code, message: 'm', details: null } }),
      error: { name: 'Error', message: 'x' },
    });
  it.each([
    [401, 'unauthorized', 'credentials_invalid', false],
    [403, 'forbidden', 'access_denied', false],
    [403, 'token_readonly', 'access_denied', false],
    [429, 'rate_limit_exceeded', 'rate_limited', true],
    [423, 'locked', 'provider_error', false],
    [409, 'conflict', 'provider_error', false],
    [503, 'maintenance', 'provider_error', true],
    [503, 'unavailable', 'provider_error', true],
    [500, 'server_error', 'provider_error', true],
    [422, 'invalid_input', 'provider_error', false],
    [502, 'toString', 'provider_error', true],
    [403, 'something_new', 'access_denied', false],
  ] as const)('%i %s is %s', (status, code, reason, retry) => expect(said(status, code)).toMatchObject({ code, reason, retry }));
  it.each([
    [401, 'credentials_invalid'],
    [403, 'access_denied'],
    [429, 'rate_limited'],
    [404, 'provider_error'],
    [502, 'provider_error'],
  ] as const)('%i in the words of somebody else is %s', (status, reason) => {
    expect(said(status)).toMatchObject({ reason });
  });
  it('of the rate are over at RateLimit-Reset, counted against the answer’s own Date', () => {
    const date = 'Sat, 21 Nov 2026 10:00:00 GMT';
    const at = Date.parse(date) / 1000;
    expect(said(429, 'rate_limit_exceeded', { date, 'ratelimit-reset': String(at + 7) }).retryAfterMs).toBe(7000);
    expect(said(429, 'rate_limit_exceeded', { date, 'ratelimit-reset': String(at - 7) }).retryAfterMs).toBe(0);
    for (const headers of [{ date }, { 'ratelimit-reset': String(at) }, { date, 'ratelimit-reset': 'soon' }])
      expect(said(429, 'rate_limit_exceeded', headers as Record<string, string>)).not.toHaveProperty('retryAfterMs');
  });
});

describe('who answers', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

  it('is a token by its fingerprint; the project is the user’s word', async () => {
    const { url, close } = await startHetzner({ world: clean, now });
    closing.push(close);
    const { scope, exchanges } = await collect(url, []);
    expect(scope.principal).toMatchObject({
      id: 'token sha256:c3cd14e3d9c6',
      detail: expect.stringContaining("Hetzner's API cannot show them"),
    });
    expect(scope.subjects).toEqual([
      { source: 'hetzner', name: 'production', key: 'hetzner/production', id: 'hetzner/production', label: 'production', scope: 'project' },
    ]);
    expect(exchanges.map(({ operation }) => operation)).toEqual(['GET /locations']);
    expect(JSON.stringify(exchanges)).not.toContain('a-read-only-token');
  });
  it('without a token is nobody, and nothing is sent', async () => {
    for (const token of [undefined, '']) {
      const { scope, exchanges } = await collectAll({
        source,
        collectors: [serverKind],
        config: config('http://127.0.0.1:9/v1'),
        env: token === undefined ? {} : { TOKEN: token },
      });
      expect(scope.subjects[0]?.gap).toMatchObject({ reason: 'credentials_invalid', detail: expect.stringContaining('TOKEN') });
      expect(exchanges).toEqual([]);
    }
  });
  it('with a wrong token is told so', async () => {
    const server = createServer((_, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end('{"error":{"code":"unauthorized","message":"unable to authenticate","details":null}}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => server.close(() => resolve())));
    const { scope, sets } = await collect(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, [serverKind]);
    expect(scope.subjects[0]?.gap?.reason).toBe('credentials_invalid');
    expect(scope.principal).toHaveProperty('$unknown');
    expect(sets[0]).toMatchObject({ complete: false, resources: [] });
  });
});
