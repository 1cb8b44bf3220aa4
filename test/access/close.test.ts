/** What a later run says about a decision: gone only where all was read. */
import { describe, expect, it } from 'vitest';
import { closed } from '../../src/access/close.ts';
import { accessIn, type Line, type Read, type Row, type Seen } from '../../src/access/grants.ts';
import type { Decided } from '../../src/access/review.ts';
import { accessDir } from '../../src/home.ts';
import { unknown } from '../../src/kit.ts';
import type { Resource, ScopeEntry, Subject } from '../../src/model.ts';
import { loadAccess, type SourceAccess } from '../../src/policy/access.ts';
import { collectors } from '../../src/registry.ts';

const shipped = loadAccess(accessDir, collectors).get('github') as SourceAccess;
/** Deploy keys and members alone, so that all that there is can be seen. */
const only = (...ids: string[]) =>
  new Map([['github', { ...shipped, beyond: [], rules: shipped.rules.filter(({ id }) => ids.includes(id)) }]]);
const access = only('github.deploy-key', 'github.member');

const subject: Subject = { source: 'github', name: 'acme', key: 'github/acme', id: '1', label: 'acme', scope: 'organization' };
const entry: ScopeEntry = {
  source: 'github',
  name: 'acme',
  principal: { id: 'me', detail: '' },
  subjects: [subject],
  excluded: [],
  plan: { collectors: [] },
};
const gap = { operation: 'GET /keys', reason: 'access_denied' as const, detail: 'refused' };
const line = (collector: string, resource: Resource & Record<string, unknown>): Line => ({
  collector,
  subject: subject.key,
  resource,
  evidence: [],
});
const ada = line('github/member', { id: '1', name: 'ada', owner: true });
const bob = line('github/member', { id: '2', name: 'bob', owner: false });
const key = (title: string) => ({ title, readOnly: false, createdAt: '2031-01-01T00:00:00Z', lastUsed: null, addedBy: 'ada' });
const web = (keys: unknown, more = {}) => line('github/deploy-keys', { id: '9', name: 'web', keys, ...more });
const whole = (collector: string): Read => ({ collector, subject: subject.key, complete: true, proof: 'last page' });
const reads = [whole('github/member'), whole('github/deploy-keys')];
const seen = (lines: readonly Line[], more: Partial<Seen> = {}) => accessIn(access, { scope: [entry], reads, lines, now: 0, ...more });

const before = seen([ada, bob, web([key('ci'), key('old')])]);
const revoking = (...principals: string[]): Decided[] =>
  before.rows.map((row) => ({ row, line: 0, decision: principals.includes(row.principal) ? 'revoke' : 'keep', reviewer: 'eve', note: '' }));
const outcomes = (later: ReturnType<typeof seen>, decided = revoking('bob', 'old in web'), otherRules = new Set<string>()) => {
  const closing = closed({ decided, later, otherRules });
  return {
    exit: closing.exit,
    went: Object.fromEntries(closing.closed.map(({ row, outcome }) => [`${row.principal}: ${row.right}`, outcome])),
    closing,
  };
};

describe('a decision and a later run', () => {
  it('sees what there was', () => {
    expect(before.rows.map((row: Row) => `${row.principal}: ${row.what === 'grant' ? row.right : row.because}`)).toEqual([
      'ci in web: writes the repository',
      'old in web: writes the repository',
      'ada: member of the organization',
      'ada: owner of the organization',
      'bob: member of the organization',
    ]);
  });
  it('0: gone, since all was read', () => {
    const { exit, went, closing } = outcomes(seen([ada, web([key('ci')])]));
    expect(went).toMatchObject({
      'bob: member of the organization': 'gone',
      'old in web: writes the repository': 'gone',
      'ci in web: writes the repository': 'kept',
    });
    expect(exit).toBe(0);
    expect(closing.added).toEqual([]);
  });
  it('0: a repository that is gone takes its keys with it; kept access that is gone is told', () => {
    const { exit, went } = outcomes(seen([ada]));
    expect(went).toMatchObject({ 'old in web: writes the repository': 'gone', 'ci in web: writes the repository': 'kept, and gone' });
    expect(exit).toBe(0);
  });
  it('1: still there, whatever it is called by now', () => {
    const { exit, went } = outcomes(seen([ada, { ...bob, resource: { ...bob.resource, name: 'robert' } }, web([key('ci')])]));
    expect(went['bob: member of the organization']).toBe('still there');
    expect(exit).toBe(1);
  });
  it('4: one is there, of another nobody knows', () => {
    expect(outcomes(seen([ada, bob, web(unknown(gap))])).exit).toBe(4);
  });
  const without = [ada, web([key('ci')])];
  it.each<[string, ReturnType<typeof seen>]>([
    ['was cut', seen(without, { reads: reads.map((one) => ({ ...one, complete: false })) })],
    ['was not asked', seen([], { reads: [] })],
    ['did not answer', seen([], { scope: [{ ...entry, subjects: [{ ...subject, gap }] }] })],
    ['has no subject', seen([], { reads: [], scope: [{ ...entry, subjects: [] }] })],
    ['is not configured any more', seen([], { reads: [], scope: [] })],
    ['is another organization now', seen(without, { scope: [{ ...entry, subjects: [{ ...subject, key: 'github/other' }] }] })],
    ['is a user now, who has no members', seen(without, { scope: [{ ...entry, subjects: [{ ...subject, scope: 'nothing' }] }] })],
    [
      'is of a kind about which nobody has said who may do what',
      { ...seen([]), ...accessIn(new Map(), { scope: [entry], reads, lines: without, now: 0 }) },
    ],
  ])('3: a source that %s', (_, later) => {
    const { exit, went, closing } = outcomes(later);
    expect(went).toMatchObject({ 'bob: member of the organization': 'not known', 'old in web: writes the repository': 'not known' });
    expect(exit).toBe(3);
    for (const { outcome, because } of closing.closed) if (outcome === 'not known') expect(because).toMatch(/\w/);
  });
  it('3: a list of one repository that was refused, and only that', () => {
    const { exit, went } = outcomes(seen([ada, web(unknown(gap))]));
    expect(went).toMatchObject({
      'bob: member of the organization': 'gone',
      'old in web: writes the repository': 'not known',
      'ci in web: writes the repository': 'kept, not seen',
    });
    expect(exit).toBe(3);
  });
  it('3: a repository that is left out by now', () => {
    const { went } = outcomes(seen([ada, web(unknown({ ...gap, reason: 'not_run' }), { outOfScopeBecause: 'archived' })]));
    expect(went['old in web: writes the repository']).toBe('not known');
  });
  it('3: one right of somebody that was not told', () => {
    const decided = revoking().map((one) =>
      one.row.what === 'grant' && one.row.right === 'owner of the organization' ? { ...one, decision: 'revoke' as const } : one,
    );
    const { exit, went } = outcomes(
      seen([{ ...ada, resource: { ...ada.resource, owner: unknown(gap) } as Resource }, bob, web([key('ci'), key('old')])]),
      decided,
    );
    expect(went).toMatchObject({ 'ada: owner of the organization': 'not known', 'bob: member of the organization': 'kept' });
    expect(exit).toBe(3);
  });
  it('3: what is looked for in another way', () => {
    expect(outcomes(seen(without), undefined, new Set(['github.member'])).went).toMatchObject({
      'bob: member of the organization': 'not known',
      'old in web: writes the repository': 'gone',
    });
  });
  it('lists new access, and marks that of somebody who was to lose some', () => {
    const { closing, exit } = outcomes(seen([ada, web([key('ci'), { ...key('old'), readOnly: true }])]));
    expect(closing.added.map(({ row, revoked }) => [row.principal, row.right, revoked])).toEqual([
      ['old in web', 'reads the repository', true],
    ]);
    expect(exit).toBe(0);
  });
  it('a repository by another name keeps its keys; somebody by another name may be the one who is gone', () => {
    const moved = line('github/deploy-keys', { id: '9', name: 'site', keys: [key('ci'), key('old')] });
    const robert = line('github/member', { id: '3', name: 'robert', owner: false });
    const { closing, went } = outcomes(seen([ada, robert, moved]));
    expect(went).toMatchObject({ 'old in web: writes the repository': 'still there', 'bob: member of the organization': 'gone' });
    expect(closing.added.map(({ row, renamed }) => [row.principal, renamed])).toEqual([['robert', true]]);
  });
  it('keeps two apart that nothing tells apart', () => {
    const twins = seen([web([key('ci'), key('ci')])]);
    expect(new Set(twins.rows.map(({ id }) => id)).size).toBe(2);
  });
});
