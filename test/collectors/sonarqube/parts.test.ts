import { describe, expect, it } from 'vitest';
import { operationOf } from '../../../collectors/sonarqube/calls.ts';
import { instantOf } from '../../../collectors/sonarqube/client.ts';
import { mayReach, SonarConfig } from '../../../collectors/sonarqube/config.ts';
import { isSupported } from '../../../collectors/sonarqube/server/releases.ts';
import { openIssues } from '../../../collectors/sonarqube/vulnerability/paging.ts';

const entry = { type: 'sonarqube', name: 's', baseUrl: 'https://sonar.example.com/qa', token: { env: 'T' }, repositories: { 'a/b': 'b' } };
const faults = (change: object) =>
  SonarConfig.safeParse({ ...entry, ...change }).error?.issues.map(({ message, path }) => `${path.join('.')}: ${message}`) ?? [];

describe('the configuration', () => {
  it('is strict, and says what is wrong', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ repos: {} }).length).toBe(1);
    expect(faults({ baseUrl: 'https://sonarcloud.io' })).toEqual(['baseUrl: SonarQube Cloud needs `organization`']);
    expect(faults({ baseUrl: 'https://user:word@sonar.example.com' }).length).toBe(1);
    expect(faults({ repositories: {} })).toEqual(['repositories: name at least one repository']);
    expect(faults({ notAnalysed: { 'a/c': 'because' } })).toEqual(['notAnalysed.a/c: say why, in at least 20 characters']);
    expect(faults({ notAnalysed: { 'a/b': 'documentation without any code' } })).toEqual([
      'notAnalysed.a/b: this repository is named under `repositories` too',
    ]);
  });
  it('lets each token go to its own address only', () => {
    const config = SonarConfig.parse({ ...entry, github: { token: { env: 'G' } } });
    const reach = (url: string) => mayReach(new URL(url), config);
    expect(['https://sonar.example.com/qa/api/x/y', 'https://api.github.com/repos/a/b/commits'].map(reach)).toEqual([true, true]);
    expect(
      [
        'https://sonar.example.com/api/x/y',
        'https://sonar.example.com/qa',
        'https://api.github.com/user',
        'http://sonar.example.com/qa/api/x',
        'https://a@sonar.example.com/qa/api/x',
      ].map(reach),
    ).toEqual([false, false, false, false, false]);
  });
  it('knows each question below any context path, and no other', () => {
    const named = (method: string, url: string) => operationOf({ method, url: new URL(url), headers: {} });
    expect(named('GET', 'https://s/qa/deep/api/issues/search?x=1')).toBe('GET /api/issues/search');
    expect(named('GET', 'https://ghes/api/v3/repos/a/b/compare/x...y')).toBe('GET /repos/{owner}/{repo}/compare/{basehead}');
    expect(named('POST', 'https://s/api/issues/search')).toBeUndefined();
    expect(named('GET', 'https://s/api/user_tokens/search')).toBeUndefined();
  });
});

describe('which versions are maintained', () => {
  const at = (version: string, now = '2026-11-21T00:00:00.000Z') => {
    const said = isSupported(version, now, 'GET /api/system/status');
    return typeof said === 'boolean' ? said : said.$unknown.reason;
  };
  it.each([
    ['9.9.8.100196', false],
    ['10.8.1.101195', false],
    ['2025.1.0', false],
    ['2025.4.2', 'no_results'],
    ['2026.1.0.119033', true],
    ['2026.2.0', false],
    ['2026.4.1', 'no_results'],
    ['2026.5.0', true],
    ['2027.1.0', 'no_results'],
    ['26.11.0.1', true],
    ['26.9.0.1', 'no_results'],
    ['25.3.0.104237', false],
    ['latest', 'no_results'],
  ])('%s: %s', (version, expected) => expect(at(version)).toBe(expected));
});

describe('times', () => {
  it('are read with and without a colon in the offset', () => {
    expect(instantOf('2026-06-15T10:00:00+0200', 'o', 'm')).toBe('2026-06-15T08:00:00.000Z');
    expect(instantOf('2026-06-15T08:00:00Z', 'o', 'm')).toBe('2026-06-15T08:00:00.000Z');
    expect(instantOf('yesterday', 'o', 'm')).toMatchObject({ $unknown: { reason: 'malformed_response' } });
    expect(instantOf(undefined, 'o', 'm')).toMatchObject({ $unknown: { reason: 'missing_member' } });
  });
});

describe('more issues than SonarQube shows of one listing', () => {
  /** A server that holds so many and shows the first 10,000; created a minute apart, or all at once. */
  const serverOf = (count: number, apart: number) => ({
    async get(_: unknown, query: Readonly<Record<string, string>>) {
      const since = query['createdAfter'] === undefined ? 0 : Date.parse(query['createdAfter'].replace('+0000', 'Z'));
      const all = Array.from({ length: count }, (_, at) => ({ key: String(at), rule: 'r', project: 'p', at: at * apart })).filter(
        ({ at }) => at >= since,
      );
      const [ps, p] = [Number(query['ps']), Number(query['p'])];
      if (ps * p > 10_000) throw new Error('Can return only the first 10000 results');
      const issues = all
        .slice((p - 1) * ps, p * ps)
        .map(({ at, ...one }) => ({ ...one, creationDate: new Date(at).toISOString().replace('.000Z', '+0000') }));
      return { paging: { pageIndex: p, pageSize: ps, total: all.length }, issues };
    },
  });
  async function read(count: number, apart: number): Promise<{ keys: Set<string>; tokens: string[] }> {
    const paging = openIssues(serverOf(count, apart) as never, {});
    const keys = new Set<string>();
    const tokens: string[] = [];
    for (let token: string | undefined, turn = 0; turn < 100; turn += 1) {
      const page = paging.page.parse(await paging.send(token));
      for (const { key } of paging.items(page)) keys.add(key);
      token = paging.next(page);
      if (token === undefined || tokens.includes(token)) return { keys, tokens: token === undefined ? tokens : [...tokens, token] };
      tokens.push(token);
    }
    throw new Error('no end');
  }
  it('are all read, in slices by the second', async () => {
    expect((await read(24_321, 60_000)).keys.size).toBe(24_321);
    expect((await read(9_999, 60_000)).keys.size).toBe(9_999);
  });
  it('of one second: the walk turns on the spot, which the core calls broken', async () => {
    const { keys, tokens } = await read(12_000, 0);
    expect(keys.size).toBe(10_000);
    expect(new Set(tokens).size).toBeLessThan(tokens.length);
  });
});
