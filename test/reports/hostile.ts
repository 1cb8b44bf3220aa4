/** Results and requirements of an estate whose names attack the reader of the report. */
import type { Assessment, CheckResult } from '../../src/model.ts';
import { assessment, check, DENIED, finding, HOSTILE, MFA, mfaWhy, sha } from './parts.ts';

export function hostileResults(): readonly CheckResult[] {
  const waiver = {
    check: MFA,
    resource: 'break-glass',
    reason: 'Sealed envelope in the safe.',
    approvedBy: 'Chief of Security',
    until: '2027-01-31T00:00:00.000Z',
  };
  const observed = { password_enabled: true, mfa_devices: [] };
  return [
    check({
      check: MFA,
      title: 'Everyone who signs in with a password uses a second factor',
      verdict: 'fail',
      severity: 'critical',
      findings: [
        ...Object.values(HOSTILE).map((name) => finding(name, 'fail', `${name} signs in with a password alone`, { observed })),
        finding('break-glass', 'fail', 'break-glass signs in with a password alone', { observed, waiver }),
        finding('x'.repeat(1_048_576), 'fail', 'a name of one megabyte', { observed: { name: 'y'.repeat(100_000) } }),
        finding('ada', 'pass', 'ada has 1 device'),
      ],
    }),
    check({
      check: 'github.org.members-mfa',
      about: 'github/member',
      title: 'Every member of the organisation has a second factor',
      verdict: 'unknown',
      key: 'github/acme',
      reasons: ['access_denied'],
      findings: [finding('acme', 'unknown', DENIED.detail, { reason: 'access_denied', evidence: [sha('d')] })],
      population: { size: 0, complete: false, proof: 'GET /orgs/{org}/members was refused' },
    }),
    check({
      check: 'attest.pentest',
      title: 'A penetration test was made within a year',
      verdict: 'unknown',
      severity: 'medium',
      evidence: 'attested',
      reasons: ['attestation_missing'],
      findings: [],
      population: { size: 0, complete: false, proof: 'no attestation on file' },
      key: 'people/attestations',
    }),
    check({
      check: 'aws.ec2.idle',
      title: 'No security group lets the world in',
      verdict: 'not_applicable',
      severity: 'low',
      evidence: 'operating',
      findings: [],
      population: { size: 0, complete: true, proof: 'last of 1 page read, no security group' },
      params: { maxDays: 400 },
      loosened: ['maxDays'],
    }),
  ];
}

export function hostileRequirements(): readonly Assessment[] {
  const fail = { check: MFA, why: mfaWhy, verdict: 'fail' as const, evidence: 'config' as const };
  const unknown = {
    check: 'github.org.members-mfa',
    about: 'github/member',
    why: 'Source code is reached through GitHub.',
    verdict: 'unknown' as const,
    evidence: null,
  };
  const pentest = { check: 'attest.pentest', why: 'Only a person can say so.', verdict: 'unknown' as const, evidence: 'attested' as const };
  const claims = { framework: 'example-claims' };
  const controls = { framework: 'iso-27001-2022' };
  return [
    assessment({
      ...claims,
      id: 'mfa',
      title: 'Second factor',
      standing: 'contradicted',
      quote: 'All employees use\nmulti-factor authentication.',
      at: 'claims.md:12',
      because: '9 of 10 users with a password have no second factor.',
      kind: 'fact',
      proof: { all: [fail, unknown], verdict: 'fail' },
      controls: ['iso-27001-2022/A.8.5'],
    }),
    assessment({
      ...claims,
      id: 'pentest',
      title: 'Yearly tests',
      standing: 'unproven',
      strength: 'none',
      quote: 'We carry out penetration tests every year.',
      because: 'Nobody has signed for it.',
      kind: 'cadence',
      proof: { any: [pentest, unknown], verdict: 'unknown' },
    }),
    assessment({
      ...claims,
      id: 'hosting',
      title: 'Where it runs',
      standing: 'supported',
      strength: 'provider-statement',
      covers: 'part',
      quote: 'Amazon Web Services (for Microsoft and GitHub) hosts our data in Łódź and 北京.',
      remainder: 'What Microsoft and GitHub host themselves.',
      wording: 'As worded this cannot be verified: AWS does not host Microsoft or GitHub.',
      because: 'Servers answer in the named regions.',
      proof: {
        check: 'aws.ec2.idle',
        why: 'Machines are where they are said to be.',
        verdict: 'pass',
        evidence: 'inventory',
        note: 'one region excluded',
      },
    }),
    assessment({
      ...claims,
      id: 'best',
      title: 'Superlative',
      standing: 'not-assessed',
      strength: 'none',
      kind: 'superlative',
      quote: 'Best-in-class security.',
      because: 'A superlative: no evidence can show it.',
      proof: { none: 'Nothing is measured by the word.', verdict: 'unknown' },
    }),
    assessment({
      ...controls,
      id: 'A.8.5',
      title: 'Secure authentication',
      standing: 'contradicted',
      family: 'Technological controls',
      covers: 'part',
      remainder: 'How secrets are handed to new people.',
      because: 'A decisive check failed.',
      proof: fail,
    }),
    assessment({
      ...controls,
      id: 'A.8.29',
      title: 'Security testing in development and acceptance',
      standing: 'supported',
      strength: 'attested',
      covers: 'part',
      family: 'Technological controls',
      remainder: 'Tests before each release.',
      because: 'A person signed for it.',
      proof: pentest,
    }),
    assessment({
      ...controls,
      id: 'A.7.1',
      title: 'Physical security perimeters',
      standing: 'not-assessed',
      strength: 'none',
      family: 'Physical controls',
      because: 'No machine can tell.',
      proof: { none: 'Doors have no interface for programs.', verdict: 'unknown' },
    }),
  ];
}
