import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { type Grant, needsOf } from '../../src/cli/permissions/grants.ts';
import { actionsOf, MOST_CHARACTERS, type PolicyDocument, policiesOf, READS_RECORDED, sizeOf } from '../../src/cli/permissions/iam.ts';
import { checksDir } from '../../src/home.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { collectors, sources } from '../../src/registry.ts';
import { claimcheck, folder } from '../support/cli.ts';

const cwd = folder();
const all = loadPolicy({ checksDir, collectors, params: {}, select: [], frameworks: [] }).checks.map(({ check }) => check);
const aws = sources.find(({ id }) => id === 'aws') as (typeof sources)[number];
/** What a source asks itself unless its entry says otherwise. */
const ownCalls = (source: (typeof sources)[number]) => source.calls.filter(({ operation }) => !READS_RECORDED.has(operation));

/** By the definition, not by the code: what the source asks and what the collectors of these checks declare, but for signing in. */
function actionsFor(patterns: RegExp): string[] {
  const about = new Set(all.filter(({ id }) => patterns.test(id)).map((check) => check.about));
  const calls = [...ownCalls(aws), ...collectors.filter(({ id }) => about.has(id)).flatMap((collector) => collector.calls)];
  return [...new Set(calls.filter((call) => !call.withheld).map((call) => call.permission))].sort();
}
async function documents(...argv: string[]): Promise<PolicyDocument[]> {
  const { status, out } = await claimcheck(['permissions', '--format', 'aws-iam', ...argv], { cwd });
  expect(status).toBe(0);
  return [JSON.parse(out) as PolicyDocument | PolicyDocument[]].flat();
}
const actionsIn = (policies: readonly PolicyDocument[]) => policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));

describe('permissions for AWS', () => {
  it.each([
    ['all', [], /^aws\./],
    ['one check', ['--checks', 'aws.iam.root-mfa'], /^aws\.iam\.root-mfa$/],
    ['two patterns', ['--checks', 'aws.s3.*,aws.ebs.*'], /^aws\.(s3|ebs)\./],
  ] as const)('are the union of the declared reads, each once: %s', async (_, argv, pattern) => {
    const actions = actionsIn(await documents(...argv));
    expect(actions.toSorted()).toEqual(actionsFor(pattern));
    expect(new Set(actions).size).toBe(actions.length);
  });
  it('are actions by their names: no pattern, no write, no sign-in', async () => {
    for (const action of actionsIn(await documents())) {
      expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z0-9]+$/);
      if (action !== 'iam:GenerateCredentialReport') expect(action).toMatch(/:(?:Get|List|Describe|BatchGet|Select)[A-Z]/);
    }
  });
  it('leave no read of AWS out for being no action of IAM', () => {
    const [needs] = needsOf(all, collectors, [aws]);
    expect(needs?.grants.filter((grant) => !actionsOf(needs).includes(grant))).toEqual([]);
  });
  it('fit into managed policies, with Sids that IAM takes and that name the kinds', async () => {
    for (const policy of await documents()) {
      expect(JSON.stringify(policy)).not.toMatch(/\s/);
      expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6144);
      const sids = policy.Statement.map(({ Sid }) => Sid);
      expect(new Set(sids).size).toBe(sids.length);
      for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
    }
    const [policy] = await documents('--checks', 'aws.iam.root-mfa');
    expect(policy?.Statement.map(({ Sid }) => Sid)).toEqual(['IamRoot', 'WhoAnswersAndWhere']);
  });
  it('say the same twice', async () => {
    for (const format of ['aws-iam', 'cloudformation', 'terraform', 'markdown']) {
      const [one, other] = await Promise.all([1, 2].map(() => claimcheck(['permissions', '--format', format], { cwd })));
      expect(one?.out).toBe(other?.out);
    }
  });
  it('give the parts one by one', async () => {
    const parts = await documents();
    const printed = await Promise.all(parts.map((_, index) => documents('--part', String(index + 1))));
    expect(printed.flat()).toEqual(parts);
    const beyond = await claimcheck(['permissions', '--format', 'aws-iam', '--part', String(parts.length + 1)], { cwd });
    expect(beyond).toMatchObject({ status: 2, out: '', said: [expect.stringContaining(`there is no part ${parts.length + 1}`)] });
  });
});

describe('policies that are too long for one', () => {
  const grants: Grant[] = Array.from({ length: 400 }, (_, index) => ({
    source: 'aws',
    permission: `service${index % 7}:GetSomething${String(index).padStart(3, '0')}`,
    calls: [],
    collectors: index < 300 ? ['aws/one-kind'] : [`aws/kind-${index % 20}`],
    checks: ['aws.some.check'],
  }));
  it.each([400, 1500, MOST_CHARACTERS])('are split at %d characters, and nothing is lost or said twice', (most) => {
    const few = grants.slice(0, most < 1000 ? 60 : 400).slice(0, most * 0.2);
    const policies = policiesOf(few, most);
    expect(policies.length).toBeGreaterThan(1);
    for (const policy of policies) {
      expect(sizeOf(policy)).toBeLessThanOrEqual(most);
      const sids = policy.Statement.map(({ Sid }) => Sid);
      expect(new Set(sids).size).toBe(sids.length);
    }
    expect(actionsIn(policies).toSorted()).toEqual(few.map(({ permission }) => permission).toSorted());
  });
  it('are refused beyond what a role takes', () => {
    expect(() => policiesOf(grants, 400)).toThrow(/a role takes 10 managed policies/);
  });
});

describe('a CloudFormation template', () => {
  const template = async (...argv: string[]) => (await claimcheck(['permissions', '--format', 'cloudformation', ...argv], { cwd })).out;
  const parsed = (text: string) => {
    const tag = (name: string) => ({ tag: `!${name}`, resolve: (value: string) => ({ [name]: value }) });
    const document = parseDocument(text, { customTags: ['Ref', 'Sub', 'GetAtt'].map(tag) });
    expect([...document.errors, ...document.warnings]).toEqual([]);
    return document.toJS() as {
      Parameters: Record<string, object>;
      Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
    };
  };
  it('is one role behind an external id, with the same policies as aws-iam', async () => {
    const { Resources, Parameters } = parsed(await template());
    const { Role, ...managed } = Resources;
    const policies = Object.values(managed).map(({ Type, Properties }) => {
      expect([Type, Properties['Roles']]).toEqual(['AWS::IAM::ManagedPolicy', [{ Ref: 'Role' }]]);
      return Properties['PolicyDocument'];
    });
    expect(policies).toEqual(await documents());
    expect(Role?.Properties['AssumeRolePolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: { Ref: 'TrustedPrincipal' } },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
        },
      ],
    });
    expect(Object.keys(Parameters)).toEqual(['TrustedPrincipal', 'ExternalId', 'RoleName']);
    for (const name of ['TrustedPrincipal', 'ExternalId']) expect(Parameters[name]).not.toHaveProperty('Default');
  });
  it('is short enough to be given as it is', async () => {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    expect(Buffer.byteLength(await template())).toBeLessThan(51_200);
  });
});

describe.each(['cloudformation', 'terraform'])('%s', (format) => {
  it('names the checks above each action', async () => {
    const { out } = await claimcheck(['permissions', '--format', format, '--checks', 'aws.iam.*'], { cwd });
    const lines = out.split('\n').map((line) => line.trim());
    const at = lines.findIndex((line) => /iam:GetAccountPasswordPolicy/.test(line));
    expect(lines[at - 1]).toBe('# aws.iam.password-policy-complexity, aws.iam.password-policy-length, aws.iam.password-policy-reuse');
  });
});

describe('permissions in markdown', () => {
  it('are those of every source, with the calls and the checks', async () => {
    const { out } = await claimcheck(['permissions'], { cwd });
    for (const { title } of sources) expect(out).toContain(`# ${title}: what `);
    for (const calls of [...sources.map(ownCalls), ...collectors.map((one) => one.calls)])
      for (const { permission } of calls) expect(out).toContain(`| \`${permission}\` |`);
    for (const { id } of all.filter(({ about }) => (collectors.find((one) => one.id === about)?.calls.length ?? 0) > 0))
      expect(out.includes(`\`${id}\``) || /all \d+ checks/.test(out), id).toBe(true);
  });
});

describe('what is chosen', () => {
  const titles = (out: string) => out.split('\n').filter((line) => line.startsWith('# '));
  it('may be what claims rely on, whole or one of them', async () => {
    const whole = await claimcheck(['permissions', '--claims', 'best-practices'], { cwd });
    expect(whole.status).toBe(0);
    const { out } = await claimcheck(['list', 'claims', '--json'], { cwd });
    const claims = JSON.parse(out) as { framework: string; id: string; proof: unknown }[];
    const relied = (proof: unknown): string[] =>
      [...JSON.stringify(proof).matchAll(/"check":"([^"]+)"/g)].map((match) => match[1] as string);
    const one = claims.find(({ proof }) => relied(proof).some((id) => id.startsWith('aws.')));
    const ids = new Set(relied(one?.proof));
    const { out: text } = await claimcheck(['permissions', '--claims', `${one?.framework}/${one?.id}`], { cwd });
    const shown = new Set(
      [...text.matchAll(/`([a-z0-9]+\.[a-z0-9.-]+)`/g)]
        .map((match) => match[1] as string)
        .filter((id) => all.some((check) => check.id === id)),
    );
    expect([...shown].filter((id) => !ids.has(id))).toEqual([]);
    expect(shown.size).toBeGreaterThan(0);
  });
  it('is about the sources of a configuration, whose secrets nobody needs', async () => {
    const dir = folder({ 'claimcheck.yaml': 'sources:\n  - { type: hetzner, project: p, token: { env: NOT_SET } }\n' });
    const { out, status } = await claimcheck(['permissions', '--config', 'claimcheck.yaml'], { cwd: dir });
    expect([status, titles(out)]).toEqual([0, [expect.stringMatching(/^# Hetzner Cloud: what \d+ checks need$/)]]);
  });
  it('lists accounts only where an organisation is looked at', async () => {
    const actions = async (entry: string) => {
      const dir = folder({ 'claimcheck.yaml': `sources:\n  - { type: aws, name: a${entry} }\n` });
      const { out } = await claimcheck(['permissions', '--config', 'claimcheck.yaml', '--format', 'aws-iam', '--checks', 'aws.ebs.*'], {
        cwd: dir,
      });
      return actionsIn([JSON.parse(out) as PolicyDocument]);
    };
    expect(await actions('')).not.toContain('organizations:ListAccounts');
    expect(await actions(', organization: true, roleName: r')).toContain('organizations:ListAccounts');
  });
  it('reads what AWS Config recorded only where that is asked for, and says why', async () => {
    const print = async (entry: string, format: string) => {
      const dir = folder({ 'claimcheck.yaml': `sources:\n  - { type: aws, name: a${entry} }\n` });
      const argv = ['permissions', '--config', 'claimcheck.yaml', '--format', format, '--checks', 'aws.ebs.*'];
      return (await claimcheck(argv, { cwd: dir })).out;
    };
    const actions = async (entry: string) => actionsIn([JSON.parse(await print(entry, 'aws-iam')) as PolicyDocument]);
    const recorded = ', collect: { via: config, aggregator: all }';
    expect((await actions('')).filter((action) => READS_RECORDED.has(action))).toEqual([]);
    expect((await actions(recorded)).filter((action) => READS_RECORDED.has(action)).sort()).toEqual([...READS_RECORDED].sort());
    expect(await print(recorded, 'markdown')).toContain('what AWS Config recorded, where that is read');
    expect(await print(recorded, 'terraform')).toContain('collect: { via: config }');
  });
  it.each([
    [['--format', 'aws-ima'], /cannot be written as `aws-ima` \(did you mean `aws-iam`\?\)/],
    [['--format', 'aws-iam', '--checks', 'github.*'], /no chosen check is about AWS, and aws-iam is AWS's/],
    [['--checks', 'aws.iam.root-mfaa'], /did you mean `aws\.iam\.root-mfa`\?/],
    [['--claims', 'best-practises'], /no page of claims is called `best-practises` \(did you mean `best-practices`\?\)/],
    [['--claims', 'nist-csf-2.0/PR.AA-99'], /`nist-csf-2\.0` has no claim `PR\.AA-99`/],
    [['--part', '1'], /--part goes with --format aws-iam/],
    [['--config', 'none.yaml'], /there is no none\.yaml here/],
  ])('is refused: %j', async (argv, line) => {
    const { status, out, said } = await claimcheck(['permissions', ...argv], { cwd });
    expect({ status, out, said }).toEqual({ status: 2, out: '', said: [expect.stringMatching(line)] });
  });
});
