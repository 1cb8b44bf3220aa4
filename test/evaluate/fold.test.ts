import { describe, expect, it } from 'vitest';
import { foldAll, foldCheck, foldProof } from '../../src/evaluate/fold.ts';
import { type Quantifier, VERDICTS, type Verdict } from '../../src/model.ts';

/** The law in full: every combination of what was seen, written out once more as a table that a person can read. */
const P = 'pass',
  F = 'fail',
  U = 'unknown',
  N = 'not_applicable';
type Row = readonly [seen: string, every: Verdict, everyCut: Verdict, some: Verdict, someCut: Verdict];
// seen: which kinds of resource occur (p, f, u); columns: complete and incomplete population
const TABLE: readonly Row[] = [
  ['', N, U, N, U],
  ['p', P, U, P, P],
  ['f', F, F, F, U],
  ['u', U, U, U, U],
  ['pf', F, F, P, P],
  ['pu', U, U, P, P],
  ['fu', F, F, U, U],
  ['pfu', F, F, P, P],
];
const tallied = (seen: string, aside = 0) => ({
  pass: seen.includes('p') ? 2 : 0,
  fail: seen.includes('f') ? 1 : 0,
  unknown: seen.includes('u') ? 3 : 0,
  aside,
});

describe('one check over one population', () => {
  for (const [seen, every, everyCut, some, someCut] of TABLE) {
    for (const aside of [0, 4]) {
      it(`${seen || 'nothing'} of it, ${aside} aside`, () => {
        for (const holds of ['every', 'none'] as const) {
          expect(foldCheck(holds, tallied(seen, aside), true, N), holds).toBe(every);
          expect(foldCheck(holds, tallied(seen, aside), false, N), `${holds}, incomplete`).toBe(everyCut);
        }
        expect(foldCheck('some', tallied(seen, aside), true, N)).toBe(some);
        expect(foldCheck('some', tallied(seen, aside), false, N)).toBe(someCut);
      });
    }
  }

  it('says what the check decided when a complete population is empty, and only then', () => {
    for (const holds of ['every', 'some', 'none'] as readonly Quantifier[]) {
      for (const whenNone of VERDICTS) {
        expect(foldCheck(holds, tallied(''), true, whenNone)).toBe(whenNone);
        expect(foldCheck(holds, tallied(''), false, whenNone)).toBe('unknown');
      }
    }
  });

  it('never turns ignorance into anything but unknown', () => {
    const seens = TABLE.map(([seen]) => seen);
    for (const holds of ['every', 'some', 'none'] as readonly Quantifier[]) {
      for (const seen of seens) {
        const clear = foldCheck(holds, tallied(seen), true, N);
        for (const complete of [true, false]) {
          const clouded = foldCheck(holds, { ...tallied(seen), pass: 0, fail: 0, unknown: 6 }, complete, N);
          expect([clear, 'unknown']).toContain(clouded === 'unknown' ? 'unknown' : clear);
          const cut = foldCheck(holds, tallied(seen), complete, N);
          expect(cut === clear || cut === 'unknown', `${holds} ${seen} complete=${complete}`).toBe(true);
        }
      }
    }
  });
});

describe('many verdicts', () => {
  it('fail > unknown > pass > not_applicable, and nothing is unknown', () => {
    const order: Verdict[] = [N, P, U, F];
    for (const a of order) for (const b of order) expect(foldAll([a, b])).toBe(order[Math.max(order.indexOf(a), order.indexOf(b))]);
    expect(foldAll([])).toBe('unknown');
  });
});

describe('a proof tree', () => {
  const order: Verdict[] = [F, U, P];
  it('`all` is the least, `any` the greatest of fail < unknown < pass', () => {
    for (const a of order) {
      for (const b of order) {
        expect(foldProof('all', [a, b])).toBe(order[Math.min(order.indexOf(a), order.indexOf(b))]);
        expect(foldProof('any', [a, b])).toBe(order[Math.max(order.indexOf(a), order.indexOf(b))]);
      }
    }
  });
  it('not_applicable is neutral, and alone proves nothing', () => {
    for (const how of ['all', 'any'] as const) {
      for (const verdict of order) expect(foldProof(how, [N, verdict, N])).toBe(verdict);
      expect(foldProof(how, [N, N])).toBe(N);
      expect(foldProof(how, [])).toBe(N);
    }
  });
});
