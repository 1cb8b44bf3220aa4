import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../src/locker/canonical.ts';
import { manifestIn, TALLY } from '../../src/period/manifest.ts';

interface Thing {
  readonly mediaType: string;
  readonly name: string;
}
const read = (bytes: Uint8Array) => manifestIn(Buffer.from(bytes)) as unknown as Record<string, unknown> & { items: Thing[] };
const tallies = (items: readonly Thing[]) => items.filter(({ mediaType }) => mediaType === TALLY);

/** Texts that look like the marks between which a manifest is read. */
const nasty = fc
  .array(fc.constantFrom('}],"', '"', '}]', ',', '{', '\\', ',"items":[', ',"size":1}', `{"mediaType":"${TALLY}",`, 'k', ']', '}', TALLY), {
    maxLength: 5,
  })
  .map((parts) => parts.join(''));
const item = fc.record({
  mediaType: fc.oneof(fc.constant(TALLY), fc.constant('application/json'), nasty),
  name: nasty,
  path: fc.constant('objects/sha256/ab/abcd'),
  salt: fc.constant('00'),
  sha256: fc.constant('abcd'),
  size: fc.nat(),
});
const manifest = fc.record({
  attempts: fc.array(nasty),
  origin: nasty,
  items: fc.array(item, { maxLength: 8 }),
  key: nasty,
  sealing: nasty,
});

describe('what a period reads of a manifest', () => {
  it('is all of it, and of the items at least the tallies', () => {
    fc.assert(
      fc.property(manifest, (value) => {
        const { items, ...rest } = read(canonical(value));
        expect(rest).toEqual((({ items: _, ...more }) => more)(value));
        expect(tallies(items)).toEqual(tallies(value.items));
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves out the answers around the tallies', () => {
    const answer = { mediaType: 'application/json', name: 'a', size: 1 };
    const tally = { mediaType: TALLY, name: 'tally/check/x', size: 1 };
    expect(read(canonical({ a: 1, items: [answer, tally, tally, answer], key: null })).items).toEqual([tally, tally]);
    expect(read(canonical({ a: 1, items: [answer], key: null })).items).toEqual([]);
  });

  it('is read whole where it is not written as we write it', () => {
    const tally = { mediaType: TALLY, name: 'tally/check/x', size: 1 };
    const turned = { name: 'tally/check/y', size: 1, mediaType: TALLY };
    const value = { a: 1, items: [tally, turned], key: null };
    expect(read(Buffer.from(JSON.stringify(value))).items).toEqual([tally, turned]);
    expect(read(Buffer.from(JSON.stringify(value, null, 1))).items).toEqual([tally, turned]);
  });
});
