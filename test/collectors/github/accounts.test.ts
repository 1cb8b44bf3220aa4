import http from 'node:http';
import { describe, expect, it } from 'vitest';
import repository from '../../../collectors/github/repository/index.ts';
import { policyFor } from '../../../src/cli/setup.ts';
import { parseConfig } from '../../../src/config.ts';
import { type GithubOptions, startGithub } from '../../../src/demo/github/server.ts';
import type { World } from '../../../src/demo/github/world.ts';
import { clean } from '../../../src/demo/github/worlds/clean.ts';
import { looksAt } from '../../../src/kit.ts';
import type { WireRequest, WireResponse } from '../../../src/model.ts';
import { sources } from '../../../src/registry.ts';
import { collectors, ENV, judged, NOW, source } from '../../demo/github.ts';
import { collectAll } from '../../support/collect.ts';

const parse = (config: object) => source.config.parse({ type: 'github', ...config });
const valid = (config: object) => source.config.safeParse({ type: 'github', ...config }).success;
const ofUsers = collectors.filter((one) => looksAt(one, { scope: 'user' }));

/** GitHub shows who bypassed rules for a month. */
const period = { from: '2031-02-05T12:00:00.000Z', to: NOW };
async function look(world: World, config: object, only = collectors, options: Partial<GithubOptions> = {}) {
  const server = await startGithub({ world, now: () => NOW, ...options });
  try {
    const collected = await collectAll({
      source,
      collectors: only,
      config: parse({ baseUrl: server.url, ...config }),
      env: ENV,
      now: NOW,
      period,
    });
    return { ...collected, ...judged(collected), requests: server.requests };
  } finally {
    await server.close();
  }
}

/** The clean world, as if all of it belonged to one person. */
const ada: World = { ...clean, organization: { ...clean.organization, login: 'ada-example' } };

describe('a user’s account', () => {
  it('is read whole with the user’s own token, private repositories too', async () => {
    const { scope, sets } = await look(ada, { user: 'ada-example' });
    expect(scope.subjects).toMatchObject([{ key: 'github/ada-example', id: 'ada-example/1001', scope: 'user' }]);
    expect(sets.map(({ collector }) => collector).sort()).toEqual(ofUsers.map(({ id }) => id).sort());
    expect(ofUsers.map(({ id }) => id)).toEqual(expect.arrayContaining(['github/repository', 'github/webhook', 'github/workflow-token']));
    for (const set of sets) expect(set, set.collector).toMatchObject({ complete: true, gaps: [] });
    const repositories = sets.find(({ collector }) => collector === 'github/repository');
    expect(repositories?.resources).toHaveLength(clean.repositories.length);
    expect(repositories?.proof).toContain('the user counts 2 public and 10 private repositories');
  });
  it('is asked nothing that is an organization’s, and says so', async () => {
    const { scope, requests } = await look(ada, { user: 'ada-example' });
    expect(scope.excluded).toMatchObject([{ id: 'ada-example', because: expect.stringContaining('user account') }]);
    expect(requests.filter(({ path }) => path.startsWith('/orgs/') || path.startsWith('/organizations/'))).toEqual([]);
  });
  it('of somebody else shows its public repositories, and is not whole', async () => {
    const { sets, results, requests } = await look({ ...ada, caller: 'grace-example' }, { user: 'ada-example' }, [repository]);
    expect(sets[0]?.resources.map(({ resource }) => resource.name)).toEqual(['ada-example/docs-fork', 'ada-example/website']);
    expect(sets).toMatchObject([{ complete: false, gaps: [{ reason: 'population_incomplete' }] }]);
    expect(results.filter(({ verdict }) => verdict === 'pass')).toEqual([]);
    expect(requests.map(({ operation }) => operation)).toContain('GET /users/{username}/repos');
  });
  it('that counts more than it lists is not whole', async () => {
    const { sets } = await look(ada, { user: 'ada-example' }, [repository], {
      faults: [{ operation: 'GET /user/repos', kind: 'denied', after: 2 }],
    });
    expect(sets).toMatchObject([{ complete: false, gaps: [{ reason: 'access_denied' }] }]);
  });
  it('that is an organization is told so, and one that nobody has is unknown', async () => {
    const wrong = await look(clean, { user: 'example-company' }, [repository]);
    expect(wrong.scope.subjects).toMatchObject([
      { gap: { reason: 'identity_changed', detail: expect.stringContaining('organization: example-company') } },
    ]);
    const nobody = await look(clean, { user: 'nobody-example' }, [repository]);
    expect(nobody.scope.subjects).toMatchObject([{ gap: { operation: 'GET /users/{username}', reason: 'access_denied' } }]);
    expect(nobody.sets).toMatchObject([{ complete: false, resources: [], gaps: [{ reason: 'access_denied' }] }]);
  });
  it('alone plans no check of organizations; beside an organization all are planned', () => {
    const plan = (yaml: string) => {
      const config = parseConfig(`sources:\n${yaml}\nframeworks: []\n`, 'claimcheck.yaml', { sources, frameworks: [], env: () => 'x' });
      return policyFor(config, 'github.*').checks.map(({ check }) => check.id);
    };
    const alone = plan('  - { type: github, user: ada-example }');
    expect(alone).toContain('github.org.workflow-token-readonly');
    expect(alone).toContain('github.repo.review-required');
    expect(alone).not.toContain('github.org.two-factor-required');
    expect(plan('  - { type: github, user: ada-example }\n  - { type: github, organization: acme }')).toContain(
      'github.org.two-factor-required',
    );
  });
  it('or an organization, and only one of them, is what an entry is about', () => {
    expect([valid({ user: 'ada' }), valid({ organization: 'acme' })]).toEqual([true, true]);
    expect([valid({}), valid({ user: 'ada', organization: 'acme' })]).toEqual([false, false]);
    expect(valid({ user: 'ada', enterprise: { slug: 'acme' } })).toBe(false);
    expect(valid({ organization: 'acme', enterprise: { slug: '../x' } })).toBe(false);
  });
});

describe('several organizations', () => {
  it('are entries of their own, each asked with its own token', () => {
    const yaml = `sources:
  - { type: github, organization: acme, token: { env: ACME_TOKEN } }
  - { type: github, organization: acme-labs, token: { env: LABS_TOKEN } }
frameworks: []
`;
    const read = (text: string) => parseConfig(text, 'claimcheck.yaml', { sources, frameworks: [], env: () => 'x' });
    const subjects = read(yaml).sources.flatMap(({ source: one, config }) => one.declared(config));
    expect(subjects.map(({ key }) => key)).toEqual(['github/acme', 'github/acme-labs']);
    // the same name twice would be one row for two
    expect(() => read(yaml.replace('acme-labs', 'acme'))).toThrow();
  });
});

describe('repositories that are left out', () => {
  const config = {
    organization: 'example-company',
    repositories: {
      exclude: [
        { match: 'legacy-*', because: 'frozen since the move' },
        { match: 'sandbox-*', because: 'for trainings, never deployed' },
      ],
    },
  };
  it('are named with their reasons, and a pattern that fits nothing is said', async () => {
    const { scope, sets, resources } = await look(clean, config);
    expect(scope.excluded).toEqual([
      { id: 'example-company/legacy-importer', because: 'frozen since the move (exclude: legacy-*)' },
      { id: 'exclude: sandbox-*', because: 'fits no repository; it was written for: for trainings, never deployed' },
    ]);
    const set = sets.find(({ collector }) => collector === 'github/repository');
    expect(set).toMatchObject({ complete: true, proof: expect.stringContaining('1 of them is left out as configured') });
    expect(Object.keys(resources('github/repository'))).not.toContain('example-company/legacy-importer');
    expect(set?.resources).toHaveLength(clean.repositories.length - 1);
  });
  it('are not asked about by any collector', async () => {
    const { requests } = await look(clean, config);
    expect(requests.filter(({ path }) => path.includes('/legacy-importer'))).toEqual([]);
    expect(requests.filter(({ path }) => path.includes('/payroll'))).not.toEqual([]);
  });
  it('are all but those that are included', async () => {
    const include = { match: ['pay*', 'PLATFORM', 'gone'], because: 'only these are the product' };
    const { scope, sets } = await look(clean, { organization: 'example-company', repositories: { include } }, [repository]);
    expect(sets[0]?.resources.map(({ resource }) => resource.name)).toEqual(['example-company/payroll', 'example-company/platform']);
    expect(scope.excluded.filter(({ id }) => id.startsWith('example-company/'))).toHaveLength(clean.repositories.length - 2);
    expect(scope.excluded.at(-1)).toMatchObject({ id: 'include: gone', because: expect.stringContaining('fits no repository') });
  });
  it('are not known when the list cannot be read, and that is said too', async () => {
    const { scope } = await look(clean, config, [repository], { faults: [{ operation: 'GET /orgs/{org}/repos', kind: 'denied' }] });
    expect(scope.excluded).toMatchObject([{ id: 'example-company/*', because: expect.stringContaining('not known') }]);
  });
  it('need a reason, and a pattern that is one', () => {
    const exclude = (one: object) => valid({ organization: 'acme', repositories: { exclude: [one] } });
    expect(exclude({ match: 'x', because: 'a good reason' })).toBe(true);
    expect([
      exclude({ match: 'x' }),
      exclude({ match: 'x', because: '   short   ' }),
      exclude({ match: 'a/b', because: 'a good reason' }),
    ]).toEqual([false, false, false]);
  });
});

/** Whatever is asked of `host` by https is answered by the simulator, as a name server and a certificate would see to. */
function wireTo(url: string, host: string) {
  const asked: URL[] = [];
  const send = (request: WireRequest) =>
    new Promise<WireResponse>((resolve, reject) => {
      asked.push(request.url);
      const headers = { ...request.headers, host, 'accept-encoding': 'identity' };
      const { port } = new URL(url);
      const path = `${request.url.pathname}${request.url.search}`;
      const onward = http.request({ host: '127.0.0.1', port, path, method: request.method, headers }, async (answer) => {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk as Buffer);
        const named = Object.entries(answer.headers).map(([name, value]) => [
          name,
          String(value).replaceAll(`http://${host}`, `https://${host}`),
        ]);
        resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(named), body: Buffer.concat(chunks) });
      });
      onward.on('error', reject);
      onward.end(request.body);
    });
  return { asked, wire: { send } };
}

describe('GitHub elsewhere', () => {
  it.each([
    ['with data residency', 'https://api.acme.ghe.com', '/', '/graphql'],
    ['on a server of one’s own', 'https://github.acme.example/api/v3', '/api/v3/', '/api/graphql'],
  ])('%s is asked there and nowhere else, to the last page', async (_, baseUrl, below, graphql) => {
    const server = await startGithub({ world: clean, now: () => NOW });
    const { host, origin } = new URL(baseUrl);
    const { asked, wire } = wireTo(server.url, host);
    const config = parse({ organization: 'example-company', baseUrl, enterprise: { slug: 'example-enterprise' } });
    const { sets } = await collectAll({ source, collectors, config, env: ENV, now: NOW, period, wire });
    await server.close();
    // GitHub shows these to an App, or to a classic token, alone
    const shown = sets.filter(({ collector }) => collector !== 'github/personal-token');
    for (const set of shown) expect(set, set.collector).toMatchObject({ complete: true, gaps: [] });
    expect(new Set(asked.map((url) => url.origin))).toEqual(new Set([origin]));
    expect(asked.filter(({ pathname }) => !pathname.startsWith(below) && pathname !== graphql)).toEqual([]);
    expect(asked.filter(({ pathname }) => pathname === graphql)).not.toEqual([]);
    expect(asked.filter(({ searchParams }) => searchParams.get('page') === '3')).not.toEqual([]);
  });
});
