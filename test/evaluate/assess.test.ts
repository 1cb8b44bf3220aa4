import { describe, expect, it } from 'vitest';
import { assess } from '../../src/evaluate/assess.ts';
import { NO_COUNTS } from '../../src/evaluate/fold.ts';
import {
  type CheckResult,
  type EvidenceKind,
  type Framework,
  type Proof,
  type Requirement,
  VERDICTS,
  type Verdict,
} from '../../src/model.ts';

const framework: Framework = { id: 'page', title: 'Page', version: '1', publisher: 'us', kind: 'claims', requirements: [] };
const result = (check: string, verdict: Verdict, extra: Partial<CheckResult> = {}): CheckResult => ({
  check,
  verdict,
  title: check,
  severity: 'high',
  evidence: 'config',
  reasons: [],
  population: { size: 1, complete: true, proof: 'p' },
  counts: { ...NO_COUNTS, [verdict]: 1 },
  remedy: 'r',
  params: {},
  loosened: [],
  subjects: [],
  ...extra,
});
const requirement = (proof: Proof, extra: Partial<Requirement> = {}): Requirement => ({
  id: 'x',
  title: 'X',
  covers: 'whole',
  proof,
  ...extra,
});
const say = (proof: Proof, results: readonly CheckResult[], extra: Partial<Requirement> = {}) =>
  assess(framework, requirement(proof, extra), new Map(results.map((one) => [one.check, one])));
const check = (id: string) => ({ check: id, why: 'because it shows it' });

describe('the standing of a requirement', () => {
  // verdict of a, verdict of b -> standing of all(a, b), of any(a, b), covers: whole
  const TABLE: Record<Verdict, Record<Verdict, readonly [string, string]>> = {
    pass: {
      pass: ['established', 'established'],
      fail: ['contradicted', 'established'],
      unknown: ['unproven', 'established'],
      not_applicable: ['established', 'established'],
    },
    fail: {
      pass: ['contradicted', 'established'],
      fail: ['contradicted', 'contradicted'],
      unknown: ['contradicted', 'unproven'],
      not_applicable: ['contradicted', 'contradicted'],
    },
    unknown: {
      pass: ['unproven', 'established'],
      fail: ['contradicted', 'unproven'],
      unknown: ['unproven', 'unproven'],
      not_applicable: ['unproven', 'unproven'],
    },
    not_applicable: {
      pass: ['established', 'established'],
      fail: ['contradicted', 'contradicted'],
      unknown: ['unproven', 'unproven'],
      not_applicable: ['unproven', 'unproven'],
    },
  };
  for (const a of VERDICTS) {
    for (const b of VERDICTS) {
      it(`${a} and ${b}`, () => {
        const results = [result('a', a), result('b', b)];
        const [all, any] = TABLE[a][b];
        expect(say({ all: [check('a'), check('b')] }, results).standing).toBe(all);
        expect(say({ any: [check('a'), check('b')] }, results).standing).toBe(any);
        // a part can contradict, never establish
        const part = (standing: string) => (standing === 'established' ? 'supported' : standing);
        expect(say({ all: [check('a'), check('b')] }, results, { covers: 'part', remainder: 'r' }).standing).toBe(part(all));
        expect(say({ any: [check('a'), check('b')] }, results, { covers: 'part', remainder: 'r' }).standing).toBe(part(any));
      });
    }
  }

  it('rests on no check that did not run', () => {
    expect(say(check('gone'), []).standing).toBe('unproven');
    expect(say({ all: [check('a'), check('gone')] }, [result('a', 'pass')]).standing).toBe('unproven');
  });

  it('with a signed word in it is supported, not established', () => {
    expect(say(check('a'), [result('a', 'pass', { evidence: 'attested' })])).toMatchObject({ standing: 'supported', strength: 'attested' });
  });

  it('a waived failure contradicts, and says that it is waived', () => {
    const waived = result('a', 'fail', { counts: { ...NO_COUNTS, fail: 2, waived: 2 } });
    const said = say(check('a'), [waived]);
    expect(said.standing).toBe('contradicted');
    expect(said.proof).toMatchObject({ note: expect.stringContaining('2 of 2') });
  });

  it('a loosened bound keeps its verdict and proves nothing', () => {
    const loose = result('a', 'pass', { params: { maxAgeDays: 400 }, loosened: ['maxAgeDays'] });
    expect(say(check('a'), [loose])).toMatchObject({
      standing: 'unproven',
      proof: { verdict: 'unknown', note: expect.stringContaining('400') },
    });
    expect(say(check('a'), [result('a', 'fail', { params: { maxAgeDays: 400 }, loosened: ['maxAgeDays'] })]).standing).toBe('contradicted');
  });

  it('without a check: a goal or a superlative is not assessed, a fact is unproven', () => {
    const none = { none: 'no machine can tell' };
    for (const kind of ['intent', 'superlative'] as const)
      expect(say(none, [], { kind })).toMatchObject({ standing: 'not-assessed', strength: 'none', because: 'no machine can tell' });
    for (const kind of ['fact', 'cadence', 'promise'] as const) expect(say(none, [], { kind }).standing).toBe('unproven');
    expect(say(none, []).standing).toBe('not-assessed');
  });
});

describe('the strength of evidence', () => {
  const of = (kind: EvidenceKind, verdict: Verdict = 'pass') => result(kind, verdict, { evidence: kind });
  it('of a chain is its weakest link, of alternatives the strongest, of a contradiction its best witness', () => {
    const both = [of('operating'), of('config')];
    expect(say({ all: [check('operating'), check('config')] }, both).strength).toBe('config');
    expect(say({ any: [check('operating'), check('config')] }, both).strength).toBe('operating');
    expect(say({ all: [check('operating'), check('config')] }, [of('operating', 'fail'), of('config', 'fail')]).strength).toBe('operating');
    expect(say(check('config'), [of('config', 'unknown')]).strength).toBe('none');
  });
});
