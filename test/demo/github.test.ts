import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../src/demo/faults.ts';
import { clean } from '../../src/demo/github/worlds/clean.ts';
import { denied, drift as plan } from '../../src/demo/github/worlds/denied.ts';
import { drift, drifted } from '../../src/demo/github/worlds/drifted.ts';
import type { Finding } from '../../src/model.ts';
import { collectors, type Judged, look, policy } from './github.ts';

const failing = (results: readonly Judged[]) =>
  results
    .flatMap(({ check, findings }) =>
      findings.filter(({ verdict }) => verdict === 'fail').map(({ resource }) => `${check} ${resource.name}`),
    )
    .sort();
const planted = (all: readonly { check: string; resource: string }[]) => all.map(({ check, resource }) => `${check} ${resource}`).sort();
/** GitHub shows a month of rule suites, and the period is three: that is unknown in the best of worlds, and said so. */
const onlyShownForAMonth = ({ because }: Finding) => /GitHub shows the last month only/.test(because);
const shown = (results: readonly Judged[]) =>
  results
    .filter(
      ({ verdict, findings }) =>
        verdict !== 'unknown' ||
        !findings.every((one) => one.verdict === 'pass' || one.verdict === 'not_applicable' || onlyShownForAMonth(one)),
    )
    .map(({ check, verdict }) => `${check} ${verdict}`);

describe('the clean world', () => {
  it('passes every check', async () => {
    const { results } = await look({ world: clean });
    expect(results.map(({ check }) => check)).toEqual(policy.checks.map(({ check }) => check.id));
    expect(shown(results).filter((line) => !line.endsWith(' pass'))).toEqual([]);
  });

  it('is read over several pages, and counted', async () => {
    const { sets, requests } = await look({ world: clean });
    for (const set of sets)
      if (set.collector !== 'github/rule-bypass') expect(set, set.collector).toMatchObject({ complete: true, gaps: [] });
    expect(sets.find(({ collector }) => collector === 'github/member')?.resources).toHaveLength(clean.members.length);
    expect(sets.find(({ collector }) => collector === 'github/repository')?.resources).toHaveLength(clean.repositories.length);
    expect(requests.filter(({ path }) => path.includes('page=3'))).not.toEqual([]);
  });

  it('is the same below the path of a server of one’s own', async () => {
    const { results, requests } = await look({ world: clean }, collectors, '/api/v3');
    expect(shown(results).filter((line) => !line.endsWith(' pass'))).toEqual([]);
    expect(requests.filter(({ path }) => !/^\/api\/(?:v3\/|graphql )/.test(path))).toEqual([]);
  });

  it('asks every question that the collectors declare, and each once', async () => {
    const { requests, exchanges } = await look({ world: clean });
    const declared = new Set(collectors.flatMap(({ calls }) => calls.map(({ operation }) => operation)));
    const asked = new Set(exchanges.map(({ operation }) => operation));
    expect([...declared].filter((operation) => !asked.has(operation))).toEqual(ONLY_WHERE_NEEDED);
    // the organization is asked by the scope and then by its collectors, which share their answers
    const paths = requests.map(({ path }) => path).filter((path) => path !== '/orgs/example-company');
    expect(paths).toEqual([...new Set(paths)]);
  });

  it('never leaves what it cannot judge out of sight', async () => {
    const { results, resources } = await look({ world: clean });
    const aside = results
      .find(({ check }) => check === 'github.repo.review-required')
      ?.findings.filter(({ verdict }) => verdict === 'not_applicable');
    expect(aside?.map(({ resource }) => resource.name).sort()).toEqual(
      ['docs-fork', 'legacy-importer', 'quarantined', 'scratch'].map((name) => `example-company/${name}`),
    );
    const why = Object.values(resources('github/repository')).map(({ outOfScopeBecause }) => outOfScopeBecause);
    expect(why.filter((because) => because !== '').sort()).toEqual(['a fork', 'archived', 'disabled', 'empty']);
  });
});

describe('the drifted world', () => {
  it('fails exactly where something was planted', async () => {
    const { results } = await look({ world: drifted });
    expect(failing(results)).toEqual(planted(drift));
    const unknown = results.flatMap(({ findings }) => findings.filter(({ verdict }) => verdict === 'unknown'));
    expect(unknown.filter((one) => !onlyShownForAMonth(one))).toEqual([]);
  });
  it('plants something for every check of the first collectors; the others have worlds of their own in test/collectors/github', () => {
    const first = ['github/member', 'github/organization', 'github/outside-collaborator', 'github/repository'];
    const checks = policy.checks.filter(({ check }) => first.includes(check.about)).map(({ check }) => check.id);
    expect(checks.filter((id) => !drift.some(({ check }) => check === id))).toEqual([]);
  });
});

describe('the denied world', () => {
  it('fails only where the plan is the answer', async () => {
    const { results } = await look({ world: denied });
    expect(failing(results)).toEqual(planted(plan));
  });

  it('passes nothing that the owner’s look does not, and says so of less', async () => {
    const passes = ({ results }: { results: readonly Judged[] }) =>
      new Set(
        results.flatMap(({ check, findings }) =>
          findings.filter(({ verdict }) => verdict === 'pass').map(({ resource }) => `${check} ${resource.name}`),
        ),
      );
    const [open, closed] = [passes(await look({ world: clean })), passes(await look({ world: denied }))];
    expect([...closed].filter((line) => !open.has(line))).toEqual([]);
    expect(closed.size).toBeLessThan(open.size);
  });

  it('keeps every row, and gives each unknown one its reason', async () => {
    const { results } = await look({ world: denied });
    const reasons = (check: string) => new Set(results.find((one) => one.check === check)?.findings.flatMap(({ reason }) => reason ?? []));
    const settings = shown(results).filter((line) => line.startsWith('github.org.'));
    expect(settings).toHaveLength(21);
    // what every member is told; the rest is for owners
    expect(settings.filter((line) => !line.endsWith(' unknown'))).toEqual([
      'github.org.base-permission pass',
      'github.org.domain-verified pass',
    ]);
    expect(reasons('github.org.collaborators-have-2fa')).toEqual(new Set(['rate_limited']));
    expect(reasons('github.org.members-have-2fa')).toEqual(new Set(['access_denied', 'population_incomplete']));
    expect(reasons('github.org.owner-count')).toEqual(new Set(['population_incomplete']));
    expect(reasons('github.repo.secret-scanning-enabled')).toEqual(
      new Set(['access_denied', 'missing_member', 'unexpected_content_type', 'population_incomplete']),
    );
    expect(results.find(({ check }) => check === 'github.org.members-have-2fa')?.findings).toHaveLength(denied.members.length + 1);
  });

  it('knows what a ruleset enforces although classic protection is hidden, and not who may bypass it', async () => {
    const { resources } = await look({ world: denied });
    const { 'example-company/website': website, 'example-company/billing': billing } = resources('github/repository');
    expect(website).toMatchObject({
      protected: true,
      approvalsAtLeast: 1,
      approvals: { $unknown: { reason: 'access_denied' } },
      forcePushesBlocked: true,
    });
    expect(website).toMatchObject({
      rules: expect.arrayContaining([
        expect.objectContaining({ bypassActors: { $unknown: expect.objectContaining({ reason: expect.any(String) }) } }),
      ]),
    });
    // classic protection is all that billing has, and GitHub says 404 to who may not see it
    expect(billing).toMatchObject({
      protected: { $unknown: { reason: 'access_denied', permission: 'Administration: read' } },
      approvalsAtLeast: 0,
    });
  });
});

/** Asked alone where one repository spoils a question about many, and where its deployments fill more than a page. */
const ONLY_WHERE_NEEDED = ['POST /graphql RepositoryChanges', 'POST /graphql MoreDeployments'];
/** What is asked alone where many together are refused leaves nothing unknown, and neither does what only the worksheet tells. */
const SPARED = new Set([
  ...ONLY_WHERE_NEEDED,
  'POST /graphql ManyRepositoryChanges',
  'POST /graphql ManyRequiredChecks',
  'POST /graphql ManyDeployments',
]);

describe('faults in front of the clean world', () => {
  const operations = [...new Set(collectors.flatMap(({ calls }) => calls.map(({ operation }) => operation)))];
  const kinds = FAULT_KINDS.filter((kind) => kind !== 'slow');
  // an answer that has no body can neither lose nor garble it
  const bodiless = (operation: string, kind: string) => operation.endsWith('/vulnerability-alerts') && ['empty', 'garbled'].includes(kind);
  const spoiled = operations.flatMap((operation) => kinds.map((kind) => [operation, kind] as const));
  it.each(spoiled.filter(([operation, kind]) => !bodiless(operation, kind)))(
    '%s %s makes nothing fail, and nothing whole',
    async (operation, kind) => {
      const asking = collectors.filter(({ calls }) => calls.some((call) => call.operation === operation));
      const { results, scope } = await look({ world: clean, faults: [{ operation, kind }] }, asking);
      expect(failing(results)).toEqual([]);
      expect(scope.subjects).toHaveLength(1);
      const about = new Set(asking.map(({ id }) => id));
      expect(results).toHaveLength(policy.checks.filter(({ check }) => about.has(check.about)).length);
      // the organization has single sign-on of its own: its enterprise's does not matter
      if (!operation.includes('EnterpriseSingleSignOn') && !SPARED.has(operation))
        expect(shown(results).filter((line) => line.endsWith(' unknown'))).not.toEqual([]);
      expect(shown(results).filter((line) => line.endsWith(' not_applicable'))).toEqual([]);
    },
  );

  it('a fault that passes leaves nothing behind', async () => {
    const { results } = await look({
      world: clean,
      faults: [
        { operation: '*', kind: '500', times: 2 },
        { operation: '*', kind: 'reset', times: 1, after: 5 },
      ],
    });
    expect(shown(results).filter((line) => !line.endsWith(' pass'))).toEqual([]);
  });

  it('a second page that is refused leaves the first standing and the set incomplete', async () => {
    const { sets, results } = await look({ world: clean, faults: [{ operation: 'GET /orgs/{org}/repos', kind: 'denied', after: 1 }] });
    const repositories = sets.find(({ collector }) => collector === 'github/repository');
    expect(repositories).toMatchObject({ complete: false });
    expect(repositories?.resources).toHaveLength(clean.pageSize);
    expect(results.find(({ check }) => check === 'github.repo.review-required')?.verdict).toBe('unknown');
  });
});
