import { describe, expect, it } from 'vitest';
import { PLAN_CANNOT, PROTECTION, RULES } from '../../../collectors/github/calls.ts';
import { classify } from '../../../collectors/github/classify.ts';
import type { Failure } from '../../../src/model.ts';

const MEMBERS = 'GET /orgs/{org}/members';
function failed(status: number, message: string, headers: Record<string, string> = {}, operation = MEMBERS): Failure {
  return {
    operation,
    status,
    headers,
    body: JSON.stringify({ message, documentation_url: 'https://docs.github.com/rest' }),
    error: { name: 'HttpError', message },
  };
}

describe('a refusal of GitHub', () => {
  it.each([
    [failed(401, 'Bad credentials'), 'credentials_invalid'],
    [failed(403, 'Resource not accessible by integration'), 'access_denied'],
    [failed(404, 'Not Found'), 'access_denied'],
    [failed(422, 'Only owners can use this filter.'), 'access_denied'],
    [failed(422, 'Validation Failed', {}, 'GET /orgs/{org}/repos'), 'provider_error'],
    [failed(500, 'Server Error'), 'provider_error'],
    [failed(502, 'Server Error'), 'provider_error'],
    [failed(429, 'slow down'), 'rate_limited'],
    [failed(403, 'You have exceeded a secondary rate limit', { 'retry-after': '60' }), 'rate_limited'],
    [failed(403, 'Upgrade to GitHub Team to enable this feature.'), 'unsupported_plan'],
    [failed(418, 'teapot'), 'provider_error'],
  ])('%# means %s', (failure, reason) => {
    expect(classify(failure).reason).toBe(reason);
  });

  it('asks again after a fault of the server and a spent limit, and not after a refusal', () => {
    const again = [failed(500, 'x'), failed(503, 'x'), failed(429, 'x'), failed(403, 'API rate limit exceeded')];
    const never = [
      failed(401, 'x'),
      failed(403, 'x'),
      failed(404, 'x'),
      failed(422, 'x'),
      failed(403, 'Upgrade to GitHub Pro or make this repository public'),
    ];
    expect(again.map((failure) => classify(failure).retry)).toEqual(again.map(() => true));
    expect(never.map((failure) => classify(failure).retry)).toEqual(never.map(() => undefined));
  });

  it('waits as long as GitHub asks, counted by its own clock', () => {
    const date = 'Sat, 01 Mar 2031 12:00:00 GMT';
    const reset = String(Date.parse('2031-03-01T12:10:00Z') / 1000);
    expect(
      classify(failed(403, 'API rate limit exceeded for user ID 1.', { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset })),
    ).toMatchObject({
      reason: 'rate_limited',
      retryAfterMs: 600_000,
      detail: expect.stringContaining('2031-03-01T12:10:00.000Z'),
    });
    const early = { date, 'retry-after': '7', 'x-ratelimit-remaining': '4000', 'x-ratelimit-reset': reset };
    expect(classify(failed(403, 'You have exceeded a secondary rate limit', early)).retryAfterMs).toBe(7000);
    // neither header: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api says a minute at least
    expect(classify(failed(403, 'You have exceeded a secondary rate limit')).retryAfterMs).toBe(60_000);
  });

  it('names the permission that GitHub names, and no more', () => {
    const header = 'x-accepted-github-permissions';
    expect(classify(failed(403, 'no', { [header]: 'members=read' })).permission).toBe('members=read');
    expect(classify(failed(403, 'no', { [header]: 'allows_permissionless_access=true' })).permission).toBeUndefined();
    expect(classify(failed(403, 'no')).permission).toBeUndefined();
    expect(classify(failed(403, 'no', { 'x-github-sso': 'required; url=https://github.com/orgs/a/sso' }))).toMatchObject({
      reason: 'access_denied',
      detail: expect.stringContaining('https://github.com/orgs/a/sso'),
    });
  });

  it('keeps the two meanings of 404 apart', () => {
    const code = (message: string) => classify(failed(404, message, {}, PROTECTION.operation)).code;
    expect(PROTECTION.absentOn).toContain(code('Branch not protected'));
    expect(PROTECTION.absentOn).not.toContain(code('Not Found'));
    expect(PROTECTION.absentOn).not.toContain(code('Branch not found'));
  });

  it('knows the plan that cannot protect, whatever plan is on offer, and no other plan’s refusal', () => {
    const of = (message: string) => classify(failed(403, message, {}, RULES.operation)).code;
    expect(of('Upgrade to GitHub Pro or make this repository public to enable this feature.')).toBe(PLAN_CANNOT);
    expect(of('Upgrade to GitHub Team or make this repository public to enable this feature')).toBe(PLAN_CANNOT);
    expect(RULES.absentOn).not.toContain(of('Upgrade to GitHub Team to enable this feature.'));
    expect(RULES.absentOn).not.toContain(classify(failed(404, 'Upgrade to GitHub Pro or make this repository public')).code);
  });

  it('survives what is no answer of GitHub', () => {
    for (const body of ['', '<html>', 'null', '[]', '{"message":7}', '{"message":"cut of']) {
      const { error, ...rest } = failed(404, 'Not Found');
      expect(classify({ ...rest, error, body })).toMatchObject({ code: '404 Not Found', reason: 'access_denied' });
    }
    expect(classify({ operation: MEMBERS, error: { name: 'TypeError', message: 'x is not a function' } })).toMatchObject({
      reason: 'plugin_crashed',
    });
    expect(classify({ operation: MEMBERS, error: { name: 'BrokenPaging', message: 'after page 2 comes page 2' } })).toMatchObject({
      reason: 'pagination_broken',
    });
  });
});
