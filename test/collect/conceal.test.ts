import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openConcealer } from '../../src/collect/conceal.ts';

const secretOf = (n: number) => `key-${String(n).padStart(5, '0')}/+=${'x'.repeat(n % 7)}`;

describe('very many secrets', () => {
  it('are found as few are, in each of their forms', () => {
    const concealer = openConcealer();
    for (let n = 0; n < 500; n += 1) concealer.add(secretOf(n));
    for (const n of [0, 63, 64, 65, 499]) {
      for (const form of [secretOf(n), encodeURIComponent(secretOf(n)), JSON.stringify(secretOf(n)).slice(1, -1)]) {
        expect(concealer.text(`before ${form} after`)).toEqual({
          text: 'before [redacted:secret] after',
          redactions: [{ rule: 'secret', count: 1 }],
        });
      }
    }
    expect(concealer.text(`${secretOf(3)}${secretOf(3)}`).redactions).toEqual([{ rule: 'secret', count: 2 }]);
    expect(concealer.text('key-00003 is nobody’s').redactions).toEqual([]);
  });

  it('the longest goes first, where one stands in another', () => {
    const concealer = openConcealer();
    for (let n = 0; n < 100; n += 1) concealer.add(secretOf(n));
    concealer.add('abcdefgh');
    concealer.add('01abcdefgh23');
    expect(concealer.text('01abcdefgh23 abcdefgh')).toEqual({
      text: '[redacted:secret] [redacted:secret]',
      redactions: [{ rule: 'secret', count: 2 }],
    });
  });

  it('come to the same words as each of them sought by itself', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 8, maxLength: 10 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 0, maxLength: 60 });
    fc.assert(
      fc.property(fc.uniqueArray(letters, { minLength: 65, maxLength: 90 }), text, (secrets, given) => {
        const concealer = openConcealer();
        for (const secret of secrets) concealer.add(secret);
        const alone = [...secrets].sort((a, b) => b.length - a.length);
        let expected = given;
        for (const secret of alone) expected = expected.replaceAll(secret, '[redacted:secret]');
        const { text: clean } = concealer.text(given);
        for (const secret of secrets) expect(clean).not.toContain(secret);
        expect(clean.includes('[redacted')).toBe(expected.includes('[redacted'));
      }),
    );
  });
});
