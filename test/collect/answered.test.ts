/** Which answers of a killed attempt are taken, and which questions are put again. */
import { describe, expect, it } from 'vitest';
import { answeredBefore, type Rules, rulesOf } from '../../src/collect/answered.ts';
import { lockerRecorder } from '../../src/collect/evidence.ts';
import type { Exchange } from '../../src/collect/tape.ts';
import { digestOf } from '../../src/locker/index.ts';
import type { Collector, Digest, Source } from '../../src/model.ts';
import { things, toySource } from '../support/toy.ts';

const kept = new Map<Digest, Uint8Array>();
const recorder = lockerRecorder(async (bytes) => {
  const digest = digestOf(bytes);
  kept.set(digest, bytes);
  return digest;
});
const get = async (digest: Digest): Promise<Uint8Array> => {
  const bytes = kept.get(digest);
  if (!bytes) throw new Error(`${digest} is gone`);
  return bytes;
};
/** Says of 404 what services say that have a code for "there is none" and no name for it among the reasons: nobody knows why. */
const toy = {
  ...toySource,
  classify: (failure) => {
    const told = toySource.classify(failure);
    return failure.status === 404 ? { ...told, reason: 'provider_error' } : told;
  },
} satisfies Source as Source;
const rules = rulesOf([toy], [things as unknown as Collector]);
const asked = {
  subject: 'toy/shop',
  operation: 'GET /things/{id}',
  request: { method: 'GET', url: 'https://toys.example/things/t1', headers: {} },
};

function exchange(status: number, text: string, more: Partial<Exchange> = {}): Exchange {
  const response = { status, headers: { 'content-type': 'application/json' }, body: new TextEncoder().encode(text) };
  const at = '2026-11-21T10:00:00.000Z';
  return { ...asked, order: 1, source: 'shop', response, requestedAt: at, receivedAt: at, redactions: [], ...more };
}
async function again(one: Exchange, by: Rules = rules): Promise<Exchange | undefined> {
  const answered = await answeredBefore([await recorder.record(one)], get, recorder, by);
  return (await answered.find(asked))?.exchange;
}

describe('an answer that came before the kill', () => {
  it('is taken where it says something', async () => {
    expect((await again(exchange(200, '{"good":true}')))?.response?.status).toBe(200);
    expect((await again(exchange(403, '{"code":"denied"}')))?.response?.status).toBe(403);
  });
  it('is taken where it says that there is none, and its collector knows that code', async () => {
    expect((await again(exchange(404, '{"code":"none"}')))?.response?.status).toBe(404);
    // nobody declared that: another try may tell more
    expect(await again(exchange(404, '{"code":"gone"}'))).toBeUndefined();
    expect(await again(exchange(404, '{"code":"none"}'), rulesOf([toy], []))).toBeUndefined();
    expect(await again(exchange(404, '{"code":"none"}', { operation: 'GET /things' }))).toBeUndefined();
  });
  it('is asked for again where half of it came: no word of it says that there is none', async () => {
    expect(await again(exchange(404, '{"code":"none"'))).toBeUndefined();
  });
  it.each([
    ['a failure of the provider', exchange(500, '{}')],
    ['a limit', exchange(429, '{}')],
    ['what something was struck out of', exchange(200, '{}', { redactions: [{ rule: 'secret', count: 1 }] })],
    ['what the transport refused', exchange(200, '{}', { refusal: { reason: 'truncated', detail: 'cut' } })],
    ['no answer', (({ response: _, ...rest }) => rest)(exchange(200, '{}'))],
    ['what was withheld', exchange(200, '{}', { response: { status: 200, headers: {}, body: new Uint8Array(), withheld: true } })],
  ])('is asked for again: %s', async (_, one) => expect(await again(one)).toBeUndefined());

  it('is taken once, in the order in which they came', async () => {
    const ids = [await recorder.record(exchange(200, '{"at":2}', { order: 2 })), await recorder.record(exchange(200, '{"at":1}'))];
    const answered = await answeredBefore(ids, get, recorder, rules);
    const found = [await answered.find(asked), await answered.find(asked), await answered.find(asked)];
    expect(found.map((one) => one && Buffer.from(one.exchange.response?.body ?? []).toString())).toEqual([
      '{"at":1}',
      '{"at":2}',
      undefined,
    ]);
  });
});
