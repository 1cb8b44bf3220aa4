/** Two things that a call may say of its good answer: that it has no body, and which of its members are secrets. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/collect/clock.ts';
import { openConcealer } from '../../src/collect/conceal.ts';
import { openPace } from '../../src/collect/pace.ts';
import { openTally } from '../../src/collect/session.ts';
import type { Exchange } from '../../src/collect/tape.ts';
import { openDoor } from '../../src/collect/transport.ts';
import { LIMITS, openWire } from '../../src/collect/wire.ts';
import type { Call } from '../../src/model.ts';
import { type Answer, json, serve, type TestServer } from '../support/server.ts';
import { toySource } from '../support/toy.ts';

let server: TestServer;
beforeAll(async () => {
  server = await serve(json('[]'));
});
afterAll(() => server.close());

const clock: Clock = { now: () => new Date().toISOString(), monotonic: () => 0, sleep: async () => undefined, random: () => 0 };
const plain = toySource.calls.find(({ operation }) => operation.endsWith('/me')) as Call;

async function look(answer: Answer, call: Call, verify?: () => { reason: 'population_incomplete'; detail: string }) {
  const exchanges: Exchange[] = [];
  const wire = openWire(LIMITS);
  const door = openDoor({
    source: { ...toySource, calls: [call], ...(verify && { verify }) },
    name: 'shop',
    instruments: new Map(),
    config: { type: 'toy', baseUrl: server.url },
    env: () => undefined,
    wire,
    recorder: {
      async record(exchange) {
        exchanges.push(exchange);
        return 'sha256:0';
      },
    },
    concealer: openConcealer(),
    clock,
    tally: openTally(),
    pace: openPace(),
  });
  server.answer = answer;
  try {
    const response = await door.fetch(`${server.url}/me`);
    return { said: `answered ${response.status}`, text: await response.text(), exchanges };
  } catch (error) {
    return { said: (error as { reason: string }).reason, text: '', exchanges };
  } finally {
    wire.close();
  }
}
const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (_, response) => {
    response.writeHead(code, headers);
    response.end(body);
  };

describe('a call whose good answer is 204', () => {
  const call: Call = { ...plain, empty: true };
  it('is answered by 204 without a body, and the exchange is recorded so', async () => {
    const { said, exchanges } = await look(status(204), call);
    expect(said).toBe('answered 204');
    expect(exchanges).toMatchObject([{ response: { status: 204 } }]);
    expect(exchanges[0]?.refusal).toBeUndefined();
    expect(exchanges[0]?.response?.body).toHaveLength(0);
  });
  it.each([
    ['200 with a body', json('{}'), 'malformed_response'],
    ['200 without', status(200, { 'content-type': 'application/json' }), 'malformed_response'],
    ['202', status(202), 'malformed_response'],
    ['a redirect', status(302, { location: '/elsewhere' }), 'redirect_blocked'],
    ['an HTML page', status(200, { 'content-type': 'text/html' }, '<html></html>'), 'malformed_response'],
  ] as const)('is not answered by %s', async (_, answer, reason) => {
    expect((await look(answer, call)).said).toBe(reason);
  });
  it('still hands the provider’s errors on', async () => {
    expect((await look(status(404, { 'content-type': 'application/json' }, '{}'), call)).said).toBe('answered 404');
  });
  it('is still looked at by its source', async () => {
    expect((await look(status(204), call, () => ({ reason: 'population_incomplete', detail: 'x' }))).said).toBe('population_incomplete');
  });
  it('no other call is answered by 204', async () => {
    expect((await look(status(204), plain)).said).toBe('malformed_response');
  });
});

describe('a call whose answer holds secrets', () => {
  const body = JSON.stringify([{ secret: 'hunter2-hunter2', inner: { secret: { deep: 'line one\nline "two"' } }, name: 'key' }]);
  it('is recorded without them, and says so', async () => {
    const { text, exchanges } = await look(json(body), { ...plain, conceals: ['secret'] });
    expect(JSON.parse(text)).toEqual(JSON.parse(body));
    const written = Buffer.from(exchanges[0]?.response?.body ?? []).toString();
    expect(written).not.toMatch(/hunter2|line one/);
    expect(JSON.parse(written)).toMatchObject([{ name: 'key', secret: '[redacted:secret]' }]);
    expect(exchanges[0]?.redactions).toContainEqual({ rule: 'secret', count: 2 });
  });
  it('is otherwise recorded as it is', async () => {
    const { exchanges } = await look(json(body), plain);
    expect(Buffer.from(exchanges[0]?.response?.body ?? []).toString()).toBe(body);
  });
});
