/** Three reports that every renderer must carry: all well, contradicted by a hostile world, nothing collected. */
import type { FindingRow, Gap, Report, Subject } from '../../src/model.ts';
import { hostileRequirements, hostileResults } from './hostile.ts';
import { assessment, check, counts, DENIED, finding, HOSTILE, MFA, mfaWhy, run, SUBJECTS, sha } from './parts.ts';

export { check, finding, HOSTILE } from './parts.ts';

/** Everything asked was answered and held. */
export function allWell(): Report {
  const results = [
    check({
      check: MFA,
      title: 'Everyone who signs in with a password uses a second factor',
      verdict: 'pass',
      findings: [finding('ada', 'pass', 'ada has 1 device'), finding('grace', 'pass', 'grace has 2 devices')],
    }),
  ];
  const proof = { check: MFA, why: mfaWhy, verdict: 'pass' as const, evidence: 'config' as const };
  const requirements = [
    assessment({
      framework: 'example-claims',
      id: 'mfa',
      title: 'Second factor',
      standing: 'established',
      proof,
      quote: 'All employees use multi-factor authentication.',
      at: 'claims.md:12',
      kind: 'fact',
      controls: ['iso-27001-2022/A.8.5'],
    }),
    assessment({
      framework: 'iso-27001-2022',
      id: 'A.8.5',
      title: 'Secure authentication',
      standing: 'supported',
      family: 'Technological controls',
      covers: 'part',
      remainder: 'How secrets are handed to new people.',
      proof,
    }),
  ];
  return {
    schema: 'https://claimcheck.dev/schema/report/v1',
    run: run({ previous: null, seq: 1 }, results, requirements),
    scope: [
      {
        source: 'aws',
        name: 'production',
        principal: { id: 'arn:aws:sts::123456789012:assumed-role/reader/claimcheck', detail: 'role reader' },
        subjects: SUBJECTS,
        excluded: [],
        plan: { collectors: ['aws/iam-user'] },
      },
    ],
    results,
    requirements,
    gaps: [],
    waivers: [],
  };
}

/** Failures with a waiver, unknowns with and without a permission, names that attack the reader, a demo world. */
export function contradicted(): Report {
  const results = hostileResults();
  const requirements = hostileRequirements();
  const github: Subject = {
    source: 'github',
    name: 'acme',
    key: 'github/acme',
    id: 'github/acme',
    label: `acme ${HOSTILE.bidi}`,
    scope: 'organization',
    gap: DENIED,
  };
  return {
    schema: 'https://claimcheck.dev/schema/report/v1',
    run: run({ demo: 'breach', exit: 4 }, results, requirements),
    scope: [
      {
        source: 'aws',
        name: 'production',
        principal: { id: 'arn:aws:sts::123456789012:assumed-role/reader/claimcheck', detail: 'role reader' },
        subjects: SUBJECTS,
        plan: { collectors: ['aws/iam-user', 'aws/security-group'] },
        excluded: [{ id: 'us-gov-west-1', because: 'Declared out of scope: nothing is kept there.', evidence: [sha('9')] }],
      },
      {
        source: 'github',
        name: 'acme',
        principal: { $unknown: DENIED },
        subjects: [github],
        excluded: [],
        plan: { collectors: ['github/member'] },
      },
    ],
    results,
    requirements,
    gaps: [
      { ...DENIED, subject: 'github/acme', collector: 'github/member' },
      {
        operation: 'ec2:DescribeRegions',
        reason: 'throttled',
        detail: 'AWS asked us to slow down five times.',
        subject: 'aws/production',
        collector: 'aws/security-group',
      },
    ],
    waivers: [
      {
        check: MFA,
        resource: 'break-glass',
        reason: 'Sealed envelope in the safe.',
        approvedBy: 'Chief of Security',
        until: '2027-01-31T00:00:00.000Z',
        state: 'applied',
      },
      {
        check: MFA,
        resource: 'old-robot',
        reason: 'Was to be retired.',
        approvedBy: 'Chief of Security',
        until: '2026-06-30T00:00:00.000Z',
        state: 'expired',
      },
      {
        check: 'aws.s3.gone',
        resource: 'bucket',
        reason: 'Static page.',
        approvedBy: 'Web team',
        until: '2027-06-30T00:00:00.000Z',
        state: 'matches-nothing',
      },
    ],
  };
}

/** No credentials, no answers: everything is unknown and nothing may look like success. */
export function nothing(): Report {
  const results = [
    check({
      check: MFA,
      title: 'Everyone who signs in with a password uses a second factor',
      verdict: 'unknown',
      reasons: ['credentials_invalid'],
      findings: [],
      population: { size: 0, complete: false, proof: 'nobody answered' },
    }),
  ];
  const gap: Gap = {
    operation: 'sts:GetCallerIdentity',
    reason: 'credentials_invalid',
    detail: 'No credentials were found for aws/production.',
  };
  const requirements = [
    assessment({
      framework: 'example-claims',
      id: 'mfa',
      title: 'Second factor',
      standing: 'unproven',
      strength: 'none',
      quote: 'All employees use multi-factor authentication.',
      because: 'Nobody could be asked.',
      proof: { check: MFA, why: mfaWhy, verdict: 'unknown', evidence: null },
    }),
  ];
  const summary = run(
    { exit: 3, status: 'aborted', requests: { sent: 0, retried: 0, operations: [], mutating: 0 }, previous: null },
    results,
    requirements,
  );
  const subjects = SUBJECTS.slice(1).map((subject) => ({ ...subject, id: subject.key, gap }));
  return {
    schema: 'https://claimcheck.dev/schema/report/v1',
    run: summary,
    results,
    requirements,
    waivers: [],
    scope: [
      { source: 'aws', name: 'production', principal: { $unknown: gap }, subjects, excluded: [], plan: { collectors: ['aws/iam-user'] } },
    ],
    gaps: [{ ...gap, subject: 'aws/production', collector: 'aws/iam-user' }],
  };
}

/** More sources, statements and refusals than any page has room for, each with a name that has no end. */
export function crowded(): Report {
  const base = contradicted();
  const endless = (word: string) => `${word} `.repeat(60);
  const claims = base.requirements.filter((row) => row.quote !== undefined);
  const many = <T>(one: (index: number) => T): readonly T[] => Array.from({ length: 12 }, (_, index) => one(index));
  const [entry] = base.scope;
  const [gap] = base.gaps;
  if (entry === undefined || gap === undefined) throw new Error('the hostile report has a source and a gap');
  return {
    ...base,
    run: {
      ...base.run,
      status: 'aborted',
      frameworks: [
        ...many((index) => ({ id: `c${index}`, title: endless('Statement'), version: endless('v'), kind: 'claims' as const })),
        ...base.run.frameworks,
      ],
    },
    scope: many((index) => ({
      ...entry,
      name: endless(`production-${index}`),
      principal: { id: endless('reader'), detail: endless('role') },
    })),
    requirements: [
      ...many((index) => claims.map((row) => ({ ...row, id: `${row.id}-${index}`, quote: endless('promised') }))).flat(),
      ...base.requirements,
    ],
    gaps: many((index) => ({ ...gap, operation: endless(`operation-${index}`), permission: endless('permission') })),
  };
}

/** The rows of findings.jsonl that belong to a report. */
export function rowsOf(report: Report): () => AsyncIterable<FindingRow> {
  return async function* () {
    for (const result of report.results) {
      for (const { key, id, label, findings } of result.subjects) {
        for (const row of findings) yield { ...row, check: result.check, subject: { key, id, label } };
      }
    }
  };
}

/** A report over `size` users of which two thirds fail and a third is unknown, too many to be inline. */
export function large(size: number): { readonly report: Report; readonly rows: () => AsyncIterable<FindingRow> } {
  const base = contradicted();
  const fails = Math.ceil((size * 2) / 3);
  const results = base.results.map((row) =>
    row.check === MFA
      ? {
          ...row,
          population: { size, complete: true, proof: `AccountSummary.Users = ${size}` },
          counts: counts({ fail: fails, unknown: size - fails }),
          subjects: row.subjects.map((subject) => ({ ...subject, findings: [] })),
        }
      : row,
  );
  const report = { ...base, results, run: { ...base.run, findings: { total: size, inline: false, file: 'findings.jsonl' as const } } };
  const subject = { key: 'aws/production', id: '123456789012', label: 'production' };
  const rows = async function* (): AsyncIterable<FindingRow> {
    for (let index = 0; index < size; index++) {
      const row =
        index < fails
          ? finding(`user-${index}`, 'fail', `user-${index} signs in with a password alone`)
          : finding(`user-${index}`, 'unknown', 'The list of devices was refused.', { reason: 'access_denied' });
      yield { ...row, check: MFA, subject };
    }
  };
  return { report, rows };
}
