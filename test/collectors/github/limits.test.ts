import { describe, expect, it } from 'vitest';
import { laneOf } from '../../../collectors/github/limits.ts';
import type { Subject, WireRequest } from '../../../src/model.ts';

const subject: Subject = { source: 'github', name: 'acme', key: 'github/acme', id: 'acme', label: 'acme', scope: 'organization' };
const at = (url: string): WireRequest => ({ method: 'GET', url: new URL(url), headers: {} });
const REST = 'GET /repos/{owner}/{repo}';
const of = (operation: string, url: string) => laneOf(operation, at(url), subject);

describe('what GitHub lets through', () => {
  it.each([
    [REST, 'https://api.github.com/repos/acme/shop', 900],
    ['POST /graphql repositories', 'https://api.github.com/graphql', 2000],
  ])('is counted by the minute: %s', (operation, url, points) => {
    expect(of(operation, url)?.limit).toMatchObject({ burst: points, seconds: 60, perSecond: points / 60 });
    expect(of(operation, url)?.limit?.docs).toMatch(/^https:\/\/docs\.github\.com\//);
  });
  it('is counted for each entry, and for REST and GraphQL apart', () => {
    const keys = [
      of(REST, 'https://api.github.com/repos/acme/shop')?.key,
      of('POST /graphql repositories', 'https://api.github.com/graphql')?.key,
      laneOf(REST, at('https://api.github.com/repos/x/y'), { ...subject, name: 'other' })?.key,
    ];
    expect(new Set(keys).size).toBe(3);
    expect(of(REST, 'https://api.github.com/repos/acme/shop')?.key).toBe(of('GET /orgs/{org}', 'https://api.github.com/orgs/acme')?.key);
  });
  it('is not known of a server of one’s own', () => {
    expect(of(REST, 'https://github.example.com/api/v3/repos/acme/shop')).toEqual({ key: 'acme REST' });
    expect(of('POST /graphql repositories', 'https://github.example.com/api/graphql')).toEqual({ key: 'acme GraphQL' });
  });
});
