import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../src/demo/aws/answers/index.ts';
import { startAws } from '../../src/demo/aws/server.ts';
import type { World } from '../../src/demo/aws/world.ts';
import { clean } from '../../src/demo/aws/worlds/clean.ts';
import { type Estate, openEstate, WORLDS } from '../../src/demo/estate.ts';
import { checksDir } from '../../src/home.ts';
import type { Report } from '../../src/model.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { collectors, sources } from '../../src/registry.ts';
import { claimcheck, folder } from '../support/cli.ts';

interface Call {
  readonly operation: string;
  readonly permission: string;
  readonly subject: string;
  readonly state: 'answered' | 'unanswered' | 'untried';
  readonly because?: string;
  readonly moot?: boolean;
}
interface Diagnosis {
  readonly exit: number;
  readonly requests: number;
  readonly sources: readonly { readonly name: string; readonly principal: object; readonly calls: readonly Call[] }[];
  readonly missing: readonly { readonly permission: string; readonly checks: readonly string[]; readonly claims: readonly string[] }[];
  readonly checks: readonly {
    readonly check: string;
    readonly outlook: string;
    readonly permissions: readonly string[];
    readonly helps: boolean;
    readonly subjects: readonly { readonly outlook: string; readonly notTried: readonly { readonly operation: string }[] }[];
  }[];
  readonly requirements: readonly {
    readonly framework: string;
    readonly id: string;
    readonly anyOf: readonly string[];
    readonly checks: readonly string[];
  }[];
}

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const policy = loadPolicy({ checksDir, collectors, params: {}, select: ['aws.*'], frameworks: [] });

/** The doctor, and everything that the simulator was asked. */
async function visit(
  world: World,
  checks = 'aws.*',
  regions = '[eu-central-1, us-east-1]',
  env: Record<string, string> = KEYS,
  talk = true,
) {
  const aws = await startAws({ world, now: () => new Date().toISOString() });
  try {
    const cwd = folder({
      'claimcheck.yaml': `sources:\n  - { type: aws, name: production, regions: ${regions}, endpoint: "${aws.url}" }\n`,
    });
    const argv = ['doctor', '--checks', checks];
    const { out, status } = await claimcheck([...argv, '--json'], { cwd, env });
    const asked = aws.requests.map(({ service, operation, region }) => `${service}:${operation} ${region}`);
    const { out: text } = talk ? await claimcheck(argv, { cwd, env }) : { out: '' };
    return { diagnosis: JSON.parse(out) as Diagnosis, status, text, asked, left: readdirSync(cwd) };
  } finally {
    await aws.close();
  }
}

describe.each(WORLDS)('the doctor and a run, in the %s world', (name) => {
  let estate: Estate;
  let diagnosis: Diagnosis;
  let report: Report;
  let status: number;
  let requests: { doctor: number; run: number };
  beforeAll(async () => {
    estate = await openEstate({ world: name, now: () => new Date().toISOString() });
    const cwd = mkdtempSync(join(tmpdir(), 'claimcheck-'));
    writeFileSync(join(cwd, 'claimcheck.yaml'), estate.yaml([]));
    const doctor = await claimcheck(['doctor', '--json'], { cwd, env: estate.env });
    expect(readdirSync(cwd)).toEqual(['claimcheck.yaml']);
    const before = estate.requests();
    const run = await claimcheck(['run', '--json', '--format', 'json'], { cwd, env: estate.env });
    [diagnosis, report, status] = [JSON.parse(doctor.out) as Diagnosis, JSON.parse(run.out) as Report, doctor.status];
    requests = { doctor: before, run: estate.requests() - before };
  }, 60_000);
  afterAll(() => estate.close());

  it('look at the same checks', () => {
    expect(diagnosis.checks.map(({ check }) => check)).toEqual(
      // nobody is asked for what a run knows of itself
      report.results.filter(({ about }) => !about.startsWith('run/')).map(({ check }) => check),
    );
  });
  it('agree: what it says will be unknown has rows that are', () => {
    const rows = new Map(
      report.results.map(({ check, subjects }) => [check, subjects.flatMap(({ findings }) => findings.map(({ verdict }) => verdict))]),
    );
    const wrong = diagnosis.checks.filter(({ check, outlook }) => outlook === 'unknown' && !rows.get(check)?.includes('unknown'));
    expect(wrong.map(({ check }) => check)).toEqual([]);
  });
  it('agree: what the run could not see for lack of a permission it calls seen only as far as it could be tried, and names what could not', () => {
    const denied = new Set(['access_denied', 'scp_denied', 'credentials_invalid', 'region_scope_unproven']);
    const blind = report.results.filter(({ verdict, reasons }) => verdict === 'unknown' && reasons.some((reason) => denied.has(reason)));
    if (name === 'denied') expect(blind.length).toBeGreaterThan(10);
    const honest = blind.flatMap(({ check, about }) => {
      const found = diagnosis.checks.find((one) => one.check === check);
      if (['unknown', 'maybe', 'untried'].includes(found?.outlook as string)) return [];
      const untried = new Set(found?.subjects.flatMap(({ notTried }) => notTried.map(({ operation }) => operation)));
      const lost = report.gaps.filter((gap) => gap.collector === about && denied.has(gap.reason)).map(({ operation }) => operation);
      return [[check, found?.outlook, lost.some((operation) => untried.has(operation))]];
    });
    expect(honest).toEqual(honest.map(([check]) => [check, 'partly', true]));
  });
  it('end alike, but for what the doctor found nothing to try on', () => {
    const unknown = report.results.some(({ verdict }) => verdict === 'unknown');
    const untried = diagnosis.checks.some(({ outlook }) => outlook === 'untried');
    expect([status, diagnosis.exit]).toEqual(unknown || untried ? [3, 3] : [0, 0]);
    if (!unknown) expect(diagnosis.checks.filter(({ outlook }) => outlook === 'unknown' || outlook === 'maybe')).toEqual([]);
  });
  it('ask for less', () => {
    // what an instrument looks at is one question, and several arrivals or none
    expect(diagnosis.requests).toBeGreaterThan(0);
    expect(requests.doctor).toBeLessThan(requests.run);
  });
});

describe('with one refusal', () => {
  // by the definition, not by the code: what the collectors of AWS declare
  const calls = collectors
    .filter(({ id }) => id.startsWith('aws/'))
    .flatMap((collector) => collector.calls.map((call) => ({ call, collector })));
  const declared = [...new Set(calls.map(({ call }) => call.operation))].sort();
  const operations = declared.filter((operation) => OPERATIONS.includes(operation));
  if (operations.length < declared.length)
    console.error(`NOT TRIED: the simulator does not answer ${declared.filter((one) => !operations.includes(one)).join(', ')}`);
  it('names its permission for the checks that need it, whichever call is refused; or says that it was not tried', async () => {
    const [untried, harmless]: [string[], string[]] = [[], []];
    for (const operation of operations) {
      const world = { ...clean, refusals: [{ operation, how: 'denied' as const }] };
      const about = calls.filter(({ call }) => call.operation === operation).map(({ collector }) => collector.id);
      const checks = policy.checks.filter(({ check }) => about.includes(check.about)).map(({ check }) => check.id);
      const { diagnosis, status } = await visit(world, checks.join(','), '[eu-central-1]', KEYS, false);
      const own = diagnosis.sources.flatMap((source) => source.calls.filter((call) => call.operation === operation));
      const states = new Set(own.map(({ state }) => state));
      expect([operation, states.has('answered')]).toEqual([operation, false]);
      if (!states.has('unanswered')) {
        untried.push(operation);
        for (const { because } of own) expect(because).toMatch(/need|nothing was found|first pages/);
        continue;
      }
      const permission = own[0]?.permission as string;
      const lacking = diagnosis.missing.find((one) => one.permission === permission);
      // where all that is there was looked at and none of it needed the answer, a run would not miss it either
      if (!lacking)
        expect([
          operation,
          diagnosis.checks.filter(({ outlook }) => outlook !== 'seen' && outlook !== 'nothing' && outlook !== 'unknown'),
        ]).toEqual([operation, []]);
      else expect([operation, status]).toEqual([operation, 3]);
      if (!lacking) harmless.push(operation);
      for (const check of lacking?.checks ?? []) {
        const found = diagnosis.checks.find((one) => one.check === check);
        expect([operation, check, found?.permissions]).toEqual([operation, check, [permission]]);
        expect(['unknown', 'maybe']).toContain(found?.outlook);
      }
    }
    // the clean world has no use for these, or none on a first page: nobody may conclude that they are granted
    console.log(`not tried in the clean world: ${untried.join(', ')}; refused without harm: ${harmless.join(', ')}`);
    expect(harmless.length).toBeLessThan(operations.length / 8);
    expect(untried.length).toBeLessThan(operations.length / 8);
  }, 240_000);
});

describe('what was not tried', () => {
  it('is said, with the reason: where a listing is empty, nothing can be tried on what it lists', async () => {
    const { diagnosis, text, status } = await visit(clean, 'aws.s3.encryption-default', '[eu-central-1]', {
      ...KEYS,
      AWS_ACCESS_KEY_ID: 'AKIAI44QH8DHBEXAMPLE',
    });
    const calls = new Map(diagnosis.sources[0]?.calls.map((call) => [call.operation, call]));
    expect(calls.get('s3:ListBuckets')).toMatchObject({ state: 'answered' });
    expect(calls.get('s3:GetBucketEncryption')).toMatchObject({
      state: 'untried',
      because: 'nothing was found to ask it about',
      moot: true,
    });
    expect(diagnosis.checks).toMatchObject([{ check: 'aws.s3.encryption-default', outlook: 'nothing' }]);
    expect(text).toMatch(/not tried +s3:GetBucketEncryption +aws\/production: nothing was found to ask it about/);
    expect(text).toMatch(/\d+ calls could not be tried, and about them this says nothing\./);
    expect(status).toBe(0);
  });
  it('is said where the way to it is closed, and then it is not fine', async () => {
    const { diagnosis, status } = await visit(
      { ...clean, refusals: [{ operation: 's3:ListBuckets', how: 'denied' }] },
      'aws.s3.encryption-default',
    );
    const calls = new Map(diagnosis.sources[0]?.calls.map((call) => [call.operation, call]));
    expect(calls.get('s3:GetBucketEncryption')).toMatchObject({
      state: 'untried',
      because: 'nothing was found to ask it about (perhaps as s3:ListBuckets was not answered)',
      moot: false,
    });
    expect(diagnosis.missing).toEqual([{ permission: 's3:ListAllMyBuckets', checks: ['aws.s3.encryption-default'], claims: [] }]);
    expect(status).toBe(3);
  });
});

describe('identity and scope', () => {
  it('who does not know who answers, knows nothing', async () => {
    const { diagnosis, text, status } = await visit(
      { ...clean, refusals: [{ operation: 'sts:GetCallerIdentity', how: 'denied' }] },
      'aws.iam.*',
    );
    expect(new Set(diagnosis.checks.map(({ outlook }) => outlook))).toEqual(new Set(['unknown']));
    expect(diagnosis.missing.map(({ permission }) => permission)).toEqual(['sts:GetCallerIdentity']);
    expect(text).toMatch(/^aws\/production {2}not known as whom: access_denied/);
    expect(status).toBe(3);
  });
  it('which regions there are is a question of its own', async () => {
    const { diagnosis } = await visit({ ...clean, refusals: [{ operation: 'ec2:DescribeRegions', how: 'denied' }] }, 'aws.ebs.*');
    expect(diagnosis.missing.map(({ permission }) => permission)).toEqual(['ec2:DescribeRegions']);
    expect(diagnosis.sources[0]?.calls.find(({ operation }) => operation === 'ec2:DescribeRegions')).toMatchObject({ state: 'unanswered' });
  });
  it('without credentials', async () => {
    const { diagnosis, status } = await visit(clean, 'aws.iam.root-mfa', '[eu-central-1]', { AWS_EC2_METADATA_DISABLED: 'true' });
    expect(diagnosis.checks).toMatchObject([{ outlook: 'unknown', permissions: [], helps: false }]);
    expect(status).toBe(3);
  });
});

describe('a trial', () => {
  it('asks few: each call once in a region, and up to ten times only while another one has not been tried', async () => {
    const { asked } = await visit(clean);
    const counts = new Map<string, number>();
    for (const line of asked) counts.set(line, (counts.get(line) ?? 0) + 1);
    expect([...counts].filter(([, times]) => times > 11)).toEqual([]);
    const { asked: few } = await visit(clean, 'aws.ebs.*,aws.iam.root-mfa');
    // a credential report is asked for until it is there
    expect(few.filter((line, index) => few.indexOf(line) < index && !line.startsWith('iam:GenerateCredentialReport'))).toEqual([]);
  });
  it('asks nothing that the sources and collectors do not declare', async () => {
    const declared = new Set([...sources, ...collectors].flatMap(({ calls }) => calls.map(({ operation }) => operation)));
    const { asked } = await visit(clean);
    expect([...new Set(asked.map((line) => line.split(' ')[0] as string))].filter((operation) => !declared.has(operation))).toEqual([]);
  });
  it('says that all is well where it is', async () => {
    const { text, status } = await visit(clean, 'aws.ebs.*,aws.iam.password-policy-*,aws.rds.encrypted');
    expect(status).toBe(0);
    expect(text).toMatch(/What could be tried can be seen\.\n$/);
  });
});

describe('claims', () => {
  it('that rest on what would not be seen are named, with what alone would do', async () => {
    const aws = await startAws({
      world: { ...clean, refusals: [{ operation: 'iam:GetCredentialReport', how: 'denied' }] },
      now: () => new Date().toISOString(),
    });
    const claim = (id: string, proof: string) =>
      `  - { id: ${id}, title: T, kind: fact, quote: We are safe, at: "#", text: t, covers: whole, proof: ${proof} }\n`;
    const [mfa, root] = ['{ check: aws.iam.console-users-mfa, why: w }', '{ check: aws.iam.root-no-access-keys, why: w }'];
    const cwd = folder({
      'claimcheck.yaml': `sources:\n  - { type: aws, name: p, regions: [eu-central-1], endpoint: "${aws.url}" }\nclaims: [./c.yaml]\nframeworks: []\n`,
      'c.yaml': `title: T\nversion: "1"\npublisher: us\nkind: claims\npage: ./page.md\nrequirements:\n${claim('lost', `{ all: [${mfa}, ${root}] }`)}${claim('saved', `{ any: [${mfa}, ${root}] }`)}${claim('seen', root)}`,
      'page.md': 'We are safe.\n',
    });
    const { out, status } = await claimcheck(['doctor', '--json', '--checks', 'aws.iam.*'], { cwd, env: KEYS });
    const { out: text } = await claimcheck(['doctor', '--checks', 'aws.iam.*'], { cwd, env: KEYS });
    await aws.close();
    const { requirements, missing } = JSON.parse(out) as Diagnosis;
    expect(requirements).toMatchObject([
      { framework: 'c', id: 'lost', checks: ['aws.iam.console-users-mfa'], anyOf: ['iam:GetCredentialReport'] },
    ]);
    expect(missing).toMatchObject([{ permission: 'iam:GetCredentialReport', claims: ['c/lost'] }]);
    expect(text).toContain('c/lost  “We are safe”\n    needs iam:GetCredentialReport, for aws.iam.console-users-mfa\n');
    expect(status).toBe(3);
  });
});

it('refuses a bad configuration before anything is asked', async () => {
  const { status, out, said } = await claimcheck(['doctor'], { cwd: folder({ 'claimcheck.yaml': 'sources:\n  - { type: awss }\n' }) });
  expect({ status, out, said }).toEqual({
    status: 2,
    out: '',
    said: [expect.stringMatching(/no source is of type `awss` \(did you mean `aws`\?\)/)],
  });
});
