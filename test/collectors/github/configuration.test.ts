/** Each check of repositories' configuration in worlds where it passes, fails, cannot know, and has nothing to look at. */
import { describe, expect, it } from 'vitest';
import type { World } from '../../../src/demo/github/world.ts';
import { clean } from '../../../src/demo/github/worlds/clean.ts';
import type { Collector } from '../../../src/model.ts';
import { collectors, type Judged, look, policy } from '../../demo/github.ts';
import { bareRepository, blind, broken, brokenFor, CHECKS, FAILING, nothing } from './configuration-worlds.ts';

const checks = Object.keys(CHECKS);
const collectorOf = (check: string) => collectors.find(({ id }) => id === CHECKS[check]) as Collector;
const judge = async (check: string, world: World, faults: Parameters<typeof look>[0]['faults'] = []): Promise<Judged> =>
  (await look({ world, faults }, [collectorOf(check)])).results.find((one) => one.check === check) as Judged;
const having = ({ findings }: Judged, verdict: string) =>
  findings.filter((one) => one.verdict === verdict).map(({ resource }) => resource.name);

/** What is asked besides the list of repositories and what the organization says of itself. */
const ofRepositories = (check: string) =>
  collectorOf(check)
    .calls.map(({ operation }) => operation)
    .filter((operation) => operation !== 'GET /orgs/{org}' && operation !== 'GET /orgs/{org}/repos');

describe.each(checks)('%s', (check) => {
  it('is about the collector that it says', () => {
    expect(policy.checks.find((one) => one.check.id === check)?.check.about).toBe(CHECKS[check]);
  });
  it('passes in the tidy organization, and leaves what is out of scope in sight', async () => {
    const judged = await judge(check, clean);
    expect(judged.verdict).toBe('pass');
    expect(having(judged, 'not_applicable')).toEqual(
      expect.arrayContaining(['docs-fork', 'legacy-importer', 'quarantined', 'scratch'].map((name) => `example-company/${name}`)),
    );
  });
  it('fails on what was neglected, and on nothing else', async () => {
    const judged = await judge(check, brokenFor(check));
    expect(having(judged, 'fail')).toEqual([FAILING]);
    expect(having(judged, 'unknown')).toEqual([]);
    for (const { verdict, because } of judged.findings)
      if (verdict === 'fail') expect(because).not.toMatch(/could not be written|undefined/);
  });
  it('has nothing to say where there is nothing', async () => {
    expect((await judge(check, nothing)).verdict).toBe('not_applicable');
  });
  it('never fails, and is never without a row, for who is no owner', async () => {
    const judged = await judge(check, { ...clean, caller: 'claimcheck-example' });
    // what was read may pass; where anything was hidden the reason stands
    expect(having(judged, 'fail')).toEqual([]);
    expect(judged.findings.filter(({ resource }) => resource.name.includes('/')).length).toBe(clean.repositories.length);
    for (const finding of judged.findings) if (finding.verdict === 'unknown') expect(finding.reason).toBeDefined();
  });
  it.each(ofRepositories(check))('knows nothing for certain that hangs on %s', async (operation) => {
    const [open, worst] = [
      await judge(check, clean, [{ operation, kind: 'denied' }]),
      await judge(check, brokenFor(check), [{ operation, kind: 'denied' }]),
    ];
    expect(having(open, 'fail')).toEqual([]);
    expect(open.verdict).toMatch(/^(?:pass|unknown)$/);
    // to be refused may hide a failure, and never turns it into anything better than unknown
    expect(worst.verdict).toMatch(/^(?:fail|unknown)$/);
    expect(having(worst, 'pass')).not.toContain(FAILING);
    for (const finding of [...open.findings, ...worst.findings])
      if (finding.verdict === 'unknown')
        expect(finding.reason).toMatch(/^(?:access_denied|not_run|missing_member|population_incomplete|provider_error)$/);
  });
  it('is unknown of a repository when what it asks first of it is refused', async () => {
    const operations = ofRepositories(check).filter((operation) => !/branches\/\{branch\}$/.test(operation));
    const judged = await judge(
      check,
      clean,
      operations.map((operation) => ({ operation, kind: 'denied' as const })),
    );
    expect(judged.verdict).toBe('unknown');
    expect(having(judged, 'pass')).toEqual([]);
    const reasons = new Set(judged.findings.flatMap(({ reason }) => reason ?? []));
    expect(reasons).toContain('access_denied');
  });
});

describe('what is nothing to one check', () => {
  const quiet = [
    'github.repo.tags-protected',
    'github.repo.code-scanning-enabled',
    'github.repo.prod-environment-protected',
    'github.repo.environments-separate',
    'github.repo.deployments-from-protected-branch',
    'github.repo.workflow-hygiene',
    'github.repo.secrets-rotated',
    'github.repo.deploy-keys',
    'github.repo.security-policy',
    'github.repo.sbom',
  ];
  it.each(quiet)('%s does not apply to a repository without any', async (check) => {
    expect((await judge(check, bareRepository)).verdict).toBe('not_applicable');
  });
});

describe('a feature that is off', () => {
  it.each([
    ['github.repo.code-scanning-enabled', 'fail'],
    ['github.repo.dependabot-alerts-enabled', 'fail'],
    ['github.repo.code-scanning-alerts-sla', 'unknown'],
    ['github.repo.secret-alerts-sla', 'unknown'],
    ['github.repo.dependabot-alerts-sla', 'unknown'],
  ] as const)('%s: %s', async (check, verdict) => {
    const judged = await judge(check, blind);
    expect(having(judged, verdict)).toEqual([FAILING]);
    if (verdict === 'unknown') expect(judged.findings.find((one) => one.verdict === 'unknown')?.reason).toBe('no_results');
  });
  it('is not known to be off to who does not administer the repository', async () => {
    for (const check of ['github.repo.dependabot-alerts-enabled', 'github.repo.code-scanning-enabled']) {
      const judged = await judge(check, { ...blind, caller: 'claimcheck-example' });
      expect(having(judged, 'fail'), check).toEqual([]);
      expect(having(judged, 'unknown'), check).toContain(FAILING);
    }
  });
});

describe('a list that ends early', () => {
  const alerts = Array.from({ length: 3 }, (_, at) => ({
    number: at + 1,
    age: 1,
    type: 'npm_access_token',
    validity: 'inactive' as const,
  }));
  const long = (world: World): World => ({
    ...world,
    configuration: { secrets: [], repositories: { website: { secretAlerts: alerts } } },
  });
  it('of alerts is no list of alerts', async () => {
    const whole = { ...long(clean), pageSize: 2 };
    const operation = 'GET /repos/{owner}/{repo}/secret-scanning/alerts';
    expect(having(await judge('github.repo.secret-alerts-sla', whole), 'pass')).toContain(FAILING);
    const only = { ...whole, repositories: whole.repositories.filter(({ name }) => name === 'website') };
    const cut = await judge('github.repo.secret-alerts-sla', only, [{ operation, kind: 'denied', after: 1 }]);
    expect(cut.findings).toMatchObject([{ verdict: 'unknown', reason: 'access_denied' }]);
  });
  it('of files hides what is not on it, and nothing else', async () => {
    const truncated = { ...clean, configuration: { secrets: [], repositories: { website: { truncated: true } } } };
    for (const check of ['github.repo.codeowners', 'github.repo.workflow-hygiene', 'github.repo.security-policy'])
      expect(having(await judge(check, truncated), 'unknown'), check).toEqual([FAILING]);
  });
});

describe('leaked secrets', () => {
  it('are asked to be hidden, and stand in no byte that is recorded, should GitHub not know how', async () => {
    const { exchanges, requests } = await look({ world: broken }, [collectorOf('github.repo.secret-alerts-sla')]);
    expect(requests.filter(({ path }) => path.includes('secret-scanning')).every(({ path }) => path.includes('hide_secret=true'))).toBe(
      true,
    );
    expect(exchanges.every(({ response }) => !Buffer.from(response?.body ?? []).includes('leaked-'))).toBe(true);
  });
});

describe('requests', () => {
  it('are shared by the collectors: each file list, branch, and environment list is asked once', async () => {
    const { requests } = await look(
      { world: clean },
      checks.map((check) => collectorOf(check)),
    );
    const paths = requests.map(({ path }) => path).filter((path) => path !== '/orgs/example-company');
    expect(paths).toEqual([...new Set(paths)]);
    // 8 repositories in scope, 12 listed: about thirty answers for each cover seventeen checks
    expect(requests.length).toBeLessThan(8 * 30);
  });
});
