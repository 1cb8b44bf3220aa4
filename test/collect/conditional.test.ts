import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stoppedClock } from '../../src/collect/clock.ts';
import { openConcealer } from '../../src/collect/conceal.ts';
import { EVIDENCE_TYPE, exchangeOf, lockerRecorder } from '../../src/collect/evidence.ts';
import { openPace } from '../../src/collect/pace.ts';
import { recallFrom } from '../../src/collect/recall.ts';
import { replayWire } from '../../src/collect/replay.ts';
import { openSession, openTally } from '../../src/collect/session.ts';
import { collectSet } from '../../src/collect/set.ts';
import { LIMITS, openWire } from '../../src/collect/wire.ts';
import { digestOf } from '../../src/locker/index.ts';
import type { Digest, Known, Principal, ResourceSet, Source, Subject } from '../../src/model.ts';
import { json, serve, type TestServer } from '../support/server.ts';
import { things, toySource } from '../support/toy.ts';

const NOW = '2031-03-01T12:00:00.000Z';
let server: TestServer;
let seen: { url: string; tag: string | undefined }[] = [];
beforeAll(async () => {
  server = await serve(json('{}'));
});
afterAll(() => server.close());
beforeEach(() => {
  seen = [];
  server.answer = provider();
});

/** Its answers, each with an ETag of its own; `named` says what becomes of a question that names it. */
type Reply = Parameters<typeof json>;
const BODIES: Readonly<Record<string, string>> = {
  '/things': '{"things":[{"id":"a"},{"id":"b"}],"next":null,"total":2}',
  '/things/a': '{"good":true}',
  '/things/b': '{"good":false}',
};
const tagOf = (body: string) => `W/"${body.length}"`;
const unchanged = (body: string): Reply => ['', 304, { etag: tagOf(body), 'x-request-id': 'r', 'content-length': String(body.length) }];
function provider(named: (body: string, url: string) => Reply | undefined = unchanged, bodies = BODIES): TestServer['answer'] {
  return (request, response) => {
    const url = request.url ?? '';
    const body = bodies[url] ?? '{}';
    const tag = request.headers['if-none-match'];
    seen.push({ url, tag });
    const [text, status = 200, headers = {}] = (tag === tagOf(body) && named(body, url)) || [body, 200, { etag: tagOf(body) }];
    response.writeHead(status, {
      ...(status === 200 && { 'content-type': 'application/json' }),
      date: new Date(NOW).toUTCString(),
      ...headers,
    });
    response.end(text);
  };
}

interface Kept {
  readonly objects: Map<Digest, Uint8Array>;
  readonly items: { name: string; mediaType: string; sha256: string }[];
  readonly principals: { source: string; name: string; principal: Known<Principal> }[];
  readonly set: ResourceSet;
  readonly confirmed: number;
}
const source: Source = { ...toySource, conditional: () => true };
const ada = { id: 'ada', detail: 'a token' };

async function* itemsOf({ items }: Kept) {
  yield* items;
}
async function run(
  before?: Kept,
  { as = ada, of = source, wire = openWire(LIMITS) as Parameters<typeof openSession>[2]['wire'] } = {},
): Promise<Kept> {
  const objects = new Map(before?.objects);
  const items: Kept['items'] = [];
  const tally = openTally();
  const asked: Source = { ...of, scope: async (_, __, ___, subjects) => ({ principal: as, subjects, excluded: [] }) };
  const session = await openSession(
    asked,
    { type: 'toy', baseUrl: server.url },
    {
      env: () => undefined,
      wire,
      pace: openPace(),
      recorder: lockerRecorder(async (bytes, about) => {
        const digest = digestOf(bytes);
        objects.set(digest, bytes);
        items.push({ ...about, sha256: digest.slice(7) });
        return digest;
      }),
      concealer: openConcealer(),
      clock: stoppedClock(NOW),
      signal: new AbortController().signal,
      tally,
      retry: { attempts: 2, baseMs: 0, capMs: 0, budgetMs: 1000 },
      limits: { pages: 10 },
      ...(before && {
        recall: recallFrom(
          { manifest: before, items: () => itemsOf(before) } as never,
          async (digest) => before.objects.get(digest) as Uint8Array,
        ),
      }),
    },
  );
  const subject = session.scope.subjects[0] as Subject;
  const { ask, ledger } = session.ask(subject, things.calls, new Map());
  const context = { subject, now: NOW, period: { from: NOW, to: NOW }, signal: new AbortController().signal };
  const client = session.clientFor(subject);
  const set = await collectSet({ collector: things, client, ask, ledger, context, collectedAt: () => NOW, skewMs: () => 0 });
  return { objects, items, principals: [{ source: 'toy', name: 'shop', principal: as }], set, confirmed: tally.confirmed };
}
const records = ({ items, objects }: Kept) =>
  Promise.all(
    items
      .filter(({ mediaType }) => mediaType === EVIDENCE_TYPE)
      .map(async ({ sha256 }) => ({
        id: `sha256:${sha256}` as Digest,
        record: JSON.parse(new TextDecoder().decode(objects.get(`sha256:${sha256}`))),
        exchange: await exchangeOf(objects.get(`sha256:${sha256}`) as Uint8Array, async (digest) => objects.get(digest) as Uint8Array),
      })),
  );
const facts = ({ set: { complete, gaps, resources } }: Kept) => ({ complete, gaps, resources: resources.map(({ resource }) => resource) });
const tags = () => seen.map(({ tag }) => tag);

describe('an answer that the run before recorded', () => {
  it('is asked to be confirmed, and a 304 stands for the recorded bytes', async () => {
    const first = await run();
    expect(tags()).toEqual([undefined, undefined, undefined]);
    seen = [];
    const second = await run(first);
    expect(tags()).toEqual(Object.values(BODIES).map(tagOf));
    expect(second.confirmed).toBe(3);
    expect(facts(second)).toEqual(facts(first));
    expect(facts(second).complete).toBe(true);
  });
  it('is one object in both runs, and the new record says what confirms it, and when', async () => {
    const first = await run();
    const second = await run(first);
    const before = new Map((await records(first)).map((one) => [one.record.request.url, one]));
    for (const { record } of await records(second)) {
      const earlier = before.get(record.request.url);
      expect(record.response).toMatchObject({ status: 304, body: earlier?.record.response.body, headers: { date: expect.any(String) } });
      expect(record.request.headers['if-none-match']).toBe(earlier?.record.response.headers.etag);
      expect(record.confirms).toMatchObject({ evidence: earlier?.id, receivedAt: NOW, headers: { 'content-type': 'application/json' } });
      // an object of the second run too, so that its sums vouch for it
      expect(second.items.map(({ sha256 }) => `sha256:${sha256}`)).toContain(record.response.body);
    }
  });
  it('is confirmed again by the next run, which still points to the record of the answer itself', async () => {
    const first = await run();
    const third = await run(await run(first));
    expect(third.confirmed).toBe(3);
    const ids = (await records(first)).map(({ id }) => id);
    for (const { record } of await records(third)) expect(ids).toContain(record.confirms.evidence);
  });
  it('is read again offline to the same', async () => {
    const second = await run(await run());
    const replayed = await run(undefined, { wire: replayWire(await records(second)) });
    expect(facts(replayed)).toEqual(facts(second));
    expect(replayed.set.evidence).toEqual(second.set.evidence);
  });
  it('is left for the new one where something has changed', async () => {
    const first = await run();
    server.answer = provider(unchanged, { ...BODIES, '/things/b': '{"good":true}' });
    const second = await run(first);
    expect(second.confirmed).toBe(2);
    expect(facts(second).resources).toMatchObject([{ good: true }, { good: true }]);
  });
});

describe('is asked for in full', () => {
  const asked = async (first: Kept, more = {}, confirmed = 0) => {
    seen = [];
    const second = await run(first, more);
    expect(second.confirmed).toBe(confirmed);
    expect(facts(second)).toEqual(facts(first));
    return tags();
  };
  const none = [undefined, undefined, undefined];
  it('by somebody else, by the same with another kind of token, and by whom nobody knows', async () => {
    const first = await run();
    expect(await asked(first, { as: { ...ada, id: 'eve' } })).toEqual(none);
    expect(await asked(first, { as: { ...ada, detail: 'another token' } })).toEqual(none);
    const nobody = { $unknown: { operation: 'GET /me', reason: 'access_denied', detail: 'no' } };
    expect(await asked({ ...first, principals: [{ source: 'toy', name: 'shop', principal: nobody as never }] }, { as: nobody })).toEqual(
      none,
    );
  });
  it('where the source says nothing of ETags', async () => {
    expect(await asked(await run(), { of: toySource })).toEqual(none);
  });
  it('where the recorded bytes are not those of their name any more, or are gone', async () => {
    for (const spoil of [(bytes: Uint8Array) => Uint8Array.from(bytes).fill(32, 0, 1), () => undefined]) {
      const first = await run();
      const [bad] = (await records(first))
        .filter(({ record }) => record.request.url.endsWith('/b'))
        .map(({ record }) => record.response.body);
      first.objects.set(bad, spoil(first.objects.get(bad) as Uint8Array) as Uint8Array);
      expect(await asked(first, {}, 2)).toEqual([tagOf(BODIES['/things'] as string), tagOf(BODIES['/things/a'] as string), undefined]);
    }
  });
});

describe('a 304 that proves nothing', () => {
  it('to a question that named no ETag is unknown', async () => {
    server.answer = json('', 304);
    expect((await run()).set).toMatchObject({ complete: false, gaps: [{ reason: 'malformed_response' }], resources: [] });
  });
  it.each([
    ['another ETag', (): Reply => ['', 304, { etag: 'W/"other"' }]],
    ['no ETag', (): Reply => ['', 304]],
  ])('with %s is asked for again, in full', async (_, named) => {
    const first = await run();
    server.answer = provider(named);
    seen = [];
    const second = await run(first);
    expect(second.confirmed).toBe(0);
    expect(facts(second)).toEqual(facts(first));
    expect(tags().filter((tag) => tag === undefined)).toHaveLength(3);
  });
  it('and comes again is unknown', async () => {
    const first = await run();
    server.answer = (_, response) => void response.writeHead(304, { etag: 'W/"other"' }).end();
    expect((await run(first)).set).toMatchObject({ complete: false, gaps: [{ reason: 'malformed_response' }], resources: [] });
  });
  it('and is played back without what it confirms is unknown', async () => {
    const second = await run(await run());
    const bare = (await records(second)).map(({ id, exchange: { confirms: _, ...exchange } }) => ({ id, exchange }));
    const { set } = await run(undefined, { wire: replayWire(bare) });
    expect(set).toMatchObject({ complete: false, gaps: [{ reason: 'malformed_response' }], resources: [] });
  });
  it('cannot stand for an answer from which a secret was struck out', async () => {
    const first = await run();
    const spoilt = await Promise.all(
      (await records(first)).map(async ({ record }) =>
        new TextEncoder().encode(JSON.stringify({ ...record, redactions: [{ rule: 'x', count: 1 }] })),
      ),
    );
    const items = spoilt.map((bytes) => ({ name: 'evidence/toy/shop x', mediaType: EVIDENCE_TYPE, sha256: digestOf(bytes).slice(7) }));
    const objects = new Map([...first.objects, ...spoilt.map((bytes) => [digestOf(bytes), bytes] as const)]);
    seen = [];
    await run({ ...first, items, objects });
    expect(tags()).toEqual([undefined, undefined, undefined]);
  });
});
