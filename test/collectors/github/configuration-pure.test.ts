/** What is decided without asking anybody: workflows, patterns of tags, reviews, and members that GitHub leaves out. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the expressions are GitHub’s
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { switched } from '../../../collectors/github/administers.ts';
import codeOwners from '../../../collectors/github/code-owners/index.ts';
import scanningAlerts from '../../../collectors/github/code-scanning-alerts/index.ts';
import dependencyAlerts from '../../../collectors/github/dependency-alerts/index.ts';
import deployKeys from '../../../collectors/github/deploy-keys/index.ts';
import { type Pull, Review, reviewed } from '../../../collectors/github/deployments/review.ts';
import environments from '../../../collectors/github/environments/index.ts';
import { askText, hasFile } from '../../../collectors/github/files.ts';
import { covers, fits } from '../../../collectors/github/release-tags/patterns.ts';
import { VULNERABILITY_ALERTS } from '../../../collectors/github/repository-calls.ts';
import { isManifest } from '../../../collectors/github/sbom/manifests.ts';
import { type Problem, problemsOf } from '../../../collectors/github/workflows/analyse.ts';
import { parse } from '../../../collectors/github/workflows/yaml.ts';
import { isUnknown, unknown } from '../../../src/kit.ts';

const refused = unknown({ operation: 'GET x', reason: 'access_denied', detail: '403' });
const MISSING = { $unknown: { reason: 'missing_member' } };
const repo = {
  id: 1,
  name: 'web',
  full_name: 'acme/web',
  private: true,
  visibility: 'private',
  archived: false,
  disabled: false,
  fork: false,
  size: 10,
  default_branch: 'main',
};
const seen = (collector: { normalise(raw: never, ctx: never): unknown }, about: object): Record<string, unknown> =>
  collector.normalise({ repo, about } as never, {} as never) as never;

describe('a workflow', () => {
  const judge = (text: string): readonly Problem[] | string => {
    const parsed = parse(text);
    if ('flaw' in parsed) return parsed.flaw;
    const found = problemsOf(parsed.workflow, 'acme');
    return 'flaw' in found ? found.flaw : found;
  };
  const kinds = (text: string) => {
    const found = judge(text);
    return typeof found === 'string' ? found : found.map(({ kind }) => kind);
  };
  const SHA = '08c6903cd8c0fde910a37f88322edcfb5dd907a8';
  const around = (step: string, on = 'push', permissions = 'permissions: {}') =>
    `on: ${on}\n${permissions}\njobs:\n  build:\n    steps:\n      - ${step}\n`;

  it.each([
    ['pinned', `uses: actions/checkout@${SHA}`],
    ['of the same repository', 'uses: ./.github/actions/build'],
    ['of the same owner', 'uses: Acme/actions/build@v1'],
    ['an image by its digest', `uses: docker://alpine@sha256:${'a'.repeat(64)}`],
    ['an event in the environment', 'run: echo "$TITLE"\n        env: { TITLE: "${{ github.event.issue.title }}" }'],
    ['what is no event', 'run: echo "${{ github.sha }} ${{ github.event_name }} ${{ secrets.X }} ${{ github.actor }}"'],
    ['a script without an event', `uses: actions/github-script@${SHA}\n        with: { script: "return 1" }`],
  ])('is sound: %s', (_, step) => {
    expect(judge(around(step))).toEqual([]);
  });
  it.each([
    ['by a tag', 'uses: actions/checkout@v4', 'unpinned action'],
    ['by a branch', 'uses: someone/action@main', 'unpinned action'],
    ['by nothing', 'uses: someone/action', 'unpinned action'],
    ['by half a commit', `uses: someone/action@${SHA.slice(0, 12)}`, 'unpinned action'],
    ['an image by its tag', 'uses: docker://alpine:3', 'unpinned action'],
    ['an owner that only begins so', 'uses: acme-evil/action@v1', 'unpinned action'],
    ['an event in a script', 'run: echo "${{ github.event.issue.title }}"', 'script injection'],
    ['in brackets', 'run: echo "${{ github[\'event\'].issue.title }}"', 'script injection'],
    ['inside a function', 'run: echo "${{ format(\'{0}\', github.event.comment.body) }}"', 'script injection'],
    ['a branch’s name', 'run: git log ${{ github.head_ref }}', 'script injection'],
    ['over two lines', 'run: |\n          echo "${{\n            github.event.issue.title }}"', 'script injection'],
    [
      'in github-script',
      `uses: actions/github-script@${SHA}\n        with: { script: "f('\${{ github.event.issue.title }}')" }`,
      'script injection',
    ],
  ])('is not sound: %s', (_, step, kind) => {
    expect(kinds(around(step))).toEqual([kind]);
  });
  it.each(['pull_request_target', '[push, pull_request_target]', '{ workflow_run: { workflows: [build] } }'])(
    'must not check out a stranger’s head on %s',
    (on) => {
      const checkout = (ref: string) => around(`uses: actions/checkout@${SHA}\n        with: { ref: "${ref}" }`, on);
      for (const ref of [
        '${{ github.event.pull_request.head.sha }}',
        '${{ github.head_ref }}',
        'refs/pull/${{ github.event.number }}/merge',
        '${{ github.event.workflow_run.head_branch }}',
      ])
        expect(kinds(checkout(ref)), ref).toEqual(['untrusted checkout']);
      expect(kinds(checkout('main'))).toEqual([]);
      expect(kinds(around('run: gh pr checkout 7', on))).toEqual(['untrusted checkout']);
    },
  );
  it('may check it out where the event gives no rights', () => {
    expect(kinds(around(`uses: actions/checkout@${SHA}\n        with: { ref: "\${{ github.head_ref }}" }`, 'pull_request'))).toEqual([]);
  });
  it('must declare permissions at the top, and pin the workflows that it calls', () => {
    expect(kinds(around('run: make', 'push', ''))).toEqual(['no permissions']);
    const calls = (uses: string) => kinds(`on: push\npermissions: {}\njobs:\n  call:\n    uses: ${uses}\n`);
    expect(calls('other/repo/.github/workflows/x.yml@v1')).toEqual(['unpinned action']);
    expect(calls(`other/repo/.github/workflows/x.yml@${SHA}`)).toEqual([]);
    expect(calls('./.github/workflows/x.yml')).toEqual([]);
  });
  it('says where', () => {
    expect(judge(around('uses: actions/checkout@v4'))).toEqual([{ kind: 'unpinned action', at: 'job build, step 1: actions/checkout@v4' }]);
  });
  it.each(['', '- a list', 'on: push', 'jobs: 7', 'on: push\njobs: {}\njobs: {}', 'a: [', '"\\x"', 'jobs: !!js/function x'])(
    'that cannot be read is not sound: %j',
    (text) => {
      expect(typeof judge(text)).toBe('string');
    },
  );
  it('whose anchors would blow up is not read', () => {
    const lol = Array.from(
      { length: 9 },
      (_, at) =>
        `a${at}: &a${at} [${
          at === 0
            ? 'x'
            : Array(9)
                .fill(`*a${at - 1}`)
                .join(',')
        }]`,
    );
    expect(judge(`${lol.join('\n')}\njobs: { build: { steps: *a8 } }`)).toMatch(/cannot be read/);
  });
});

describe('patterns of tags', () => {
  it.each([
    ['~ALL', 'anything/at all', true],
    ['~DEFAULT_BRANCH', 'main', false],
    ['refs/tags/v*', 'v1.2.0', true],
    ['refs/tags/v*', 'w1', false],
    ['refs/tags/*', 'release/1', false],
    ['refs/tags/release/*', 'release/1', true],
    ['refs/tags/**/*', 'a/b/c', true],
    ['refs/tags/**/*', 'a', true],
    ['refs/tags/v?', 'v1', true],
    ['refs/tags/v?', 'v12', false],
    ['refs/tags/v1.0', 'v1x0', false],
    ['refs/heads/*', 'v1', false],
  ])('%s and %s: %s', (pattern, tag, expected) => {
    expect(fits(pattern, tag)).toBe(expected);
  });
  it.each(['refs/tags/v[0-9]', 'refs/tags/{a,b}', 'refs/tags/\\*', 'refs/tags/!x', '~NEW'])('%s is not read', (pattern) => {
    expect(fits(pattern, 'v1')).toMatchObject({ $unknown: { reason: 'malformed_response' } });
  });
  it('what is excluded is not covered, and one that is plain decides', () => {
    expect(covers({ include: ['~ALL'], exclude: ['refs/tags/nightly'] }, 'nightly')).toBe(false);
    expect(covers({ include: ['refs/tags/v[0-9]', '~ALL'], exclude: [] }, 'v1')).toBe(true);
    expect(covers({ include: [], exclude: ['refs/tags/[x]'] }, 'v1')).toBe(false);
    expect(isUnknown(covers({ include: ['~ALL'], exclude: ['refs/tags/[x]'] }, 'v1'))).toBe(true);
  });
  it('a literal pattern fits its own tag and no other', () => {
    const tag = fc.stringMatching(/^[a-z0-9./+-]{1,12}$/);
    fc.assert(fc.property(tag, tag, (one, other) => fits(`refs/tags/${one}`, other) === (one === other)));
  });
});

describe('a review', () => {
  const pull: Pull = {
    number: 7,
    user: { id: 1, type: 'User' },
    merged_at: '2031-01-02T00:00:00Z',
    base: { ref: 'main' },
    head: { sha: 'abc' },
  };
  const review: Review = {
    id: 1,
    user: { id: 2, type: 'User' },
    state: 'APPROVED',
    commit_id: 'abc',
    submitted_at: '2031-01-01T00:00:00Z',
    author_association: 'MEMBER',
  };
  const judge = (pulls: readonly Pull[], ...reviews: Review[]) => reviewed(pulls, new Map([[7, reviews]]), 'main');
  it('by another person, of the merged head, before the merge, counts', () => {
    expect(judge([pull], review)).toBe(true);
  });
  it.each([
    ['one’s own', { user: { id: 1, type: 'User' } }],
    ['a bot’s', { user: { id: 2, type: 'Bot' } }],
    ['nobody’s', { user: null }],
    ['of an older commit', { commit_id: 'old' }],
    ['after the merge', { submitted_at: '2031-01-03T00:00:00Z' }],
    ['pending', { state: 'PENDING', submitted_at: undefined }],
    ['dismissed', { state: 'DISMISSED' }],
    ['a comment', { state: 'COMMENTED' }],
    ['a stranger’s', { author_association: 'CONTRIBUTOR' }],
  ])('that is %s does not', (_, change) => {
    expect(judge([pull], { ...review, ...change } as Review)).toBe(false);
  });
  it('that was submitted says when; only a draft does not', () => {
    const { submitted_at: _, ...untimed } = review;
    expect(Review.safeParse(untimed).success).toBe(false);
    expect(Review.safeParse({ ...untimed, state: 'CHANGES_REQUESTED' }).success).toBe(false);
    expect(Review.safeParse({ ...untimed, state: 'PENDING' }).success).toBe(true);
  });
  it('taken back does not count, and given again does', () => {
    const back: Review = { ...review, id: 2, state: 'CHANGES_REQUESTED', submitted_at: '2031-01-01T01:00:00Z' };
    const again: Review = { ...review, id: 3, submitted_at: '2031-01-01T02:00:00Z' };
    expect(judge([pull], review, back)).toBe(false);
    expect(judge([pull], review, back, again)).toBe(true);
  });
  it('of a pull request that was not merged, or into another branch, is none', () => {
    expect(judge([{ ...pull, merged_at: null }], review)).toBe(false);
    expect(judge([{ ...pull, base: { ref: 'topic' } }], review)).toBe(false);
    expect(judge([], review)).toBe(false);
  });
  it('that could not be read is not known', () => {
    expect(reviewed(refused, new Map(), 'main')).toBe(refused);
    expect(reviewed([pull], new Map([[7, refused]]), 'main')).toBe(refused);
    expect(reviewed([pull], new Map(), 'main')).toMatchObject(MISSING);
  });
  it('of who is gone may be one’s own', () => {
    expect(judge([{ ...pull, user: null }], review)).toMatchObject(MISSING);
  });
});

describe('404 of a switch', () => {
  const judge = (answer: unknown, ours?: unknown) =>
    switched({ answer, ...(ours !== undefined && { ours }) } as never, VULNERABILITY_ALERTS, () => true, false);
  it('means off to an admin only', () => {
    expect(judge({ status: 204 })).toBe(true);
    expect(judge(null, { id: 1, permissions: { admin: true } })).toBe(false);
    for (const ours of [{ id: 1, permissions: { admin: false } }, { id: 1 }, null])
      expect(judge(null, ours)).toMatchObject({ $unknown: { reason: 'access_denied' } });
    expect(judge(null, refused)).toBe(refused);
    expect(judge(refused)).toBe(refused);
  });
});

describe('files', () => {
  const tree = (truncated: boolean, ...paths: string[]) => ({ tree: paths.map((path) => ({ path, type: 'blob' })), truncated });
  const isIt = (path: string) => path === 'it';
  it('on a list that was cut are there; others may be', () => {
    expect(hasFile(tree(false, 'a'), isIt)).toBe(false);
    expect(hasFile(tree(true, 'it'), isIt)).toBe(true);
    expect(hasFile(tree(true, 'a'), isIt)).toMatchObject({ $unknown: { reason: 'truncated' } });
    expect(hasFile(refused, isIt)).toBe(refused);
    expect(hasFile({ tree: [{ path: 'it', type: 'tree' }], truncated: false }, isIt)).toBe(false);
  });
  const text = (answer: unknown) => askText({} as never, (async () => answer) as never, repo, 'a');
  const base64 = (value: Buffer) => ({ type: 'file', encoding: 'base64', content: value.toString('base64'), size: value.length });
  it('are read whole, as UTF-8, or not at all', async () => {
    expect(await text(base64(Buffer.from('grüezi')))).toBe('grüezi');
    for (const wrong of [
      { ...base64(Buffer.from('abc')), size: 4 },
      { type: 'file', encoding: 'none', content: '', size: 2_000_000 },
      { type: 'symlink', encoding: 'base64', content: '', size: 0 },
      base64(Buffer.from([0xff, 0xfe])),
    ])
      expect(await text(wrong)).toMatchObject({ $unknown: { reason: 'malformed_response' } });
    expect(await text(refused)).toBe(refused);
    expect(isUnknown(await text(null))).toBe(true);
  });
  it('that the dependency graph reads', () => {
    for (const path of ['package.json', 'a/b/pom.xml', 'x.csproj', 'requirements-dev.txt', '.github/workflows/a.yml'])
      expect(isManifest(path), path).toBe(true);
    for (const path of ['README.md', 'package.json.bak', 'workflows/a.yml']) expect(isManifest(path), path).toBe(false);
  });
});

describe('members that GitHub leaves out', () => {
  it('of a rule or of classic protection', () => {
    const tree = { tree: [], truncated: false };
    expect(seen(codeOwners, { classic: null, rules: [{ type: 'pull_request', parameters: {} }], tree })['reviewRequired']).toMatchObject(
      MISSING,
    );
    expect(seen(codeOwners, { classic: { required_pull_request_reviews: {} }, rules: [], tree })['reviewRequired']).toMatchObject(MISSING);
    expect(seen(codeOwners, { classic: {}, rules: null, tree })).toMatchObject({ reviewRequired: false, file: '', errors: [] });
    const required = { required_pull_request_reviews: { require_code_owner_reviews: true } };
    expect(seen(codeOwners, { classic: required, rules: refused, tree })['reviewRequired']).toBe(true);
    expect(seen(codeOwners, { classic: null, rules: refused, tree: refused })).toMatchObject({ reviewRequired: refused, file: refused });
  });
  it('of an environment', () => {
    const shown = (environment: object) =>
      (seen(environments, { environments: [{ id: 1, name: 'production', ...environment }] })['environments'] as object[])[0];
    expect(shown({})).toMatchObject({ reviewersRequired: MISSING, selfReviewPrevented: MISSING, branchesLimited: MISSING });
    expect(shown({ protection_rules: [], deployment_branch_policy: null })).toMatchObject({
      reviewersRequired: false,
      selfReviewPrevented: false,
      branchesLimited: false,
    });
    expect(shown({ protection_rules: [{ type: 'required_reviewers', reviewers: [] }] })).toMatchObject({
      reviewersRequired: false,
      selfReviewPrevented: MISSING,
    });
  });
  it('of alerts and keys', () => {
    const alert = { number: 1, created_at: 'x', rule: {} };
    expect(seen(scanningAlerts, { open: [alert], dismissed: [alert] })).toMatchObject({
      open: [{ severity: MISSING }],
      dismissedWithoutReason: MISSING,
    });
    expect(
      seen(scanningAlerts, { open: [], dismissed: [alert, { ...alert, number: 2, dismissed_reason: null }] })['dismissedWithoutReason'],
    ).toEqual(['2']);
    const vulnerable = { number: 1, created_at: 'x', dependency: { scope: null }, security_vulnerability: { severity: 'high' } };
    expect(seen(dependencyAlerts, { open: [vulnerable] })['open']).toMatchObject([{ scope: MISSING, patched: MISSING }]);
    const key = { id: 1, title: 'k', read_only: true, created_at: 'x' };
    expect(seen(deployKeys, { keys: [key, { ...key, last_used: null, added_by: null }] })['keys']).toMatchObject([
      { lastUsed: MISSING, addedBy: MISSING },
      { lastUsed: null, addedBy: null },
    ]);
  });
});
