import { describe, expect, it } from 'vitest';
import member from '../../../collectors/github/member/index.ts';
import source from '../../../collectors/github/source.ts';
import { startGithub } from '../../../src/demo/github/server.ts';
import { clean } from '../../../src/demo/github/worlds/clean.ts';
import { configFor, ENV, NOW } from '../../demo/github.ts';
import { collectOnce } from '../../support/collect.ts';

const parse = (config: object) => source.config.safeParse({ type: 'github', organization: 'acme', ...config });

const APP = { id: 12345, installation: 67890, privateKey: { env: 'GITHUB_APP_KEY' } };

describe('the configuration', () => {
  it('takes a GitHub App instead of a token, and then looks for none', () => {
    expect(parse({ app: APP }).data).toEqual({ type: 'github', organization: 'acme', app: APP, baseUrl: 'https://api.github.com' });
  });
  it('needs an organization and nothing else', () => {
    expect(parse({}).data).toEqual({
      type: 'github',
      organization: 'acme',
      token: { env: 'GITHUB_TOKEN' },
      baseUrl: 'https://api.github.com',
    });
    expect(parse({ baseUrl: 'https://github.acme.example/api/v3/' }).data?.baseUrl).toBe('https://github.acme.example/api/v3');
  });
  it.each([
    { app: { id: 1 } },
    { app: { ...APP, id: '12345' } },
    { app: { ...APP, installation: 0 } },
    { app: { ...APP, privateKey: { file: 'app.pem' } } },
    { app: { ...APP, privateKey: { env: 'X', file: 'app.pem' } } },
    { app: { ...APP, privateKey: '-----BEGIN RSA PRIVATE KEY-----' } },
    { app: APP, token: { env: 'GITHUB_TOKEN' } },
    { include: ['web'] },
    { token: 'ghp_000000000000000000000000000000000000' },
    { token: { env: 'ghp 0' } },
    { token: { env: 'X', value: 'y' } },
    { organization: 'acme/web' },
    { organization: '../user' },
    { organization: '' },
    { baseUrl: 'https://user:secret@github.acme.example' },
    { baseUrl: 'https://api.github.com/graphql' },
    { baseUrl: 'https://api.github.com/?x=1' },
    { baseUrl: 'ftp://api.github.com' },
    { name: '' },
  ])('refuses %o', (config) => {
    expect(parse(config).success).toBe(false);
  });
});

describe('where it may reach', () => {
  const reach = (url: string, config: object = {}) =>
    source.mayReach(new URL(url), source.config.parse({ type: 'github', organization: 'acme', ...config }), () => undefined);
  it.each(['https://api.github.com/user', 'https://api.github.com/orgs/acme'])('%s', (url) => expect(reach(url)).toBe(true));
  it.each([
    'http://api.github.com/user',
    'https://api.github.com.evil.example/user',
    'https://api.github.com:444/user',
    'https://a@api.github.com/user',
    'https://github.com/user',
  ])('not %s', (url) => expect(reach(url)).toBe(false));
  it('stays below the path of a server of one’s own', () => {
    const config = { baseUrl: 'https://git.acme.example/api/v3' };
    expect(reach('https://git.acme.example/api/v3/user', config)).toBe(true);
    expect(reach('https://git.acme.example/api/v3x/user', config)).toBe(false);
    expect(reach('https://git.acme.example/login', config)).toBe(false);
    expect(reach('https://api.github.com/user', config)).toBe(false);
  });
});

describe('the name of a request', () => {
  const name = (method: string, path: string) => source.operationOf({ method, url: new URL(path, 'https://api.github.com'), headers: {} });
  it('is GitHub’s own, in the cloud and on a server', () => {
    expect(name('GET', '/orgs/acme/members?filter=all')).toBe('GET /orgs/{org}/members');
    expect(name('GET', '/repos/acme/web/branches/release%2Fcurrent/protection')).toBe(
      'GET /repos/{owner}/{repo}/branches/{branch}/protection',
    );
    expect(name('GET', '/api/v3/repos/acme/web')).toBe('GET /repos/{owner}/{repo}');
  });
  it.each([
    ['POST', '/orgs/acme/members'],
    ['DELETE', '/repos/acme/web'],
    ['GET', '/organizations/1/members'],
    ['GET', '/orgs/acme/secrets'],
    ['GET', '/repos/acme/web/issues'],
  ])('is none for %s %s', (method, path) => expect(name(method, path)).toBeUndefined());
});

describe('without a usable token', () => {
  it.each([
    ['none', {}, 'credentials_invalid'],
    ['an empty one', { GITHUB_TOKEN: ' ' }, 'credentials_invalid'],
    ['two lines', { GITHUB_TOKEN: 'github_pat_0000\nx-evil: 1' }, 'credentials_invalid'],
  ])('%s: every row is unknown and nothing is sent', async (_, env, reason) => {
    const server = await startGithub({ world: clean, now: () => NOW });
    try {
      const { scope, sets } = await collectOnce({ source, collector: member, config: configFor(server.url), env, now: NOW });
      expect(scope.subjects).toMatchObject([{ key: 'github/example-company', gap: { reason } }]);
      expect(sets).toMatchObject([{ complete: false, resources: [], gaps: [{ reason }] }]);
      expect(server.requests).toEqual([]);
      expect(JSON.stringify(scope)).not.toContain('github_pat_0000');
    } finally {
      await server.close();
    }
  });
});

describe('who asks and who answers', () => {
  const see = async (faults: { operation: string; kind: 'denied' }[], organization = 'example-company') => {
    const server = await startGithub({ world: clean, now: () => NOW, faults });
    try {
      const config = { ...configFor(server.url), organization };
      return (await collectOnce({ source, collector: member, config, env: ENV, now: NOW })).scope;
    } finally {
      await server.close();
    }
  };
  it('are named', async () => {
    expect(await see([])).toEqual({
      principal: { id: 'ada-example/1001', detail: 'user ada-example, fine-grained personal access token' },
      subjects: [
        {
          source: 'github',
          name: 'example-company',
          key: 'github/example-company',
          id: 'example-company/99190',
          label: 'example-company',
          scope: 'organization',
        },
      ],
      excluded: [],
    });
  });
  it('stand although GitHub does not say who asks', async () => {
    const scope = await see([{ operation: 'GET /user', kind: 'denied' }]);
    expect(scope.principal).toMatchObject({ $unknown: { reason: 'access_denied' } });
    expect(scope.subjects[0]).not.toHaveProperty('gap');
  });
  it('fall when the organization does not answer, or is not there', async () => {
    for (const scope of [await see([{ operation: 'GET /orgs/{org}', kind: 'denied' }]), await see([], 'somebody-else')]) {
      expect(scope.subjects).toMatchObject([{ gap: { operation: 'GET /orgs/{org}', reason: 'access_denied' } }]);
    }
  });
});

describe('a good answer', () => {
  const verify = (sso: string | undefined) =>
    source.verify?.('GET /orgs/{org}/repos', {
      status: 200,
      headers: sso === undefined ? {} : { 'x-github-sso': sso },
      body: new Uint8Array(),
    });
  it('that leaves something out behind single sign-on is not whole', () => {
    expect(verify('partial-results; organizations=21955855')).toMatchObject({ reason: 'population_incomplete' });
    expect(verify(undefined)).toBeUndefined();
  });
});
