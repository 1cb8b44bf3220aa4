import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { means, monthsOf } from '../../../collectors/github/policies.ts';
import type { Edit } from '../../../collectors/github/policy-document/answers.ts';
import { reviewedOf, type Step } from '../../../collectors/github/policy-document/review.ts';
import { statementsIn } from '../../../collectors/github/policy-document/statements.ts';
import source from '../../../collectors/github/source.ts';
import { isUnknown, unknown } from '../../../src/kit.ts';

const blob = (text: string | null, more: object = {}) => ({
  mode: 0o100644,
  object: { __typename: 'Blob', text, isBinary: false, isTruncated: false, ...more },
});
const says = (text: string, more: object = {}) => statementsIn(blob(text, more), 'a.md at 0a1b2c');
const why = (value: unknown) => (isUnknown(value) ? `${value.$unknown.reason}: ${value.$unknown.detail}` : value);

describe('front matter', () => {
  it('states dates, an owner and facts', () => {
    expect(
      says(
        '---\nlast_reviewed: 2031-01-02\nlast_updated: "2030-12-31T10:00:00+02:00"\nowner: Ada\nfacts: { a: 14, b: yes, c: true }\n---\n# x\n',
      ),
    ).toEqual({
      lastReviewed: '2031-01-02',
      lastUpdated: '2030-12-31',
      owner: 'Ada',
      facts: [
        { name: 'a', value: 14 },
        { name: 'b', value: 'yes' },
        { name: 'c', value: true },
      ],
    });
  });
  it.each([
    ['none', '# x\n'],
    ['a rule across the page', '---\n# x\nlast_reviewed: 2031-01-02\n'],
    ['further down', '\n---\nlast_reviewed: 2031-01-02\n---\n'],
    ['text between two rules', '---\nHello\n---\n'],
    ['empty', '---\n---\nlast_reviewed: 2031-01-02\n'],
    ['empty values', '---\nlast_reviewed:\nowner: ""\nfacts:\n---\n'],
    ['an empty file', ''],
  ])('%s says nothing', (_, text) => expect(says(text)).toEqual({ lastReviewed: null, lastUpdated: null, owner: null, facts: [] }));
  it.each([
    ['Windows line ends', '---\r\nlast_reviewed: 2031-01-02\r\n---\r\n'],
    ['a byte order mark', '\uFEFF---\nlast_reviewed: 2031-01-02\n---\n'],
    ['three dots at the end', '---\nlast_reviewed: 2031-01-02\n...\n'],
    ['nothing after it', '---\nlast_reviewed: 2031-01-02\n---'],
    ['cut after its end', '---\nlast_reviewed: 2031-01-02\n---\n'],
  ])('%s', (name, text) => expect(says(text, { isTruncated: name.startsWith('cut') }).lastReviewed).toBe('2031-01-02'));
  it.each([
    ['a month', '---\nlast_reviewed: March 2031\n---\n', /no date such as/],
    ['a day that there is not', '---\nlast_reviewed: 2031-02-30\n---\n', /no date such as/],
    ['a year', '---\nlast_reviewed: 2031\n---\n', /no date such as/],
    ['a list', '---\nlast_reviewed: [2031-01-02]\n---\n', /no date such as/],
    ['twice', '---\nlast_reviewed: 2031-01-02\nlast_reviewed: 2031-01-03\n---\n', /unique/],
    ['broken YAML', '---\nlast_reviewed: [\n---\n', /cannot be read/],
    [
      'a hundred thousand aliases',
      `---\na: &a [1,1]\n${Array.from({ length: 20 }, (_, n) => `b${n}: &b${n} [${Array(20).fill(n === 0 ? '*a' : `*b${n - 1}`)}]`).join('\n')}\n---\n`,
      /cannot be read/,
    ],
  ])('%s is not guessed at', (_, text, pattern) => expect(why(says(text).lastReviewed)).toMatch(pattern));
  it.each([
    ['cut before its end', blob('---\nlast_rev', { isTruncated: true }), /^truncated/],
    ['not said to be whole, and without an end', blob('---\nlast_rev', { isTruncated: undefined }), /^truncated/],
    ['no text', blob(null), /^missing_member/],
    ['nobody says whether it is text', blob(null, { isBinary: null }), /^missing_member/],
    ['a link', { ...blob('password.md'), mode: 0o120000 }, /symbolic link/],
    ['a folder', { mode: 0o40000, object: { __typename: 'Tree' } }, /no file, but Tree/],
    ['nothing that GitHub shows', { mode: 0o100644, object: null }, /no file, but nothing/],
  ])('%s is unknown', (_, version, pattern) => expect(why(statementsIn(version, 'x').facts)).toMatch(pattern));
  it('a fact that is a list is none', () => {
    expect(why(says('---\nfacts: { a: [1] }\n---\n').facts)).toMatch(/`a` is neither/);
    expect(why(says('---\nfacts: [1]\n---\n').facts)).toMatch(/no list of names/);
  });
});

describe('what is declared', () => {
  const policy = { repository: 'handbook', path: 'policies/password.md' };
  const parse = (policies: unknown, more: object = {}) =>
    source.config.safeParse({ type: 'github', organization: 'acme', policies, ...more });
  it.each<[string, unknown, object?]>([
    ['none at all', []],
    ['a repository with its owner', [{ ...policy, repository: 'acme/handbook' }]],
    ['an absolute path', [{ ...policy, path: '/policies/x.md' }]],
    ['a way out', [{ ...policy, path: '../x.md' }]],
    ['a folder', [{ ...policy, path: 'policies/' }]],
    ['half a folder', [{ ...policy, path: 'pol**/x.md' }]],
    ['days', [{ ...policy, reviewEvery: 'P365D' }]],
    ['no time', [{ ...policy, reviewEvery: 'P0M' }]],
    ['no approver', [{ ...policy, approvers: [] }]],
    ['an approver that is none', [{ ...policy, approvers: ['ada@example.com'] }]],
    ['a misspelt key', [{ ...policy, owner: 'ada' }]],
    ['twice', [policy, { ...policy, repository: 'Handbook', title: 'x' }]],
    ['one title for many', [{ ...policy, path: 'policies/*.md', title: 'x' }]],
    ['a repository that is left out', [policy], { repositories: { exclude: [{ match: 'hand*', because: 'nobody looks at it' }] } }],
  ])('%s is refused', (_, policies, more) => expect(parse(policies, more).success).toBe(false));
  it('what is right is taken', () => {
    const given = [
      { ...policy, title: 'x', reviewEvery: 'P1Y6M', approvers: ['ada'] },
      { ...policy, path: '**/*.md' },
    ];
    expect(parse(given)).toMatchObject({ success: true, data: { policies: given } });
    expect([monthsOf('P1Y6M'), monthsOf('P12M'), monthsOf('P2Y'), monthsOf('P'), monthsOf('12M')]).toEqual([18, 12, 24, 0, 0]);
  });
  it.each([
    ['policies/a.md', 'policies/a.md', true],
    ['policies/a.md', 'policies/aXmd', false],
    ['policies/*.md', 'policies/a.md', true],
    ['policies/*.md', 'policies/sub/a.md', false],
    ['policies/**/*.md', 'policies/a.md', true],
    ['policies/**/*.md', 'policies/x/y/a.md', true],
    ['**/*.md', 'a.md', true],
    ['policies/**', 'policies/a/b.md', true],
    ['policies/*.md', 'Policies/a.md', false],
    ['(a|b)+.md', 'a.md', false],
  ])('%s means %s: %s', (pattern, path, expected) => expect(means(pattern, path)).toBe(expected));
});

describe('losing evidence', () => {
  const gap = unknown({ operation: 'x', reason: 'access_denied', detail: 'no' });
  const NOW = '2031-03-01T12:00:00.000Z';
  const dayOf = (age: number) => new Date(Date.parse(NOW) - age * 864e5).toISOString();
  const steps = (drafts: readonly { age: number; approved: boolean; dated: boolean }[]): Step[] =>
    [...drafts]
      .sort((a, b) => a.age - b.age)
      .map(({ age, approved, dated }) => ({
        edit: { oid: String(age), file: blob('x') } as Edit,
        says: { lastReviewed: dated ? dayOf(age).slice(0, 10) : null, lastUpdated: null, owner: null, facts: [] },
        approved: {
          viaPullRequest: true,
          pullRequests: [],
          arrivedAt: dayOf(age),
          approvals: approved ? [{ login: 'ada', at: dayOf(age), mayPush: true }] : [],
          perhaps: false,
          perhapsUntil: dayOf(age),
          others: [],
        },
      }));
  /** pass, fail or unknown against a limit of a year, as the check says it. */
  const verdict = ({ at, perhapsAt, perhaps }: ReturnType<typeof reviewedOf>) => {
    const young = (time: string | null) => time !== null && Date.parse(NOW) - Date.parse(time) <= 366 * 864e5;
    if (young(at)) return 'pass';
    return young(perhapsAt) && isUnknown(perhaps) ? 'unknown' : 'fail';
  };
  it('never proves a review, and never disproves one', () => {
    const draft = fc.record({ age: fc.integer({ min: 1, max: 800 }), approved: fc.boolean(), dated: fc.boolean() });
    fc.assert(
      fc.property(
        fc.uniqueArray(draft, { minLength: 1, maxLength: 6, selector: ({ age }) => age }),
        fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
        (drafts, lost) => {
          const all = steps(drafts);
          const before = verdict(reviewedOf(all, [], undefined, NOW));
          const fewer = all.map((step, at) => (lost[at] ? { ...step, approved: { ...step.approved, approvals: [], perhaps: gap } } : step));
          const after = verdict(reviewedOf(fewer, lost[6] ? gap : [], undefined, NOW));
          expect([before, 'unknown']).toContain(after);
        },
      ),
      { numRuns: 500 },
    );
  });
});
