import { describe, expect, it } from 'vitest';
import analyzers from '../../../collectors/aws/access-analyzer/index.ts';
import accessAnalyzerFindings from '../../../collectors/aws/access-analyzer-finding/index.ts';
import contacts from '../../../collectors/aws/alternate-contact/index.ts';
import pools from '../../../collectors/aws/cognito-user-pool/index.ts';
import { classify } from '../../../collectors/aws/failure.ts';
import detectors from '../../../collectors/aws/guardduty/index.ts';
import guardDutyFindings from '../../../collectors/aws/guardduty-finding/index.ts';
import identityCenters from '../../../collectors/aws/identity-center/index.ts';
import sessions from '../../../collectors/aws/macie/index.ts';
import organization from '../../../collectors/aws/organization/index.ts';
import hubs from '../../../collectors/aws/security-hub/index.ts';
import hubFindings from '../../../collectors/aws/security-hub-finding/index.ts';
import unused from '../../../collectors/aws/unused-access/index.ts';
import { accessAnalyzer } from '../../../src/demo/aws/parts/access-analyzer.ts';
import { guardDuty } from '../../../src/demo/aws/parts/guardduty.ts';
import { APPROVED_ADMINISTRATORS } from '../../../src/demo/aws/parts/identity-center.ts';
import { macie } from '../../../src/demo/aws/parts/macie.ts';
import { organizations } from '../../../src/demo/aws/parts/organizations.ts';
import { securityHub } from '../../../src/demo/aws/parts/security-hub.ts';
import { clean, PRODUCTION, SANDBOX } from '../../../src/demo/aws/worlds/clean.ts';
import { byName, setOf } from './estate.ts';
import { judge, withPart } from './four-worlds.ts';

const FRANKFURT = 'eu-central-1';
const VIRGINIA = 'us-east-1';
/** Access key of the sandbox: a member of the organisation. */
const MEMBER = 'AKIAI44QH8DHBEXAMPLE';

const approved = { approved: APPROVED_ADMINISTRATORS };
const environments = { environments: [`production=${PRODUCTION}`, `staging=${SANDBOX}`] };

/** Production in a part's state, changed; the rest of the estate is clean. */
type Held<S> = Readonly<Record<string, S>>;
const production = <S>(held: Held<S>, change: (state: S) => object): Held<unknown> => ({
  ...held,
  [PRODUCTION]: { ...(held[PRODUCTION] as S), ...change(held[PRODUCTION] as S) },
});

const detailOf = (value: unknown) => (value as { $unknown: { reason: string; detail: string } }).$unknown;

describe('a member of the organisation', () => {
  const asMember = { world: clean, key: MEMBER };
  it('may not read the policies of the organisation, and says so', async () => {
    const { verdict, reasons } = await judge('aws.organizations.scp-guardrails', organization, asMember);
    expect([verdict, reasons]).toEqual(['unknown', ['access_denied']]);
  });
  it('sees by itself that an organisation for billing alone has none', async () => {
    const billing = Object.fromEntries(
      Object.entries(organizations.clean).map(([id, state]) => [
        id,
        { ...state, account: { ...state.account, featureSet: 'CONSOLIDATED_BILLING' } },
      ]),
    );
    const { verdict } = await judge('aws.organizations.scp-guardrails', organization, {
      ...asMember,
      world: withPart(organizations, billing),
    });
    expect(verdict).toBe('fail');
  });
  it('knows of its own account alone, so that the others are unknown', async () => {
    const { verdict, reasons } = await judge('aws.organizations.env-accounts-separate', organization, asMember, environments);
    expect([verdict, reasons]).toEqual(['unknown', ['access_denied']]);
  });
  it('fails what the declaration alone decides', async () => {
    const same = { environments: [`production=${SANDBOX}`, `staging=${SANDBOX}`] };
    expect((await judge('aws.organizations.env-accounts-separate', organization, asMember, same)).verdict).toBe('fail');
  });
  it('sees the instance of Identity Center and not who is administrator', async () => {
    const { verdict, reasons } = await judge('aws.sso.admin-assignments-listed', identityCenters, asMember, approved);
    expect([verdict, reasons]).toEqual(['unknown', ['access_denied']]);
  });
  it('without an analyzer of its own may be covered by one that it cannot see', async () => {
    const world = withPart(accessAnalyzer, { [SANDBOX]: accessAnalyzer.nothing });
    const { verdict, reasons, sets } = await judge('aws.accessanalyzer.external-enabled', analyzers, { ...asMember, world });
    expect([verdict, reasons]).toEqual(['unknown', ['population_incomplete']]);
    expect(detailOf(byName(sets, FRANKFURT)[FRANKFURT]?.['externalAccess']).detail).toContain(PRODUCTION);
  });
});

describe('a management account without an analyzer', () => {
  const bareAnalyzers = { world: withPart(accessAnalyzer, {}) };
  const external = (more: object) => judge('aws.accessanalyzer.external-enabled', analyzers, { ...bareAnalyzers, ...more });
  it('that delegated to nobody has none at all', async () => expect((await external({})).verdict).toBe('fail'));
  it('that delegated may be covered from there', async () => {
    const delegated = { 'access-analyzer.amazonaws.com': '321098765432' };
    const held = production(organizations.clean, ({ account }) => ({ account: { ...account, delegated } }));
    const world = { ...clean, parts: { ...clean.parts, 'access-analyzer': {}, organizations: held } };
    const { verdict, reasons } = await external({ world });
    expect([verdict, reasons]).toEqual(['unknown', ['population_incomplete']]);
  });
  it.each(['organizations:DescribeOrganization', 'organizations:ListDelegatedAdministrators'])(
    'is unknown when %s is refused',
    async (operation) => {
      const { verdict, reasons } = await external({ faults: [{ operation, kind: 'denied' }] });
      expect([verdict, reasons]).toEqual(['unknown', ['access_denied']]);
    },
  );
});

describe('an unused-access analyzer', () => {
  const everywhere = Object.keys(clean.accounts[0]?.regions ?? {}).filter(
    (name) => clean.accounts[0]?.regions[name]?.optIn !== 'not-opted-in',
  );
  const judged = (more: object) => judge('aws.accessanalyzer.unused-access', unused, { world: withPart(accessAnalyzer, {}), ...more });
  it('that is in no region of an account is a failure once all of them were looked at', async () => {
    expect(everywhere.length).toBeGreaterThan(10);
    expect((await judged({ regions: everywhere })).verdict).toBe('fail');
  });
  it('may be in a region that was not looked at', async () => {
    const { verdict, sets } = await judged({ regions: [FRANKFURT] });
    expect(verdict).toBe('unknown');
    expect(detailOf(byName(sets)[PRODUCTION]?.['analyzed'])).toMatchObject({
      reason: 'population_incomplete',
      detail: expect.stringContaining(VIRGINIA),
    });
  });
  it('is found wherever it is', async () => expect((await judged({ world: clean, regions: [VIRGINIA, FRANKFURT] })).verdict).toBe('pass'));
  it('is not looked for in regions that the run leaves out', async () => {
    const { asked } = await judged({ world: clean, regions: [FRANKFURT] });
    expect(asked.filter((one) => one.startsWith('access-analyzer:ListAnalyzers'))).toEqual([`access-analyzer:ListAnalyzers ${FRANKFURT}`]);
  });
});

describe('a page that is refused after the first', () => {
  it.each([
    ['aws.accessanalyzer.no-open-findings', 'access-analyzer:ListFindingsV2', accessAnalyzerFindings, {}],
    ['aws.accessanalyzer.unused-access', 'access-analyzer:ListFindingsV2', unused, {}],
    ['aws.guardduty.findings-handled', 'guardduty:ListFindings', guardDutyFindings, {}],
    ['aws.securityhub.findings-sla', 'securityhub:GetFindings', hubFindings, {}],
    ['aws.cognito.mfa-and-passwords', 'cognito-idp:ListUserPools', pools, {}],
    ['aws.sso.admin-assignments-listed', 'identitystore:ListGroupMemberships', identityCenters, approved],
    ['aws.sso.admin-assignments-listed', 'sso:ListPermissionSets', identityCenters, approved],
    ['aws.organizations.env-accounts-separate', 'organizations:ListAccounts', organization, environments],
    ['aws.organizations.scp-guardrails', 'organizations:ListPolicies', organization, {}],
  ])('%s: of %s is unknown', async (check, operation, collector, params) => {
    const { verdict, reasons, findings } = await judge(
      check,
      collector,
      { world: clean, faults: [{ operation, kind: 'denied', after: 1 }] },
      params,
    );
    expect([verdict, reasons]).toEqual(['unknown', ['access_denied']]);
    expect(findings.filter((one) => one.verdict === 'fail')).toEqual([]);
  });
});

/** Takes a member out of every JSON answer that has it. */
const without = (member: string) => (text: string) => {
  if (!text.startsWith('{')) return text;
  return JSON.stringify(JSON.parse(text, (key, value) => (key === member ? undefined : value)));
};
describe('a member that AWS leaves out', () => {
  it.each([
    ['aws.account.security-contact', 'EmailAddress', contacts, {}],
    ['aws.organizations.scp-guardrails', 'FeatureSet', organization, {}],
    ['aws.organizations.scp-guardrails', 'PolicyTypes', organization, {}],
    ['aws.organizations.scp-guardrails', 'AwsManaged', organization, {}],
    ['aws.organizations.scp-guardrails', 'Targets', organization, {}],
    ['aws.organizations.scp-guardrails', 'Roots', organization, {}],
    ['aws.organizations.env-accounts-separate', 'Accounts', organization, environments],
    ['aws.sso.mfa-enforced', 'Instances', identityCenters, {}],
    ['aws.sso.admin-assignments-listed', 'IdentityStoreId', identityCenters, approved],
    ['aws.sso.admin-assignments-listed', 'PrincipalId', identityCenters, approved],
    ['aws.sso.admin-assignments-listed', 'AttachedManagedPolicies', identityCenters, approved],
    ['aws.sso.admin-assignments-listed', 'MemberId', identityCenters, approved],
    ['aws.accessanalyzer.external-enabled', 'analyzers', analyzers, {}],
    ['aws.accessanalyzer.external-enabled', 'status', analyzers, {}],
    ['aws.accessanalyzer.no-open-findings', 'findings', accessAnalyzerFindings, {}],
    ['aws.accessanalyzer.no-open-findings', 'createdAt', accessAnalyzerFindings, {}],
    ['aws.accessanalyzer.unused-access', 'findings', unused, {}],
    ['aws.guardduty.enabled', 'detectorIds', detectors, {}],
    ['aws.guardduty.enabled', 'features', detectors, {}],
    ['aws.guardduty.enabled', 'status', detectors, {}],
    ['aws.guardduty.findings-handled', 'findingIds', guardDutyFindings, {}],
    ['aws.guardduty.findings-handled', 'severity', guardDutyFindings, {}],
    ['aws.securityhub.enabled', 'StandardsSubscriptions', hubs, {}],
    ['aws.securityhub.enabled', 'HubArn', hubs, {}],
    ['aws.securityhub.findings-sla', 'Findings', hubFindings, {}],
    ['aws.macie.enabled', 'status', sessions, {}],
    ['aws.cognito.mfa-and-passwords', 'MfaConfiguration', pools, {}],
    ['aws.cognito.mfa-and-passwords', 'PasswordPolicy', pools, {}],
    ['aws.cognito.mfa-and-passwords', 'RequireSymbols', pools, {}],
    ['aws.cognito.mfa-and-passwords', 'UserPools', pools, {}],
  ])('%s without %s is unknown', async (check, member, collector, params) => {
    const { verdict, reasons, findings } = await judge(check, collector, { world: clean, spoil: without(member) }, params);
    expect([verdict, ...reasons.filter((reason) => reason !== 'attestation_missing')]).toEqual(['unknown', 'missing_member']);
    expect(findings.filter((one) => one.verdict === 'fail')).toEqual([]);
  });
});

describe('who is administrator', () => {
  it('is told account by account, and groups by their members', async () => {
    const { sets } = await judge('aws.sso.admin-assignments-listed', identityCenters, { world: clean }, approved);
    expect(byName(sets, FRANKFURT)['example']?.['administrators']).toEqual([...APPROVED_ADMINISTRATORS].sort());
    expect(setOf(sets, VIRGINIA)).toMatchObject({ complete: true, resources: [] });
  });
  it('is unknown while no review has said who may be', async () => {
    const { verdict, reasons } = await judge('aws.sso.admin-assignments-listed', identityCenters, { world: clean });
    expect([verdict, reasons]).toEqual(['unknown', ['attestation_missing']]);
  });
  it('names who came and who went', async () => {
    const [first, ...rest] = APPROVED_ADMINISTRATORS;
    const { findings } = await judge(
      'aws.sso.admin-assignments-listed',
      identityCenters,
      { world: clean },
      { approved: [...rest, '1 gone'] },
    );
    expect(findings.find((one) => one.verdict === 'fail')?.because).toBe(`not as approved: new ${first}; gone 1 gone`);
  });
});

describe('GuardDuty', () => {
  const enabled = (params: object) => judge('aws.guardduty.enabled', detectors, { world: clean }, params);
  it('knows nothing of a plan that it does not name', async () => {
    const { verdict, reasons } = await enabled({ features: ['S3_DATA_EVENTS', 'AI_PROTECTION'] });
    expect([verdict, reasons]).toEqual(['unknown', ['missing_member']]);
  });
  it('that is suspended looks at nothing', async () => {
    const held = production(guardDuty.clean, ({ regions }) => ({
      regions: Object.fromEntries(Object.entries(regions).map(([name, one]) => [name, { ...one, status: 'DISABLED' }])),
    }));
    const world = withPart(guardDuty, held);
    expect((await judge('aws.guardduty.enabled', detectors, { world })).verdict).toBe('fail');
    const handled = await judge('aws.guardduty.findings-handled', guardDutyFindings, { world });
    expect([handled.verdict, handled.reasons]).toEqual(['unknown', ['no_results']]);
  });
  it('that lists a finding and does not describe it has not shown all', async () => {
    const spoil = (text: string) => (text.startsWith('{"findings":') ? JSON.stringify({ findings: [] }) : text);
    const { verdict, reasons } = await judge('aws.guardduty.findings-handled', guardDutyFindings, { world: clean, spoil });
    expect([verdict, reasons]).toEqual(['unknown', ['changed_during_collection']]);
  });
  it('is asked for what is open and high, and for nothing else', async () => {
    const { sets } = await judge('aws.guardduty.findings-handled', guardDutyFindings, { world: clean });
    const found = setOf(sets, FRANKFURT).resources.map(({ resource }) => resource as unknown as { severity: number; archived: unknown });
    expect(found.map(({ severity }) => severity).sort()).toEqual([7, 8, 9]);
    expect(found.every(({ archived }) => archived === false)).toBe(true);
    // each rests on the answer that describes it
    for (const { evidence } of setOf(sets, FRANKFURT).resources) expect(evidence.length).toBeGreaterThan(0);
  });
});

interface Placed {
  readonly buckets: readonly { readonly name: string }[];
}
const bucketsOf = ({ buckets }: Placed) => buckets.map(({ name }) => name);
describe('Macie and the tags of buckets', () => {
  it('asks where a bucket is that the listing does not place, and does not know when it is refused', async () => {
    const world = { ...withPart(macie), bucketRegions: false as const };
    expect(await judge('aws.macie.enabled', sessions, { world })).toMatchObject({ verdict: 'fail', rows: [`fail ${FRANKFURT}`] });
    const { verdict, reasons } = await judge('aws.macie.enabled', sessions, {
      world,
      faults: [{ operation: 's3:GetBucketLocation', kind: 'denied' }],
    });
    expect([verdict, reasons]).toEqual(['unknown', ['access_denied']]);
  });
  it('looks at the buckets of each region alone', async () => {
    const { sets } = await judge('aws.macie.enabled', sessions, { world: clean });
    const names = (region: string) => setOf(sets, region).resources.flatMap(({ resource }) => bucketsOf(resource as unknown as Placed));
    expect(names(FRANKFURT)).toEqual(['example-prod-audit-logs', 'example-prod-customer-data', 'example-prod-exports']);
    expect(names(VIRGINIA)).toEqual(['example-prod-images', 'example-prod-terraform']);
  });
});

describe('what is set up and does not work', () => {
  const inEach = <R>(held: Held<{ readonly regions: Readonly<Record<string, R>>; readonly elsewhere: R }>, change: (here: R) => R) =>
    production(held, ({ regions, elsewhere }) => ({
      regions: Object.fromEntries(Object.entries(regions).map(([name, here]) => [name, change(here)])),
      elsewhere: change(elsewhere),
    }));
  it.each(['DISABLED', 'CREATING', 'FAILED'] as const)('is an analyzer that is %s', async (status) => {
    const world = withPart(
      accessAnalyzer,
      inEach(accessAnalyzer.clean, (here) => here.map((one) => ({ ...one, status }))),
    );
    expect((await judge('aws.accessanalyzer.external-enabled', analyzers, { world })).verdict).toBe('fail');
    expect((await judge('aws.accessanalyzer.no-open-findings', accessAnalyzerFindings, { world })).reasons).toEqual(['no_results']);
    // there may be one in a region that was not looked at
    expect((await judge('aws.accessanalyzer.unused-access', unused, { world })).reasons).toEqual(['population_incomplete']);
  });
  it('is an analyzer of another kind', async () => {
    const type = 'ACCOUNT_INTERNAL_ACCESS' as const;
    const world = withPart(
      accessAnalyzer,
      inEach(accessAnalyzer.clean, (here) => here.map((one) => ({ ...one, type }))),
    );
    expect((await judge('aws.accessanalyzer.external-enabled', analyzers, { world })).verdict).toBe('fail');
    expect((await judge('aws.accessanalyzer.unused-access', unused, { world })).verdict).toBe('unknown');
  });
  it.each(['PENDING', 'FAILED', 'DELETING', 'INCOMPLETE'] as const)('is a standard that is %s', async (status) => {
    const hub = { standards: [{ name: 'cis-aws-foundations-benchmark/v/3.0.0', status }] };
    const world = withPart(
      securityHub,
      inEach(securityHub.clean, (here) => ({ ...here, hub, v2: false })),
    );
    expect((await judge('aws.securityhub.enabled', hubs, { world })).verdict).toBe('fail');
  });
  it('is no hub at all, where Security Hub V2 is on: that is enough', async () => {
    const world = withPart(
      securityHub,
      inEach(securityHub.clean, (here) => ({ ...here, hub: null, v2: true })),
    );
    expect((await judge('aws.securityhub.enabled', hubs, { world })).verdict).toBe('pass');
  });
  it('is Macie that is paused, or that searches nothing', async () => {
    const held = (status: 'PAUSED' | 'ENABLED', discovery: 'ENABLED' | 'DISABLED') =>
      withPart(
        macie,
        inEach(macie.clean, () => ({ status, discovery })),
      );
    for (const world of [held('PAUSED', 'ENABLED'), held('ENABLED', 'DISABLED')])
      expect((await judge('aws.macie.enabled', sessions, { world })).verdict).toBe('fail');
  });
});

describe('"it is not switched on"', () => {
  const said = (operation: string, code: string, message: string) =>
    classify({
      operation,
      status: 401,
      headers: { 'x-amzn-requestid': 'c2a1', 'x-amzn-errortype': code },
      body: JSON.stringify({ message }),
      error: { name: code, message },
    });
  it.each([
    ['macie2:GetMacieSession', 'AccessDeniedException', 'Macie is not enabled', 'Macie is not enabled'],
    ['macie2:GetMacieSession', 'AccessDeniedException', 'Macie is not enabled.', 'Macie is not enabled'],
    [
      'securityhub:DescribeHub',
      'InvalidAccessException',
      'Account 123456789012 is not subscribed to AWS Security Hub',
      'not subscribed to AWS Security Hub',
    ],
    // a denial that mentions the sentence, and the sentence of another service, are denials
    ['macie2:GetMacieSession', 'AccessDeniedException', 'You are not told whether Macie is not enabled', 'AccessDeniedException'],
    [
      'macie2:GetMacieSession',
      'AccessDeniedException',
      'User: u is not authorized to perform: macie2:GetMacieSession',
      'AccessDeniedException',
    ],
    ['macie2:GetMacieSession', 'ValidationException', 'Macie is not enabled', 'ValidationException'],
    ['guardduty:GetDetector', 'AccessDeniedException', 'Macie is not enabled', 'AccessDeniedException'],
    [
      'securityhub:GetFindings',
      'InvalidAccessException',
      'Account 123456789012 is not an administrator for this organization',
      'InvalidAccessException',
    ],
  ])('%s: %s: %s', (operation, code, message, due) => expect(said(operation, code, message).code).toBe(due));
  it('is told with the status of bad credentials, which they are not', () => {
    expect(said('securityhub:GetFindings', 'InvalidAccessException', 'no').reason).toBe('access_denied');
  });
});
