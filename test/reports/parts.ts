/** What the reports of the fixtures are put together from. */
import type {
  Assessment,
  CheckResult,
  Counts,
  Digest,
  Finding,
  Gap,
  RunSummary,
  Subject,
  SubjectResult,
  Verdict,
} from '../../src/model.ts';

export const sha = (digit: string): Digest => `sha256:${digit.repeat(64).slice(0, 64)}`;
export const counts = (part: Partial<Record<Verdict | 'waived', number>> = {}): Counts => ({
  pass: 0,
  fail: 0,
  unknown: 0,
  not_applicable: 0,
  waived: 0,
  ...part,
});

/** One name of each kind that breaks reports: scripts, controls, overrides, zero width, markup. */
export const HOSTILE = {
  unicode: 'Łódź 北京 ✓',
  terminal: 'bob\u001b[31m\u001b]0;owned\u0007',
  bidi: 'admin\u202egnp.exe',
  zeroWidth: 'ro\u200bot\ufeff',
  markup: '<script>alert(1)</script> & =HYPERLINK("x") %PDF',
  newline: 'line one\nPASS everything\r\n',
  unassigned: 'odd \u{1f9ff}\u{10ffff} end',
} as const;

export const SUBJECTS: readonly Subject[] = [
  {
    source: 'aws',
    name: 'production',
    key: 'aws/production/eu-central-1',
    id: '123456789012/eu-central-1',
    label: 'production in eu-central-1',
    scope: 'region',
    region: 'eu-central-1',
  },
  {
    source: 'aws',
    name: 'production',
    key: 'aws/production',
    id: '123456789012',
    label: 'production',
    scope: 'account',
  },
];
export const FRAMEWORKS: RunSummary['frameworks'] = [
  { id: 'example-claims', title: 'Security statements of Example Cloud', version: '2026-11', kind: 'claims' },
  { id: 'iso-27001-2022', title: 'ISO/IEC 27001 Annex A', version: '2022', kind: 'controls', size: 93 },
];

interface CheckPart extends Partial<Omit<CheckResult, 'counts' | 'subjects'>> {
  readonly check: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly key?: string;
}
/** A check over one subject, its counts taken from its findings. */
export function check({ findings, key = 'aws/production', ...part }: CheckPart): CheckResult {
  const of = (verdict: Verdict) => findings.filter((row) => row.verdict === verdict).length;
  const tally = counts({
    pass: of('pass'),
    fail: of('fail'),
    unknown: of('unknown'),
    not_applicable: of('not_applicable'),
    waived: findings.filter((row) => row.waiver !== undefined).length,
  });
  const base = {
    about: 'aws/iam-user',
    severity: 'high' as const,
    evidence: 'config' as const,
    reasons: [],
    params: {},
    loosened: [],
    population: { size: findings.length, complete: true, proof: `AccountSummary.Users = ${findings.length}; last of 1 page read` },
    remedy: 'Turn it on: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html',
    counts: tally,
    ...part,
  };
  const subject: SubjectResult = {
    key,
    id: '123456789012',
    label: 'production',
    verdict: base.verdict,
    reasons: base.reasons,
    population: base.population,
    counts: tally,
    findings,
  };
  return { ...base, subjects: [subject] };
}
export function finding(id: string, verdict: Verdict, because: string, part: Partial<Finding> = {}): Finding {
  return { resource: { id: `arn:aws:iam::123456789012:user/${id}`, name: id }, verdict, because, evidence: [sha('e')], ...part };
}

export function assessment(part: Partial<Assessment> & Pick<Assessment, 'framework' | 'id' | 'title' | 'standing' | 'proof'>): Assessment {
  return { strength: 'config', because: 'Every check that decides it passes.', covers: 'whole', ...part };
}
export function run(part: Partial<RunSummary>, results: readonly CheckResult[], requirements: readonly Assessment[]): RunSummary {
  const of = (verdict: Verdict) => results.filter((row) => row.verdict === verdict).length;
  const stand = (standing: Assessment['standing']) => requirements.filter((row) => row.standing === standing).length;
  return {
    id: '01JDA4Q7Z5V2K8N3W6X9Y0B1C2',
    seq: 3,
    previous: sha('a'),
    startedAt: '2026-11-21T10:00:00.000Z',
    finishedAt: '2026-11-21T10:04:31.250Z',
    status: 'sealed',
    period: { from: '2026-08-23T10:00:00.000Z', to: '2026-11-21T10:00:00.000Z' },
    tool: { name: 'claimcheck', version: '0.1.0', node: 'v20.20.2' },
    digests: { policy: sha('b'), config: sha('c') },
    verdicts: counts({ pass: of('pass'), fail: of('fail'), unknown: of('unknown'), not_applicable: of('not_applicable') }),
    standings: {
      established: stand('established'),
      supported: stand('supported'),
      contradicted: stand('contradicted'),
      unproven: stand('unproven'),
      'not-assessed': stand('not-assessed'),
    },
    requests: { sent: 214, retried: 3, operations: ['iam:GetAccountSummary', 'iam:ListUsers'], mutating: 0 },
    clock: { maxSkewMs: 840 },
    findings: {
      total: results.reduce((sum, row) => sum + row.subjects.reduce((n, s) => n + s.findings.length, 0), 0),
      inline: true,
      file: 'findings.jsonl',
    },
    frameworks: FRAMEWORKS,
    exit: 0,
    ...part,
  };
}

export const MFA = 'aws.iam.console-users-mfa';
export const mfaWhy = 'A user who signs in with a password alone is the break-in that this sentence rules out.';

export const DENIED: Gap = {
  operation: 'GET /orgs/{org}/members',
  reason: 'access_denied',
  permission: 'Members: read',
  detail: 'GitHub answered 403 to the question who has no second factor; only owners may ask.',
  evidence: [sha('d')],
};
