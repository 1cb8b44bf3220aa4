import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assess } from '../../src/evaluate/assess.ts';
import type { CheckResult, EvidenceKind, Framework, Proof, Requirement, Standing, Verdict } from '../../src/model.ts';
import { EVIDENCE_KINDS, VERDICTS } from '../../src/model.ts';

/** Proof trees of any shape: taking evidence away never improves what a requirement is worth, whatever it rests on. */
const CHECKS = ['a.one', 'b.two', 'c.three', 'd.four'];
const tree = fc.letrec<{ proof: Proof }>((tie) => ({
  proof: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.constantFrom(...CHECKS).map((check): Proof => ({ check, why: 'it shows it' })),
    fc.constant<Proof>({ none: 'nobody can tell' }),
    fc.array(tie('proof'), { minLength: 1, maxLength: 3 }).map((all): Proof => ({ all })),
    fc.array(tie('proof'), { minLength: 1, maxLength: 3 }).map((any): Proof => ({ any })),
  ),
})).proof;
const resultOf = (check: string, verdict: Verdict, evidence: EvidenceKind, loosened: boolean): CheckResult =>
  ({
    check,
    verdict,
    evidence,
    counts: { pass: 0, fail: verdict === 'fail' ? 1 : 0, unknown: 0, not_applicable: 0, waived: 0 },
    params: { days: 400 },
    loosened: loosened ? ['days'] : [],
  }) as unknown as CheckResult;
const world = fc.tuple(
  ...CHECKS.map((check) =>
    fc.record({
      check: fc.constant(check),
      verdict: fc.constantFrom(...VERDICTS),
      evidence: fc.constantFrom(...EVIDENCE_KINDS),
      loosened: fc.boolean(),
      /** Taken away: the answer is refused, or the check did not run at all. */
      lost: fc.constantFrom<'kept' | 'refused' | 'not run'>('kept', 'kept', 'refused', 'not run'),
    }),
  ),
);
const requirement = fc.record({
  proof: tree,
  covers: fc.constantFrom<'whole' | 'part'>('whole', 'part'),
  kind: fc.constantFrom<'fact' | 'cadence' | 'promise'>('fact', 'cadence', 'promise'),
});
const RANK: Readonly<Record<Standing, number>> = { contradicted: 0, 'not-assessed': 1, unproven: 1, supported: 2, established: 3 };
const framework = { id: 'page' } as Framework;

it('losing evidence never improves a standing beyond what nobody knows, and never raises one', () => {
  fc.assert(
    fc.property(requirement, world, (shape, rows) => {
      const claim = { id: 'claim', title: 'Claim', ...shape } as Requirement;
      const before = new Map(rows.map((row) => [row.check, resultOf(row.check, row.verdict, row.evidence, row.loosened)]));
      const after = new Map(
        rows.flatMap(({ check, verdict, evidence, loosened, lost }) =>
          lost === 'not run' ? [] : [[check, resultOf(check, lost === 'refused' ? 'unknown' : verdict, evidence, loosened)] as const],
        ),
      );
      const [was, is] = [assess(framework, claim, before).standing, assess(framework, claim, after).standing];
      expect(RANK[is]).toBeLessThanOrEqual(Math.max(RANK[was], 1));
      // nothing that was not observed is reported as false either
      if (is === 'contradicted') expect(was).toBe('contradicted');
    }),
    { numRuns: 2000 },
  );
});

it('a check that begins to fail never improves a standing', () => {
  fc.assert(
    fc.property(requirement, world, fc.constantFrom(...CHECKS), (shape, rows, failing) => {
      const claim = { id: 'claim', title: 'Claim', ...shape } as Requirement;
      const of = (change: boolean) =>
        new Map(
          rows.map((row) => [
            row.check,
            resultOf(row.check, change && row.check === failing ? 'fail' : row.verdict, row.evidence, row.loosened),
          ]),
        );
      expect(RANK[assess(framework, claim, of(true)).standing]).toBeLessThanOrEqual(RANK[assess(framework, claim, of(false)).standing]);
    }),
    { numRuns: 5000 },
  );
});

it('a signed alternative to what a machine saw carries nothing', () => {
  const proof: Proof = { any: [{ check: 'c.three', why: 'it is signed' }, { any: [{ check: 'a.one', why: 'it is seen' }] }] };
  const claim = { id: 'claim', title: 'Claim', proof, covers: 'whole', kind: 'fact' } as unknown as Requirement;
  const standing = (signed: Verdict, seen: Verdict) => {
    const results = [resultOf('c.three', signed, 'attested', false), resultOf('a.one', seen, 'operating', false)];
    return assess(framework, claim, new Map(results.map((one) => [one.check, one]))).standing;
  };
  expect([standing('pass', 'pass'), standing('fail', 'pass')]).toEqual(['established', 'established']);
  expect([standing('pass', 'fail'), standing('pass', 'unknown')]).toEqual(['supported', 'supported']);
});

it('only what passes whole, by machines alone, is established', () => {
  fc.assert(
    fc.property(requirement, world, (shape, rows) => {
      const claim = { id: 'claim', title: 'Claim', ...shape } as Requirement;
      const results = new Map(rows.map((row) => [row.check, resultOf(row.check, row.verdict, row.evidence, row.loosened)]));
      const { standing } = assess(framework, claim, results);
      if (standing !== 'established') return;
      expect(claim.covers).toBe('whole');
      expect(rows.some(({ verdict, loosened }) => verdict === 'pass' && !loosened)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
