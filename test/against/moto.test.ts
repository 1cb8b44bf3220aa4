/**
 * All of AWS against moto 5, which others wrote: source, collectors, checks, pipeline, from claimcheck.yaml to the sealed report.
 * Twice: as moto answers, where whatever moto cannot say as AWS says it must become unknown and nothing else; and with the three flaws
 * of its envelopes mended on the wire (MENDS), where its contents must lead to the verdicts that were planted in moto-estate.ts.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import source from '../../collectors/aws/source.ts';
import type { Finding } from '../../src/model.ts';
import { ANYBODY, type Moto, motoServer, startMoto } from './moto.ts';
import { ARCHIVE, type Planted, PRODUCTION, plant } from './moto-estate.ts';
import { inventory } from './moto-inventory.ts';
import { mend, NAMES_OF_MOTO } from './moto-mends.ts';
import { type Looked, look, mine, policy, tableOf } from './moto-run.ts';

const executable = motoServer();
if (executable === undefined) console.error('SKIPPED: no moto_server on the PATH: nothing of AWS was tried against moto');

const declared = new Map([...source.calls, ...mine.flatMap((collector) => collector.calls)].map((call) => [call.operation, call]));
/** What claimcheck publishes as its least-privilege policy. */
const PERMISSIONS = [...new Set([...declared.values()].map((call) => call.permission))].filter((name) =>
  /^[a-z0-9-]+:[A-Za-z]+$/.test(name),
);

interface Row {
  readonly check: string;
  /** The region `eu` is eu-central-1, `us` is us-east-1. `p` is the account 123456789012, `a` the one whose role is assumed. */
  readonly moto: Readonly<Record<string, string>>;
  /** What is told once the envelopes are mended; absent: the same. */
  readonly mended?: Readonly<Record<string, string>>;
}
const both = (p: string, a: string) => ({ p, a });
const four = (pEu: string, pUs: string, aEu: string, aUs: string) => ({ 'p/eu': pEu, 'p/us': pUs, 'a/eu': aEu, 'a/us': aUs });
const HTML = 'unknown ?* (unexpected_content_type)';
const LONG_AGO = 'unknown ?* (stale_evidence)';
const POLICY = 'IAM password policy';

const ROWS: readonly Row[] = [
  // moto's CloudTrail answers JSON as text/html: what came could be anybody's page, so nobody knows, though a trail is there and one is not
  { check: 'aws.cloudtrail.log-validation', moto: both(HTML, HTML), mended: both('pass +everything', 'fail -*') },
  // once read: LatestDeliveryTime is the moment of asking as long as the trail logs, which AWS would say five minutes later
  { check: 'aws.cloudtrail.multi-region', moto: both(HTML, HTML), mended: both('pass +everything', 'fail -*') },
  {
    // moto's recorder stays PENDING for ever, which is not SUCCESS: a failure, and the delivery status (not implemented: HTML 500) cannot
    // change that. No recorder at all is a failure too.
    check: 'aws.config.recorder',
    moto: four(HTML, HTML, HTML, HTML),
    mended: four('fail -default', 'fail -*', 'fail -*', 'fail -*'),
  },
  {
    // DescribeComplianceByConfigRule is not implemented (HTML 500): the rule is known, what it finds is not
    check: 'aws.config.rules-compliant',
    moto: four(HTML, HTML, HTML, HTML),
    mended: four('unknown ?volumes (provider_error)', 'not_applicable', 'not_applicable', 'not_applicable'),
  },
  {
    check: 'aws.ebs.default-encryption',
    moto: four('pass +eu-central-1', 'fail -us-east-1', 'fail -eu-central-1', 'fail -us-east-1'),
  },
  {
    check: 'aws.ebs.snapshots-encrypted',
    moto: four('fail -open snapshot +sealed snapshot', 'pass +us snapshot', 'not_applicable', 'not_applicable'),
  },
  {
    check: 'aws.ebs.volumes-encrypted',
    moto: four('fail -open volume +sealed volume', 'pass +us volume', 'not_applicable', 'fail -archive volume'),
  },
  {
    // moto dates every credential report 2015-02-02: nobody knows who has keys today
    check: 'aws.iam.access-key-rotation',
    moto: both(LONG_AGO, LONG_AGO),
    mended: both('pass +deploy +nobody +reader', 'pass +uploader'),
  },
  {
    // users without a password are not counted as well protected: archive has none, so it is not applicable
    check: 'aws.iam.console-users-mfa',
    moto: both(LONG_AGO, LONG_AGO),
    mended: both('fail +ada -bob', 'not_applicable'),
  },
  {
    // the policy itself is told; whether it binds anybody stands in the report of 2015. production's holds whether or not it does; archive
    // has none (NoSuchEntity: AWS's default), which is a failure if it binds anybody, and nobody knows that
    check: 'aws.iam.password-policy-complexity',
    moto: both(`pass +${POLICY}`, `unknown ?${POLICY} (stale_evidence)`),
    mended: both(`pass +${POLICY}`, 'not_applicable'),
  },
  {
    check: 'aws.iam.password-policy-length',
    moto: both(`pass +${POLICY}`, `unknown ?${POLICY} (stale_evidence)`),
    mended: both(`pass +${POLICY}`, 'not_applicable'),
  },
  {
    // five passwords are remembered, not 24: a failure if it binds anybody
    check: 'aws.iam.password-policy-reuse',
    moto: both(`unknown ?${POLICY} (stale_evidence)`, `unknown ?${POLICY} (stale_evidence)`),
    mended: both(`fail -${POLICY}`, 'not_applicable'),
  },
  {
    // AccountMFAEnabled is always 0, AccountPasswordPresent is left out of the summary, and the report has no line <root_account>: whether
    // the root user has a password is not known, so its lack of MFA is neither a failure nor irrelevant
    check: 'aws.iam.root-mfa',
    moto: both('unknown ?root user (stale_evidence)', 'unknown ?root user (stale_evidence)'),
    mended: both('unknown ?root user (malformed_response)', 'unknown ?root user (malformed_response)'),
  },
  // moto says AccountAccessKeysPresent = 0 and AccountSigningCertificatesPresent = 0 of every account: an answer, though a fixed one
  { check: 'aws.iam.root-no-access-keys', moto: both('pass +root user', 'pass +root user') },
  {
    // only the report's line <root_account> tells the last use, and moto's has none
    check: 'aws.iam.root-not-used',
    moto: both('unknown ?root user (stale_evidence)', 'unknown ?root user (stale_evidence)'),
    mended: both('unknown ?root user (malformed_response)', 'unknown ?root user (malformed_response)'),
  },
  {
    // `not_supported` as password_last_used of a user without a password (AWS: N/A) is unknown and read by nobody, as there is no password
    check: 'aws.iam.unused-credentials',
    moto: both(LONG_AGO, LONG_AGO),
    mended: both('pass +ada +bob +deploy +nobody +reader', 'pass +uploader'),
  },
  {
    // moto gives a LatestRestorableTime even to a database without backups (AWS leaves it out); the retention of 0 decides
    check: 'aws.rds.backup-retention',
    moto: four('fail -cache +orders -scratch', 'pass +ledger', 'not_applicable', 'not_applicable'),
  },
  {
    check: 'aws.rds.encrypted',
    moto: four('fail +cache +orders +orders-reader -scratch', 'pass +ledger', 'not_applicable', 'not_applicable'),
  },
  {
    // an Aurora cluster is judged by the zones of its two members
    check: 'aws.rds.multi-az',
    moto: four('fail -cache +orders -scratch', 'pass +ledger', 'not_applicable', 'not_applicable'),
  },
  { check: 'aws.s3.account-public-access-block', moto: both(`fail -${PRODUCTION}`, `pass +${ARCHIVE}`) },
  {
    // GetBucketPolicyStatus does not exist in moto: it lists the bucket instead, which the SDK would read as "not public". leak and bare
    // stay unknown. poster fails by its list alone; ledger, trail and the archive's vault are closed by Block Public Access whatever the
    // status, the vault although its list grants everybody to read.
    check: 'aws.s3.bucket-not-public',
    moto: both('fail ?bare (malformed_response) ?leak (malformed_response) +ledger -poster +trail', 'pass +vault'),
  },
  {
    // moto's new buckets have no block of their own (AWS's have since April 2023); the archive's account has one for all
    check: 'aws.s3.bucket-public-access-block',
    moto: both('fail -bare -leak +ledger -poster +trail', 'pass +vault'),
  },
  {
    // moto's new buckets have no default encryption (AWS's have since January 2023): it says so, and that is a failure
    check: 'aws.s3.encryption-default',
    moto: both('fail -bare -leak +ledger -poster +trail', 'fail -vault'),
  },
  {
    // moto sends a policy as application/xml, which it is not; that there is none (NoSuchBucketPolicy) it says as AWS does
    check: 'aws.s3.tls-only',
    moto: both('fail -bare ?leak (malformed_response) ?ledger (malformed_response) -poster ?trail (malformed_response)', 'fail -vault'),
    mended: both('fail -bare -leak +ledger -poster +trail', 'fail -vault'),
  },
];
const SHORT: Readonly<Record<string, string>> = { p: 'production', a: 'archive', eu: 'eu-central-1', us: 'us-east-1' };
function long(cells: Readonly<Record<string, string>>): Record<string, string> {
  const subject = (key: string) =>
    key
      .split('/')
      .map((part) => SHORT[part] as string)
      .join('/');
  return Object.fromEntries(Object.entries(cells).map(([key, cell]) => [subject(key), cell]));
}
function ofProduction(cells: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(cells).filter(([key]) => key.startsWith('production')));
}

describe.skipIf(executable === undefined)('AWS as moto plays it', () => {
  let dir = '';
  let moto: Moto;
  let planted: Planted;
  let names: ReadonlyMap<string, string>;
  let before: readonly unknown[];
  let after: readonly unknown[];
  const seen: Record<'moto' | 'mended' | 'nobody' | 'stranger' | 'reader', Looked> = {} as never;

  const everything = async () => [await inventory(moto.url, PRODUCTION, ANYBODY), await inventory(moto.url, ARCHIVE, planted.archivist)];
  const at = (as: Planted['nobody']) => ({ url: moto.url, dir: mkdtempSync(path.join(dir, 'run-')), as });

  beforeAll(async () => {
    dir = mkdtempSync(path.join(tmpdir(), 'claimcheck-moto-'));
    moto = await startMoto(executable as string);
    planted = await plant(moto.url, [...PERMISSIONS, ...NAMES_OF_MOTO]);
    names = new Map(Object.entries(planted.ids).map(([name, id]) => [id, name]));
    before = await everything();
    seen.moto = await look({ ...at(ANYBODY), accounts: ['production', 'archive'] });
    seen.mended = await look({ ...at(ANYBODY), accounts: ['production', 'archive'], mend });
    after = await everything();
    await moto.resetAuth(0);
    seen.nobody = await look({ ...at(planted.nobody), accounts: ['production'] });
    seen.stranger = await look({
      ...at({ ...planted.reader, secretAccessKey: 'not-the-secret-of-this-access-key' }),
      accounts: ['production'],
    });
    seen.reader = await look({ ...at(planted.reader), accounts: ['production'] });
  });
  afterAll(async () => {
    await moto?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('has a row for every shipped check about AWS', () => {
    expect(ROWS.map(({ check }) => check)).toEqual(policy.checks.map(({ check }) => check.id).sort());
  });

  describe('as it answers', () => {
    it.each(ROWS.map((row) => [row.check, row] as const))('%s', (check, row) => {
      expect(tableOf(seen.moto.report, names)[check]).toEqual(long(row.moto));
    });
    it('is not understood in these operations, and in these alone', () => {
      const strange = seen.moto.sent.filter(
        ({ answer }) => answer.status >= 500 || (answer.status === 200 && !source.accepts.test(answer.headers['content-type'] ?? '')),
      );
      expect([...new Set(strange.map(({ operation }) => operation))].sort()).toEqual([
        'cloudtrail:DescribeTrails',
        'config:DescribeComplianceByConfigRule',
        'config:DescribeConfigRules',
        'config:DescribeConfigurationRecorderStatus',
        'config:DescribeConfigurationRecorders',
        'config:DescribeDeliveryChannelStatus',
      ]);
    });
    it('leaves fail and unknown to be told apart by the exit code', () => expect(seen.moto.report.run.exit).toBe(4));
  });

  describe('with its envelopes mended', () => {
    it.each(ROWS.map((row) => [row.check, row] as const))('%s', (check, row) => {
      expect(tableOf(seen.mended.report, names)[check]).toEqual(long(row.mended ?? row.moto));
    });
  });

  describe('is only read', () => {
    it('and is the same afterwards', () => {
      expect(JSON.stringify(before)).toContain('orders-reader');
      expect(after).toEqual(before);
    });
    it.each(['moto', 'mended', 'nobody', 'reader'] as const)('with declared operations: %s', (which) => {
      const operations = new Set(seen[which].sent.map(({ operation }) => operation));
      expect([...operations].filter((operation) => !declared.has(operation))).toEqual([]);
      expect(seen[which].report.run.requests.operations).toEqual([...operations].sort());
      expect(seen[which].report.run.requests).toMatchObject({ sent: seen[which].sent.length, mutating: 0 });
    });
    it('whose names say so, but for the two that say why', () => {
      const operations = new Set([...seen.moto.sent, ...seen.mended.sent].map(({ operation }) => operation));
      const others = [...operations].filter((operation) => !/^[a-z0-9-]+:(?:Get|List|Describe)[A-Z]/.test(operation));
      expect(others.sort()).toEqual(['iam:GenerateCredentialReport', 'sts:AssumeRole']);
      for (const operation of others) expect(declared.get(operation)?.readOnly).toBeTypeOf('string');
    });
    it('in every declared operation once moto is understood, but for those of other ways to sign in', () => {
      const asked = new Set(seen.mended.sent.map(({ operation }) => operation));
      expect([...declared.keys()].filter((operation) => !asked.has(operation)).sort()).toEqual([
        // asked for rules that moto says are broken: it never says so
        'config:GetComplianceDetailsByConfigRule',
        'sso-oidc:CreateToken',
        'sso:GetRoleCredentials',
        'sts:AssumeRoleWithWebIdentity',
      ]);
    });
  });

  describe('has two accounts', () => {
    it('each of which is named by who answered, not by who was configured', () => {
      for (const { report } of [seen.moto, seen.mended]) {
        expect(report.scope.map(({ name, principal }) => [name, (principal as { id: string }).id])).toEqual([
          ['production', `arn:aws:sts::${PRODUCTION}:user/moto`],
          ['archive', `arn:aws:sts::${ARCHIVE}:assumed-role/claimcheck/claimcheck`],
        ]);
        const subjects = report.results.flatMap((result) => result.subjects);
        expect(subjects.length).toBeGreaterThan(2 * ROWS.length);
        for (const { key, id } of subjects)
          expect([key, id.split('/')[0]]).toEqual([key, key.startsWith('aws/archive') ? ARCHIVE : PRODUCTION]);
      }
    });
    it('whose resources bear their own account', () => {
      const subjects = seen.mended.report.results.flatMap((result) => result.subjects);
      const arns = (name: string) =>
        subjects
          .filter(({ key }) => key.startsWith(`aws/${name}`))
          .flatMap(({ findings }) => findings.map(({ resource }) => resource.id).filter((id) => id.startsWith('arn:')));
      expect(new Set(arns('production').map((arn) => arn.split(':')[4]))).toEqual(new Set([PRODUCTION]));
      expect(new Set(arns('archive').map((arn) => arn.split(':')[4]))).toEqual(new Set([ARCHIVE]));
    });
    it('and no secret of either in what was sealed', () => {
      const assumed = seen.moto.sent.find(({ operation }) => operation === 'sts:AssumeRole');
      const body = new TextDecoder().decode(assumed?.answer.body);
      const secrets = ['SecretAccessKey', 'SessionToken'].map((name) => new RegExp(`<${name}>([^<]+)`).exec(body)?.[1] as string);
      const sealed = contentsOf(seen.moto.sealed);
      expect(sealed).toContain('sts:AssumeRole');
      expect(sealed).toContain('ListAllMyBucketsResult');
      for (const secret of [...secrets, ANYBODY.secretAccessKey]) {
        expect(secret.length).toBeGreaterThan(20);
        expect(sealed.includes(secret), 'a secret in the locker').toBe(false);
      }
    });
  });

  describe('with permissions that count', () => {
    const rowsOf = ({ report }: Looked): Finding[] =>
      report.results.flatMap((result) => result.subjects.flatMap((subject) => subject.findings));
    it.each(['nobody', 'stranger'] as const)('%s learns nothing: every row is unknown, and none is missing', (who) => {
      const { report } = seen[who];
      expect(report.results.filter(({ verdict }) => verdict !== 'unknown').map(({ check, verdict }) => [check, verdict])).toEqual([]);
      expect(rowsOf(seen[who]).filter(({ verdict }) => verdict !== 'unknown')).toEqual([]);
      expect(
        report.results.filter(({ subjects }) => subjects.some(({ findings }) => findings.length === 0)).map(({ check }) => check),
      ).toEqual([]);
      expect(report.run.exit).toBe(3);
    });
    it('nobody is told which permission would have answered', () => {
      const { report } = seen.nobody;
      // which regions are enabled is itself a question that was refused: its row is one more, and says so
      for (const { subjects } of report.results) {
        for (const { key, reasons } of subjects)
          expect([key, reasons]).toEqual([key, [key.endsWith('/*') ? 'region_scope_unproven' : 'access_denied']]);
      }
      // the permission that the refusal names comes first, and moto has its own name for some
      const granted = new Set([...PERMISSIONS, ...NAMES_OF_MOTO]);
      for (const gap of report.gaps.filter(({ reason }) => reason === 'access_denied')) {
        expect([gap.operation, granted.has(gap.permission as string)]).toEqual([gap.operation, true]);
      }
    });
    it('a stranger has credentials that are not valid', () => {
      expect([...new Set(seen.stranger.report.results.flatMap(({ reasons }) => reasons))]).toEqual(['credentials_invalid']);
    });
    it("the published permissions, and moto's own names for four of them, show all that there is to see", () => {
      const found = tableOf(seen.reader.report, names);
      for (const { check, moto: cells } of ROWS) expect([check, found[check]]).toEqual([check, ofProduction(long(cells))]);
    });
  });
});

/** Every file of the locker as text, whether compressed or not. */
function contentsOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => statSync(name).isFile());
  const texts = files.map((name) => {
    const bytes = readFileSync(name);
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('latin1');
  });
  return (
    texts.join('\n') +
    texts
      .flatMap((text) => text.match(/[A-Za-z0-9+/]{40,}={0,2}/g) ?? [])
      .map((word) => Buffer.from(word, 'base64').toString('latin1'))
      .join('\n')
  );
}
