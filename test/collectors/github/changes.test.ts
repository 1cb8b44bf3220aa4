import { describe, expect, it } from 'vitest';
import commit from '../../../collectors/github/commit/index.ts';
import pullRequest from '../../../collectors/github/pull-request/index.ts';
import ruleBypass from '../../../collectors/github/rule-bypass/index.ts';
import { bot, openHistory, person, type Writer } from '../../../src/demo/github/parts/changes/history.ts';
import { clean } from '../../../src/demo/github/worlds/clean.ts';
import { CHECKS, daysAgo, lookAt, named, type Said, worldOf } from './changes-look.ts';

const [ada, grace, ken] = ['ada-example', 'grace-example', 'ken-example'].map(person) as [
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
];
const history = (write: (writer: Writer) => void, repository = 'web') => {
  const writer = openHistory(repository, 'main', 900);
  write(writer);
  return { [repository]: writer.written() };
};
const short = CHECKS.map((id) => id.replace('github.repo.', ''));
const mine = [commit, pullRequest, ruleBypass];

describe('each check in four worlds', () => {
  const good = history((web) => web.merge({ age: 5, author: ada, reviews: [{ by: grace }] }));
  const bad = history((web) => {
    web.merge({ age: 5, author: ada, reviews: [], rollup: null });
    const { oid } = web.push({ age: 4, author: ken, signature: null });
    web.bypass({ id: 7, actor: ken.login, age: 4, after: oid });
  });
  it.each(short)('%s passes', async (check) => {
    const { said } = await lookAt(worldOf(good), { days: 28 });
    expect(said[check]?.verdict).toBe('pass');
    expect(said[check]?.set).toMatchObject({ complete: true, gaps: [] });
  });
  it.each(short)('%s fails, and says on what', async (check) => {
    const { said } = await lookAt(worldOf(bad), { days: 28 });
    expect(said[check]?.verdict).toBe('fail');
    const on = named(said[check] as Said, 'fail');
    const pushed = `web@${bad['web']?.commits[0]?.oid.slice(0, 12)}`;
    expect(on).toEqual([check === 'bypasses-explained' ? 'web' : check.startsWith('merged') ? 'web#1' : pushed]);
  });
  it('an exceptions register explains a bypass', async () => {
    const { said } = await lookAt(worldOf(bad), { days: 28, params: { 'github.repo.bypasses-explained': { explained: ['7'] } } });
    expect(said['bypasses-explained']?.verdict).toBe('pass');
  });
  it.each(short)('%s has nothing to look at where nothing happened', async (check) => {
    const { said } = await lookAt(worldOf({}, { rulesets: [] }, { quiet: {}, empty: { size: 0, hasBranch: false } }), { days: 28 });
    expect(said[check]?.verdict).toBe('not_applicable');
    expect(said[check]?.set).toMatchObject({ complete: true, gaps: [] });
  });

  const operations = [...new Set(mine.flatMap(({ calls }) => calls.map(({ operation }) => operation)))];
  it.each(operations)('%s refused: nobody who needs it passes, and nobody fails', async (operation) => {
    const world = { ...clean, pageSize: 5, refusals: [{ operation, how: 'denied' as const }] };
    const { said } = await lookAt(world, { days: 89 });
    for (const [check, { verdict, findings, set }] of Object.entries(said)) {
      expect(named({ verdict, findings, set }, 'fail'), check).toEqual([]);
      const needs = mine.find(({ id }) => id === set.collector)?.calls.some((call) => call.operation === operation);
      // of the documents about pull requests some serve one of the two checks only
      const other = {
        'merged-prs-reviewed': /Checks$/,
        'merged-prs-checked': /Reviews$|Authors$/,
        'commits-signed': /Origins$/,
      }[check];
      // what is refused about many is asked about each
      const again = ['POST /graphql ManyRepositoryChanges', 'POST /graphql RepositoryChanges', 'POST /graphql ManyRequiredChecks'];
      // where a change went is told, and judged by no check
      const facts = /Deployments$/.test(operation);
      if (!needs || other?.test(operation) || again.includes(operation) || facts) continue;
      expect(verdict, check).toBe('unknown');
      const reasons = new Set(findings.filter((one) => one.verdict === 'unknown').map(({ reason }) => reason));
      expect([...reasons], check).toContain(
        operation === 'GET /orgs/{org}/repos' || operation.includes('rule') ? [...reasons][0] : 'access_denied',
      );
    }
  });
});

describe('what is right although it looks wrong', () => {
  const reviewed = async (write: (web: Writer) => void, params = {}) => {
    const { said } = await lookAt(worldOf(history(write)), { params });
    return said as { 'merged-prs-reviewed': Said; 'no-direct-commits': Said };
  };
  it('a renamed default branch is unknown until somebody says so', async () => {
    const renamed = (web: Writer) => {
      web.merge({ age: 60, author: ada, base: 'master', baseGone: true, reviews: [{ by: grace }] });
      web.merge({ age: 50, author: ada, base: 'master', baseGone: true, reviews: [] });
      web.merge({ age: 5, author: ada, reviews: [{ by: grace }] });
    };
    const silent = await reviewed(renamed);
    expect(named(silent['merged-prs-reviewed'], 'unknown')).toEqual(['web#2', 'web#1']);
    expect(silent['no-direct-commits'].verdict).toBe('unknown');
    const formerBranches = { formerBranches: ['master'] };
    const told = await reviewed(renamed, {
      'github.repo.merged-prs-reviewed': formerBranches,
      'github.repo.no-direct-commits': formerBranches,
    });
    expect(named(told['merged-prs-reviewed'], 'fail')).toEqual(['web#2']);
    expect(named(told['merged-prs-reviewed'], 'pass')).toEqual(['web#3', 'web#1']);
    expect(told['no-direct-commits'].verdict).toBe('pass');
  });
  it('a release bot may push once it is named, and nobody else', async () => {
    const release = (web: Writer) => {
      web.push({ age: 9, author: bot('release[bot]') });
      web.push({ age: 8, author: ken });
    };
    const { 'no-direct-commits': said } = await reviewed(release, { 'github.repo.no-direct-commits': { releaseBots: ['release[bot]'] } });
    expect(named(said, 'pass')).toHaveLength(1);
    expect(named(said, 'fail')).toHaveLength(1);
  });
  it('the first commit of a new repository came before there was a branch', async () => {
    const { said } = await lookAt(worldOf({}, {}, { fresh: { age: 3 } }));
    expect(said['no-direct-commits']?.verdict).toBe('not_applicable');
    expect(said['commits-signed']?.verdict).toBe('pass');
  });
  it('an archived repository’s last changes count; a fork’s and a disabled one’s do not, and are named', async () => {
    const late = {
      ...history((one) => one.merge({ age: 40, author: ada, reviews: [] }), 'old'),
      ...history((one) => one.push({ age: 9, author: ken }), 'copy'),
    };
    const { said } = await lookAt(worldOf(late, {}, { old: { archived: true }, copy: { fork: true }, off: { disabled: true } }));
    expect(named(said['merged-prs-reviewed'] as Said, 'fail')).toEqual(['old#1']);
    expect(named(said['no-direct-commits'] as Said, 'fail')).toEqual([]);
    expect(said['no-direct-commits']?.set.proof).toContain('left out: example-company/copy (a fork), example-company/off (disabled)');
  });
  it('an approval by an account that is gone is nobody’s guess', async () => {
    const { 'merged-prs-reviewed': said } = await reviewed((web) => web.merge({ age: 5, author: ada, reviews: [{ by: null }] }));
    expect(said.verdict).toBe('unknown');
    expect(said.findings[0]?.because).toMatch(/the account is gone/);
  });
  it('bots’ and outsiders’ approvals are named beside the failure', async () => {
    const { 'merged-prs-reviewed': said } = await reviewed((web) =>
      web.merge({ age: 5, author: ada, reviews: [{ by: bot('renovate[bot]') }, { by: ken, mayPush: false }, { by: grace, before: -0.1 }] }),
    );
    expect(said.findings[0]?.because).toMatch(/renovate\[bot\]: not a person \(Bot\), grace-example: after the merge/);
    expect(said.findings[0]?.because).toMatch(/approved by who may not push: ken-example/);
    expect(said.findings[0]?.observed).toMatchObject({ review: { selfMerged: true } });
  });
});

describe('repositories refused together and alone', () => {
  it.each(short.filter((check) => check !== 'bypasses-explained'))('%s is unknown', async (check) => {
    const refusals = ['ManyRepositoryChanges', 'RepositoryChanges'].map((name) => ({
      operation: `POST /graphql ${name}`,
      how: 'denied' as const,
    }));
    const { said } = await lookAt({ ...clean, refusals }, { days: 89 });
    expect(said[check]).toMatchObject({ verdict: 'unknown', set: { complete: false, resources: [] } });
    expect(new Set(said[check]?.set.gaps.map(({ reason }) => reason))).toEqual(new Set(['access_denied']));
  });
});

describe('a commit that does not say with which pull request it came', () => {
  it('leaves nobody sure that every pull request is on the list', async () => {
    const world = worldOf(history((web) => web.merge({ age: 5, author: ada, how: 'rebase', commits: 3, reviews: [{ by: grace }] })));
    const mute = (body: string) =>
      body.replaceAll(/"associatedPullRequests":\{"totalCount":\d+,"nodes":\[[^\]]*\]\}/g, '"associatedPullRequests":null');
    const { said } = await lookAt(world, { days: 28, garble: mute });
    for (const check of ['merged-prs-reviewed', 'merged-prs-checked', 'no-direct-commits'])
      expect([check, said[check]?.verdict]).toEqual([check, 'unknown']);
    expect(said['merged-prs-reviewed']?.set.gaps).toMatchObject([{ reason: 'missing_member' }]);
  });
});

describe('where a change went', () => {
  const merged = { author: ada, reviews: [{ by: grace }] };
  const shipped = history((web) => {
    web.merge({ age: 9, ...merged });
    web.deploy({ environment: 'staging', age: 8.5 });
    web.deploy({ environment: 'production', age: 8.4, state: 'FAILURE' });
    web.merge({ age: 7, ...merged });
    web.deploy({ environment: 'production', age: 6, state: 'INACTIVE' });
    web.deploy({ environment: 'production', age: 5 });
    web.merge({ age: 3, how: 'merge', commits: 2, ...merged });
  });
  const deployed = (said: Readonly<Record<string, Said>>) =>
    said['merged-prs-reviewed']?.set.resources.map(
      ({ resource }) => (resource as unknown as { deployed: { declared: unknown; deployments: unknown } }).deployed,
    );
  it('is the first deployment of each environment that succeeded and had it in it', async () => {
    const { said } = await lookAt(worldOf(shipped), { days: 28 });
    const to = (environment: string, age: number) => expect.objectContaining({ environment, at: daysAgo(age).replace('.000', '') });
    expect(deployed(said)?.reverse()).toEqual([
      { declared: true, deployments: [to('staging', 8.5), to('production', 6)] },
      { declared: true, deployments: [to('production', 6)] },
      { declared: true, deployments: [] },
    ]);
  });
  it('is read to the last page', async () => {
    const { said } = await lookAt(worldOf(shipped, { pageSize: 2 }), { days: 28 });
    expect(deployed(said)).toHaveLength(3);
    expect(deployed(said)?.at(-1)).toMatchObject({ deployments: [{ environment: 'staging' }, { environment: 'production' }] });
  });
  it('is told apart from a repository that declares none', async () => {
    const { said } = await lookAt(worldOf(history((web) => web.merge({ age: 9, ...merged }))), { days: 28 });
    expect(deployed(said)).toEqual([{ declared: false, deployments: [] }]);
    expect(said['merged-prs-reviewed']?.verdict).toBe('pass');
  });
  it('is unknown where it cannot be read, and judges nothing', async () => {
    const refusals = [{ operation: 'POST /graphql ManyDeployments', how: 'denied' as const }];
    const { said } = await lookAt(worldOf(shipped, { refusals }), { days: 28 });
    const denied = expect.objectContaining({ $unknown: expect.objectContaining({ reason: 'access_denied' }) });
    expect(
      new Set(deployed(said)?.map(({ declared, deployments }) => JSON.stringify([declared, deployments]).includes('access_denied'))),
    ).toEqual(new Set([true]));
    expect(deployed(said)?.[0]).toEqual({ declared: denied, deployments: denied });
    expect(said['merged-prs-reviewed']).toMatchObject({ verdict: 'pass', set: { complete: true } });
  });
});

describe('a force push', () => {
  const forced = history((web) => {
    web.merge({ age: 9, author: ada, reviews: [{ by: grace }] });
    // of what was pushed and taken off again nothing is left but GitHub's own record
    web.rewritten(() => void web.push({ age: 5, author: ken }), ken);
  });
  it('leaves the commits of today not all that there were, and says who, when and what', async () => {
    const { said } = await lookAt(worldOf(forced), { days: 28 });
    const [push] = forced['web']?.forced ?? [];
    expect(said['no-direct-commits']).toMatchObject({ verdict: 'unknown', set: { complete: false } });
    expect(said['no-direct-commits']?.set.gaps).toMatchObject([
      {
        reason: 'population_incomplete',
        detail: expect.stringContaining(`${push?.before} gave way to ${push?.after}, pushed by force by ken-example`),
      },
    ]);
    expect(said['no-direct-commits']?.set.resources.every(({ resource }) => 'rewritten' in resource && resource.rewritten === 1)).toBe(
      true,
    );
  });
  it('before the period is none of it', async () => {
    const { said } = await lookAt(worldOf(forced), { days: 4 });
    expect(said['no-direct-commits']).toMatchObject({ verdict: 'not_applicable', set: { complete: true } });
  });
  it('that GitHub does not tell us of leaves it open', async () => {
    const refusals = [{ operation: 'GET /repos/{owner}/{repo}/activity', how: 'denied' as const }];
    const { said } = await lookAt(worldOf({ web: { ...(forced['web'] as never as object), forced: [] } as never }, { refusals }), {
      days: 28,
    });
    expect(said['no-direct-commits']).toMatchObject({ verdict: 'unknown', set: { gaps: [{ reason: 'access_denied' }] } });
    expect(said['merged-prs-reviewed']?.verdict).toBe('pass');
  });
});

describe('a period', () => {
  const past = history((web) => {
    web.merge({ age: 70, author: ada, reviews: [{ by: grace }], updatedAge: 1 });
    web.merge({ age: 20, author: ada, reviews: [] });
    web.push({ age: 10, author: ken });
  });
  it('has nothing of what was before it, however lately somebody wrote about it', async () => {
    const { said } = await lookAt(worldOf(past), { days: 30 });
    expect(said['merged-prs-reviewed']?.set.resources.map(({ resource }) => resource.name)).toEqual(['example-company/web#2']);
    expect(said['no-direct-commits']?.set.resources).toHaveLength(2);
  });
  it('longer than a month is no whole population of rule suites', async () => {
    const { said } = await lookAt(worldOf(past), { days: 30 });
    expect(said['bypasses-explained']).toMatchObject({ verdict: 'unknown', set: { complete: false } });
    expect(said['bypasses-explained']?.findings.some(({ because }) => /GitHub shows the last month only/.test(because))).toBe(true);
  });
});

describe('1,200 repositories', () => {
  it('are read to the last page', async () => {
    const about = Object.fromEntries(Array.from({ length: 1200 }, (_, n) => [`repository-${String(n).padStart(4, '0')}`, {}]));
    const last = history((one) => one.push({ age: 3, author: ken }), 'repository-1199');
    const { said, requests } = await lookAt(worldOf(last, {}, about), { days: 28 });
    expect(named(said['no-direct-commits'] as Said, 'fail')).toHaveLength(1);
    expect(said['no-direct-commits']?.set.complete).toBe(true);
    // each of them, and no other; on a busy machine one may be asked again, for less
    const asked = (name: string) => requests.filter(({ operation }) => operation === name).map(({ path }) => path);
    expect(new Set(asked('GET /orgs/{org}/repos')).size).toBe(12);
    const repositories = asked('POST /graphql ManyRepositoryChanges').flatMap((path) =>
      (/"ids":\[([^\]]+)\]/.exec(path)?.[1] ?? '').split(','),
    );
    expect(new Set(repositories).size).toBe(1200);
    expect(new Set(asked('POST /graphql ManyRepositoryChanges')).size).toBe(60);
  }, 120_000);
});
