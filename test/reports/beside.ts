/** Another run and the days of a period beside the reports of the fixtures: with every way of changing, and names that attack the reader. */
import {
  type Cause,
  type CheckChange,
  type Comparison,
  DAY_STATES,
  EFFECTS,
  type Effect,
  type Interruption,
  type PeriodRow,
  type PeriodTable,
  type Report,
  STANDINGS,
  VERDICTS,
} from '../../src/model.ts';
import { contradicted, HOSTILE } from './fixtures.ts';
import { MFA, sha } from './parts.ts';

const zero = <S extends string>(states: readonly S[]): Record<S, number> =>
  Object.fromEntries(states.map((state) => [state, 0])) as Record<S, number>;
const NASTY = `${HOSTILE.markup} ${HOSTILE.bidi} ${HOSTILE.terminal} [x](javascript:alert(1))`;
const fields = [{ field: NASTY, before: { name: NASTY }, after: NASTY }];
const CHANGED: Cause = { kind: 'resource_changed', because: NASTY, fields };
const LOST: Cause = { kind: 'permission_lost', because: `${NASTY} was refused`, permission: NASTY, operation: NASTY };

function changeOf(check: string, effect: Effect, before: CheckChange['before'], after: CheckChange['after'], cause: Cause): CheckChange {
  return {
    check,
    title: `Nobody signs in as ${NASTY}`,
    severity: 'high',
    before,
    after,
    effect,
    findings: { ...zero(EFFECTS), [effect]: 2 },
    causes: [{ ...cause, findings: 2 }],
  };
}

/** Something of every effect: worse, hidden, only apparently better, mended. */
export function comparisonOf(report: Report): Comparison {
  const { id, seq, startedAt, status, tool, digests, demo, verdicts, standings } = report.run;
  const after = { id, seq, startedAt, status, tool, digests, ...(demo !== undefined && { demo }), verdicts, standings };
  const before = { ...after, id: '01JDA0000000000000000000AA', seq: seq - 1, startedAt: '2026-11-14T10:00:00.000Z' };
  const subject = { key: 'aws/production', id: '123456789012', label: NASTY };
  const effects = { ...zero(EFFECTS), worse: 40, 'less-known': 1, 'not-looked-at': 2, gone: 3, better: 4, new: 9_000 };
  return {
    schema: 'https://claimcheck.dev/schema/comparison/v1',
    before,
    after,
    context: [
      { kind: 'policy_changed', because: NASTY, files: [{ name: NASTY, before: null, after: sha('1') }] },
      { kind: 'principal_changed', because: NASTY, fields },
    ],
    scope: [{ source: 'aws', name: 'production', subject: NASTY, effect: 'not-looked-at', because: NASTY }],
    checks: [
      changeOf(MFA, 'worse', 'pass', 'fail', CHANGED),
      changeOf('github.org.members-mfa', 'less-known', 'pass', 'unknown', LOST),
      changeOf('aws.dropped', 'not-looked-at', 'fail', null, { kind: 'check_dropped', because: NASTY }),
      changeOf('aws.ec2.idle', 'asked-otherwise', 'fail', 'pass', { kind: 'parameter_changed', because: NASTY, fields }),
      changeOf('attest.pentest', 'better', 'fail', 'pass', { kind: 'attestation_given', because: NASTY }),
    ],
    requirements: report.requirements.slice(0, 4).map((row, index) => ({
      framework: row.framework,
      id: row.id,
      title: row.title,
      before: index === 3 ? null : 'established',
      after: row.standing,
      effect: index === 0 ? 'worse' : 'less-known',
      checks: index === 0 ? [{ check: MFA, before: 'pass', after: 'fail', effect: 'worse' }] : [],
      causes: index === 1 ? [CHANGED, LOST] : [LOST],
    })),
    findings: {
      compared: 1200,
      effects,
      total: 50,
      listed: Array.from({ length: 45 }, (_, index) => ({
        check: MFA,
        subject,
        resource: { id: `arn:aws:iam::123456789012:user/${index}`, name: `${NASTY} ${index}` },
        before: index < 40 ? { verdict: 'pass', waived: false } : { verdict: 'fail', waived: true },
        after: index < 40 ? { verdict: 'fail', waived: false } : null,
        effect: index < 40 ? 'worse' : 'gone',
        causes: [CHANGED],
      })),
    },
    exit: 4,
  };
}

const LETTER = { held: 'h', broken: 'b', unknown: 'u', 'not-applicable': 'n', unseen: '-' } as const;
const DAY = 86_400_000;
const instant = (from: string, day: number): string => new Date(Date.parse(`${from}T06:00:00Z`) + day * DAY).toISOString();
/** A row as the runs of a period would make it: its gaps and counts follow from its letters. */
export function rowOf(id: string, title: string, states: string, interruptions: readonly Interruption[] = []): PeriodRow {
  const count = (letter: string) => [...states].filter((one) => one === letter).length;
  const gaps = [...states.matchAll(/[-u]+/g)].map(({ 0: run }) => run.length);
  return {
    id,
    title,
    states,
    days: Object.fromEntries(DAY_STATES.map((state) => [state, count(LETTER[state])])) as PeriodRow['days'],
    gaps: [],
    longestGap: Math.max(0, ...gaps),
    interruptions,
  };
}

/** `-hbubh--hbhn`, and more of it: a run on each day that is not `-`. */
export function periodOf(
  report: Report,
  pattern: string,
  rows: { readonly requirements: readonly PeriodRow[]; readonly checks: readonly PeriodRow[] },
): PeriodTable {
  const from = '2026-06-01';
  const seen = [...pattern].flatMap((letter, day) => (letter === '-' ? [] : [day]));
  const standing = (day: number) => ({
    ...zero(STANDINGS),
    established: 20 + (day % 3),
    contradicted: day % 7 === 0 ? 2 : 0,
    unproven: 16,
  });
  return {
    schema: 'https://claimcheck.dev/schema/period/v1',
    from,
    to: instant(from, pattern.length - 1).slice(0, 10),
    days: pattern.length,
    ongoing: false,
    runs: {
      sealed: seen.length - 1,
      aborted: 1,
      lost: [{ runId: NASTY, at: null, event: 'killed', detail: NASTY }],
      locked: 1,
      schedule: { cron: '0 6 * * *', expected: pattern.length, missed: pattern.length - seen.length, firstMissed: [instant(from, 0)] },
      first: instant(from, seen[0] ?? 0),
      last: instant(from, seen.at(-1) ?? 0),
    },
    trend: seen.map((day, index) => ({
      run: index + 1,
      at: instant(from, day),
      aborted: index === 1,
      verdicts: { ...zero(VERDICTS), pass: 100 - (day % 5), fail: day % 5 },
      standings: Object.fromEntries(report.run.frameworks.map(({ id }) => [id, standing(day)])),
    })),
    ...rows,
    notes: [NASTY],
    exit: 4,
  };
}

export const BROKEN: Interruption = {
  run: 3,
  seenAt: '2026-06-03T06:00:00.000Z',
  heldUntil: '2026-06-02T06:00:00.000Z',
  began: [CHANGED],
  endRun: 6,
  endedAt: '2026-06-06T06:00:00.000Z',
  ending: 'better',
  ended: [LOST],
};
/** Ended since nobody looked any more. */
const DROPPED: Interruption = {
  ...BROKEN,
  run: 8,
  seenAt: '2026-06-10T06:00:00.000Z',
  ending: 'not-looked-at',
  endRun: 9,
  ended: [{ kind: 'scope_changed', because: NASTY }],
};
const OPEN: Interruption = {
  run: 1,
  seenAt: '2026-06-02T06:00:00.000Z',
  began: [],
  endRun: null,
  endedAt: null,
  ending: null,
  ended: [],
};

/** Everything that attacks the reader, and both of them. */
export function beside(): Report {
  const report = contradicted();
  const pattern = '-hbubh--hbhn';
  const requirements = report.requirements.map(({ framework, id, title }, index) =>
    rowOf(`${framework}/${id}`, title, index === 0 ? pattern : '-nnnnn--nnnn', index === 0 ? [BROKEN, DROPPED] : []),
  );
  const checks = [
    rowOf(MFA, `Nobody signs in as ${NASTY}`, pattern, [BROKEN, DROPPED]),
    rowOf('aws.dropped', NASTY, '-bbbbb--bbbb', [OPEN]),
    ...['a', 'b', 'c'].map((id) => rowOf(`aws.alike-${id}`, 'Alike', '-hhhhh--hhhh')),
  ];
  return { ...report, comparison: comparisonOf(report), overTime: periodOf(report, pattern, { requirements, checks }) };
}

/** A year, 38 claims, 100 controls, 250 checks. */
export function year(): Report {
  const base = contradicted();
  const [claim] = base.requirements;
  if (claim === undefined) throw new Error('the hostile report has a claim');
  const claims = Array.from({ length: 38 }, (_, index) => ({
    ...claim,
    id: `claim-${index}`,
    quote: `We keep promise number ${index}, on every day of the year.`,
  }));
  const report = { ...base, requirements: [...claims, ...base.requirements] };
  const days = (seed: number) =>
    Array.from({ length: 365 }, (_, day) => {
      if (day % 31 === 30 || (day > 200 && day < 215)) return '-';
      if ((day + seed * 17) % 97 < seed % 4) return 'b';
      return (day + seed * 13) % 83 === 0 ? 'u' : 'h';
    }).join('');
  const row = (id: string, seed: number) =>
    rowOf(id, `Sentence of ${id}`, days(seed), seed % 4 === 0 ? [] : [BROKEN, { ...DROPPED, run: seed }]);
  const requirements = [
    ...claims.map(({ framework, id }, index) => row(`${framework}/${id}`, index)),
    ...Array.from({ length: 100 }, (_, index) => row(`iso-27001-2022/A.${index}`, index % 8)),
  ];
  const checks = Array.from({ length: 250 }, (_, index) => row(`aws.service.check-${index}`, index % 25));
  return { ...report, overTime: periodOf(report, days(0), { requirements, checks }) };
}
