import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/demo/faults.ts';
import { type GithubOptions, startGithub } from '../../../src/demo/github/server.ts';
import type { Refusal } from '../../../src/demo/github/world.ts';
import { clean } from '../../../src/demo/github/worlds/clean.ts';
import type { Collector } from '../../../src/model.ts';
import { collectors, ENV, judged, NOW, policy, source } from '../../demo/github.ts';
import { collectAll } from '../../support/collect.ts';

/** What goes wrong between a company and GitHub on an ordinary day: one clear row for each, with what would help. */
const settings = new Set(['github/organization', 'github/member', 'github/app-installation', 'github/actions-policy', 'github/webhook']);
const some: readonly Collector[] = collectors.filter(({ id }) => settings.has(id));
const checks = policy.checks.filter(({ check }) => settings.has(check.about)).map(({ check }) => check.id);

async function look(options: Partial<GithubOptions> & { refusals?: readonly Refusal[] } = {}, organization = 'example-company') {
  const { refusals = [], ...rest } = options;
  const server = await startGithub({ world: { ...clean, refusals }, now: () => NOW, ...rest });
  try {
    const config = source.config.parse({ type: 'github', organization, baseUrl: server.url });
    const collected = await collectAll({ source, collectors: some, config, env: ENV, now: NOW });
    return { ...collected, ...judged(collected), requests: server.requests };
  } finally {
    await server.close();
  }
}
type Look = Awaited<ReturnType<typeof look>>;
const rows = ({ results }: Look, of: readonly string[] = checks) =>
  results
    .filter(({ check }) => of.includes(check))
    .map(({ check, verdict, findings }) => ({ check, verdict, reasons: [...new Set(findings.flatMap(({ reason }) => reason ?? []))] }));
const texts = ({ results }: Look, check: string) =>
  results
    .find((one) => one.check === check)
    ?.findings.map(({ because }) => because)
    .join('\n');

describe('an organization that nobody knows', () => {
  it('is one unknown row for each check, and nothing more is asked', async () => {
    const seen = await look({}, 'exemple-company');
    expect(seen.scope.subjects).toMatchObject([
      { key: 'github/exemple-company', gap: { operation: 'GET /orgs/{org}', reason: 'access_denied' } },
    ]);
    expect(rows(seen)).toEqual(checks.map((check) => ({ check, verdict: 'unknown', reasons: ['access_denied'] })));
    for (const { findings } of seen.results) expect(findings).toHaveLength(1);
    expect(texts(seen, 'github.org.base-permission')).toMatch(/404 Not Found; it says so too of what the token may not see/);
    expect(new Set(seen.requests.map(({ operation }) => operation))).toEqual(new Set(['GET /orgs/{org}', 'GET /user']));
  });
});

describe('a token that GitHub does not take', () => {
  it('is said once for each check', async () => {
    const seen = await look({ world: { ...clean, caller: 'somebody-who-left' } });
    expect(rows(seen)).toEqual(checks.map((check) => ({ check, verdict: 'unknown', reasons: ['credentials_invalid'] })));
    expect(texts(seen, 'github.org.base-permission')).toContain('GitHub does not accept the token (401 Bad credentials)');
  });
});

describe('a token without the right permission', () => {
  it.each([
    ['GET /orgs/{org}/installations', 'github.org.apps-reviewed', 'organization_administration=read'],
    ['GET /orgs/{org}/hooks', 'github.org.webhooks-secure', 'organization_hooks=read'],
    ['GET /repos/{owner}/{repo}/hooks', 'github.org.webhooks-secure', 'repository_hooks=read'],
    ['GET /orgs/{org}/actions/permissions', 'github.org.actions-restricted', 'organization_administration=read'],
  ])('%s: %s is unknown, and says that %s would do', async (operation, check, permission) => {
    const seen = await look({ refusals: [{ operation, how: 'denied' }] });
    expect(rows(seen, [check])).toEqual([{ check, verdict: 'unknown', reasons: ['access_denied'] }]);
    expect(texts(seen, check)).toContain(permission);
  });
});

describe('single sign-on that the token is not authorised for', () => {
  it('is said of the whole organization, with the address that authorises it', async () => {
    const seen = await look({ refusals: [{ operation: 'GET /orgs/{org}*', how: 'sso' }] });
    expect(rows(seen)).toEqual(checks.map((check) => ({ check, verdict: 'unknown', reasons: ['access_denied'] })));
    expect(texts(seen, 'github.org.two-factor-required')).toMatch(/single sign-on.*url=https:\/\/github\.com\/orgs\/example-company\/sso/);
  });
  it('is said where GitHub leaves repositories out of a good answer', async () => {
    // https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api: X-GitHub-SSO: partial-results
    const answer = { status: 200, headers: { 'x-github-sso': 'partial-results; organizations=99190' }, body: new Uint8Array() };
    expect(source.verify?.('GET /orgs/{org}/repos', answer)).toMatchObject({ reason: 'population_incomplete' });
  });
});

describe('a spent limit', () => {
  const spent = (times?: number): Fault => ({
    operation: 'GET /orgs/{org}/members',
    kind: 'throttled',
    ...(times !== undefined && { times }),
  });
  it('that is soon renewed is waited for', async () => {
    const seen = await look({ faults: [spent(2)] });
    expect(rows(seen, ['github.org.members-have-2fa'])).toMatchObject([{ verdict: 'pass' }]);
  });
  it('that stays is unknown, and nothing is made of the rest', async () => {
    const seen = await look({ faults: [spent()] });
    expect(rows(seen, ['github.org.members-have-2fa'])).toEqual([
      { check: 'github.org.members-have-2fa', verdict: 'unknown', reasons: ['rate_limited'] },
    ]);
  });
});
