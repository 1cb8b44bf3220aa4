/** Names that occur twice in one object: whatever else stands in the text, and however they are written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyBody } from '../../src/collect/verify.ts';

const flawOf = (text: string) => verifyBody('application/json', new TextEncoder().encode(text));

/** A text, an object of its own making at any place in it, and whether a name is there twice. */
const name = fc.oneof(fc.string(), fc.constantFrom('a', 'b', '"', '\\', '\\"', '{', '},{', '[', 'key', 'ke\\u0079'));
const inside = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value));
const written = (names: readonly string[], values: readonly string[]) =>
  `{${names.map((one, at) => `${JSON.stringify(one)}: ${values[at % values.length]}`).join(' , ')}}`;
const within = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => `[1, {}, [], ${text}]`,
  (text) => `{"before":{"a":1,"b":{}},"it":[${text}],"after":{"a":1,"b":2}}`,
  (text) => ` [[[ ${text} , {"a":"\\\\"} ]]] `,
);

describe('a name that occurs twice', () => {
  it('is not seen where each is there once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 100 }), fc.array(inside, { minLength: 1 }), within, (names, values, put) => {
        expect(flawOf(put(written(names, values)))).toBeUndefined();
      }),
    );
  });

  it('is seen wherever it stands, among few or many', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 100 }),
        fc.nat(),
        fc.nat(),
        fc.array(inside, { minLength: 1 }),
        within,
        (names, which, where, values, put) => {
          const twice = names[which % names.length] as string;
          const all = names.toSpliced(where % (names.length + 1), 0, twice);
          expect(flawOf(put(written(all, values)))).toEqual({
            reason: 'malformed_response',
            detail: `the key ${JSON.stringify(twice)} occurs twice in one object`,
          });
        },
      ),
    );
  });

  it('is seen when it is written in another way', () => {
    expect(flawOf('{"a":1,"\\u0061":2}')).toMatchObject({ detail: 'the key "a" occurs twice in one object' });
    expect(flawOf('{"a\\\\":1,"a":2,"a\\"":3}')).toBeUndefined();
  });

  it('is seen at the end of very many', () => {
    const names = Array.from({ length: 200_000 }, (_, n) => `"n${n}":0`);
    expect(flawOf(`{${names.join()}}`)).toBeUndefined();
    expect(flawOf(`{${names.join()},"n7":1}`)).toMatchObject({ detail: 'the key "n7" occurs twice in one object' });
  });
});
