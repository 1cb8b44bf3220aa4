import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Asking, asking } from '../../src/collect/asking.ts';
import type { Clock } from '../../src/collect/clock.ts';
import { openConcealer } from '../../src/collect/conceal.ts';
import { openPace } from '../../src/collect/pace.ts';
import { openTally } from '../../src/collect/session.ts';
import type { Exchange } from '../../src/collect/tape.ts';
import { openDoor } from '../../src/collect/transport.ts';
import { openWire } from '../../src/collect/wire.ts';
import type { Call, Digest, Instrument, Reason } from '../../src/model.ts';
import { type Answer, json, serve, type TestServer } from '../support/server.ts';
import { toySource } from '../support/toy.ts';

let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  server = await serve(json('[]'));
  other = await serve(json('[]'));
});
afterAll(() => Promise.all([server.close(), other.close()]));
beforeEach(() => {
  server.hits.length = 0;
  other.hits.length = 0;
});

const limits = { headersMs: 300, bodyMs: 300, bytes: 1_000_000, sockets: 4 };
const clock: Clock = { now: () => new Date().toISOString(), monotonic: () => 0, sleep: async () => undefined, random: () => 0 };

const keeping = (exchanges: Exchange[]) => ({
  async record(exchange: Exchange): Promise<Digest> {
    exchanges.push(exchange);
    return `sha256:${createHash('sha256').update(String(exchanges.length)).digest('hex')}`;
  },
});

function open(calls: readonly Call[] = toySource.calls, instruments: ReadonlyMap<string, Instrument> = new Map()) {
  const exchanges: Exchange[] = [];
  const concealer = openConcealer();
  concealer.add('toy-secret-token-0123456789');
  const wire = openWire(limits);
  const recorder = keeping(exchanges);
  const door = openDoor({
    source: { ...toySource, calls },
    name: 'shop',
    instruments,
    config: { type: 'toy', baseUrl: server.url },
    env: () => undefined,
    wire,
    recorder,
    concealer,
    clock,
    tally: openTally(),
    pace: openPace(),
  });
  return { door, exchanges, wire };
}
async function reasonOf(path: string, init?: RequestInit, calls?: readonly Call[]): Promise<Reason | 'answered' | string> {
  const { door, wire } = open(calls);
  try {
    await door.fetch(path.startsWith('http') ? path : `${server.url}${path}`, init);
    return 'answered';
  } catch (error) {
    return (error as { reason?: string }).reason ?? String(error);
  } finally {
    wire.close();
  }
}

describe('what is no answer', () => {
  const headers = { 'content-type': 'application/json' };
  const raw =
    (body: string | Buffer, extra: Record<string, string> = {}, status = 200): Answer =>
    (_, response) => {
      response.writeHead(status, { ...headers, ...extra });
      response.end(body);
    };
  const cases: [string, Answer, Reason][] = [
    ['an HTML page with 200', raw('<html></html>', { 'content-type': 'text/html' }), 'unexpected_content_type'],
    ['HTML that calls itself JSON', raw('<html></html>'), 'malformed_response'],
    ['an empty body', raw(''), 'malformed_response'],
    ['204', raw('', {}, 204), 'malformed_response'],
    ['304', raw('', {}, 304), 'malformed_response'],
    ['202', raw('{}', {}, 202), 'malformed_response'],
    ['cut JSON of the announced length', raw('[{"id":1,"na'), 'malformed_response'],
    ['null', raw('null'), 'malformed_response'],
    ['a key that occurs twice', raw('{"a":{"x":1,"y":[{"x":2}],"x":3}}'), 'malformed_response'],
    ['a byte order mark', raw('\uFEFF[]'), 'malformed_response'],
    ['bytes that are not UTF-8', raw(Buffer.from([0x22, 0xff, 0x22])), 'malformed_response'],
    ['a NUL', raw('"\0"'), 'malformed_response'],
    ['a redirect to the same host', (_, r) => void r.writeHead(302, { ...headers, location: '/me' }).end('{}'), 'redirect_blocked'],
    ['a redirect to another host', (_, r) => void r.writeHead(301, { ...headers, location: other.url }).end('{}'), 'redirect_blocked'],
    ['more bytes than allowed', raw(`"${'x'.repeat(1_100_000)}"`), 'too_large'],
    ['a small stream that unpacks to more', raw(gzipSync(`"${'x'.repeat(1_100_000)}"`), { 'content-encoding': 'gzip' }), 'too_large'],
    [
      'a cut gzip stream',
      raw(gzipSync(JSON.stringify(Array.from({ length: 500 }, Math.random))).subarray(0, 100), { 'content-encoding': 'gzip' }),
      'truncated',
    ],
    [
      'fewer bytes than announced',
      (_, r) => {
        r.writeHead(200, { ...headers, 'content-length': '500' });
        r.write('[{"id":1},');
        setTimeout(() => r.destroy(), 20);
      },
      'truncated',
    ],
    [
      'chunks that break off after valid JSON',
      (_, r) => {
        r.writeHead(200, headers);
        r.write('[]');
        setTimeout(() => r.destroy(), 20);
      },
      'truncated',
    ],
    ['a connection reset before the headers', (_, r) => void r.destroy(), 'unreachable'],
    ['silence', () => undefined, 'timeout'],
    [
      'a body that never ends',
      (_, r) => {
        r.writeHead(200, headers);
        r.write('[');
      },
      'timeout',
    ],
  ];
  it.each(cases)('%s', async (_, answer, reason) => {
    server.answer = answer;
    expect(await reasonOf('/me')).toBe(reason);
    expect(other.hits).toEqual([]);
  });
  it('a whole answer passes, compressed or not', async () => {
    server.answer = json('{"a":[{"x":1},{"x":2}]}');
    expect(await reasonOf('/me')).toBe('answered');
    server.answer = raw(gzipSync('{"a":1}'), { 'content-encoding': 'gzip' });
    expect(await reasonOf('/me')).toBe('answered');
  });
  it('nobody there', async () => {
    const gone = await serve(json('{}'));
    await gone.close();
    const { door, wire } = open();
    await expect(door.fetch(`${gone.url}/me`)).rejects.toMatchObject({ reason: 'cross_origin_blocked' });
    wire.close();
  });
});

describe('XML', () => {
  const source = { ...toySource, accepts: /xml/ };
  const judged = async (body: string) => {
    server.answer = (_, response) => void response.writeHead(200, { 'content-type': 'text/xml' }).end(body);
    const { wire, exchanges } = open();
    const recorder = keeping(exchanges);
    const door = openDoor({
      source,
      name: 'shop',
      instruments: new Map(),
      config: { type: 'toy', baseUrl: server.url },
      env: () => undefined,
      wire,
      recorder,
      concealer: openConcealer(),
      clock,
      tally: openTally(),
      pace: openPace(),
    });
    return door
      .fetch(`${server.url}/me`)
      .then(
        () => 'answered',
        (error: { reason: string }) => error.reason,
      )
      .finally(() => wire.close());
  };
  it.each([
    ['<a><b/></a>', 'answered'],
    ['<?xml version="1.0"?>\n<a x="1"><!-- < --><b><![CDATA[<x>]]></b></a>\n', 'answered'],
    ['<a><b></a>', 'malformed_response'],
    ['<a><b></b>', 'truncated'],
    ['<a></a><a></a>', 'malformed_response'],
    ['<a></a>tail', 'malformed_response'],
    ['<a><b', 'malformed_response'],
    ['<!DOCTYPE a><a></a>', 'malformed_response'],
    ['plain', 'malformed_response'],
  ])('%s', async (body, then) => expect(await judged(body)).toBe(then));
});

describe('what is never sent', () => {
  it('to another origin, even with the token at hand', async () => {
    expect(await reasonOf(`${other.url}/me`)).toBe('cross_origin_blocked');
    expect(other.hits).toEqual([]);
  });
  it('plain http beyond loopback', async () => {
    const { wire, exchanges } = open();
    const recorder = keeping(exchanges);
    const door = openDoor({
      source: { ...toySource, mayReach: () => true },
      name: 's',
      instruments: new Map(),
      config: { type: 'toy', baseUrl: 'http://192.0.2.1' },
      env: () => undefined,
      wire,
      recorder,
      concealer: openConcealer(),
      clock,
      tally: openTally(),
      pace: openPace(),
    });
    await expect(door.fetch('http://192.0.2.1/me')).rejects.toMatchObject({ reason: 'target_blocked' });
    await expect(door.fetch('http://127.0.0.1.example.com/me')).rejects.toMatchObject({ reason: 'target_blocked' });
    expect(exchanges).toEqual([]);
    wire.close();
  });
  it('an operation that nobody declared, or that nobody knows', async () => {
    expect(await reasonOf('/secret')).toBe('plugin_crashed');
    expect(await reasonOf('/things/1')).toBe('plugin_crashed');
    expect(await reasonOf('/elsewhere')).toBe('plugin_crashed');
    expect(server.hits).toEqual([]);
  });
  it('a mutating operation, even a declared one', async () => {
    const remove: Call = { operation: 'DELETE /things/{id}', permission: 'x', docs: 'https://example.com' };
    expect(await reasonOf('/things/1', { method: 'DELETE' }, [remove])).toBe('plugin_crashed');
    expect(server.hits).toEqual([]);
  });
});

describe('a call that creates', () => {
  const created: Call = {
    operation: 'GET /me',
    permission: 'x',
    docs: 'https://example.com',
    readOnly: 'a token and nothing else comes to be',
    created: true,
  };
  const answer = (status: number, body = '{"a":1}') => {
    server.answer = json(body, status);
  };
  it('is answered by 201', async () => {
    answer(201);
    expect(await reasonOf('/me', {}, [created])).toBe('answered');
  });
  it.each([200, 202, 204])('is not answered by %i', async (status) => {
    answer(status, status === 204 ? '' : undefined);
    expect(await reasonOf('/me', {}, [created])).toBe('malformed_response');
  });
  it('has a whole body', async () => {
    for (const body of ['', '{"a":', 'null']) {
      answer(201, body);
      expect(await reasonOf('/me', {}, [created])).toBe('malformed_response');
    }
  });
  it('has to say why it is a read, and nobody else gets 201', async () => {
    answer(201);
    const { readOnly: _, ...silent } = created;
    expect(await reasonOf('/me', {}, [silent])).toBe('malformed_response');
    expect(await reasonOf('/me')).toBe('malformed_response');
  });
});

describe('a sign-in on the way to a question', () => {
  const signIn: Call = { operation: 'GET /me', permission: 'x', docs: 'https://example.com', withheld: true };
  const question = 'GET /things/{id}';
  const ask = async (operation: string, status: number) => {
    server.answer = json('{"token":"nobody-knows-this-one"}', status);
    const { door, exchanges, wire } = open([signIn]);
    const declared = new Map([[signIn.operation, signIn]]);
    const current: Asking = { subject: 'toy/shop', operation, declared, signal: new AbortController().signal, evidence: [] };
    await asking.run(current, () => door.fetch(`${server.url}/me`));
    wire.close();
    return { exchanges, evidence: current.evidence };
  };
  it('is recorded without its body, and is no evidence of the answer', async () => {
    const { exchanges, evidence } = await ask(question, 200);
    expect(exchanges).toMatchObject([{ operation: 'GET /me', response: { status: 200, withheld: true } }]);
    expect(exchanges[0]?.response?.body).toHaveLength(0);
    expect(evidence).toEqual([]);
  });
  it('is evidence when it fails, or when it is the question', async () => {
    expect((await ask(question, 401)).evidence).toHaveLength(1);
    expect((await ask('GET /me', 200)).evidence).toHaveLength(1);
  });
});

describe('the record', () => {
  it('holds request, answer and times, and no secret', async () => {
    server.answer = json('{"token":"toy-secret-token-0123456789","other":"ghp_abcdefghijklmnopqrstuvwxyz0123456789"}', 200, {
      'x-github-request-id': 'r-1',
      'set-cookie': 'session=toy',
    });
    const { door, exchanges, wire } = open();
    const response = await door.fetch(`${server.url}/me?key=toy-secret-token-0123456789`, {
      headers: { authorization: 'Bearer toy-secret-token-0123456789' },
    });
    expect(await response.text()).toContain('toy-secret-token'); // the SDK gets what was sent
    const [exchange] = exchanges;
    expect(exchange).toMatchObject({
      operation: 'GET /me',
      request: { method: 'GET' },
      response: { status: 200, headers: { 'x-github-request-id': 'r-1' } },
    });
    const written = JSON.stringify({ ...exchange, body: new TextDecoder().decode(exchange?.response?.body) });
    for (const secret of ['toy-secret-token', 'ghp_abcdef', 'authorization', 'set-cookie', 'session='])
      expect(written.toLowerCase(), secret).not.toContain(secret);
    expect(exchange?.redactions.map((one) => one.rule).sort()).toEqual(['github-token', 'secret', 'secret']);
    wire.close();
  });
  it('notices a provider whose clock differs', async () => {
    server.answer = json('{}', 200, { date: new Date(Date.now() - 3_600_000).toUTCString() });
    const { door, exchanges, wire } = open();
    await door.fetch(`${server.url}/me`);
    expect(exchanges[0]?.skewMs).toBeGreaterThan(3_590_000);
    wire.close();
  });
  it('keeps sockets alive', async () => {
    const sockets = new Set<unknown>();
    server.answer = (request, response) => {
      sockets.add(request.socket);
      json('{}')(request, response);
    };
    const { door, wire } = open();
    for (let i = 0; i < 5; i++) await door.fetch(`${server.url}/me`);
    expect(sockets.size).toBe(1);
    wire.close();
  });
});
