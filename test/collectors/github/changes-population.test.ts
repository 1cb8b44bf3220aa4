import { beforeAll, describe, expect, it } from 'vitest';
import { KINDS, seeded } from '../../../src/demo/github/parts/changes/seeded.ts';
import { lookAt, named, type Said, worldOf } from './changes-look.ts';

const REPOSITORIES = ['api', 'billing', 'infrastructure', 'mobile', 'web'];
const history = seeded({ seed: 'of the test', count: 2000, repositories: REPOSITORIES, wrong: 12 });
const of = (check: string) => history.planted.filter((one) => one.check === `github.repo.${check}`);
const names = (all: readonly { resource: string }[]) => [...new Set(all.map(({ resource }) => resource))].sort();

describe('a history of 2,000 changes', () => {
  let said: Readonly<Record<string, Said>>;
  beforeAll(async () => {
    said = (await lookAt(worldOf(history.changes))).said;
  }, 60_000);

  it('has each kind of violation planted several times', () => {
    for (const kind of KINDS) expect(history.planted.filter((one) => one.kind === kind).length, kind).toBeGreaterThan(1);
    expect(history.unknowable.length).toBeGreaterThan(1);
  });
  it.each(['merged-prs-reviewed', 'merged-prs-checked', 'no-direct-commits', 'commits-signed'])(
    '%s finds every one, and nothing else',
    (check) => {
      expect(named(said[check] as Said, 'fail').sort()).toEqual(names(of(check)));
    },
  );
  it('finds the repositories whose rules were bypassed within the month that GitHub shows', () => {
    const recent = REPOSITORIES.filter((name) => history.changes[name]?.suites.some(({ age }) => age <= 30));
    expect(named(said['bypasses-explained'] as Said, 'fail').sort()).toEqual(recent);
    expect(said['bypasses-explained']?.set).toMatchObject({ complete: false, gaps: [{ reason: 'population_incomplete' }] });
  });
  it('knows of what nobody can know that it does not know it', () => {
    expect(named(said['merged-prs-reviewed'] as Said, 'unknown').sort()).toEqual(names(history.unknowable));
    expect(named(said['merged-prs-checked'] as Said, 'unknown')).toEqual([]);
  });
  it('counts every change: all merges, and all commits that are still there', () => {
    const pulls = Object.values(history.changes).flatMap((one) => one.pulls);
    const set = said['merged-prs-reviewed']?.set;
    expect(set).toMatchObject({ complete: true, gaps: [] });
    expect(set?.resources).toHaveLength(pulls.length);
    const commits = Object.values(history.changes).flatMap((one) => one.commits.filter(({ age }) => age <= 90));
    expect(said['commits-signed']?.set.resources).toHaveLength(commits.length);
  });
  it('says of each merge that a force push took away that it is gone', () => {
    const forced = history.planted.filter(({ kind }) => kind === 'pushed by force');
    const { complete, gaps } = (said['no-direct-commits'] as Said).set;
    expect(complete).toBe(false);
    for (const gap of gaps)
      expect(gap).toMatchObject({ reason: 'population_incomplete', detail: expect.stringMatching(/was rewritten: [0-9a-f]{40}/) });
    // by the merges that are missing, and by GitHub's own record of each force push
    expect(gaps.filter(({ detail }) => detail.includes('is not on it any more'))).toHaveLength(forced.length);
    expect(gaps.filter(({ detail }) => detail.includes('pushed by force by'))).toHaveLength(forced.length);
  });
  it('hands over who, when and where of each', () => {
    for (const finding of said['merged-prs-reviewed']?.findings ?? []) {
      if (finding.verdict !== 'fail') continue;
      expect(finding.observed).toMatchObject({
        review: { link: expect.stringMatching(/^https:\/\/github\.com\/example-company\/.+\/pull\/\d+$/) },
      });
      expect(finding.because).toMatch(/pull\/\d+$/);
      expect(finding.evidence.length).toBeGreaterThan(0);
    }
    for (const finding of said['no-direct-commits']?.findings ?? [])
      if (finding.verdict === 'fail') expect(finding.because).toMatch(/\/commit\/[0-9a-f]{40}$/);
  });
});

describe('a history without a violation', () => {
  it('passes whole', async () => {
    const right = seeded({ seed: 'right', count: 300, repositories: ['api', 'web'], wrong: 0 });
    const { said } = await lookAt(worldOf(right.changes), { days: 28 });
    const full = await lookAt(worldOf(right.changes));
    for (const check of ['merged-prs-reviewed', 'merged-prs-checked', 'no-direct-commits', 'commits-signed']) {
      expect(full.said[check]?.verdict, check).toBe('pass');
      expect(full.said[check]?.set, check).toMatchObject({ complete: true, gaps: [] });
    }
    expect(said['bypasses-explained']?.verdict).toBe('pass');
  });
});
