import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBench } from '../../src/evaluate/witness.ts';
import { unknown } from '../../src/kit.ts';
import type { Digest, Subject, Testimony } from '../../src/model.ts';

const digest = (n: number): Digest => `sha256:${String(n).repeat(64)}`;
const subject = (id: string): Subject => ({ source: 'aws', name: 'p', key: `aws/p/${id}`, id, label: id, scope: 'region' });
const FRANKFURT = subject('1/eu-central-1');
const VIRGINIA = subject('1/us-east-1');
const ACCOUNT = subject('1');
const says = (contradicts: 'pass' | 'fail', more: Partial<Testimony> = {}) => ({
  witness: 'AWS Config',
  rule: 'encrypted-volumes',
  says: contradicts === 'pass' ? 'NON_COMPLIANT' : 'COMPLIANT',
  at: '2026-01-01T00:00:00.000Z',
  check: 'c',
  contradicts,
  ids: ['vol-1'],
  names: [],
  evidence: [digest(2)],
  ...more,
});
const found = (verdict: 'pass' | 'fail' | 'unknown' | 'not_applicable', id = 'vol-1', name = id) => ({
  resource: { id, name },
  verdict,
  evidence: [digest(1)],
});
type Finding = ReturnType<typeof found>;

function bench(findings: readonly (readonly [Subject, Finding])[], heard: readonly (readonly [Subject, ReturnType<typeof says>])[]) {
  const one = openBench(new Set(['c']));
  for (const [where, testimony] of heard) one.hear({ subject: where, testimonies: [testimony], gaps: [] });
  for (const [where, finding] of findings) one.note('c', where, finding);
  return one.compare();
}

describe('somebody else', () => {
  it.each([
    ['pass', 'pass', 1],
    ['fail', 'pass', 0],
    ['fail', 'fail', 1],
    ['pass', 'fail', 0],
  ] as const)('we say %s, they contradict a %s: %i', (verdict, contradicts, count) => {
    const { compared, unmatched, disagreements } = bench([[FRANKFURT, found(verdict)]], [[FRANKFURT, says(contradicts)]]);
    expect([compared, unmatched, disagreements.length]).toEqual([1, 0, count]);
  });

  it('is quoted with our verdict, their word, and the evidence of both', () => {
    expect(bench([[FRANKFURT, found('pass')]], [[FRANKFURT, says('pass')]]).disagreements).toEqual([
      {
        witness: 'AWS Config',
        rule: 'encrypted-volumes',
        says: 'NON_COMPLIANT',
        at: '2026-01-01T00:00:00.000Z',
        check: 'c',
        subject: FRANKFURT,
        resource: { id: 'vol-1', name: 'vol-1' },
        verdict: 'pass',
        evidence: [digest(1), digest(2)],
      },
    ]);
  });

  it.each(['unknown', 'not_applicable'] as const)('cannot disagree with what is %s', (verdict) => {
    expect(bench([[FRANKFURT, found(verdict)]], [[FRANKFURT, says('pass')]])).toMatchObject({
      compared: 0,
      unmatched: 1,
      disagreements: [],
    });
  });

  it('speaks of its own region and of its account, and of no other', () => {
    const testimony = [[FRANKFURT, says('pass')]] as const;
    expect(bench([[FRANKFURT, found('pass')]], testimony).disagreements).toHaveLength(1);
    expect(bench([[ACCOUNT, found('pass')]], testimony).disagreements).toHaveLength(1);
    expect(bench([[VIRGINIA, found('pass')]], testimony)).toMatchObject({ compared: 0, unmatched: 1 });
    expect(bench([[subject('2'), found('pass')]], testimony)).toMatchObject({ compared: 0, unmatched: 1 });
  });

  it('is matched by id or by name, each against its own', () => {
    const arn = found('pass', 'arn:aws:iam::1:user/staff/ada', 'ada');
    expect(bench([[ACCOUNT, arn]], [[FRANKFURT, says('pass', { ids: ['AIDA1'], names: ['ada'] })]]).compared).toBe(1);
    expect(bench([[ACCOUNT, arn]], [[FRANKFURT, says('pass', { ids: ['ada'], names: [] })]]).compared).toBe(0);
  });

  it('of several findings about one thing is held against the worst, in whatever order they come', () => {
    const keys = [found('pass', 'key-1', 'ada'), found('fail', 'key-2', 'ada')];
    const heard = [[FRANKFURT, says('pass', { ids: [], names: ['ada'] })]] as const;
    for (const order of [keys, [...keys].reverse()])
      expect(
        bench(
          order.map((one) => [ACCOUNT, one] as const),
          heard,
        ),
      ).toMatchObject({ compared: 1, disagreements: [] });
  });

  it('who could not be heard is named with the reason, once a kind', () => {
    const gap = { operation: 'config:Get', reason: 'access_denied', detail: 'no' } as const;
    const one = openBench(new Set(['c']));
    one.hear({
      subject: FRANKFURT,
      testimonies: [
        { ...unknown(gap), evidence: [] },
        { ...unknown(gap), evidence: [] },
      ],
      gaps: [],
    });
    expect(one.compare()).toEqual({ compared: 0, unmatched: 0, disagreements: [], gaps: [{ ...gap, subject: FRANKFURT.key }] });
  });

  it('who could not even be listed is named too; who is never asked is not', () => {
    const gap = { operation: 'config:List', reason: 'scp_denied', detail: 'no' } as const;
    const one = openBench(new Set(['c']));
    one.hear({ subject: FRANKFURT, testimonies: [], gaps: [gap] });
    one.hear({ subject: VIRGINIA, gaps: [gap] });
    expect(one.compare().gaps).toEqual([{ ...gap, subject: FRANKFURT.key }]);
  });

  it('about another check is nothing that is kept', () => {
    const one = openBench(new Set(['other']));
    one.note('c', FRANKFURT, found('pass'));
    one.hear({ subject: FRANKFURT, testimonies: [says('pass')], gaps: [] });
    expect(one.compare()).toMatchObject({ compared: 0, unmatched: 1 });
  });

  it('is told of in the same order, whoever was heard first', () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(ids, fc.infiniteStream(fc.boolean()), (all, coins) => {
        const findings = all.map((id) => [FRANKFURT, found('pass', id)] as const);
        const heard = all.map((id) => [FRANKFURT, says('pass', { ids: [id] })] as const);
        const mixed = [...heard].sort(() => (coins.next().value ? 1 : -1));
        expect(bench(findings, mixed)).toEqual(bench([...findings].reverse(), heard));
      }),
    );
  });
});
