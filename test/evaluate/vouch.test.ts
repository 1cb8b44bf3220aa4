import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openWords, vouchersFor } from '../../src/evaluate/vouch.ts';
import { isUnknown, unknown } from '../../src/kit.ts';
import type { Collector, Gap, Known, Reason, ResourceSet, Subject } from '../../src/model.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const gap = (reason: Reason, detail: string): Gap => ({ operation: 'attestation', reason, detail });
const WANTED = unknown(gap('attestation_missing', 'the API cannot say it'));

/** Says of each resource what stands under its id. */
const form = {
  id: 'word/locks',
  vouches: [
    {
      about: 'shop/door',
      field: 'locked',
      of: (statement: { id: string }, { resource }: { resource: { id: string } }) =>
        (statement as unknown as Record<string, Known<boolean>>)[resource.id] ?? unknown(gap('attestation_missing', 'not named')),
    },
  ],
} as unknown as Collector;
const other = { id: 'shop/door' } as unknown as Collector;

const subject = (source: string, name: string): Subject => ({
  source,
  name,
  key: `${source}/${name}`,
  id: name,
  label: name,
  scope: 'x',
});
function set(collector: string, resources: readonly Record<string, unknown>[], over: Partial<ResourceSet> = {}): ResourceSet {
  return {
    collector,
    subject: subject(collector.split('/')[0] as string, 'one'),
    collectedAt: NOW,
    freshUntil: NOW,
    complete: true,
    proof: 'all',
    resources: resources.map((resource) => ({
      resource: { name: 'x', ...resource } as never,
      evidence: [`sha256:${collector}` as const],
    })),
    gaps: [],
    evidence: [],
    skewMs: 0,
    ...over,
  };
}
const doors = (locked: unknown = WANTED) => set('shop/door', [{ id: 'front', locked }]);
const states = (said: Record<string, unknown>, name = 'one', over: Partial<ResourceSet> = {}) =>
  set('word/locks', [{ id: 'locks', ...said }], { subject: subject('word', name), ...over });
const scope = (...sources: string[]) => sources.map((source) => ({ source, subjects: [subject(source, 'one')] }));

function heard(sets: readonly ResourceSet[], asked = scope('shop', 'word')): { locked: Known<boolean>; evidence: readonly string[] } {
  const words = openWords([other, form], asked, NOW);
  const all = [...sets.flatMap((one) => words.take(one)), ...words.rest()];
  expect(all).toHaveLength(sets.length);
  const [door] = all.find(({ collector }) => collector === 'shop/door')?.resources ?? [];
  const { resource, evidence } = door as { resource: unknown; evidence: readonly string[] };
  return { locked: (resource as { locked: Known<boolean> }).locked, evidence };
}
const reason = (value: Known<boolean>) => (isUnknown(value) ? value.$unknown.reason : value);

describe('a signed word', () => {
  it('counts whichever of the two was read first, and its evidence stands beside the answer', () => {
    for (const sets of [
      [doors(), states({ front: true })],
      [states({ front: true }), doors()],
    ])
      expect(heard(sets)).toEqual({ locked: true, evidence: ['sha256:shop/door', 'sha256:word/locks'] });
    expect(heard([doors(), states({ front: false })]).locked).toBe(false);
  });
  it('that does not name a resource leaves it unknown, and says why', () => {
    const { locked } = heard([doors(), states({ back: true })]);
    expect(locked).toMatchObject({ $unknown: { reason: 'attestation_missing', detail: 'the API cannot say it: not named' } });
  });
  it('changes nothing that an API has said, nor why it could not be read', () => {
    expect(heard([doors(false), states({ front: true })]).locked).toBe(false);
    expect(heard([doors(true), states({ front: false })]).locked).toBe(true);
    const denied = unknown(gap('access_denied', 'no'));
    expect(heard([doors(denied), states({ front: true })]).locked).toBe(denied);
  });
  it('that says no is believed against one that says yes; what could not be read may have said no', () => {
    const [yes, no] = [states({ front: true }), states({ front: false }, 'two')];
    expect(heard([yes, no, doors()]).locked).toBe(false);
    expect(heard([no, yes, doors()]).locked).toBe(false);
    const unread = set('word/locks', [], {
      complete: false,
      proof: 'denied',
      gaps: [gap('access_denied', 'denied')],
      subject: subject('word', 'two'),
    });
    expect(reason(heard([yes, unread, doors()]).locked)).toBe('access_denied');
    expect(heard([unread, no, doors()]).locked).toBe(false);
    expect(heard([yes, states({ front: unknown(gap('attestation_expired', 'old')) }, 'two'), doors()]).locked).toBe(true);
    expect(reason(heard([states({ front: unknown(gap('attestation_expired', 'old')) }), doors()]).locked)).toBe('attestation_expired');
  });
  it('is waited for by nobody where no statements are configured', () => {
    const words = openWords([other, form], scope('shop'), NOW);
    const one = doors();
    expect(words.take(one)).toEqual([one]);
    expect(words.rest()).toEqual([]);
  });
  it('holds back no set that lacks nothing', () => {
    const words = openWords([other, form], scope('shop', 'word'), NOW);
    for (const one of [set('shop/door', []), doors(true), set('shop/till', [{ id: 'a' }])]) expect(words.take(one)).toEqual([one]);
  });
  it('is asked for where a check is about what it speaks of', () => {
    expect(vouchersFor(new Set(['shop/door']), [other, form])).toEqual([form]);
    expect(vouchersFor(new Set(['shop/till']), [other, form])).toEqual([]);
  });
  it('property: taking a statement away, or spoiling it, never makes a yes', () => {
    const value = fc.constantFrom<Known<boolean>>(
      true,
      false,
      unknown(gap('attestation_missing', 'not named')),
      unknown(gap('attestation_expired', 'old')),
      unknown(gap('malformed_response', 'broken')),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), fc.nat(), (said, at) => {
        const all = said.map((front, index) => states({ front }, String(index)));
        const index = at % said.length;
        const spoilt = all.map((one, i) =>
          i === index ? { ...one, resources: [], complete: false, gaps: [gap('access_denied', 'denied')] } : one,
        );
        const before = heard([...all, doors()]).locked;
        if (before !== true) expect(heard([...spoilt, doors()]).locked).not.toBe(true);
      }),
    );
  });
});
