import { describe, expect, it } from 'vitest';
import trail from '../../../collectors/aws/cloudtrail-trail/index.ts';
import recorder from '../../../collectors/aws/config-recorder/index.ts';
import { isRecording } from '../../../collectors/aws/config-recorder/recorders.ts';
import rule from '../../../collectors/aws/config-rule/index.ts';
import { WITNESSES } from '../../../collectors/aws/config-rule/mapping.ts';
import credential from '../../../collectors/aws/iam-credential/index.ts';
import passwordPolicy from '../../../collectors/aws/iam-password-policy/index.ts';
import root from '../../../collectors/aws/iam-root/index.ts';
import source from '../../../collectors/aws/source.ts';
import type { Account, Region, World } from '../../../src/demo/aws/world.ts';
import { clean, PRODUCTION } from '../../../src/demo/aws/worlds/clean.ts';
import type { Collector } from '../../../src/model.ts';
import { idOf, yamlFiles } from '../../../src/policy/load.ts';
import { collectOnce } from '../../support/collect.ts';
import { type Asking, ask, byName, setOf } from './estate.ts';

const account = (changes: Partial<Account>): World => ({
  ...clean,
  accounts: clean.accounts.map((one) => (one.id === PRODUCTION ? { ...one, ...changes } : one)),
});
const region = (name: string, changes: Partial<Region>): World => {
  const production = clean.accounts.find(({ id }) => id === PRODUCTION) as Account;
  return account({ regions: { ...production.regions, [name]: { ...(production.regions[name] as Region), ...changes } } });
};
const refused = (operation: string, how: 'denied' | 'throttled' | 'html' | 'scp' = 'denied'): World => ({
  ...clean,
  refusals: [{ operation, how }],
});
const only = async (collector: Collector, asking: Asking) => {
  const { sets } = await ask(collector, asking);
  return sets[0]?.resources[0]?.resource as unknown as Record<string, unknown>;
};
const reason = (value: unknown) => (value as { $unknown?: { reason: string } } | undefined)?.$unknown?.reason;

describe('aws/iam-root', () => {
  it('is read from the summary, its last use from the report', async () => {
    const found = await only(root, { world: clean });
    expect(found).toMatchObject({
      id: `arn:aws:iam::${PRODUCTION}:root`,
      partition: 'aws',
      mfaEnabled: true,
      passwordPresent: true,
      accessKeysPresent: false,
      signingCertificatesPresent: false,
    });
  });
  it('hears the report where the summary leaves a member out', async () => {
    const spoil = (xml: string) =>
      xml.replace(/<entry><key>Account(?:MFAEnabled|PasswordPresent|AccessKeysPresent)<\/key><value>\d<\/value><\/entry>/g, '');
    const found = await only(root, {
      world: account({ root: { age: 900, password: true, passwordLastUsed: 3, mfa: null, accessKeys: 1, signingCertificates: 0 } }),
      spoil,
    });
    expect(found).toMatchObject({ mfaEnabled: false, passwordPresent: true, accessKeysPresent: true });
  });
  it('does not hear the report in place of a refused summary, and is unknown without either', async () => {
    const found = await only(root, { world: refused('iam:GetAccountSummary') });
    expect([reason(found['mfaEnabled']), reason(found['accessKeysPresent']), reason(found['lastUsed'])]).toEqual([
      'access_denied',
      'access_denied',
      undefined,
    ]);
    const other = await only(root, { world: refused('iam:GetCredentialReport') });
    expect([other['mfaEnabled'], reason(other['lastUsed'])]).toEqual([true, 'access_denied']);
  });
  it('rests on recorded answers', async () => {
    const { sets } = await ask(root, { world: clean });
    expect(setOf(sets).resources[0]?.evidence.length).toBeGreaterThanOrEqual(2);
  });
});

describe('aws/iam-credential', () => {
  it("is every user but root, proved by IAM's count", async () => {
    const { sets } = await ask(credential, { world: clean });
    const set = setOf(sets);
    expect(set).toMatchObject({ complete: true, proof: expect.stringContaining(`Users = ${set.resources.length}`) });
    expect(Object.keys(byName(sets))).not.toContain('<root_account>');
    for (const { evidence } of set.resources) expect(evidence).not.toEqual([]);
  });
  it('is incomplete when the report names fewer than IAM counts, and reads both once more before it says so', async () => {
    const { sets, asked } = await ask(credential, {
      world: clean,
      spoil: (xml) => xml.replace(/<key>Users<\/key><value>\d+/, '<key>Users</key><value>99'),
    });
    expect(setOf(sets)).toMatchObject({ complete: false, gaps: [{ reason: 'population_mismatch' }] });
    expect(asked.filter((one) => one.startsWith('iam:GetAccountSummary'))).toHaveLength(2);
  });
  it.each([['iam:GetCredentialReport'], ['iam:GetAccountSummary']])('is incomplete without %s', async (operation) => {
    const { sets } = await ask(credential, { world: refused(operation) });
    expect(setOf(sets)).toMatchObject({ complete: false, gaps: [{ reason: 'access_denied', permission: operation }] });
  });
  it('may be read from a report that somebody else had made', async () => {
    const { sets } = await ask(credential, { world: refused('iam:GenerateCredentialReport') });
    const set = setOf(sets);
    expect(set.complete || set.gaps.some(({ permission }) => permission === 'iam:GenerateCredentialReport')).toBe(true);
  });
  it('cannot be read from a report that is cut', async () => {
    const { sets } = await ask(credential, { world: clean, faults: [{ operation: 'iam:GetCredentialReport', kind: 'truncated' }] });
    expect(setOf(sets)).toMatchObject({ complete: false, resources: [], gaps: [{ reason: 'truncated' }] });
  });
  it('is not believed when the report is older than a day', async () => {
    const { sets } = await ask(credential, {
      world: clean,
      spoil: (xml) => xml.replace(/<GeneratedTime>[^<]*/, '<GeneratedTime>2020-01-01T00:00:00Z'),
    });
    expect(setOf(sets)).toMatchObject({ complete: false, resources: [] });
    expect(setOf(sets).gaps[0]?.reason).toBe('stale_evidence');
  });
});

describe('aws/iam-password-policy', () => {
  it("is AWS's default where the account has none: known, not unknown", async () => {
    expect(await only(passwordPolicy, { world: account({ passwordPolicy: null }) })).toMatchObject({
      basis: expect.stringContaining('default'),
      minimumLength: 8,
      requiresSymbols: false,
      remembered: 0,
    });
  });
  it.each([
    ['denied', 'access_denied'],
    ['throttled', 'throttled'],
    ['html', 'unexpected_content_type'],
  ] as const)('is unknown when %s', async (how, why) => {
    const found = await only(passwordPolicy, { world: refused('iam:GetAccountPasswordPolicy', how) });
    expect([reason(found['minimumLength']), reason(found['basis']), found['consoleUsers']]).toEqual([why, why, 3]);
  });
  it('is unknown in the member that is missing', async () => {
    const found = await only(passwordPolicy, { world: clean, spoil: (xml) => xml.replace(/<RequireSymbols>\w+<\/RequireSymbols>/, '') });
    expect([reason(found['requiresSymbols']), found['requiresNumbers']]).toEqual(['missing_member', true]);
  });
  it('binds nobody where nobody has a password, and that is proved', async () => {
    const users = (clean.accounts[0] as Account).users.map(({ password: _, ...user }) => user);
    expect(await only(passwordPolicy, { world: account({ users }) })).toMatchObject({ consoleUsers: 0 });
    const unproved = await only(passwordPolicy, {
      world: { ...account({ users }), refusals: [{ operation: 'iam:GetAccountSummary', how: 'denied' }] },
    });
    expect(reason(unproved['consoleUsers'])).toBe('access_denied');
  });
});

describe('aws/cloudtrail-trail', () => {
  it('is asked where it is at home, though it was seen from elsewhere', async () => {
    const { sets, asked } = await ask(trail, { world: clean, regions: ['us-east-1', 'eu-central-1'] });
    expect(byName(sets)['organisation-audit']).toMatchObject({
      multiRegion: true,
      logging: true,
      managementReads: true,
      managementWrites: true,
      leftOutSources: [],
    });
    expect(asked).toEqual(
      expect.arrayContaining([
        'cloudtrail:DescribeTrails us-east-1',
        'cloudtrail:GetTrailStatus eu-central-1',
        'cloudtrail:GetEventSelectors eu-central-1',
      ]),
    );
  });
  it('is unknown in what only the management account may see', async () => {
    const { sets } = await ask(trail, { world: refused('cloudtrail:GetTrailStatus') });
    const found = byName(sets)['organisation-audit'];
    expect([setOf(sets).complete, reason(found?.['logging']), reason(found?.['lastDelivery']), found?.['multiRegion']]).toEqual([
      true,
      'access_denied',
      'access_denied',
      true,
    ]);
  });
  it('is an incomplete population when the list is refused', async () => {
    const { sets } = await ask(trail, { world: refused('cloudtrail:DescribeTrails') });
    expect(setOf(sets)).toMatchObject({ complete: false, resources: [] });
  });
});

describe('aws/config-recorder', () => {
  it('is absent, and proved to be, where nobody set one up', async () => {
    const { sets } = await ask(recorder, { world: region('us-east-1', { recorder: null }) });
    expect(setOf(sets, 'us-east-1')).toMatchObject({ complete: true, resources: [] });
    expect(byName(sets, 'eu-central-1')['default']).toMatchObject({
      everything: true,
      recording: true,
      lastStatus: 'SUCCESS',
      historyDelivery: 'SUCCESS',
      serviceLinked: false,
    });
  });
  it('is unknown in its status when that is refused, and no less there', async () => {
    const { sets } = await ask(recorder, { world: refused('config:DescribeConfigurationRecorderStatus') });
    const found = byName(sets, 'eu-central-1')['default'];
    expect([reason(found?.['recording']), found?.['everything']]).toEqual(['access_denied', true]);
  });
  it("of a service does not count as the account's", () => {
    const statuses = (recording: boolean, servicePrincipal?: string) => ({
      ConfigurationRecordersStatus: [{ name: 'r', recording, ...(servicePrincipal && { servicePrincipal }) }],
    });
    expect([
      isRecording(statuses(true)),
      isRecording(statuses(true, 'securityhub.amazonaws.com')),
      isRecording(statuses(false)),
      isRecording({ ConfigurationRecordersStatus: [] }),
    ]).toEqual([true, false, false, false]);
    expect(reason(isRecording({ ConfigurationRecordersStatus: [{ name: 'r' }] }))).toBe('missing_member');
  });
});

describe('aws/config-rule', () => {
  const rules = (...evaluations: { compliance: 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE'; id: string }[]): Partial<Region> => ({
    rules: [
      {
        name: 'volumes',
        identifier: 'ENCRYPTED_VOLUMES',
        evaluations: evaluations.map((one) => ({ type: 'AWS::EC2::Volume', age: 1, ...one })),
      },
      {
        name: 'ours',
        identifier: 'SOMETHING_ELSE',
        evaluations: [{ type: 'AWS::EC2::Volume', age: 1, id: 'vol-1', compliance: 'NON_COMPLIANT' }],
      },
    ],
  });
  const see = async (world: World) => byName((await ask(rule, { world, regions: ['eu-central-1'] })).sets, 'eu-central-1');
  it('names what it finds, and stands aside where no check looks', async () => {
    const found = await see(
      region('eu-central-1', rules({ id: 'vol-1', compliance: 'NON_COMPLIANT' }, { id: 'vol-2', compliance: 'COMPLIANT' })),
    );
    expect(Object.keys(found)).toEqual(['volumes']);
    expect(found['volumes']).toMatchObject({
      compliance: 'NON_COMPLIANT',
      nonCompliant: ['AWS::EC2::Volume vol-1'],
      witnesses: ['aws.ebs.volumes-encrypted'],
    });
  });
  it('without anything evaluated says nothing', async () => {
    const found = await see(region('eu-central-1', rules()));
    expect(found['volumes']?.['compliance']).not.toBe('COMPLIANT');
  });
  it('says nothing about now when the recorder has stopped, whatever it said before', async () => {
    const before = (clean.accounts[0] as Account).regions['eu-central-1'] as Region;
    const found = await see(
      region('eu-central-1', {
        ...rules({ id: 'vol-2', compliance: 'COMPLIANT' }),
        recorder: before.recorder && { ...before.recorder, recording: false },
      }),
    );
    expect(reason(found['volumes']?.['compliance'])).toBe('stale_evidence');
  });
  it.each(['config:DescribeComplianceByConfigRule', 'config:DescribeConfigurationRecorderStatus'])(
    'is unknown without %s',
    async (operation) => {
      const found = await see({
        ...region('eu-central-1', rules({ id: 'vol-2', compliance: 'COMPLIANT' })),
        refusals: [{ operation, how: 'denied' }],
      });
      expect(reason(found['volumes']?.['compliance'])).toBe('access_denied');
    },
  );
  it('stays non-compliant when only the names of the resources are refused', async () => {
    const found = await see({
      ...region('eu-central-1', rules({ id: 'vol-1', compliance: 'NON_COMPLIANT' })),
      refusals: [{ operation: 'config:GetComplianceDetailsByConfigRule', how: 'denied' }],
    });
    expect([found['volumes']?.['compliance'], reason(found['volumes']?.['nonCompliant'])]).toEqual(['NON_COMPLIANT', 'access_denied']);
  });
  it('stands witness for checks that exist', () => {
    const shipped = new Set(yamlFiles('config/checks').map((path) => idOf('config/checks', path)));
    expect(
      Object.values(WITNESSES)
        .flat()
        .filter((id) => !shipped.has(id)),
    ).toEqual([]);
  });
});

describe('a report that AWS has yet to make', () => {
  it('is waited for, and read whole', async () => {
    const { sets, exchanges } = await ask(credential, { world: clean });
    const states = exchanges.filter(({ operation }) => operation === 'iam:GenerateCredentialReport');
    expect(states.length).toBeGreaterThan(1);
    expect(setOf(sets).complete).toBe(true);
  });
  it('that never comes is a time-out, after as many polls as two minutes hold', async () => {
    const say = (status: number, xml: string) => ({
      status,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'r' },
      body: new TextEncoder().encode(xml),
    });
    const answers: Record<string, ReturnType<typeof say>> = {
      GetCallerIdentity: say(
        200,
        '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/u</Arn><UserId>U</UserId>' +
          '<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      ),
      GenerateCredentialReport: say(
        200,
        '<GenerateCredentialReportResponse><GenerateCredentialReportResult><State>INPROGRESS</State></GenerateCredentialReportResult></GenerateCredentialReportResponse>',
      ),
      GetCredentialReport: say(404, '<ErrorResponse><Error><Code>ReportInProgress</Code><Message>wait</Message></Error></ErrorResponse>'),
    };
    const denied = say(403, '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>');
    const { sets, exchanges } = await collectOnce({
      source,
      collector: credential,
      config: { type: 'aws', name: 'production', regions: ['eu-central-1'] },
      env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
      wire: { send: async ({ body }) => answers[new URLSearchParams(new TextDecoder().decode(body)).get('Action') ?? ''] ?? denied },
    });
    expect(setOf(sets)).toMatchObject({ complete: false, resources: [], gaps: [{ reason: 'timeout' }] });
    expect(exchanges.filter(({ operation }) => operation === 'iam:GenerateCredentialReport')).toHaveLength(11);
  });
});
