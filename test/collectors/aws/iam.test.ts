import { describe, expect, it } from 'vitest';
import administrator, { listedAs } from '../../../collectors/aws/iam-administrator/index.ts';
import federation from '../../../collectors/aws/iam-federation/index.ts';
import policy from '../../../collectors/aws/iam-policy/index.ts';
import role from '../../../collectors/aws/iam-role/index.ts';
import root from '../../../collectors/aws/iam-root/index.ts';
import rootManagement from '../../../collectors/aws/iam-root-management/index.ts';
import user from '../../../collectors/aws/iam-user/index.ts';
import { params } from '../../../src/demo/aws/parts/iam/clean.ts';
import { iam } from '../../../src/demo/aws/parts/iam/index.ts';
import { aws, held, type Iam, own } from '../../../src/demo/aws/parts/iam/state.ts';
import type { Account, World } from '../../../src/demo/aws/world.ts';
import { clean, PRODUCTION } from '../../../src/demo/aws/worlds/clean.ts';
import { drifted } from '../../../src/demo/aws/worlds/drifted.ts';
import type { Collector } from '../../../src/model.ts';
import { ask, byName, setOf } from './estate.ts';
import { bare, fourWorlds, judge, withPart } from './four-worlds.ts';

const BULK = 'iam:GetAccountAuthorizationDetails';
const SANDBOX_KEY = 'AKIAI44QH8DHBEXAMPLE';
const account = (changes: Partial<Account>, world = clean): World => ({
  ...world,
  accounts: world.accounts.map((one) => (one.id === PRODUCTION ? { ...one, ...changes } : one)),
});
const production = clean.accounts.find(({ id }) => id === PRODUCTION) as Account;
const tidy = iam.clean[PRODUCTION]?.account as Iam;
const estate = (changes: Partial<Iam>): World => withPart(iam, { ...iam.clean, [PRODUCTION]: held({ ...tidy, ...changes }) });
const reason = (value: unknown) => (value as { $unknown?: { reason: string } } | undefined)?.$unknown?.reason;
const times = (asked: readonly string[], operation: string) => asked.filter((one) => one.startsWith(`${operation} `)).length;

const REPORT = { 'iam:GenerateCredentialReport': 'as below', 'iam:GetCredentialReport': 'what else says it is heard instead' };
const DEVICES = { 'iam:ListMFADevices': 'the report names all administrators' };

fourWorlds({
  check: 'aws.iam.root-mfa-hardware',
  collector: root,
  broken: account({ root: { ...production.root, mfa: 'virtual' } }),
  fails: ['root user'],
  passes: ['root user'],
  // even a new account has a root user
  whenNone: 'pass',
  spare: REPORT,
});
fourWorlds({
  check: 'aws.iam.root-centralized-access',
  collector: rootManagement,
  broken: withPart(iam),
  fails: ['o-exampleorg1'],
  passes: ['o-exampleorg1'],
  whenNone: 'not_applicable',
  spare: { 'organizations:DescribeOrganization': 'who answers for an organisation proves that there is one' },
});
fourWorlds({
  check: 'aws.iam.admins-mfa',
  collector: user,
  broken: withPart(iam),
  fails: ['deploy'],
  passes: ['alice'],
  whenNone: 'not_applicable',
  spare: { ...REPORT, ...DEVICES },
});
fourWorlds({
  check: 'aws.iam.users-permissions-via-groups',
  collector: user,
  broken: withPart(iam),
  fails: ['bob', 'deploy'],
  passes: ['alice', 'bob', 'deploy'],
  // the users of the world are there, with nothing attached
  whenNone: 'pass',
  spare: { ...REPORT, ...DEVICES },
});
fourWorlds({
  check: 'aws.iam.no-full-admin-policies',
  collector: policy,
  broken: withPart(iam),
  fails: ['retired-superuser', 'emergency of the user deploy', 'all-but-billing of the role web-server'],
  passes: ['upload-artefacts', 'read-assets of the role web-server'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.iam.administrator-access-limited',
  collector: administrator,
  broken: withPart(iam),
  fails: ['deploy', 'web-server'],
  passes: ['break-glass', 'administrators', 'AWSReservedSSO_Administrator_0123456789abcdef'],
  whenNone: 'pass',
  params: params['aws.iam.administrator-access-limited'],
});
fourWorlds({
  check: 'aws.iam.federation-used',
  collector: federation,
  broken: account({
    users: [...production.users, { name: 'dave', age: 3, password: { changed: 3, lastUsed: 1 }, mfa: ['virtual'], keys: [] }],
  }),
  fails: ['federation'],
  passes: ['federation'],
  whenNone: 'unknown',
  params: params['aws.iam.federation-used'],
  spare: {
    'sso:ListInstances': 'the SAML provider that Identity Center made shows the same',
    'iam:ListSAMLProviders': 'the instance of Identity Center is enough',
  },
  unheard: { 'iam:GenerateCredentialReport': 'AWS has been told to write the report, and it can be read' },
});
fourWorlds({
  check: 'aws.iam.role-trust-not-open',
  collector: role,
  broken: withPart(iam),
  fails: ['organisation-readers'],
  passes: ['organisation-readers', 'github-deploy', 'break-glass', 'web-server'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.iam.github-oidc-scoped',
  collector: role,
  broken: withPart(iam),
  fails: ['github-deploy'],
  passes: ['github-deploy', 'github-build'],
  whenNone: 'not_applicable',
  params: params['aws.iam.github-oidc-scoped'],
});
fourWorlds({
  check: 'aws.iam.support-role',
  collector: role,
  broken: withPart(iam),
  fails: [`production (${PRODUCTION})`],
  passes: ['incident-response'],
  whenNone: 'fail',
});

const overBulk: readonly (readonly [string, Collector, object])[] = [
  ['aws.iam.admins-mfa', user, {}],
  ['aws.iam.users-permissions-via-groups', user, {}],
  ['aws.iam.no-full-admin-policies', policy, {}],
  ['aws.iam.administrator-access-limited', administrator, params['aws.iam.administrator-access-limited']],
  ['aws.iam.role-trust-not-open', role, {}],
  ['aws.iam.github-oidc-scoped', role, params['aws.iam.github-oidc-scoped']],
];
describe('the one listing', () => {
  it.each(overBulk)('that ends early makes %s unknown, never true', async (check, collector, given) => {
    for (const after of [1, 3, 9]) {
      const faults = [{ operation: BULK, kind: 'denied' as const, after }];
      const { verdict, findings, sets } = await judge(check, collector, { world: clean, faults }, given);
      expect([verdict, setOf(sets).complete]).toEqual(['unknown', false]);
      expect(findings.filter((finding) => finding.verdict === 'fail')).toEqual([]);
    }
  });
  it('proves a witness on a page that was read, whatever comes after', async () => {
    const faults = [{ operation: BULK, kind: 'denied' as const, after: 9 }];
    expect((await judge('aws.iam.support-role', role, { world: clean, faults })).verdict).toBe('pass');
    const early = [{ operation: BULK, kind: 'denied' as const, after: 5 }];
    expect((await judge('aws.iam.support-role', role, { world: clean, faults: early })).verdict).toBe('unknown');
  });
  it.each([
    ['UserDetailList', /<UserDetailList>.*?<\/UserDetailList>|<UserDetailList\s*\/>/gs],
    ['RoleDetailList', /<RoleDetailList>.*?<\/RoleDetailList>|<RoleDetailList\s*\/>/gs],
    ['IsTruncated', /<IsTruncated>\w+<\/IsTruncated>/g],
    ['AttachedManagedPolicies', /<AttachedManagedPolicies>.*?<\/AttachedManagedPolicies>|<AttachedManagedPolicies\s*\/>/gs],
    ['GroupList', /<GroupList>.*?<\/GroupList>|<GroupList\s*\/>/gs],
  ])('without %s is no population', async (member, pattern) => {
    const { sets } = await ask(user, { world: clean, spoil: (xml) => xml.replace(pattern, '') });
    expect(setOf(sets)).toMatchObject({
      complete: false,
      gaps: expect.arrayContaining([expect.objectContaining({ reason: 'missing_member', detail: expect.stringContaining(member) })]),
    });
  });
  it('that goes on without saying where is no population', async () => {
    const { sets } = await ask(role, { world: clean, spoil: (xml) => xml.replace(/<Marker>[^<]*<\/Marker>/, '') });
    expect(setOf(sets)).toMatchObject({ complete: false, gaps: [{ operation: BULK, reason: 'malformed_response' }] });
  });
  it('leaves one document out, and nothing is known of that policy or role alone', async () => {
    const policies = await ask(policy, { world: clean, spoil: (xml) => xml.replaceAll(/<Document>[^<]*<\/Document>/g, '') });
    expect(reason(byName(policies.sets)['ship-platform']?.['allowsEverything'])).toBe('missing_member');
    expect(byName(policies.sets)['read-assets of the role web-server']).toMatchObject({ allowsEverything: false });
    const roles = await ask(role, {
      world: clean,
      spoil: (xml) => xml.replaceAll(/<AssumeRolePolicyDocument>[^<]*</g, '<AssumeRolePolicyDocument>{<'),
    });
    expect(setOf(roles.sets).complete).toBe(true);
    const found = byName(roles.sets)['break-glass'];
    expect([reason(found?.['assumableByAnyone']), reason(found?.['githubTrusts']), found?.['supportAccess']]).toEqual([
      'malformed_response',
      'malformed_response',
      false,
    ]);
  });
  it('is one request for as many as a page holds, and there is no request for any one of them', async () => {
    const { asked, sets } = await ask(user, { world: { ...clean, pageSize: 250 } });
    expect(asked.filter((one) => one.startsWith('iam:')).sort()).toEqual(
      [
        `${BULK} eu-central-1`,
        ...Array(2).fill('iam:GenerateCredentialReport eu-central-1'),
        'iam:GetCredentialReport eu-central-1',
      ].sort(),
    );
    expect(setOf(sets).resources).toHaveLength(production.users.length);
    for (const { evidence } of setOf(sets).resources) expect(evidence.length).toBeGreaterThanOrEqual(1);
  });
});

describe('a user', () => {
  const direct = (attached: readonly string[]) => ({ deploy: { attached, inline: {} } });
  it.each([
    ['by AdministratorAccess of its own', { direct: direct([aws('AdministratorAccess')]) }],
    ['by a policy that allows everything', { direct: direct([own(PRODUCTION, 'retired-superuser')]) }],
    [
      'by its group',
      { groups: tidy.groups.map((one) => (one.name === 'machines' ? { ...one, attached: [aws('AdministratorAccess')] } : one)) },
    ],
    [
      'by a policy of its group',
      { groups: tidy.groups.map((one) => (one.name === 'machines' ? { ...one, attached: [own(PRODUCTION, 'retired-superuser')] } : one)) },
    ],
  ])('is an administrator %s, with keys alone', async (_, changes) => {
    const { rows } = await judge('aws.iam.admins-mfa', user, { world: estate(changes) });
    expect(rows).toEqual(['pass alice', 'fail deploy']);
  });
  it('whom the report does not name yet is asked for devices, if an administrator', async () => {
    const world = estate({ direct: direct([aws('AdministratorAccess')]) });
    const without = (name: string) => (xml: string) =>
      xml.replace(/<Content>([^<]*)</, (_, content: string) => {
        const lines = Buffer.from(content, 'base64').toString().split('\n');
        return `<Content>${Buffer.from(lines.filter((line) => !line.startsWith(`${name},`)).join('\n')).toString('base64')}<`;
      });
    const unlisted = await judge('aws.iam.admins-mfa', user, { world, spoil: without('deploy') });
    expect([unlisted.rows, times(unlisted.asked, 'iam:ListMFADevices')]).toEqual([['pass alice', 'fail deploy'], 1]);
    const other = await judge('aws.iam.admins-mfa', user, { world, spoil: without('bob') });
    expect(times(other.asked, 'iam:ListMFADevices')).toBe(0);
    expect(reason(byName(other.sets)['bob']?.['mfaActive'])).toBe('population_mismatch');
  });
  it('is asked for devices where there is no report, and is unknown where there is neither', async () => {
    const faults = [{ operation: 'iam:GetCredentialReport', kind: 'denied' as const }];
    const { rows, asked } = await judge('aws.iam.admins-mfa', user, { world: clean, faults });
    expect([rows, times(asked, 'iam:ListMFADevices')]).toEqual([['pass alice'], 1]);
    const neither = await judge('aws.iam.admins-mfa', user, {
      world: clean,
      faults: [...faults, { operation: 'iam:ListMFADevices', kind: 'denied' as const }],
    });
    expect([neither.verdict, neither.reasons]).toEqual(['unknown', ['access_denied']]);
  });
  it('of a group or policy that no listing names may be an administrator', async () => {
    const gone = (xml: string) => xml.replaceAll('<GroupName>developers</GroupName>', '<GroupName>others</GroupName>');
    const { sets } = await ask(user, { world: clean, spoil: gone });
    expect(reason(byName(sets)['bob']?.['administrator'])).toBe('changed_during_collection');
    expect(byName(sets)['alice']).toMatchObject({ administrator: true });
    const lost = estate({ direct: direct([own(PRODUCTION, 'nowhere')]) });
    expect(reason(byName((await ask(user, { world: lost })).sets)['deploy']?.['administrator'])).toBe('changed_during_collection');
  });
});

describe('root', () => {
  it('without credentials needs no device of any kind', async () => {
    expect((await judge('aws.iam.root-mfa-hardware', root, { world: clean, key: SANDBOX_KEY })).verdict).toBe('not_applicable');
  });
  it('may own a device that is assigned to nobody we are told of', async () => {
    const { verdict, reasons } = await judge('aws.iam.root-mfa-hardware', root, {
      world: clean,
      spoil: (xml) => xml.replace(/<VirtualMFADevices>.*<\/VirtualMFADevices>/s, (list) => list.replace(/<User>.*?<\/User>/s, '')),
    });
    expect([verdict, reasons]).toEqual(['unknown', ['missing_member']]);
  });
  it.each([
    ['of a member account is not known to be managed', { key: SANDBOX_KEY }, 'unknown'],
    ['is not managed where IAM is not trusted', { world: estate({ rootManagement: 'untrusted' }) }, 'fail'],
    ['is not managed with nothing enabled', { world: estate({ rootManagement: [] }) }, 'fail'],
    ['is nobody else in an account of its own', { world: bare }, 'not_applicable'],
  ] as const)('%s', async (_, asking, verdict) => {
    const judged = await judge('aws.iam.root-centralized-access', rootManagement, { world: clean, ...asking });
    expect(judged.verdict).toBe(verdict);
    if (verdict === 'unknown') expect(judged.reasons).toEqual(['access_denied']);
  });
  it('is not known to be managed without EnabledFeatures, nor when both questions are refused', async () => {
    const spoil = (xml: string) => xml.replace(/<EnabledFeatures>.*<\/EnabledFeatures>/s, '');
    const lacking = await judge('aws.iam.root-centralized-access', rootManagement, { world: clean, spoil });
    expect([lacking.verdict, lacking.reasons]).toEqual(['unknown', ['missing_member']]);
    const faults = ['organizations:DescribeOrganization', 'iam:ListOrganizationsFeatures'].map((operation) => ({
      operation,
      kind: 'denied' as const,
    }));
    const { verdict, sets } = await judge('aws.iam.root-centralized-access', rootManagement, { world: clean, faults });
    expect([verdict, setOf(sets).complete]).toEqual(['unknown', false]);
  });
});

describe('what was declared', () => {
  it('decides who may be administrator, and whose repositories are ours; undeclared is unknown, and a user is not asked about', async () => {
    const undeclared = await judge('aws.iam.administrator-access-limited', administrator, { world: clean });
    expect([undeclared.verdict, undeclared.reasons]).toEqual(['unknown', ['attestation_missing']]);
    const direct = estate({ direct: { bob: { attached: [aws('AdministratorAccess')], inline: {} } } });
    expect((await judge('aws.iam.administrator-access-limited', administrator, { world: direct })).rows).toContain('fail bob');
    const owners = await judge('aws.iam.github-oidc-scoped', role, { world: clean });
    expect([owners.verdict, owners.reasons]).toEqual(['unknown', ['attestation_missing']]);
    const others = await judge('aws.iam.github-oidc-scoped', role, { world: clean }, { owners: ['somebody-else'] });
    expect(others.rows.sort()).toEqual(['fail github-build', 'fail github-deploy']);
  });
  it('names roles of Identity Center by their permission set, and nobody else can pass for one', () => {
    const at = (path: string, name: string) => listedAs({ kind: 'role', name, arn: `arn:aws:iam::${PRODUCTION}:role${path}${name}` });
    expect([
      at('/aws-reserved/sso.amazonaws.com/', 'AWSReservedSSO_Admin_Team_0123456789abcdef'),
      at('/aws-reserved/sso.amazonaws.com/eu-central-1/', 'AWSReservedSSO_Administrator_0123456789abcdef'),
      at('/', 'AWSReservedSSO_Administrator_0123456789abcdef'),
      at('/team/', 'Administrator'),
    ]).toEqual([
      'permission-set/Admin_Team',
      'permission-set/Administrator',
      'role/AWSReservedSSO_Administrator_0123456789abcdef',
      'role/Administrator',
    ]);
  });
});

describe('federation', () => {
  const given = params['aws.iam.federation-used'];
  const noSaml = estate({ samlProviders: [] });
  it('is shown by either, and disproved by neither', async () => {
    expect((await judge('aws.iam.federation-used', federation, { world: noSaml }, given)).verdict).toBe('pass');
    const faults = [{ operation: 'sso:ListInstances', kind: 'denied' as const }];
    expect((await judge('aws.iam.federation-used', federation, { world: noSaml, faults }, given)).verdict).toBe('unknown');
    const elsewhere = await judge('aws.iam.federation-used', federation, { world: noSaml, regions: ['us-east-1'] }, given);
    expect([elsewhere.verdict, elsewhere.reasons]).toEqual(['unknown', ['region_scope_unproven']]);
    const asleep = (json: string) => json.replace('"Status":"ACTIVE"', '"Status":"CREATE_IN_PROGRESS"');
    expect((await judge('aws.iam.federation-used', federation, { world: noSaml, spoil: asleep }, given)).verdict).toBe('unknown');
  });
  it('does not excuse a password that nobody declared, whatever else is not known', async () => {
    const faults = ['sso:ListInstances', 'iam:ListSAMLProviders'].map((operation) => ({ operation, kind: 'denied' as const }));
    const { verdict, findings } = await judge('aws.iam.federation-used', federation, { world: clean, faults }, { breakGlass: ['alice'] });
    expect(verdict).toBe('fail');
    expect(findings[0]?.because).toContain('bob, carol');
  });
  it('is not known to be all while IAM counts more users than the report names', async () => {
    const spoil = (xml: string) => xml.replace(/<key>Users<\/key><value>\d+/, '<key>Users</key><value>99');
    const { verdict, reasons } = await judge('aws.iam.federation-used', federation, { world: clean, spoil }, given);
    expect([verdict, reasons]).toEqual(['unknown', ['population_mismatch']]);
  });
});

describe('the drifted estate', () => {
  it.each(iam.drift)('shows that $what', async ({ check, resource }) => {
    const collector = check === 'aws.iam.github-oidc-scoped' ? role : user;
    const { rows } = await judge(check, collector, { world: drifted }, (params as Record<string, object>)[check]);
    expect(rows.filter((row) => row.startsWith('fail '))).toEqual([`fail ${resource}`]);
  });
  it('fails no other check of IAM', async () => {
    const passing: readonly (readonly [string, Collector])[] = [
      ['aws.iam.root-centralized-access', rootManagement],
      ['aws.iam.admins-mfa', user],
      ['aws.iam.no-full-admin-policies', policy],
      ['aws.iam.administrator-access-limited', administrator],
      ['aws.iam.federation-used', federation],
      ['aws.iam.role-trust-not-open', role],
      ['aws.iam.support-role', role],
    ];
    for (const [check, collector] of passing)
      expect([check, (await judge(check, collector, { world: drifted }, (params as Record<string, object>)[check])).verdict]).toEqual([
        check,
        'pass',
      ]);
  });
});
