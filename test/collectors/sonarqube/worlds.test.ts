import { beforeAll, describe, expect, it } from 'vitest';
import source from '../../../collectors/sonarqube/source.ts';
import type { FaultKind } from '../../../src/demo/faults.ts';
import type { Project, World } from '../../../src/demo/sonarqube/world.ts';
import { clean } from '../../../src/demo/sonarqube/worlds/clean.ts';
import { denied } from '../../../src/demo/sonarqube/worlds/denied.ts';
import { drift, drifted } from '../../../src/demo/sonarqube/worlds/drifted.ts';
import type { Verdict } from '../../../src/model.ts';
import { checks, type Looked, look, mine } from './support.ts';

/** Each check passes, fails where something is wrong, does not know when it could not look, and says so when there is nothing. */
const [first, ...others] = clean.projects as [Project, ...Project[]];
const withFirst = (change: Partial<Project>, world: World = clean): World => ({ ...world, projects: [{ ...first, ...change }, ...others] });
const verdictsOf = ({ judged }: Looked) => Object.fromEntries([...judged].map(([id, { verdict }]) => [id, verdict]));
const ids = checks.map(({ check }) => check.id);

/** A world in which this check fails, and the resources that fail it. */
const BROKEN: Readonly<Record<string, { readonly world: World; readonly fails: readonly string[] }>> = {
  'sonar.coverage.repositories': { world: withFirst({ analysed: 45 }), fails: [first.repository] },
  'sonar.gate.blocks-security': {
    world: { ...clean, gates: [{ name: 'Secure way', conditions: ['new_coverage'], caycStatus: 'non-compliant' }] },
    fails: ['Secure way'],
  },
  'sonar.project.analysis-recent': { world: withFirst({ analysed: 9, committed: 1 }), fails: [first.repository] },
  'sonar.project.hotspots-reviewed': {
    world: withFirst({ hotspots: [{ key: 'H', age: 31, probability: 'HIGH', reviewed: false }] }),
    fails: [first.repository],
  },
  'sonar.project.quality-gate': { world: withFirst({ status: 'ERROR', failing: ['new_coverage'] }), fails: [first.repository] },
  'sonar.project.security-rating': { world: withFirst({ ratingOnNewCode: 2 }), fails: [first.repository] },
  'sonar.project.vulnerabilities-sla': {
    world: withFirst({ vulnerabilities: [{ key: 'V', age: 31, impact: 'HIGH', message: 'Old' }] }),
    fails: ['Old'],
  },
  'sonar.server.hardened': { world: { ...clean, forceAuthentication: false }, fails: ['sonar'] },
};

describe('the clean world', () => {
  let looked: Looked;
  beforeAll(async () => {
    looked = await look(clean);
  });
  it('passes every check, over whole sets', () => {
    expect(verdictsOf(looked)).toEqual(Object.fromEntries(ids.map((id) => [id, 'pass'])));
    for (const set of looked.sets) expect([set.collector, set.complete, set.gaps]).toEqual([set.collector, true, []]);
  });
  it('was asked every call that is declared, and nothing else', () => {
    const declared = new Set([...source.calls, ...mine.flatMap(({ calls }) => calls)].map(({ operation }) => operation));
    // an administrator is shown all projects: nobody asks for those that may be browsed
    declared.delete('GET /api/components/search_projects');
    expect([...new Set(looked.asked)].sort()).toEqual([...declared].sort());
  });
  it('writes no token down', () => {
    const basic = Buffer.from('squ_0123456789abcdef:').toString('base64');
    for (const secret of ['squ_0123456789abcdef', 'hub-token-0123456789', basic]) expect(looked.written).not.toContain(secret);
  });
});

describe('a world for each check', () => {
  it('names every check', () => expect(Object.keys(BROKEN).sort()).toEqual([...ids].sort()));
  it.each(Object.entries(BROKEN))('%s fails where it should', async (id, { world, fails }) => {
    const judged = (await look(world)).judged.get(id);
    expect(judged?.verdict).toBe('fail');
    expect(judged?.findings.filter(({ verdict }) => verdict === 'fail').map(({ resource }) => resource.name)).toEqual(fails);
    for (const { verdict, because } of judged?.findings ?? [])
      if (verdict === 'fail') expect(because).not.toMatch(/undefined|\[object|\{r\./);
  });
});

describe('where somebody will not say', () => {
  const operations = [...new Set([...source.calls, ...mine.flatMap(({ calls }) => calls)].map(({ operation }) => operation))];
  const KINDS: readonly FaultKind[] = ['denied', 'throttled', 'html', 'empty', 'truncated', 'garbled', 'reset', '500'];
  /** Those that rest on each answer. Who asks for projects as a stranger is told what may be browsed, which is enough where it lists them. */
  const LOST: Readonly<Record<string, readonly string[]>> = {
    'GET /api/authentication/validate': ids,
    'GET /api/system/status': ['sonar.server.hardened'],
    'GET /api/settings/values': ['sonar.server.hardened'],
    'GET /api/projects/search': ['sonar.coverage.repositories'],
    'GET /api/qualitygates/project_status': ['sonar.project.quality-gate'],
    'GET /api/qualitygates/get_by_project': ['sonar.gate.blocks-security'],
    'GET /api/qualitygates/show': ['sonar.gate.blocks-security'],
    'GET /api/project_branches/list': ['sonar.project.analysis-recent'],
    'GET /api/project_analyses/search': ['sonar.project.analysis-recent'],
    'GET /api/measures/component': [
      'sonar.project.security-rating',
      'sonar.project.hotspots-reviewed',
      'sonar.project.vulnerabilities-sla',
    ],
    'GET /api/metrics/search': ['sonar.project.security-rating', 'sonar.project.vulnerabilities-sla'],
    'GET /api/issues/search': ['sonar.project.vulnerabilities-sla'],
    'GET /api/hotspots/search': ['sonar.project.hotspots-reviewed'],
    'GET /repos/{owner}/{repo}/commits': ['sonar.project.analysis-recent'],
    'GET /repos/{owner}/{repo}/deployments': ['sonar.project.analysis-recent'],
    'GET /repos/{owner}/{repo}/compare/{basehead}': ['sonar.project.analysis-recent'],
  };
  const asked = operations.filter((operation) => operation !== 'GET /api/components/search_projects');
  it('has a row for every operation', () => expect(Object.keys(LOST).sort()).toEqual(asked.sort()));
  it.each(asked.flatMap((operation) => KINDS.map((kind) => [operation, kind] as const)))(
    '%s %s: unknown, and nothing else moves',
    async (operation, kind) => {
      const lost = new Set(LOST[operation]);
      if (operation === 'GET /api/projects/search' && kind === 'denied') lost.clear();
      const expected = Object.fromEntries(ids.map((id): [string, Verdict] => [id, lost.has(id) ? 'unknown' : 'pass']));
      const looked = await look(clean, { faults: [{ operation, kind }] });
      expect(verdictsOf(looked)).toEqual(expected);
      if (kind !== 'denied') return;
      for (const id of lost) expect([id, looked.judged.get(id)?.reasons]).toEqual([id, ['access_denied']]);
    },
  );
  it('a page that breaks off leaves the list unfinished', async () => {
    const many = Array.from({ length: 5 }, (_, at) => ({ key: `V${at}`, age: 3, impact: 'LOW' as const, message: `Small ${at}` }));
    const cut = await look(withFirst({ vulnerabilities: many }), {
      faults: [{ operation: 'GET /api/issues/search', kind: 'truncated', after: 1 }],
    });
    expect(cut.judged.get('sonar.project.vulnerabilities-sla')?.verdict).toBe('unknown');
  });
  it('a project that only an administrator would see may be hidden rather than missing', async () => {
    const config = {
      repositories: { ...Object.fromEntries(clean.projects.map((one) => [one.repository, one.key])), 'example-company/new': 'new' },
    };
    const stranger = (await look({ ...clean, administrator: false }, { config })).judged.get('sonar.coverage.repositories');
    expect([stranger?.verdict, stranger?.reasons]).toEqual(['unknown', ['population_incomplete']]);
    const administrator = (await look(clean, { config })).judged.get('sonar.coverage.repositories');
    expect(administrator?.verdict).toBe('fail');
  });
  it('hotspots of which some wait, and a list without any: one of the two is wrong', async () => {
    const waiting = [{ key: 'H', age: 1, probability: 'HIGH' as const, reviewed: false }];
    const { judged } = await look({ ...withFirst({ hotspots: waiting }), hidesHotspots: true });
    expect(judged.get('sonar.project.hotspots-reviewed')).toMatchObject({ verdict: 'unknown', reasons: ['population_mismatch'] });
  });
  it('issues of another project than was asked about are no answer', async () => {
    const { judged } = await look({ ...clean, foreignIssues: true });
    expect(judged.get('sonar.project.vulnerabilities-sla')).toMatchObject({ verdict: 'unknown', reasons: ['malformed_response'] });
  });
  it('a token that is not valid answers for nobody', async () => {
    const { scope, judged } = await look({ ...clean, valid: false });
    expect(scope.subjects[0]?.gap?.reason).toBe('credentials_invalid');
    expect([...new Set([...judged.values()].map(({ verdict }) => verdict))]).toEqual(['unknown']);
  });
  it('without a word from GitHub nobody knows what was to be analysed', async () => {
    const judged = (await look(clean, { config: { github: undefined } })).judged.get('sonar.project.analysis-recent');
    expect([judged?.verdict, judged?.reasons]).toEqual(['unknown', ['not_run']]);
  });
});

describe('where there is nothing', () => {
  it('old code, no hotspots, the cloud’s server: not applicable, or nothing open', async () => {
    const quiet = { ...clean, projects: clean.projects.map((one) => ({ ...one, committed: 200, hotspots: [], vulnerabilities: [] })) };
    expect(verdictsOf(await look(quiet))).toMatchObject({
      'sonar.project.analysis-recent': 'not_applicable',
      'sonar.project.hotspots-reviewed': 'not_applicable',
      'sonar.project.vulnerabilities-sla': 'pass',
    });
  });
  it('a project that was never analysed is no clean project', async () => {
    const looked = await look(withFirst({ analysed: null, status: null }));
    expect(verdictsOf(looked)).toMatchObject({
      'sonar.coverage.repositories': 'fail',
      'sonar.project.quality-gate': 'unknown',
      'sonar.project.security-rating': 'unknown',
      'sonar.project.hotspots-reviewed': 'unknown',
      'sonar.project.vulnerabilities-sla': 'unknown',
    });
  });
  it('an analysis without a revision proves nothing about a commit', async () => {
    const judged = (await look(withFirst({ revision: null }))).judged.get('sonar.project.analysis-recent');
    expect([judged?.verdict, judged?.reasons]).toEqual(['unknown', ['missing_member']]);
  });
});

describe('the demo worlds', () => {
  it('drifted fails where something was planted, and nowhere else', async () => {
    const { judged } = await look(drifted);
    expect([...judged].flatMap(([id, { verdict }]) => (verdict === 'fail' ? [id] : [])).sort()).toEqual(
      drift.map(({ check }) => check).sort(),
    );
  });
  it('denied neither passes nor fails what it could not see', async () => {
    expect(verdictsOf(await look(denied))).toEqual({
      ...Object.fromEntries(ids.map((id) => [id, 'pass'])),
      'sonar.project.analysis-recent': 'unknown',
      'sonar.project.hotspots-reviewed': 'unknown',
      'sonar.project.security-rating': 'unknown',
      'sonar.project.vulnerabilities-sla': 'unknown',
      'sonar.server.hardened': 'unknown',
    });
  });
});
