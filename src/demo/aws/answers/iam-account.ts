/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html, the part about the account as a whole. */
import type * as Iam from '@aws-sdk/client-iam';
import { nothing } from '../parts/iam/state.ts';
import { see } from '../parts/part.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Answer, Ask } from './ask.ts';
import { credentialReport } from './credential-report.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html; quotas: its example and reference_iam-quotas.html */
function GetAccountSummary(_: object, ask: Ask): Iam.GetAccountSummaryResponse {
  const { users, root } = ask.account;
  const { groups, policies } = see(ask, 'iam', nothing).account;
  const inUse = users.filter((user) => user.mfa.length > 0).length + (root.mfa === null ? 0 : 1);
  const virtual = users.flatMap((user) => user.mfa).filter((kind) => kind === 'virtual').length + (root.mfa === 'virtual' ? 1 : 0);
  return {
    SummaryMap: {
      Users: users.length,
      UsersQuota: 5000,
      Groups: groups.length,
      Policies: policies.length,
      GroupsQuota: 300,
      AccessKeysPerUserQuota: 2,
      MFADevices: virtual,
      MFADevicesInUse: inUse,
      AccountMFAEnabled: root.mfa === null ? 0 : 1,
      AccountPasswordPresent: root.password ? 1 : 0,
      AccountAccessKeysPresent: root.accessKeys,
      AccountSigningCertificatesPresent: root.signingCertificates,
    },
  };
}

/**
 * The first asking starts a report, the next one finds it:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html
 */
function GenerateCredentialReport(_: object, { account, memory, now }: Ask): Iam.GenerateCredentialReportResponse {
  const report = reportKey(account.id);
  const state = memory.get(report);
  if (state === undefined) {
    memory.set(report, 'STARTED');
    return { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' };
  }
  if (state === 'STARTED') memory.set(report, now.toISOString());
  return { State: 'COMPLETE' };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html#API_GetCredentialReport_Errors */
function GetCredentialReport(_: object, ask: Ask): Iam.GetCredentialReportResponse {
  const report = reportKey(ask.account.id);
  const state = ask.memory.get(report);
  if (state === undefined)
    throw new AwsRefusal(
      'CredentialReportNotPresentException',
      'No report is present. To generate a new report, use GenerateCredentialReport.',
    );
  if (state === 'STARTED') {
    ask.memory.set(report, ask.now.toISOString());
    throw new AwsRefusal('CredentialReportNotReadyException', 'The report is still being generated.');
  }
  const GeneratedTime = new Date(state);
  return { Content: Buffer.from(credentialReport({ ...ask, now: GeneratedTime })), ReportFormat: 'text/csv', GeneratedTime };
}
const reportKey = (account: string) => `credential-report/${account}`;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountPasswordPolicy.html */
function GetAccountPasswordPolicy(_: object, { account }: Ask): Iam.GetAccountPasswordPolicyResponse {
  const policy = account.passwordPolicy;
  if (policy === null) throw new AwsRefusal('NoSuchEntity', `The Password Policy with domain name ${account.id} cannot be found.`);
  return {
    PasswordPolicy: {
      MinimumPasswordLength: policy.minimumLength,
      RequireSymbols: policy.symbols,
      RequireNumbers: policy.numbers,
      RequireUppercaseCharacters: policy.upperCase,
      RequireLowercaseCharacters: policy.lowerCase,
      AllowUsersToChangePassword: true,
      ExpirePasswords: policy.maximumAge !== null,
      MaxPasswordAge: policy.maximumAge ?? undefined,
      PasswordReusePrevention: policy.remembered ?? undefined,
    },
  };
}

export const iamAccount = {
  GetAccountSummary,
  GenerateCredentialReport,
  GetCredentialReport,
  GetAccountPasswordPolicy,
} satisfies Record<string, Answer>;
