import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { judgeSet } from '../../src/evaluate/judge.ts';
import type { Finding, ResourceSet } from '../../src/model.ts';
import { prepare } from '../../src/policy/check.ts';
import { parseYaml } from '../../src/yaml.ts';
import { collectOnce } from '../support/collect.ts';
import { type Answer, json, serve, type TestServer } from '../support/server.ts';
import { things, toySource } from '../support/toy.ts';

let server: TestServer;
beforeAll(async () => {
  server = await serve(json('{}'));
});
afterAll(() => server.close());

/** Three things on two pages: a and b are good, c is not. */
const PAGES: Record<string, string> = {
  '/things': '{"things":[{"id":"a"},{"id":"b"}],"next":"2","total":3}',
  '/things?after=2': '{"things":[{"id":"c"}],"next":null,"total":3}',
  '/things/a': '{"good":true}',
  '/things/b': '{"good":true}',
  '/things/c': '{"good":false}',
};
const world: Answer = (request, response) =>
  json(PAGES[request.url as string] ?? '{"message":"gone"}', PAGES[request.url as string] ? 200 : 404)(request, response);
const collect = async (answer: Answer): Promise<ResourceSet> => {
  server.hits.length = 0;
  server.answer = answer;
  const { sets } = await collectOnce({ source: toySource, collector: things, config: { type: 'toy', baseUrl: server.url } });
  return sets[0] as ResourceSet;
};

const check = (holds: string, expect_ = 'r.good', where = '') => {
  const yaml = `title: t\nseverity: low\nevidence: config\nabout: toy/thing\nholds: ${holds}\nexpect: ${JSON.stringify(expect_)}\n${where}whenNone: not_applicable\nwhenNoneBecause: none\nfail: "not good"\nremedy: r\ncases: [{given: {}, then: unknown, because: x}]`;
  const file = parseYaml(yaml, 'x.yaml');
  const value = file.value as Record<string, unknown>;
  return prepare({ ...value, id: 'x', params: {}, cases: [] } as never, things, file);
};
const judge = (set: ResourceSet, ready = check('every')) => {
  const findings: Finding[] = [];
  const result = judgeSet(ready, set, { now: Date.parse(set.collectedAt), waivers: [], emit: (finding) => findings.push(finding) });
  return { ...result, findings };
};

describe('a listing', () => {
  it('read to its end is complete, and says what proves it', async () => {
    const set = await collect(world);
    expect(set).toMatchObject({ complete: true, gaps: [], proof: expect.stringContaining("provider's own total is 3") });
    expect(set.resources.map(({ resource }) => resource.id)).toEqual(['a', 'b', 'c']);
    expect(new Set(set.resources.map(({ evidence }) => evidence.join())).size).toBe(3);
  });
  const over =
    (url: string, body: string): Answer =>
    (request, response) =>
      request.url === url ? json(body)(request, response) : world(request, response);
  it.each([
    ['a token that repeats', '/things?after=2', '{"things":[{"id":"c"}],"next":"2"}', 'pagination_broken'],
    ['a list that is not there', '/things', '{"next":null}', 'missing_member'],
    ['a list that is something else', '/things', '{"things":{},"next":null}', 'malformed_response'],
    ['an end that is not marked', '/things?after=2', '{"things":[{"id":"c"}]}', 'missing_member'],
    ['a total that differs', '/things?after=2', '{"things":[],"next":null,"total":3}', 'population_mismatch'],
    ['an item on two pages', '/things?after=2', '{"things":[{"id":"b"}],"next":null,"total":3}', 'population_mismatch'],
  ])('with %s is not a population', async (_, url, body, reason) => {
    const set = await collect(over(url, body));
    expect(set.complete).toBe(false);
    expect(set.gaps.map((gap) => gap.reason)).toEqual([reason]);
    expect(judge(set, check('every', 'true')).verdict).toBe('unknown');
  });
  it('that never ends stops at its page budget', async () => {
    let page = 0;
    const set = await collect((request, response) =>
      request.url?.startsWith('/things?') || request.url === '/things'
        ? json(`{"things":[],"next":"${++page}"}`)(request, response)
        : world(request, response),
    );
    expect(set.gaps).toMatchObject([{ reason: 'pagination_broken', detail: expect.stringContaining('200 pages') }]);
  });
  it('that is empty and whole is an empty list: not applicable, with no row lost', async () => {
    const set = await collect(json('{"things":[],"next":null,"total":0}'));
    expect(set).toMatchObject({ complete: true, resources: [] });
    expect(judge(set)).toMatchObject({
      verdict: 'not_applicable',
      population: { size: 0, complete: true },
      findings: [{ verdict: 'not_applicable', because: 'none' }],
    });
  });
  it('a failure before the cut stays a failure; a pass does not', async () => {
    const cut = over('/things?after=2', '{"things":');
    expect(judge(await collect(cut)).verdict).toBe('unknown');
    expect(judge(await collect(cut), check('every', 'r.id != "a"')).verdict).toBe('fail');
    expect(judge(await collect(cut), check('some', 'r.id == "a"')).verdict).toBe('pass');
    expect(judge(await collect(cut), check('some', 'r.id == "zz"')).verdict).toBe('unknown');
  });
});

describe('asking again', () => {
  it('what recovers leaves no trace in the verdict', async () => {
    let failures = 2;
    const set = await collect((request, response) =>
      request.url === '/things/b' && failures-- > 0 ? json('{}', 503)(request, response) : world(request, response),
    );
    expect(set.gaps).toEqual([]);
    expect(judge(set)).toMatchObject({ verdict: 'fail', counts: { pass: 2, fail: 1, unknown: 0 } });
    expect(server.hits.filter((hit) => hit === 'GET /things/b')).toHaveLength(3);
  });
  it('what a permission refuses is asked once, and the permission is named', async () => {
    const set = await collect((request, response) =>
      request.url === '/things/b' ? json('{}', 403)(request, response) : world(request, response),
    );
    expect(server.hits.filter((hit) => hit === 'GET /things/b')).toHaveLength(1);
    expect(set.resources[1]?.resource).toMatchObject({ good: { $unknown: { reason: 'access_denied', permission: 'things: read' } } });
  });
  it('gives up after its attempts, and says how often it asked', async () => {
    const set = await collect((request, response) =>
      request.url === '/things/b' ? json('{}', 429, { 'retry-after': '1' })(request, response) : world(request, response),
    );
    expect(set.resources[1]?.resource).toMatchObject({
      good: { $unknown: { reason: 'throttled', detail: expect.stringContaining('asked 3 times') } },
    });
  });
  it('does not wait longer than its budget, whatever the provider wishes', async () => {
    const set = await collect((request, response) =>
      request.url === '/things/b' ? json('{}', 429, { 'retry-after': '86400' })(request, response) : world(request, response),
    );
    expect(server.hits.filter((hit) => hit === 'GET /things/b')).toHaveLength(1);
    expect(set.resources[1]?.resource).toMatchObject({
      good: { $unknown: { detail: expect.stringContaining('86400 s more than the budget') } },
    });
  });
  it('an absence that the provider states is an absence', async () => {
    const set = await collect((request, response) =>
      request.url === '/things/c' ? json('{"code":"none"}', 404)(request, response) : world(request, response),
    );
    expect(set.resources[2]?.resource).toMatchObject({ good: false });
  });
  it('and is none when the answer that states it is cut', async () => {
    const set = await collect((request, response) =>
      request.url === '/things/c' ? json('{"code":"none",', 404)(request, response) : world(request, response),
    );
    expect(set.resources[2]?.resource).toMatchObject({ good: { $unknown: { reason: 'malformed_response' } } });
  });
});

/** faults.md: every request × every kind of fault. A verdict may become unknown; nothing else. */
describe('the sweep', () => {
  const kinds: Record<string, Answer> = {
    401: json('{}', 401),
    403: json('{"message":"no"}', 403),
    404: json('{"message":"Not Found"}', 404),
    429: json('{}', 429),
    500: json('{}', 500),
    503: json('', 503),
    html: (_, r) => void r.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>'),
    htmlError: (_, r) => void r.writeHead(502, { 'content-type': 'text/html' }).end('<html></html>'),
    empty: (_, r) => void r.writeHead(200, { 'content-type': 'application/json' }).end(),
    204: (_, r) => void r.writeHead(204).end(),
    null: json('null'),
    list: json('[]'),
    object: json('{}'),
    cut: (_, r) => {
      r.writeHead(200, { 'content-type': 'application/json', 'content-length': '99' });
      r.write('{"things":[],"next":null,"good":true');
      setTimeout(() => r.destroy(), 5);
    },
    reset: (_, r) => void r.destroy(),
    garbled: json('{"things":[],,'),
  };
  const checks = [
    check('every'),
    check('some'),
    check('none'),
    check('every', '!r.good'),
    check('every', 'true', 'where: r.good\n'),
    check('some', 'true', 'where: r.good\n'),
    check('every', 'false', 'where: r.good\n'),
  ];
  for (const [kind, fault] of Object.entries(kinds)) {
    it(kind, async () => {
      const clean = await collect(world);
      for (const target of Object.keys(PAGES)) {
        const faulted = await collect((request, response) => (request.url === target ? fault : world)(request, response));
        for (const ready of checks) {
          const [before, after] = [judge(clean, ready).verdict, judge(faulted, ready).verdict];
          expect([before, 'unknown'], `${kind} on ${target}: ${ready.check.holds} ${ready.check.expect}`).toContain(after);
        }
        expect(
          faulted.gaps.length + faulted.resources.filter(({ resource }) => JSON.stringify(resource).includes('$unknown')).length,
          `${kind} on ${target} left no trace`,
        ).toBeGreaterThan(0);
      }
    });
  }
  it('and a schema that promises a member holds the provider to it', () => {
    expect(z.looseObject({ good: z.boolean() }).safeParse({}).success).toBe(false);
  });
});
