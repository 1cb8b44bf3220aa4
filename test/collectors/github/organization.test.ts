import { describe, expect, it } from 'vitest';
import organization from '../../../collectors/github/organization/index.ts';
import type { OrganizationAnswer } from '../../../collectors/github/organization.ts';
import { type Listing, unlisted } from '../../../collectors/github/repositories.ts';
import { unknown } from '../../../src/kit.ts';

const acme: OrganizationAnswer = { id: 1, login: 'acme', public_repos: 1, total_private_repos: 1 };
const repo = (name: string, isPrivate: boolean) => ({ name, private: isPrivate }) as Listing;
const all = [repo('web', false), repo('core', true)];

describe('a list of repositories', () => {
  it('is whole when it is as long as the organization counts, of either kind', () => {
    expect([unlisted(acme, all, 'public'), unlisted(acme, all, 'private')]).toEqual([undefined, undefined]);
  });
  it('is not whole when it is shorter or longer, or when there is no count', () => {
    expect(unlisted(acme, all.slice(0, 1), 'private')).toMatchObject({
      reason: 'population_mismatch',
      detail: expect.stringContaining('0 private repositories are listed, the account counts 1'),
    });
    expect(unlisted(acme, [...all, repo('more', false)], 'public')).toMatchObject({ reason: 'population_mismatch' });
    const { total_private_repos: _, ...uncounted } = acme;
    expect(unlisted(uncounted, all, 'private')).toMatchObject({ reason: 'population_incomplete' });
    expect(unlisted(uncounted, [], 'private')).toMatchObject({ reason: 'population_incomplete' });
  });
});

describe('an organization', () => {
  const people = [{ id: 1, login: 'ada' }];
  const seen = (change: Partial<OrganizationAnswer>, more: object = {}) =>
    organization.normalise(
      { organization: { ...acme, ...change }, owners: people, repositories: all, ...more } as never,
      {} as never,
    ) as Record<string, unknown>;

  it('whose settings GitHub does not show is unknown, whether it says null or nothing', () => {
    expect(seen({ two_factor_requirement_enabled: null })).toMatchObject({
      twoFactorRequirementEnabled: { $unknown: { reason: 'access_denied', permission: 'an organization owner' } },
    });
    expect(seen({})).toMatchObject({
      twoFactorRequirementEnabled: { $unknown: { reason: 'missing_member' } },
      defaultRepositoryPermission: { $unknown: { reason: 'missing_member' } },
      membersCanDeleteRepositories: { $unknown: { reason: 'missing_member' } },
      isVerified: { $unknown: { reason: 'missing_member' } },
      plan: { $unknown: { reason: 'missing_member' } },
    });
    expect(seen({ two_factor_requirement_enabled: false, is_verified: false })).toMatchObject({
      twoFactorRequirementEnabled: false,
      isVerified: false,
    });
  });
  it('counts its owners for an owner only: others may be shown a part of them', () => {
    expect(seen({ two_factor_requirement_enabled: false })['ownerCount']).toBe(1);
    expect(seen({ two_factor_requirement_enabled: null })['ownerCount']).toMatchObject({ $unknown: { reason: 'population_incomplete' } });
    const refused = unknown({ operation: 'x', reason: 'rate_limited', detail: 'x' });
    expect(seen({ two_factor_requirement_enabled: true }, { owners: refused })['ownerCount']).toBe(refused);
  });
  it('names its public repositories when all of them are listed', () => {
    expect(seen({})['publicRepositories']).toEqual(['web']);
    expect(seen({ public_repos: 2 })['publicRepositories']).toMatchObject({ $unknown: { reason: 'population_mismatch' } });
  });
});
