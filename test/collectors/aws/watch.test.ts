import { describe, expect, it } from 'vitest';
import analyzers from '../../../collectors/aws/access-analyzer/index.ts';
import accessAnalyzerFindings from '../../../collectors/aws/access-analyzer-finding/index.ts';
import contacts from '../../../collectors/aws/alternate-contact/index.ts';
import pools from '../../../collectors/aws/cognito-user-pool/index.ts';
import detectors from '../../../collectors/aws/guardduty/index.ts';
import guardDutyFindings from '../../../collectors/aws/guardduty-finding/index.ts';
import identityCenters from '../../../collectors/aws/identity-center/index.ts';
import sessions from '../../../collectors/aws/macie/index.ts';
import organization from '../../../collectors/aws/organization/index.ts';
import hubs from '../../../collectors/aws/security-hub/index.ts';
import hubFindings from '../../../collectors/aws/security-hub-finding/index.ts';
import unused from '../../../collectors/aws/unused-access/index.ts';
import { accessAnalyzer } from '../../../src/demo/aws/parts/access-analyzer.ts';
import { accountContact } from '../../../src/demo/aws/parts/account-contact.ts';
import { cognito } from '../../../src/demo/aws/parts/cognito.ts';
import { guardDuty } from '../../../src/demo/aws/parts/guardduty.ts';
import { APPROVED_ADMINISTRATORS, identityCenter } from '../../../src/demo/aws/parts/identity-center.ts';
import { macie } from '../../../src/demo/aws/parts/macie.ts';
import { organizations } from '../../../src/demo/aws/parts/organizations.ts';
import { securityHub } from '../../../src/demo/aws/parts/security-hub.ts';
import { clean, PRODUCTION, SANDBOX } from '../../../src/demo/aws/worlds/clean.ts';
import { bare, fourWorlds, judge, withPart } from './four-worlds.ts';

const FRANKFURT = 'eu-central-1';
const VIRGINIA = 'us-east-1';

const approved = { approved: APPROVED_ADMINISTRATORS };
const environments = { environments: [`production=${PRODUCTION}`, `staging=${SANDBOX}`] };
const onlyWithoutOwn = 'it decides only where the account has no analyzer of its own';

/** Production in a part's state, changed; the rest of the estate is clean. */
type Held<S> = Readonly<Record<string, S>>;
const production = <S>(held: Held<S>, change: (state: S) => object): Held<unknown> => ({
  ...held,
  [PRODUCTION]: { ...(held[PRODUCTION] as S), ...change(held[PRODUCTION] as S) },
});

fourWorlds({
  check: 'aws.account.security-contact',
  collector: contacts,
  broken: withPart(accountContact),
  fails: [PRODUCTION],
  passes: [PRODUCTION],
  whenNone: 'fail',
});
fourWorlds({
  check: 'aws.organizations.scp-guardrails',
  collector: organization,
  broken: withPart(organizations),
  fails: [PRODUCTION],
  passes: [PRODUCTION],
  whenNone: 'not_applicable',
  spare: { 'organizations:ListAccounts': 'policies are not accounts' },
});
const notAccounts = 'accounts are not policies';
fourWorlds({
  check: 'aws.organizations.env-accounts-separate',
  collector: organization,
  broken: withPart(organizations),
  fails: [PRODUCTION],
  passes: [PRODUCTION],
  // an account on its own sees no other
  whenNone: 'unknown',
  spare: {
    'organizations:DescribeOrganization': 'the list of accounts says by itself that there is an organisation',
    'organizations:ListRoots': notAccounts,
    'organizations:ListPolicies': notAccounts,
    'organizations:ListTargetsForPolicy': notAccounts,
  },
  params: environments,
});
fourWorlds({
  check: 'aws.sso.admin-assignments-listed',
  collector: identityCenters,
  broken: withPart(identityCenter),
  fails: ['example'],
  passes: ['example'],
  whenNone: 'not_applicable',
  params: approved,
});
fourWorlds({
  check: 'aws.accessanalyzer.external-enabled',
  collector: analyzers,
  broken: withPart(accessAnalyzer),
  fails: [FRANKFURT],
  passes: [FRANKFURT, VIRGINIA],
  whenNone: 'fail',
  spare: { 'organizations:DescribeOrganization': onlyWithoutOwn, 'organizations:ListDelegatedAdministrators': onlyWithoutOwn },
});
fourWorlds({
  check: 'aws.accessanalyzer.no-open-findings',
  collector: accessAnalyzerFindings,
  broken: withPart(accessAnalyzer, accessAnalyzer.drifted),
  fails: ['arn:aws:s3:::example-prod-exports'],
  passes: ['arn:aws:s3:::example-prod-exports', 'arn:aws:s3:::example-prod-audit-logs', 'arn:aws:s3:::example-prod-customer-data'],
  whenNone: 'unknown',
  gapsWhenNone: ['no_results'],
});
fourWorlds({
  check: 'aws.accessanalyzer.unused-access',
  collector: unused,
  broken: withPart(accessAnalyzer),
  fails: [PRODUCTION],
  passes: [PRODUCTION],
  // fifteen other regions are enabled, and one analyzer in any of them would do
  whenNone: 'unknown',
  spare: { 'organizations:DescribeOrganization': onlyWithoutOwn, 'organizations:ListDelegatedAdministrators': onlyWithoutOwn },
});
fourWorlds({
  check: 'aws.guardduty.enabled',
  collector: detectors,
  broken: withPart(guardDuty),
  fails: [FRANKFURT, VIRGINIA],
  passes: [FRANKFURT, VIRGINIA],
  whenNone: 'fail',
});
fourWorlds({
  check: 'aws.guardduty.findings-handled',
  collector: guardDutyFindings,
  broken: withPart(guardDuty, guardDuty.drifted),
  fails: ['Backdoor:EC2/C&CActivity.B!DNS f6000000000000000000000000000000'],
  passes: ['AttackSequence:IAM/CompromisedCredentials f5000000000000000000000000000000'],
  whenNone: 'unknown',
  gapsWhenNone: ['no_results'],
});
fourWorlds({
  check: 'aws.securityhub.enabled',
  collector: hubs,
  broken: withPart(securityHub),
  fails: [FRANKFURT],
  passes: [FRANKFURT, VIRGINIA],
  whenNone: 'fail',
  spare: { 'securityhub:DescribeSecurityHubV2': 'a hub with a standard is enough' },
});
fourWorlds({
  check: 'aws.securityhub.findings-sla',
  collector: hubFindings,
  broken: withPart(
    securityHub,
    production(securityHub.broken, ({ regions }) => ({ regions: { [VIRGINIA]: regions[VIRGINIA], [FRANKFURT]: regions[VIRGINIA] } })),
  ),
  fails: ['EC2.19 should hold', 'EC2.19 should hold', 'EC2.20 should hold', 'EC2.20 should hold'],
  passes: ['EC2.2 should hold', 'EC2.3 should hold', 'EC2.4 should hold'],
  whenNone: 'unknown',
  gapsWhenNone: ['no_results'],
});
fourWorlds({
  check: 'aws.macie.enabled',
  collector: sessions,
  broken: withPart(macie),
  fails: [FRANKFURT],
  passes: [FRANKFURT],
  whenNone: 'not_applicable',
  spare: { 's3:GetBucketLocation': 'the listing places each bucket' },
});
fourWorlds({
  check: 'aws.cognito.mfa-and-passwords',
  collector: pools,
  broken: withPart(cognito),
  fails: ['back-office', 'customers', 'partners'],
  passes: ['back-office', 'customers', 'partners'],
  whenNone: 'not_applicable',
});

describe('aws.sso.mfa-enforced', () => {
  const mfa = (more: object = {}) => judge('aws.sso.mfa-enforced', identityCenters, { world: clean, ...more });
  it('is unknown while nobody has attested it, because no API shows it', async () => {
    const { verdict, reasons, rows } = await mfa();
    expect([verdict, reasons, rows]).toEqual(['unknown', ['attestation_missing'], ['unknown example']]);
  });
  it('does not apply where there is no instance', async () => {
    expect((await mfa({ world: bare })).verdict).toBe('not_applicable');
  });
  it('does not take a denial for no instance', async () => {
    const { verdict, reasons } = await mfa({ faults: [{ operation: 'sso:ListInstances', kind: 'denied' }] });
    expect([verdict, reasons]).toEqual(['unknown', ['access_denied']]);
  });
});
