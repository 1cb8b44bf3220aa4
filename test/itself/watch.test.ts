/** What a run says of itself: an error that nothing rests on is named, and nothing that is told is taken for one. */
import { describe, expect, it } from 'vitest';
import { noteRefused, openRefused, type Refused } from '../../src/collect/refused.ts';
import { openWatch } from '../../src/itself/watch.ts';
import { unknown } from '../../src/kit.ts';
import { canonical, digestOf } from '../../src/locker/canonical.ts';
import type { Collector, Digest, Gap, ResourceSet, ScopeEntry, Subject } from '../../src/model.ts';
import { goods } from '../support/shop.ts';
import { toySource } from '../support/toy.ts';

const NOON = '2026-11-21T12:00:00.000Z';
const ENTRY = 'toy/shop';
const subject = (key: string): Subject => ({ source: 'toy', name: 'shop', key, id: key, label: key, scope: 'shop' });
const gap = (operation: string, evidence: readonly Digest[] = []): Gap => ({
  operation,
  reason: 'access_denied',
  detail: 'refused',
  ...(evidence.length > 0 && { evidence }),
});

/** One record in the locker, and the locker. */
function lockerWith(answer: string) {
  const body = new TextEncoder().encode(answer);
  const record = canonical({ request: { url: 'https://example.com/things' }, response: { status: 200, body: digestOf(body) } });
  const objects = new Map([body, record].map((bytes) => [digestOf(bytes), bytes]));
  return {
    id: digestOf(record),
    body: digestOf(body),
    objects,
    async get(digest: Digest) {
      const bytes = objects.get(digest);
      if (!bytes || digestOf(bytes) !== digest) throw new Error(`not what was kept: ${digest}`);
      return bytes;
    },
  };
}
const { id: RECORD, get } = lockerWith('{}');

interface Heard {
  readonly sets?: readonly Partial<ResourceSet>[];
  readonly scope?: Partial<ScopeEntry>;
  readonly from?: string;
  readonly to?: string;
  readonly aborted?: boolean;
  readonly get?: typeof get;
  readonly collectors?: readonly Collector[];
}
async function said(refused: Refused, { sets = [], scope = {}, from = NOON, to = NOON, aborted = false, ...more }: Heard) {
  const config = toySource.config.parse({ type: 'toy', baseUrl: 'http://127.0.0.1:1' });
  const watch = openWatch({ sources: [{ source: toySource, config }], collectors: more.collectors ?? [], get: more.get ?? get, refused });
  for (const set of sets)
    await watch.hear({
      collector: 'toy/thing',
      subject: subject('toy/shop'),
      collectedAt: NOON,
      freshUntil: '2026-11-22T12:00:00.000Z',
      complete: true,
      proof: 'all',
      resources: [],
      gaps: [],
      evidence: [],
      skewMs: 0,
      ...set,
    });
  const entry: ScopeEntry = {
    source: 'toy',
    name: 'shop',
    principal: { id: 'me', detail: 'test' },
    subjects: [subject('toy/shop')],
    excluded: [],
    plan: { collectors: ['toy/thing'] },
    ...scope,
  };
  const told = watch.sets({ scope: [entry], from, to, aborted });
  const of = (collector: string) => {
    const set = told.find((one) => one.collector === collector);
    return { proof: set?.proof, row: set?.resources.find(() => true)?.resource };
  };
  return { refusals: of('run/refusals'), evidence: of('run/evidence'), targets: of('run/target') };
}
const refusedOf = (about: string, ...gaps: Gap[]) => {
  const refused = openRefused();
  for (const one of gaps) noteRefused(refused, { entry: ENTRY, subject: about }, one);
  return refused;
};

describe('an error', () => {
  it('that nothing rests on is named, and counted beside the population', async () => {
    const { refusals } = await said(refusedOf('toy/shop', gap('GET /things', [RECORD])), { sets: [{}] });
    expect(refusals.row).toMatchObject({ refused: 1, unattached: ['GET /things'] });
    expect(refusals.proof).toBe('without an answer: 1 questions to 1 sources');
  });

  it.each([
    ['its set', { sets: [{ evidence: [RECORD] }] }],
    ['a gap of the scope', { scope: { principal: unknown(gap('GET /me', [RECORD])) } }],
    ['what was left out', { scope: { excluded: [{ id: 'x', because: 'not ours', evidence: [RECORD] }] } }],
  ])('whose record is in %s is told', async (_, heard) => {
    const { refusals } = await said(refusedOf('toy/shop', gap('GET /things', [RECORD])), heard as Heard);
    expect(refusals.row).toMatchObject({ refused: 1, unattached: [] });
  });

  it.each([
    ['a gap of its set', { gaps: [gap('GET /things')] }],
    ['a resource', { resources: [{ resource: { id: 'a', name: 'a', deep: [{ good: unknown(gap('GET /things')) }] }, evidence: [] }] }],
    ['a testimony', { testimonies: [{ ...unknown(gap('GET /things')), evidence: [] }] }],
  ])('without a record that %s names is told', async (_, set) => {
    const refused = refusedOf('toy/shop', gap('GET /things'));
    expect((await said(refused, { sets: [set as Partial<ResourceSet>] })).refusals.row).toMatchObject({ unattached: [] });
  });

  it('without a record is not told by what another subject, another operation or a field of that name says', async () => {
    const refused = refusedOf('toy/other', gap('GET /things'));
    const sets = [{ gaps: [gap('GET /things')] }];
    expect((await said(refused, { sets })).refusals.row).toMatchObject({ unattached: ['GET /things'] });
    const mine = () => refusedOf('toy/shop', gap('GET /things'));
    expect((await said(mine(), { sets: [{ gaps: [gap('GET /me')] }] })).refusals.row).toMatchObject({ unattached: ['GET /things'] });
    const field = { resource: { id: 'a', name: 'a', operation: 'GET /things' }, evidence: [] };
    expect((await said(mine(), { sets: [{ resources: [field] }] })).refusals.row).toMatchObject({ unattached: ['GET /things'] });
  });

  it('is counted once however often it is noted, and an interruption is none', async () => {
    const interrupted = { ...gap('GET /me'), reason: 'aborted' as const };
    const again = gap('GET /things');
    const refused = refusedOf('toy/shop', again, again, gap('GET /things', [RECORD]), gap('GET /things', [RECORD]), interrupted);
    expect(refused.count(ENTRY)).toBe(2);
    expect([...refused.pending()].map(({ operation }) => operation)).toEqual(['GET /things', 'GET /things']);
  });

  it('that is told costs no memory any more, and stays counted', async () => {
    const refused = refusedOf('toy/shop', gap('GET /things', [RECORD]), gap('GET /me'));
    await said(refused, { sets: [{ evidence: [RECORD], gaps: [gap('GET /me')] }] });
    expect([...refused.pending()]).toEqual([]);
    expect(refused.count(ENTRY)).toBe(2);
  });
});

describe('the evidence', () => {
  it('is read again, each record once for a subject', async () => {
    const { evidence } = await said(openRefused(), { sets: [{ evidence: [RECORD] }, { collector: 'toy/other', evidence: [RECORD] }] });
    expect(evidence.row).toMatchObject({ objects: 1, damaged: [], outside: [], stale: [] });
    expect(evidence.proof).toBe('every recorded answer of 1 sources, read again');
  });

  it.each(['id', 'body'] as const)('is damaged when its %s is not what its name says', async (which) => {
    const locker = lockerWith('{"a":1}');
    locker.objects.set(locker[which], new TextEncoder().encode('{"a":2}'));
    const { evidence } = await said(openRefused(), { sets: [{ evidence: [locker.id] }], get: locker.get });
    expect(evidence.row).toMatchObject({ objects: 1, damaged: [locker.id] });
  });

  it.each([
    ['collected before the run', { collectedAt: '2026-11-21T11:59:59.999Z' }, { outside: ['toy/thing'], stale: [] }],
    ['collected after it', { collectedAt: '2026-11-21T12:00:00.001Z' }, { outside: ['toy/thing'], stale: [] }],
    ['too old at its end', { complete: true, freshUntil: '2026-11-21T11:59:59.999Z' }, { outside: [], stale: ['toy/thing'] }],
    ['not seen at all', { complete: false, freshUntil: '2026-11-21T11:59:59.999Z' }, { outside: [], stale: [] }],
  ])('says what was %s', async (_, set, row) => {
    expect((await said(openRefused(), { sets: [set] })).evidence.row).toMatchObject(row);
  });
});

describe('a target', () => {
  it('answered when its sets were judged', async () => {
    const { targets } = await said(openRefused(), { sets: [{}], collectors: [goods] });
    expect(targets.row).toMatchObject({ id: 'toy/shop', answered: true, listed: true, planned: 1, read: 1 });
  });

  it('that refused says so', async () => {
    const { targets } = await said(openRefused(), { scope: { subjects: [{ ...subject('toy/shop'), gap: gap('GET /me') }] } });
    expect(targets.row).toMatchObject({ id: 'toy/shop', answered: { $unknown: { reason: 'access_denied' } } });
  });

  it('that an interrupted run did not come to did not answer', async () => {
    const { targets } = await said(openRefused(), { collectors: [goods], aborted: true });
    expect(targets.row).toMatchObject({ answered: { $unknown: { reason: 'aborted' } }, planned: 1, read: 0 });
  });

  it('that is declared and nowhere in the scope is not listed', async () => {
    const { targets } = await said(openRefused(), { scope: { subjects: [] } });
    expect(targets.row).toMatchObject({ id: 'toy/shop', listed: false });
  });
});
