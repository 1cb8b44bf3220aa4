/** Recorded answers of what watches an account, and of who is in it: who hears them, and what should come of it. */
import accessAnalyzer from '../../collectors/aws/access-analyzer/index.ts';
import rule from '../../collectors/aws/config-rule/index.ts';
import guardduty from '../../collectors/aws/guardduty/index.ts';
import federation from '../../collectors/aws/iam-federation/index.ts';
import root from '../../collectors/aws/iam-root/index.ts';
import user from '../../collectors/aws/iam-user/index.ts';
import finding from '../../collectors/aws/inspector-finding/index.ts';
import logGroup from '../../collectors/aws/log-group/index.ts';
import macie from '../../collectors/aws/macie/index.ts';
import organization from '../../collectors/aws/organization/index.ts';
import hub from '../../collectors/aws/security-hub/index.ts';
import hubFinding from '../../collectors/aws/security-hub-finding/index.ts';
import { brokenParts } from '../../src/demo/aws/parts/index.ts';
import { clean } from '../../src/demo/aws/worlds/clean.ts';
import { byId, type Fields, type Json, MISSING, or, type Said, whole } from './recorded-readings.ts';
import { ACCOUNT, bare, each, HERE, listed, one, type Scene, withRegion } from './recorded-worlds.ts';

const nothing = bare();
const REGION = `${ACCOUNT}/${HERE}`;
/** There are administrators, and no report says whether they have MFA. */
const unreported = {
  ...clean,
  parts: { ...clean.parts, iam: brokenParts['iam'] ?? {} },
  refusals: [{ operation: 'iam:GetCredentialReport', how: 'denied' }] as const,
};
/** A rule that finds something which it calls by an id of its own. */
const invented = withRegion({
  rules: [
    {
      name: 'encrypted-databases',
      identifier: 'RDS_STORAGE_ENCRYPTED',
      evaluations: [{ type: 'AWS::RDS::DBInstance', id: 'orders', compliance: 'NON_COMPLIANT', age: 1 }],
    },
  ],
});

const analyzers = ({ analyzers: all }: Json): Fields => ({
  externalAccess: all.some(({ type, status }: Json) => status === 'ACTIVE' && ['ACCOUNT', 'ORGANIZATION'].includes(type)),
  analyzers: all.map(({ name, type, status }: Json) => ({ name, type, status })),
});
/** Features came in 2023: an older answer tells none. */
const detector = ({ Status, Features }: Json): Fields => ({
  enabled: Status === 'ENABLED',
  features: Features === undefined ? MISSING : {},
});
const found = ({ DetectorIds }: Json): Fields => (DetectorIds.length > 0 ? { enabled: '?provider_error' } : { enabled: false });

const findings = (list: string, id: string, read: (one: Json) => Fields) => (data: Json) =>
  whole(byId(data[list], (each: Json) => each[id], read));
const vulnerability = findings('findings', 'findingArn', (each) => ({
  severity: each.severity,
  firstObservedAt: each.firstObservedAt.toISOString(),
  fixAvailable: or(each.fixAvailable),
  exploitAvailable: or(each.exploitAvailable),
}));
const hubFindings = findings('Findings', 'Id', (each) => ({
  name: each.Title,
  severity: or(each.Severity?.Label),
  workflow: or(each.Workflow?.Status),
  recordState: or(each.RecordState),
  createdAt: each.CreatedAt,
}));
const logGroups = ({ logGroups: all }: Json): Said =>
  whole(
    byId(
      all,
      (each: Json) => each.arn,
      (each) => ({ name: each.logGroupName, retentionInDays: each.retentionInDays ?? (each.creationTime === undefined ? MISSING : null) }),
    ),
  );

const macieSession = ({ status, Error: refused }: Json): Fields | undefined => {
  if (refused) return refused.Message === 'Macie is not enabled' ? { enabled: false } : undefined;
  return { enabled: status === 'ENABLED' };
};
const belongs = ({ Organization: whole, Error: refused }: Json): Fields | undefined => {
  if (refused?.Code === 'AWSOrganizationsNotInUseException') return { inOrganization: false, featureSet: '?population_incomplete' };
  return refused ? undefined : { inOrganization: true, featureSet: whole.FeatureSet };
};
const members = ({ Accounts }: Json): Fields => ({
  accounts: Accounts.map(({ Id, Name, State, Status }: Json) => ({ id: Id, name: Name, state: State ?? Status })),
});
const devices =
  ({ MFADevices: all }: Json) =>
  ({ administrator }: Fields): Fields => ({ mfaActive: administrator === false ? '?access_denied' : all.length > 0 });

export const WATCH: Readonly<Record<string, readonly Scene[]>> = {
  'access-analyzer:ListAnalyzers': [{ collector: accessAnalyzer, world: () => nothing, says: one(REGION, analyzers) }],
  'guardduty:ListDetectors': [{ collector: guardduty, world: () => nothing, says: one(REGION, found) }],
  'guardduty:GetDetector': [{ collector: guardduty, world: () => clean, says: one(REGION, detector) }],
  'inspector2:ListFindings': [{ collector: finding, world: () => clean, says: listed(vulnerability) }],
  'securityhub:DescribeHub': [
    { collector: hub, world: () => nothing, says: one(REGION, (data) => (data.Error ? undefined : { hub: data.HubArn !== undefined })) },
  ],
  'securityhub:GetFindings': [{ collector: hubFinding, world: () => nothing, says: listed(hubFindings) }],
  'macie2:GetMacieSession': [{ collector: macie, world: () => nothing, says: one(REGION, macieSession) }],
  'logs:DescribeLogGroups': [{ collector: logGroup, world: () => nothing, says: listed(logGroups) }],
  'config:ListDiscoveredResources': [
    // what it found is not among what was recorded: it stays as it calls it
    { collector: rule, world: () => invented, says: each(() => ({ compliance: 'NON_COMPLIANT' })) },
  ],
  'organizations:DescribeOrganization': [
    {
      collector: organization,
      says: one(ACCOUNT, belongs),
      absent: ({ Error: refused }) => refused?.Code === 'AWSOrganizationsNotInUseException',
    },
  ],
  'organizations:ListAccounts': [{ collector: organization, says: one(ACCOUNT, members) }],
  'iam:ListMFADevices': [{ collector: user, world: () => unreported, says: each(devices) }],
  'iam:ListSAMLProviders': [
    {
      collector: federation,
      says: one(`${ACCOUNT}/federation`, ({ SAMLProviderList: all }) => ({
        samlProviders: all.map(({ Arn }: Json) => Arn),
        federated: true,
      })),
    },
  ],
  'iam:ListVirtualMFADevices': [
    {
      collector: root,
      says: one(`arn:aws:iam::${ACCOUNT}:root`, ({ VirtualMFADevices: all }) => ({
        virtualMfa: all.some(({ User }: Json) => User?.Arn.endsWith(':root')),
      })),
    },
  ],
};
