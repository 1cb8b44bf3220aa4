import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, settle, settled } from '../../../src/kit.ts';
import type { Ask, Instant } from '../../../src/model.ts';
import { accountSummary, flag, SUMMARY_CALL, type Summary } from '../account-summary.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { credentialReport, date, fresh, REPORT_CALLS, type Report, type Row, rootRow, truth } from '../credential-report.ts';
import { marked } from '../iam-paging.ts';
import { or } from '../kleene.ts';

const DEVICES = call('iam', 'ListVirtualMFADevices');
/** `User` stands in it once the device is assigned: https://docs.aws.amazon.com/IAM/latest/APIReference/API_VirtualMFADevice.html */
const Device = z.looseObject({ SerialNumber: z.string().min(1), User: z.looseObject({ Arn: z.string().min(1) }).optional() });
type Device = z.infer<typeof Device>;

const Resource = z.object({
  id: z.string().describe('ARN of the root user'),
  name: z.string().describe('`root user`'),
  partition: z.string().describe('`aws`, `aws-us-gov`, `aws-cn`, …: from the ARN that sts:GetCallerIdentity gives'),
  mfaEnabled: known(z.boolean()).describe('SummaryMap.AccountMFAEnabled; without it `mfa_active` of the credential report'),
  virtualMfa: known(z.boolean()).describe(
    'ListVirtualMFADevices names a device whose User.Arn ends in `:root`: an authenticator app, which a copied seed defeats',
  ),
  passwordPresent: known(z.boolean()).describe('SummaryMap.AccountPasswordPresent; without it `password_enabled` of the credential report'),
  accessKeysPresent: known(z.boolean()).describe(
    'SummaryMap.AccountAccessKeysPresent; without it `access_key_N_active` or `_last_rotated`',
  ),
  signingCertificatesPresent: known(z.boolean()).describe(
    'SummaryMap.AccountSigningCertificatesPresent; without it `cert_N_active` or `_last_rotated`',
  ),
  lastUsed: known(z.string().nullable()).describe('Latest use of password or keys in the credential report; null: none that AWS has noted'),
});

interface Raw {
  readonly account: string;
  readonly partition: string;
  readonly summary: Known<Summary>;
  readonly report: Known<Report>;
  readonly devices: Answer<readonly Device[]>;
}

export default defineCollector({
  id: 'aws/iam-root',
  title: 'The root user of an account, and what it can sign in with',
  scope: 'account',
  calls: [SUMMARY_CALL, DEVICES, ...REPORT_CALLS],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask) {
    const [summary, report, devices] = await Promise.all([accountSummary(aws, ask), credentialReport(aws, ask), virtualDevices(aws, ask)]);
    yield { account: aws.account, partition: aws.partition, summary, report, devices };
  },
  normalise({ account, partition, summary, report, devices }: Raw, { now }) {
    const row = rootRow(fresh(report, now));
    const heard = (key: string, witness: (row: Row) => Known<boolean>) => flag(summary, key) ?? settled([row], witness);
    return {
      id: `arn:${partition}:iam::${account}:root`,
      name: 'root user',
      partition,
      mfaEnabled: heard('AccountMFAEnabled', (line) => truth(line, 'mfa_active')),
      virtualMfa: settle(devices, { some: isRoots, none: missing(DEVICES.operation, 'VirtualMFADevices') }),
      passwordPresent: heard('AccountPasswordPresent', (line) => truth(line, 'password_enabled')),
      accessKeysPresent: heard('AccountAccessKeysPresent', (line) => or(exists(line, 'access_key_1'), exists(line, 'access_key_2'))),
      signingCertificatesPresent: heard('AccountSigningCertificatesPresent', (line) => or(exists(line, 'cert_1'), exists(line, 'cert_2'))),
      lastUsed: settled([row], lastUse),
    };
  },
});

function virtualDevices(aws: Aws, ask: Ask): Promise<Answer<readonly Device[]>> {
  const input = { AssignmentStatus: 'Assigned' };
  const pages = marked({
    list: 'VirtualMFADevices',
    item: Device,
    key: ({ SerialNumber }) => SerialNumber,
    send: (marker) => aws.send('iam', 'ListVirtualMFADevices', { ...input, ...marker }),
  });
  return ask.list(DEVICES.operation, input, pages);
}
/** A device that is assigned to nobody we are told of may be root's. */
function isRoots(devices: readonly Device[]): Known<boolean> {
  if (devices.some(({ User }) => User?.Arn.endsWith(':root'))) return true;
  return devices.some(({ User }) => User === undefined) ? missing(DEVICES.operation, 'VirtualMFADevices[].User.Arn') : false;
}

/** Inactive ones exist too: they can be switched on again. */
function exists(row: Row, which: 'access_key_1' | 'access_key_2' | 'cert_1' | 'cert_2'): Known<boolean> {
  const rotated = date(row, `${which}_last_rotated`);
  return or(truth(row, `${which}_active`), isUnknown(rotated) ? rotated : rotated !== null);
}

function lastUse(row: Row): Known<Instant | null> {
  const uses = [date(row, 'password_last_used'), date(row, 'access_key_1_last_used_date'), date(row, 'access_key_2_last_used_date')];
  return settled(
    uses,
    (...known) =>
      known
        .filter((at) => at !== null)
        .sort()
        .at(-1) ?? null,
  );
}
