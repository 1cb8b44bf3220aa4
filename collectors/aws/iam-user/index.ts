import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, parallel, settle, unknown } from '../../../src/kit.ts';
import type { Ask, Instant } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { credentialReport, fresh, REPORT_CALLS, type Report, type Row, truth, userRows } from '../credential-report.ts';
import { AUTHORIZATION_CALL, inventory } from '../iam-authorization.ts';
import { marked } from '../iam-paging.ts';
import { isAdministrator, type Rights, rightsOf } from './administrator.ts';

const DEVICES = call('iam', 'ListMFADevices');

const Resource = z.object({
  id: z.string().describe('Arn'),
  name: z.string().describe('UserName'),
  directPolicies: z
    .array(z.string())
    .describe('What is granted to the user itself: ARNs of AttachedManagedPolicies, and names in UserPolicyList; not of its groups'),
  groups: z.array(z.string()).describe('GroupList: names'),
  administrator: known(z.boolean()).describe(
    'AdministratorAccess, or a policy of the customer that allows everything, is attached to the user or to one of its groups, or embedded in it',
  ),
  mfaActive: known(z.boolean()).describe(
    'mfa_active of the credential report; for administrators whom the report does not name: ListMFADevices names a device',
  ),
});

const Device = z.looseObject({ SerialNumber: z.string().min(1) });
interface Raw extends Rights {
  readonly report: Known<Report>;
  readonly row: Row | undefined;
  /** Undefined: not asked, since the report says it, or since nobody needs to know. */
  readonly devices: Answer<readonly z.infer<typeof Device>[]> | undefined;
}

/**
 * All users come from one listing and one report, whatever their number. ListMFADevices is asked once for each administrator of whom the
 * report says nothing: those made since it was written, at most four hours ago, or all administrators where there is no report to read.
 */
export default defineCollector({
  id: 'aws/iam-user',
  title: 'IAM users, where their permissions come from, and whether administrators among them have MFA',
  scope: 'account',
  calls: [AUTHORIZATION_CALL, ...REPORT_CALLS, DEVICES],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { now }): AsyncIterable<Raw> {
    const [all, reported] = await Promise.all([inventory(aws, ask), credentialReport(aws, ask)]);
    const report = fresh(reported, now);
    const rows = new Map(isUnknown(report) ? [] : userRows(report).map((row) => [row['arn'], row]));
    yield* parallel(all.users, async (user) => {
      const rights = rightsOf(user, all);
      const row = rows.get(user.arn);
      const wanted = row === undefined && isAdministrator(rights) !== false;
      return { ...rights, report, row, devices: wanted ? await devicesOf(user.name, aws, ask) : undefined };
    });
  },
  normalise(raw) {
    const { user } = raw;
    return {
      id: user.arn,
      name: user.name,
      directPolicies: [...user.attached, ...user.inline.map(({ name }) => name)],
      groups: [...user.groups],
      administrator: isAdministrator(raw),
      mfaActive: mfaActive(raw),
    };
  },
});

function devicesOf(UserName: string, aws: Aws, ask: Ask): Promise<Answer<readonly z.infer<typeof Device>[]>> {
  const input = { UserName };
  const pages = marked({
    list: 'MFADevices',
    item: Device,
    key: ({ SerialNumber }) => SerialNumber,
    send: (marker) => aws.send('iam', 'ListMFADevices', { ...input, ...marker }),
  });
  return ask.list(DEVICES.operation, input, pages);
}

function mfaActive({ user, report, row, devices }: Raw): Known<boolean> {
  if (row !== undefined) return truth(row, 'mfa_active');
  if (devices !== undefined) return settle(devices, { some: (all) => all.length > 0, none: missing(DEVICES.operation, 'MFADevices') });
  return isUnknown(report) ? report : unnamed(user.name, report.generatedAt);
}
function unnamed(name: string, at: Instant): Known<boolean> {
  const operation = 'iam:GetCredentialReport';
  return unknown({ operation, reason: 'population_mismatch', detail: `the credential report of ${at} does not name ${name}` });
}
