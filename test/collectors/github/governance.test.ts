import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../../src/demo/faults.ts';
import type { Governance } from '../../../src/demo/github/parts/governance/holding.ts';
import { drift, governed, neglected } from '../../../src/demo/github/parts/governance/worlds.ts';
import type { World } from '../../../src/demo/github/world.ts';
import { clean } from '../../../src/demo/github/worlds/clean.ts';
import { drifted } from '../../../src/demo/github/worlds/drifted.ts';
import { collectors, type Judged, look, policy } from '../../demo/github.ts';

/** Everything that a collector asks about the governance of an organization, through the real transport, in four worlds. */
const planted = drift(clean.organization.login);
const ids = planted.map(({ check }) => check);
const mine = policy.checks.filter(({ check }) => ids.includes(check.id)).map(({ check }) => check);
const abouts = new Set(mine.map(({ about }) => about));
const asking = collectors.filter(({ id }) => abouts.has(id));
const only = ({ results }: { readonly results: readonly Judged[] }) => results.filter(({ check }) => ids.includes(check));
const shown = (results: readonly Judged[]) => Object.fromEntries(results.map(({ check, verdict }) => [check, verdict]));
const all = (verdict: string) => Object.fromEntries([...ids].sort().map((id) => [id, verdict]));
const failing = (results: readonly Judged[]) =>
  results
    .flatMap(({ check, findings }) =>
      findings.filter(({ verdict }) => verdict === 'fail').map(({ resource }) => `${check} ${resource.name}`),
    )
    .sort();
const governing = (change: Partial<Governance>, more: Partial<World> = {}): World => ({
  ...clean,
  governance: { ...governed, ...change },
  ...more,
});
const seen = async (world: World) => only(await look({ world }, asking));
const of = (results: readonly Judged[], check: string) => results.find((one) => one.check === `github.org.${check}`) as Judged;

describe('the governance of an organization', () => {
  it('passes every check in the clean world', async () => {
    expect(shown(await seen(clean))).toEqual(all('pass'));
  });
  it('fails every check where it was neglected, and on what was', async () => {
    const results = await seen(drifted);
    expect(failing(results)).toEqual(planted.map(({ check, resource }) => `${check} ${resource}`).sort());
    expect(results.flatMap(({ findings }) => findings.filter(({ verdict }) => verdict === 'unknown'))).toEqual([]);
  });
  it('does not apply where there is nothing', async () => {
    const nothing = governing(
      {
        apps: [],
        tokens: [],
        hooks: [],
        runnerGroups: [{ id: 1, name: 'Default', visibility: 'all', allowsPublic: true, inherited: false, runners: 0 }],
        actions: { ...governed.actions, enabled: 'none' },
      },
      {
        organization: { ...clean.organization, plan: 'team' },
        repositories: clean.repositories.filter((one) => one.visibility !== 'public'),
      },
    );
    const results = shown(await seen(nothing));
    for (const id of ['apps-reviewed', 'pat-expiry', 'webhooks-secure', 'runners-not-public', 'actions-restricted', 'fork-pr-approval'])
      expect(results, id).toMatchObject({ [`github.org.${id}`]: 'not_applicable' });
    expect(results).toMatchObject({ 'github.org.audit-log-kept': 'not_applicable', 'github.org.workflow-token-readonly': 'pass' });
  });
  it('is unknown to a member who is no owner', async () => {
    const results = shown(await seen({ ...clean, caller: 'claimcheck-example' }));
    expect(results).toEqual(all('unknown'));
  });
});

describe('each question refused', () => {
  const operations = [...new Set(asking.flatMap(({ calls }) => calls.map(({ operation }) => operation)))];
  const kinds = FAULT_KINDS.filter((kind) => kind !== 'slow');
  // whoever does not ask it is not touched by it
  const asks = (operation: string) => asking.filter(({ calls }) => calls.some((call) => call.operation === operation));
  const whole = new Map([clean, drifted].map((world) => [world.name, seen(world).then(shown)]));
  const spoilt = async (world: World, operation: string, kind: (typeof kinds)[number]) => {
    const before = (await whole.get(world.name)) as Record<string, string>;
    const after = shown(only(await look({ world, faults: [{ operation, kind }] }, asks(operation))));
    for (const [id, verdict] of Object.entries(after)) expect([before[id], 'unknown'], `${id} in ${world.name}`).toContain(verdict);
    const touched = mine.filter(({ about }) => asks(operation).some(({ id }) => id === about)).map(({ id }) => id);
    expect(Object.keys(after).sort()).toEqual([...touched].sort());
    return after;
  };
  it.each(operations.flatMap((operation) => kinds.map((kind) => [operation, kind] as const)))('%s %s', async (operation, kind) => {
    const after = await spoilt(clean, operation, kind);
    // the organization has single sign-on of its own: its enterprise's does not matter
    if (!operation.includes('EnterpriseSingleSignOn')) expect(Object.values(after)).toContain('unknown');
  });
  it.each(operations)('%s denied where much is wrong', async (operation) => void (await spoilt(drifted, operation, 'denied')));
  it('says by whom it was refused, and what would do', async () => {
    const { results } = await look({ world: clean, faults: [{ operation: 'GET /orgs/{org}/installations', kind: 'denied' }] }, asking);
    expect(of(results, 'apps-reviewed').findings).toMatchObject([{ verdict: 'unknown', reason: 'access_denied' }]);
  });
});

describe('which Actions may run', () => {
  const actions = governed.actions;
  it.each([
    [{ allowed: 'all', pinned: true }, 'pass'],
    [{ allowed: 'local_only' }, 'pass'],
    [{ allowed: 'selected', patterns: ['actions/*'] }, 'pass'],
    [{ allowed: 'selected', patterns: ['actions/*', '*'] }, 'fail'],
    [{ allowed: 'selected', patterns: ['*/*'] }, 'fail'],
    [{ allowed: 'selected', patterns: ['*/*@*'] }, 'fail'],
    [{ allowed: 'selected', patterns: ['*'], pinned: true }, 'pass'],
    [{ allowed: 'all' }, 'fail'],
  ] as const)('%o: %s', async (change, verdict) => {
    expect(of(await seen(governing({ actions: { ...actions, ...change } })), 'actions-restricted').verdict).toBe(verdict);
  });
});

describe('the defaults of new repositories', () => {
  const whole = ['secret_scanning', 'secret_scanning_push_protection', 'dependabot_alerts'] as const;
  it.each([
    ['one for all', [{ id: 1, name: 'x', of: 'all', on: whole }], 'pass'],
    ['one for public ones alone', [{ id: 1, name: 'x', of: 'public', on: whole }], 'fail'],
    ['none', [], 'fail'],
    [
      'a good one for all beside a poor one',
      [
        { id: 1, name: 'x', of: 'all', on: whole },
        { id: 2, name: 'y', of: 'public', on: [] },
      ],
      'pass',
    ],
  ] as const)('%s: %s', async (_, securityDefaults, verdict) => {
    expect(of(await seen(governing({ securityDefaults })), 'security-defaults').verdict).toBe(verdict);
  });
});

describe('the audit log', () => {
  it('is the enterprise’s to stream: without its name in the configuration nobody is asked', async () => {
    const { configFor, ENV, NOW, source } = await import('../../demo/github.ts');
    const { startGithub } = await import('../../../src/demo/github/server.ts');
    const { collectAll } = await import('../../support/collect.ts');
    const server = await startGithub({ world: clean, now: () => NOW });
    const { sets } = await collectAll({ source, collectors: asking, config: configFor(server.url), env: ENV, now: NOW });
    await server.close();
    const one = (id: string) => sets.find(({ collector }) => collector === id);
    expect(one('github/audit-log')?.resources).toMatchObject([{ resource: { streams: { $unknown: { reason: 'not_run' } } } }]);
    // and what GitHub shows to Apps alone it does not show to a person's token
    expect(one('github/personal-token')).toMatchObject({
      complete: false,
      gaps: [{ reason: 'access_denied', permission: expect.stringContaining('GitHub App') }],
    });
    expect(server.requests.filter(({ path }) => path.includes('/enterprises/'))).toEqual([]);
  });
});

describe('an access review', () => {
  it('is missing, expired, or of the day before yesterday', async () => {
    const { judgeSet } = await import('../../../src/evaluate/judge.ts');
    const { sets } = await look({ world: { ...clean, governance: neglected } }, asking);
    const set = sets.find(({ collector }) => collector === 'github/access-snapshot');
    const ready = policy.checks.find(({ check }) => check.id === 'github.org.access-snapshot-reviewed');
    if (!set || !ready) throw new Error('not there');
    const judge = (params: object) => {
      const reasons: unknown[] = [];
      const now = Date.parse('2031-03-01T12:00:00.000Z');
      const emit = ({ reason }: { reason?: unknown }) => reasons.push(reason);
      return [judgeSet({ ...ready, params: { ...ready.params, ...params } }, set, { now, waivers: [], emit }).verdict, ...reasons];
    };
    expect(judge({ approved: [] })).toEqual(['unknown', 'attestation_missing']);
    expect(judge({ reviewedAt: '' })).toEqual(['unknown', 'attestation_missing']);
    expect(judge({ reviewedAt: '2029-03-01T12:00:00Z' })).toEqual(['unknown', 'attestation_expired']);
    expect(judge({ approved: ['owner: nobody'] })).toEqual(['fail', undefined]);
    expect(judge({ approved: ['owner: nobody'], reviewedAt: '2031-02-20T12:00:00Z' })).toEqual(['pass', undefined]);
  });
});
