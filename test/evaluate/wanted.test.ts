import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ReadyCheck } from '../../src/evaluate/judge.ts';
import { wantedBy } from '../../src/evaluate/wanted.ts';
import { known, unknown } from '../../src/kit.ts';
import { type Expression, openLanguage } from '../../src/policy/cel.ts';

const NOW = '2026-11-22T03:00:00.000Z';
const language = openLanguage(
  z.object({ id: z.string(), name: z.string(), tags: known(z.array(z.string())), kept: known(z.boolean()), owner: known(z.string()) }),
  { tags: { default: ['backup'], about: 'which' } } as never,
);
const read = (cel: string): Expression => {
  const compiled = language.compile(cel);
  if ('message' in compiled) throw new Error(compiled.message);
  return compiled;
};
const check = (expect: string, where?: string, fail: readonly string[] = []): ReadyCheck =>
  ({
    check: { about: 'some/bucket' },
    ...(where !== undefined && { where: read(where) }),
    expect: read(expect),
    fail: ['not so: ', ...fail.map(read)],
    params: { tags: ['backup'] },
  }) as never;
const TAGGED = 'r.tags.exists(t, t in p.tags)';

describe('what is wanted', () => {
  it('is what the sentences of a check read, its message included, and nothing of another kind', () => {
    const wanted = wantedBy([check('r.kept', undefined, ['r.owner'])], [], NOW);
    expect(wanted('some/bucket')(['kept'])).toBe(true);
    expect(wanted('some/bucket')(['owner'])).toBe(true);
    expect(wanted('some/bucket')(['tags'])).toBe(false);
    expect(wanted('some/bucket')([])).toBe(false);
    expect(wanted('another/bucket')(['kept'])).toBe(false);
  });
  it('is nothing of a resource that the check puts aside', () => {
    const wanted = wantedBy([check('r.kept', TAGGED)], [], NOW)('some/bucket');
    expect(wanted(['kept'], { tags: ['cache'] })).toBe(false);
    expect(wanted(['kept'], { tags: ['backup'] })).toBe(true);
    expect(wanted(['tags'])).toBe(true);
  });
  it('is all that could matter while nobody knows whether the check puts it aside', () => {
    const wanted = wantedBy([check('r.kept', TAGGED)], [], NOW)('some/bucket');
    expect(wanted(['kept'])).toBe(true);
    expect(wanted(['kept'], { tags: unknown({ operation: 'x:GetTags', reason: 'access_denied', detail: 'no' }) })).toBe(true);
  });
  it('is what any of several readers wants', () => {
    const wanted = wantedBy([check('r.kept', TAGGED), check('r.kept', 'r.name == "vault"')], [], NOW)('some/bucket');
    expect(wanted(['kept'], { name: 'vault', tags: [] })).toBe(true);
    expect(wanted(['kept'], { name: 'cache', tags: [] })).toBe(false);
  });
  it('includes what sources are held against each other by', () => {
    const wanted = wantedBy([], [{ by: 'S3', about: 'some/bucket', where: read('r.kept'), take: read('r.owner') }], NOW)('some/bucket');
    expect(wanted(['owner'])).toBe(true);
    expect(wanted(['owner'], { kept: false })).toBe(false);
    expect(wanted(['tags'])).toBe(false);
  });
});
