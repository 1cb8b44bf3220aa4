import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import passwordPolicy from '../../../collectors/aws/iam-password-policy/index.ts';
import type { Policy } from '../../../collectors/github/policies.ts';
import policyDocument from '../../../collectors/github/policy-document/index.ts';
import { bot, person, type Writer } from '../../../src/demo/github/parts/changes/history.ts';
import { STALE } from '../../../src/demo/github/parts/changes/written.ts';
import type { World } from '../../../src/demo/github/world.ts';
import { clean, policies } from '../../../src/demo/github/worlds/clean.ts';
import { drifted } from '../../../src/demo/github/worlds/drifted.ts';
import { openScales } from '../../../src/evaluate/contradict.ts';
import { pairsDir } from '../../../src/home.ts';
import type { ResourceSet } from '../../../src/model.ts';
import { readPair } from '../../../src/policy/pair.ts';
import { parseYaml, readText } from '../../../src/yaml.ts';
import { NOW } from './changes-look.ts';
import { calls, DECLARED, file, handbook, lookAt, type Seen, text, type Verdicts } from './policy-look.ts';

const [ada, grace, linus] = ['ada-example', 'grace-example', 'linus-example'].map(person) as [ReturnType<typeof person>, never, never];
const renovate = bot('renovate[bot]');
const outsider = person('outsider-example');
const all = (verdict: Verdicts['reviewed']): Verdicts => ({ reviewed: verdict, 'change-approved': verdict, 'dates-true': verdict });
const told = ({ verdicts }: Seen) => [verdicts.reviewed, verdicts['change-approved'], verdicts['dates-true']].join(' ');
const failing = ({ findings }: Seen) =>
  Object.entries(findings).flatMap(([name, list]) =>
    list.filter(({ verdict }) => verdict === 'fail').map((one) => `${name} ${one.resource.name}`),
  );

describe('four worlds', () => {
  it('passes where every document is kept', async () => {
    const seen = await lookAt(clean, { policies });
    expect(seen.verdicts).toEqual(all('pass'));
    expect(seen.set).toMatchObject({ complete: true, gaps: [] });
    expect(seen.set.resources.map(({ resource }) => resource.name.split(':')[1]).sort()).toEqual([
      'policies/access-control.md',
      'policies/incident-response.md',
      'policies/password.md',
      'policies/suppliers.md',
    ]);
    for (const { evidence } of seen.set.resources) expect(evidence.length).toBeGreaterThan(1);
  });
  it('fails on the one that nobody has gone through, and on no other', async () => {
    expect(failing(await lookAt(drifted, { policies }))).toEqual([`reviewed example-company/${STALE}`]);
  });
  it('does not apply where none is declared, and nothing is asked', async () => {
    const { verdicts, findings, asked } = await lookAt(clean, {});
    expect(verdicts).toEqual(all('not_applicable'));
    expect(JSON.stringify(findings)).toContain('declares no policy document');
    expect(asked.filter((operation) => operation.includes('{repo}') || operation.includes('graphql'))).toEqual([]);
  });
  it('answers below the path of a server of one’s own', async () => {
    expect((await lookAt(clean, { policies, path: '/api/v3' })).verdicts).toEqual(all('pass'));
  });
});

describe('each question refused', () => {
  const whole = new Map([clean, drifted].map((world) => [world.name, lookAt(world, { policies })]));
  const cases = [clean, drifted].flatMap((world) => calls.map((operation) => [world.name, operation, world] as const));
  it.each(cases)('%s: %s', async (name, operation, world) => {
    const before = (await (whole.get(name) as Promise<Seen>)).verdicts;
    const after = await lookAt(world, { policies, faults: [{ operation, kind: 'denied' }] });
    for (const [id, verdict] of Object.entries(after.verdicts)) expect([before[id as 'reviewed'], 'unknown'], id).toContain(verdict);
    if (/git\/trees|PolicyHistory|org}\/repos/.test(operation)) {
      expect(Object.values(after.verdicts)).toContain('unknown');
      expect(JSON.stringify(after.findings)).toContain('access_denied');
    }
  });
});

type Write = (history: Writer) => void;
const merged =
  (change: Partial<Parameters<Writer['merge']>[0]>): Write =>
  (history) =>
    void history.merge({ age: 30, author: linus, reviews: [{ by: ada }], files: file(text()), ...change });
const pushed =
  (age: number, content: string | null = text()): Write =>
  (history) =>
    void history.push({ age, author: linus, files: file(content) });
const first =
  (...steps: readonly Write[]): Write =>
  (history) =>
    steps.forEach((step) => void step(history));
const rewritten =
  (age: number): Write =>
  (history) =>
    history.rewritten(() => merged({ age })(history));
const moved: Write = (history) =>
  void history.push({ age: 60, author: linus, files: { 'old.md': null, ...file(text()) }, renamed: { 'policies/password.md': 'old.md' } });

/** History, declaration, and reviewed · change-approved · dates-true. */
const HISTORIES: readonly (readonly [string, Write, Partial<Policy>, string])[] = [
  ['squashed after an approval', merged({}), {}, 'pass pass not_applicable'],
  ['merged with its commits', merged({ how: 'merge', commits: 3 }), {}, 'pass pass not_applicable'],
  ['rebased', merged({ how: 'rebase', commits: 2 }), {}, 'pass pass not_applicable'],
  ['only ever pushed', pushed(30), {}, 'fail fail not_applicable'],
  ['merged by its author alone', merged({ reviews: [] }), {}, 'fail fail not_applicable'],
  ['approved by its author', merged({ reviews: [{ by: linus }] }), {}, 'fail fail not_applicable'],
  ['approved by a bot', merged({ reviews: [{ by: renovate, mayPush: true }] }), {}, 'fail fail not_applicable'],
  ['approved, and dismissed', merged({ reviews: [{ by: ada, state: 'DISMISSED' }] }), {}, 'fail fail not_applicable'],
  ['approved before its last commit', merged({ reviews: [{ by: ada, on: 'an earlier commit' }] }), {}, 'fail fail not_applicable'],
  ['approved after the merge', merged({ reviews: [{ by: ada, before: -1 }] }), {}, 'fail fail not_applicable'],
  ['approved by a co-author', merged({ coAuthors: ['ada-example'] }), {}, 'fail fail not_applicable'],
  ['approved by somebody who is gone', merged({ reviews: [{ by: null }] }), {}, 'unknown unknown not_applicable'],
  ['two years ago approved by somebody who is gone', merged({ age: 730, reviews: [{ by: null }] }), {}, 'fail unknown not_applicable'],
  ['written by somebody who is gone', merged({ author: null }), {}, 'pass pass not_applicable'],
  ['written by a bot', merged({ author: renovate }), {}, 'pass pass not_applicable'],
  ['approved by who may not push today', merged({ reviews: [{ by: outsider, mayPush: false }] }), {}, 'unknown unknown not_applicable'],
  [
    'approved by a named approver who may not push',
    merged({ reviews: [{ by: outsider, mayPush: false }] }),
    { approvers: ['Outsider-Example'] },
    'pass pass not_applicable',
  ],
  ['approved by another than the named ones', merged({}), { approvers: ['grace-example'] }, 'fail fail not_applicable'],
  [
    'reviewed with nothing to change',
    first(merged({ age: 500, files: file(text({ reviewed: 500 })) }), merged({ files: file(text({ reviewed: 31 })) })),
    {},
    'pass pass pass',
  ],
  [
    'a typo mended, the date left',
    first(merged({ age: 400, files: file(text({ reviewed: 401 })) }), merged({ files: file(text({ reviewed: 401, body: 'y' })) })),
    {},
    'fail pass pass',
  ],
  [
    'the date set by a push',
    first(merged({ age: 400, files: file(text({ reviewed: 401 })) }), pushed(20, text({ reviewed: 20 }))),
    {},
    'fail fail pass',
  ],
  [
    'a date that was pushed, and left so by an approved typo',
    first(pushed(40, text({ reviewed: 40 })), merged({ age: 20, files: file(text({ reviewed: 40, body: 'y' })) })),
    {},
    'fail pass pass',
  ],
  ['a review of long ago, written down late', merged({ age: 20, files: file(text({ reviewed: 400 })) }), {}, 'fail pass pass'],
  ['approved once, and pushed over', first(merged({ age: 100 }), pushed(10)), {}, 'pass fail not_applicable'],
  ['approved long ago', merged({ age: 400 }), {}, 'fail pass not_applicable'],
  ['within the twelve months, beyond its own six', merged({ age: 200 }), { reviewEvery: 'P6M' }, 'fail pass not_applicable'],
  ['a date that is yet to come', merged({ files: file(text({ reviewed: -30 })) }), {}, 'pass pass fail'],
  ['a date later than its commit', merged({ age: 100, files: file(text({ updated: 50 })) }), {}, 'pass pass fail'],
  ['a date of the same day', merged({ files: file(text({ reviewed: 29.9, updated: 29.9 })) }), {}, 'pass pass pass'],
  ['a date that is none', merged({ files: file('---\nlast_reviewed: March 2031\n---\n') }), {}, 'unknown pass unknown'],
  ['front matter that is none', merged({ files: file('---\nlast_reviewed: [\n---\n') }), {}, 'unknown pass unknown'],
  ['no text', merged({ files: file('\0') }), {}, 'pass pass not_applicable'],
  ['taken away', first(merged({ age: 90 }), merged({ files: file(null) })), {}, 'fail not_applicable not_applicable'],
  ['never there', () => undefined, {}, 'fail not_applicable not_applicable'],
  ['renamed by a push', first(merged({ age: 90, files: { 'old.md': text() } }), moved), {}, 'unknown fail not_applicable'],
  ['renamed by a push, and reviewed since', first(moved, merged({})), {}, 'pass pass not_applicable'],
  ['rewritten by force, and pushed again', first(rewritten(40), pushed(39)), {}, 'unknown fail not_applicable'],
  ['rewritten by force years ago', first(rewritten(800), pushed(700)), {}, 'fail fail not_applicable'],
  ['rewritten by force, and reviewed since', first(rewritten(40), merged({})), {}, 'pass pass not_applicable'],
  ['into a branch that is no more', merged({ base: 'master', baseGone: true }), {}, 'unknown unknown not_applicable'],
  ['into a branch that is no more, unapproved', merged({ base: 'master', baseGone: true, reviews: [] }), {}, 'fail fail not_applicable'],
  [
    'with another that nobody approved',
    first(merged({ age: 50, reviews: [] }), merged({ age: 40, author: grace })),
    {},
    'pass pass not_applicable',
  ],
];
describe('a document', () => {
  it.each(HISTORIES)('%s', async (_, write, more, expected) => {
    const seen = await lookAt(handbook(write), { policies: [{ ...DECLARED, ...more }] });
    expect(told(seen), JSON.stringify(seen.set.resources, null, 1)).toBe(expected);
  });
  it('says who, when and where', async () => {
    const { set, findings } = await lookAt(handbook(first(merged({ age: 400 }), pushed(10))), {
      policies: [{ ...DECLARED, title: 'Passwords' }],
    });
    expect(set.resources[0]?.resource).toMatchObject({
      title: 'Passwords',
      reviewedBy: ['ada-example'],
      change: { author: 'linus-example', pullRequests: [] },
    });
    expect(findings['reviewed']?.[0]).toMatchObject({
      verdict: 'fail',
      because: expect.stringContaining('last reviewed on 2030-01-25 by ada-example'),
    });
    expect(findings['change-approved']?.[0]).toMatchObject({ because: expect.stringContaining('without a pull request') });
  });
});

describe('what cannot be looked for', () => {
  const one = handbook(merged({}));
  it.each<[string, World, readonly Policy[], string]>([
    ['a repository that is not there', one, [{ repository: 'wiki', path: 'x.md' }], 'fail not_applicable not_applicable'],
    [
      'and perhaps only not shown',
      { ...one, caller: 'claimcheck-example' },
      [{ repository: 'wiki', path: 'x.md' }],
      'unknown unknown unknown',
    ],
    ['a pattern that fits nothing', one, [{ repository: 'handbook', path: 'rules/*.md' }], 'fail not_applicable not_applicable'],
    ['a pattern over a list that is cut', truncated(one), [{ repository: 'handbook', path: 'policies/*.md' }], 'unknown unknown unknown'],
    ['a file beyond the list that is cut', truncated(one), [DECLARED], 'pass pass not_applicable'],
    ['a repository without a branch', empty(one), [DECLARED], 'fail not_applicable not_applicable'],
  ])('%s', async (_, world, declared, expected) => expect(told(await lookAt(world, { policies: declared }))).toBe(expected));

  it('a document of two declarations belongs to the first', async () => {
    const { set } = await lookAt(one, {
      policies: [
        { ...DECLARED, title: 'First' },
        { repository: 'Handbook', path: '**/*.md' },
      ],
    });
    const titles = set.resources.map(({ resource }) => resource['title' as 'name']);
    expect(titles.filter((title) => title === 'First' || title === DECLARED.path)).toEqual(['First']);
  });
});
function truncated(world: World): World {
  return { ...world, configuration: { secrets: [], repositories: { handbook: { truncated: true } } } };
}
function empty(world: World): World {
  return { ...world, repositories: world.repositories.map((one) => ({ ...one, hasBranch: false })) };
}

describe('what a document says of passwords', () => {
  const yaml = parseYaml(readText(join(pairsDir, 'password-document.yaml')), 'password-document.yaml');
  const pair = readPair('password-document', yaml, new Map([policyDocument, passwordPolicy].map((one) => [one.id, one])));
  const iam = (minimumLength: number): ResourceSet => ({
    collector: passwordPolicy.id,
    subject: { source: 'aws', name: 'a', key: 'aws/a', id: 'aws/a', label: 'a', scope: 'account' },
    collectedAt: NOW,
    freshUntil: NOW,
    complete: true,
    proof: '',
    resources: [{ resource: { id: 'a', name: 'a', consoleUsers: 2, minimumLength } as never, evidence: [] }],
    gaps: [],
    evidence: [],
    skewMs: 0,
  });
  it.each([
    [clean, 14, 'pass', ''],
    [clean, 8, 'fail', 'a policy document says 14 characters, IAM asks for 8'],
    [handbook(merged({})), 8, 'not_applicable', 'no declared policy document states'],
    [handbook(merged({ files: file('---\nfacts: { minimumPasswordLength: [] }\n---\n') })), 8, 'unknown', 'neither a text nor a number'],
    [handbook(merged({ files: file('---\nfacts: { minimumPasswordLength: fourteen }\n---\n') })), 8, 'unknown', ''],
  ] as const)('%#: held against IAM', async (world, length, verdict, because) => {
    const { set } = await lookAt(world, { policies: world === clean ? policies : [DECLARED] });
    const scales = openScales([pair], Date.parse(NOW));
    for (const one of [set, iam(length)]) scales.weigh(one);
    expect(scales.compare([])).toMatchObject([{ verdict, because: expect.stringContaining(because) }]);
  });
});

describe('an answer that lacks something', () => {
  const many = handbook(
    (history) => {
      for (let n = 0; n < 7; n++) merged({ age: 300 - n })(history);
    },
    { pageSize: 5 },
  );
  it.each<[string, (body: string) => string]>([
    [
      'no pull requests',
      (body) => body.replace(/"associatedPullRequests":\{"totalCount":1,"nodes":\[.*?\]\}\}\](?=\}|,)/, '"associatedPullRequests":null'),
    ],
    [
      'more pull requests than are shown',
      (body) =>
        body
          .replaceAll('"associatedPullRequests":{"totalCount":1', '"associatedPullRequests":{"totalCount":9')
          .replaceAll('APPROVED', 'COMMENTED'),
    ],
    ['no associatedPullRequests', (body) => body.replaceAll('"associatedPullRequests"', '"associated"')],
    ['no file', (body) => body.replaceAll('"file":', '"folder":')],
    ['no text', (body) => body.replaceAll('"text":"', '"words":"')],
    ['a file that is none', (body) => body.replaceAll('"__typename":"Blob"', '"__typename":"Tree"')],
    ['a symbolic link', (body) => body.replaceAll('"mode":33188', '"mode":40960')],
    ['fewer changes than are counted', (body) => body.replaceAll('"history":{"totalCount":7', '"history":{"totalCount":8')],
    [
      'a page that is cut short',
      (body) => body.replaceAll('"hasNextPage":true,"endCursor":"Y3Vyc29yOjU="', '"hasNextPage":false,"endCursor":null'),
    ],
    ['a next page that is nowhere', (body) => body.replaceAll('"endCursor":"Y3Vyc29yOjU="', '"endCursor":null')],
    [
      'another repository',
      (body) => body.replaceAll('"nameWithOwner":"example-company/handbook"', '"nameWithOwner":"example-company/other"'),
    ],
    ['no reviews', (body) => body.replaceAll('"reviews":', '"opinions":')],
    ['errors beside the data', (body) => body.replace('{"data":{', '{"errors":[{"message":"timeout"}],"data":{')],
  ])('%s', async (_, garble) => {
    const seen = await lookAt(many, { policies: [DECLARED], garble: (body) => (body.startsWith('{"data"') ? garble(body) : body) });
    const { reviewed, 'change-approved': approved } = seen.verdicts;
    expect([reviewed, approved].filter((verdict) => verdict === 'fail')).toEqual([]);
    expect([reviewed, approved]).toContain('unknown');
  });
  it('and all of it passes as it is', async () => {
    expect(told(await lookAt(many, { policies: [DECLARED] }))).toBe('pass pass not_applicable');
  });
});
