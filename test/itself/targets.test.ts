import { describe, expect, it } from 'vitest';
import { openCounts, targetsOf } from '../../src/itself/targets.ts';
import { packed } from '../../src/kit.ts';
import type { Collector, Listed, ScopeEntry, Subject } from '../../src/model.ts';

const about = (key: string, scope = 'region'): Subject => ({
  source: 'aws',
  name: 'company',
  key,
  id: key.slice(4),
  label: `at ${key}`,
  scope,
});
const collectors = [
  { id: 'aws/one', scope: 'region' },
  { id: 'aws/two', scope: 'region' },
  { id: 'aws/whole', scope: 'account' },
] as Collector[];
const keys = (accounts: number) =>
  Array.from({ length: accounts }, (_, n) => [`aws/company/${n}`, `aws/company/${n}/eu`, `aws/company/${n}/us`]).flat();
function packedOf(of: readonly Subject[]): Listed<Subject> {
  const all = packed<Subject>();
  for (const one of of) all.add(one);
  return all.list;
}
function rowsOf(
  declared: readonly string[],
  found: readonly string[],
  { excluded = [] as readonly string[], aborted = false, read = openCounts() } = {},
) {
  const scopeOf = (key: string) => (key.split('/').length === 3 ? 'account' : 'region');
  const subjects = packedOf(found.map((key) => about(key, scopeOf(key))));
  const source = { id: 'aws', nameOf: () => 'company', declared: () => packedOf(declared.map((key) => about(key))) };
  const entry = { source: 'aws', name: 'company', subjects, excluded: excluded.map((id) => ({ id, because: 'sold' })) };
  const rows = targetsOf({ source, config: {} } as never, [entry as unknown as ScopeEntry], { collectors, read, aborted });
  expect([...rows]).toEqual([...rows]);
  expect(rows.length).toBe([...rows].length);
  return [...rows];
}

describe('those who were to answer', () => {
  it('have a row each, in the order of the scope, with what was planned and read', () => {
    const read = openCounts();
    read.set('aws/company/0/eu', 2);
    const rows = rowsOf(keys(1), keys(1), { read });
    expect(rows.map(({ id, planned, read: came }) => [id, planned, came])).toEqual([
      ['aws/company/0', 1, 0],
      ['aws/company/0/eu', 2, 2],
      ['aws/company/0/us', 2, 0],
    ]);
  });
  const declared = keys(700);
  it.each([
    ['in one order', declared],
    ['the other way round', declared.toReversed()],
  ])('are told apart from those that were not found: %s', (_, found) => {
    const gone = new Set(['aws/company/3/us', 'aws/company/500', 'aws/company/699/us']);
    const rows = rowsOf(
      declared,
      found.filter((key) => !gone.has(key)),
      { excluded: ['aws/company/3/us'] },
    );
    expect(rows).toHaveLength(declared.length - 1);
    // an account whose regions answered is not gone
    expect(rows.filter(({ planned }) => planned === 0)).toEqual([
      { id: 'aws/company/3/us', name: 'at aws/company/3/us', answered: true, listed: true, planned: 0, read: 0 },
      { id: 'aws/company/699/us', name: 'at aws/company/699/us', answered: true, listed: false, planned: 0, read: 0 },
    ]);
  });
  it('may be more than were declared', () => {
    expect(rowsOf(['aws/company'], keys(2)).map(({ id }) => id)).toEqual(keys(2));
    expect(rowsOf(['aws/other'], keys(1)).at(-1)).toMatchObject({ id: 'aws/other', listed: false });
  });
  it('did not answer where the run was cut short before', () => {
    const read = openCounts();
    read.set('aws/company/0', 1);
    const rows = rowsOf(keys(1), keys(1), { read, aborted: true });
    expect(rows.map(({ answered }) => answered)).toEqual([
      true,
      ...[1, 2].map(() => ({ $unknown: expect.objectContaining({ reason: 'aborted' }) })),
    ]);
  });
});

describe('counts', () => {
  it('are those that were set, for as many names as there are', () => {
    const counts = openCounts();
    for (let n = 1; n <= 5000; n += 1) counts.set(`aws/company/${n}`, n % 3);
    for (let n = 1; n <= 5000; n += 1) counts.set(`aws/company/${n}`, n);
    for (let n = 1; n <= 5000; n += 1) expect(counts.of(`aws/company/${n}`)).toBe(n);
    expect(counts.of('aws/company/5001')).toBe(0);
  });
});
