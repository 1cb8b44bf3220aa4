import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, digestOf, parseCanonical } from '../../src/locker/canonical.ts';
import { type Item, itemBytes } from '../../src/locker/manifest.ts';

const text = (value: unknown): string => Buffer.from(canonical(value)).toString('utf8');

describe('canonical JSON', () => {
  it('writes what RFC 8785 writes', () => {
    // The number and string samples of RFC 8785, section 3.2.2, and the order of names of section 3.2.3.
    expect(
      text({ numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001], literals: [null, true, false] }),
    ).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}');
    expect(text({ '\ufb33': 1, '\u{1f600}': 2, '€': 3, ö: 4, '1': 5, '\r': 6 })).toBe('{"\\r":6,"1":5,"ö":4,"€":3,"😀":2,"\ufb33":1}');
    expect(text(-0)).toBe('0');
  });

  it.each([
    ['undefined', { a: undefined }, '/a'],
    ['undefined in a list', { a: [1, undefined] }, '/a/1'],
    ['a hole in a list', Array.of<unknown>(1).concat(new Array(1)), '/1'],
    ['NaN', { a: { b: Number.NaN } }, '/a/b'],
    ['infinity', [Number.POSITIVE_INFINITY], '/0'],
    ['a lone surrogate', { 'a/b': 'x\ud800y' }, '/a~1b'],
    ['a lone surrogate in a name', { '\udc00': 1 }, 'the root'],
    ['a function', { a: () => 1 }, '/a'],
    ['a big integer', [1n], '/0'],
    ['a date', { at: new Date(0) }, '/at'],
    ['bytes', { body: new Uint8Array(2) }, '/body'],
    ['toJSON', { a: { toJSON: () => 1 } }, '/a'],
    ['nothing', undefined, 'the root'],
  ])('refuses %s, and says where', (_name, value, at) => {
    expect(() => canonical(value)).toThrow(TypeError);
    expect(() => canonical(value)).toThrow(`not JSON at ${at}`);
  });

  it('refuses a circle, and not the same value twice', () => {
    const one = { x: 1 };
    expect(text([one, one])).toBe('[{"x":1},{"x":1}]');
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => canonical(circle)).toThrow('a circle');
  });

  it('writes what others write', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(text(value)).toBe(canonicalize(value));
      }),
    );
  });

  it('reads back every JSON value, and gives the same bytes again', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const bytes = canonical(value);
        const back = parseCanonical(bytes);
        expect(digestOf(canonical(back))).toBe(digestOf(bytes));
      }),
    );
  });

  it.each([
    ['a duplicate name', '{"a":1,"a":1}'],
    ['another order', '{"b":1,"a":2}'],
    ['a blank', '{"a": 1}'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['another way to write a number', '{"a":1.0}'],
    ['no JSON', '{"a":1'],
  ])('does not read %s', (_name, bytes) => {
    expect(parseCanonical(Buffer.from(bytes))).toBeUndefined();
  });

  it('reads what is its own canonical form, and nothing else', () => {
    const key = fc.oneof(fc.constantFrom('1', '10', '9', 'a', 'b', '__proto__', '\\ud', 'ö'), fc.string());
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof({ depthSize: 'small' }, fc.double(), fc.boolean(), key, fc.constant('\ud800'), fc.array(tie('json')), tie('object')),
      object: fc.array(fc.tuple(key, tie('json'))).map((pairs) => Object.fromEntries(pairs)),
    }));
    // theirs throws where a surrogate is alone
    const theirs = (value: unknown): string | undefined => {
      try {
        return canonicalize(value);
      } catch {
        return undefined;
      }
    };
    const forms = [theirs, JSON.stringify, (value: unknown) => JSON.stringify(value, null, 1)] as const;
    fc.assert(
      fc.property(json, fc.constantFrom(...forms), (value, form) => {
        const written = form(value);
        fc.pre(written !== undefined);
        expect(parseCanonical(Buffer.from(written)) !== undefined).toBe(theirs(JSON.parse(written)) === written);
      }),
      { numRuns: 3000 },
    );
  });

  it('does not read invalid UTF-8', () => {
    expect(parseCanonical(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined();
  });
});

describe('an item of a manifest', () => {
  it('has the bytes that any canonical writer gives it', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
    const item = fc.record(
      { mediaType: fc.string(), name: fc.string({ unit: 'binary' }), path: hex, salt: hex, sha256: hex, size: fc.nat() },
      { requiredKeys: ['mediaType', 'name', 'path', 'sha256', 'size'] },
    );
    const written = (value: unknown) => Buffer.from(itemBytes(value as Item)).toString();
    fc.assert(fc.property(item, (value) => void expect(written(value)).toBe(canonicalize(value))));
  });
});
