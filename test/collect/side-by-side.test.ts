/** Who waits for whom. Nothing here measures time: what is held back is let go only by what must not wait for it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openConcealer } from '../../src/collect/conceal.ts';
import { forgetfulRecorder } from '../../src/collect/evidence.ts';
import { openPace } from '../../src/collect/pace.ts';
import { collectRun } from '../../src/collect/run.ts';
import { openTally } from '../../src/collect/session.ts';
import { openWire, type Wire } from '../../src/collect/wire.ts';
import type { Collector, ResourceSet, Source } from '../../src/model.ts';
import { collectOnce } from '../support/collect.ts';
import { type Answer, json, serve, type TestServer } from '../support/server.ts';
import { type Toy, things, toySource } from '../support/toy.ts';

let server: TestServer;
let wire: Wire;
beforeEach(async () => {
  server = await serve(json('{"good":true}'));
  wire = openWire();
});
afterEach(async () => {
  wire.close();
  await server.close();
});

/** Answers `held` only when `before` has been asked. */
function holding(held: string, before: string, answer: Answer): Answer {
  let release = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    release = resolve;
  });
  return (request, response) => {
    if (request.url === before) release();
    if (request.url === held) void asked.then(() => answer(request, response));
    else answer(request, response);
  };
}
const first = json('{"things":[{"id":"a"}],"next":"2","total":2}');
const second = json('{"things":[{"id":"b"}],"next":null,"total":2}');
const pages: Answer = (request, response) => {
  const answer = { '/things': first, '/things?after=2': second }[request.url as string] ?? json('{"good":true}');
  answer(request, response);
};
const config = () => ({ type: 'toy' as const, baseUrl: server.url });

describe('a listing', () => {
  it('hands on what one page names while the next page is under way', async () => {
    server.answer = holding('/things?after=2', '/things/a', pages);
    const { sets } = await collectOnce({ source: toySource, collector: things, config: config() });
    expect(sets[0]).toMatchObject({ complete: true, gaps: [] });
    expect(sets[0]?.resources.map(({ resource }) => resource.id)).toEqual(['a', 'b']);
  });

  it('is asked when it is named, not when it is read', async () => {
    server.answer = holding('/things/x', '/things', pages);
    const late: Collector<Toy> = {
      ...things,
      async *fetch(toy, ask) {
        const page = z.looseObject({ things: z.array(z.looseObject({ id: z.string() })) });
        const send = () => toy.get('/things');
        const listing = ask.pages('GET /things', {}, { page, send, items: (one) => one.things, next: () => undefined });
        await ask('GET /things/{id}', { id: 'x' }, z.looseObject({}), () => toy.get('/things/x'));
        for await (const { id } of listing) yield { thing: { id }, detail: { good: true } };
      },
    };
    const { sets } = await collectOnce({ source: toySource, collector: late, config: config() });
    expect(sets[0]).toMatchObject({ complete: true, gaps: [] });
  });
});

describe('sources', () => {
  const around = (): Parameters<typeof collectRun>[0]['around'] => ({
    env: () => undefined,
    wire,
    pace: openPace(),
    recorder: forgetfulRecorder(),
    concealer: openConcealer(),
    clock: { now: () => '2026-11-21T10:00:00.000Z', monotonic: () => 0, sleep: async () => undefined, random: () => 0 },
    signal: new AbortController().signal,
    tally: openTally(),
    retry: { attempts: 1, baseMs: 0, capMs: 0, budgetMs: 0 },
    limits: { pages: 10 },
  });
  /** A toy that asks who answers before it says what there is. */
  const slow: Source = {
    ...toySource,
    id: 'slow',
    nameOf: () => 'slow',
    declared: () => [{ source: 'slow', name: 'slow', key: 'slow/slow', id: 'slow/slow', label: 'slow', scope: 'shop' }],
    async scope(toy: Toy, _config, ask, declared) {
      await ask('GET /me', {}, z.looseObject({}), () => toy.get('/me'));
      return { principal: { id: 'me', detail: 'test' }, subjects: declared, excluded: [] };
    },
  };

  it('do not wait for each other, and their sets keep the order of the configuration', async () => {
    server.answer = holding('/me', '/things/b', pages);
    const sources = [slow, toySource as Source].map((source) => ({ source, config: config() }));
    const collectors = [{ ...things, id: 'slow/thing' }, things];
    const { scope, sets } = await collectRun({
      sources,
      collectors,
      around: around(),
      now: '2026-11-21T10:00:00.000Z',
      period: { from: '2026-11-20T10:00:00.000Z', to: '2026-11-21T10:00:00.000Z' },
    });
    const read: ResourceSet[] = [];
    for await (const set of sets) read.push(set);
    expect(scope.map(({ source }) => source)).toEqual(['slow', 'toy']);
    expect(read.map(({ collector, complete, resources }) => [collector, complete, resources.length])).toEqual([
      ['slow/thing', true, 2],
      ['toy/thing', true, 2],
    ]);
  });
});
