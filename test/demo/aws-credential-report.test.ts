import { GenerateCredentialReportCommand, GetCredentialReportCommand, type IAMClient } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { clean } from '../../src/demo/aws/worlds/clean.ts';
import { accountOf, ago, NOW, refusalOf, withAws } from './aws.ts';

/** Copied from a report that AWS sent, as in the recorded answers. */
const HEADER =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,' +
  'access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,' +
  'access_key_1_last_used_service,' +
  'access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,' +
  'access_key_2_last_used_service,' +
  'cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated';
const stamp = (days: number) => ago(days).toISOString().replace('.000Z', '+00:00');

async function report(iam: IAMClient): Promise<string[]> {
  await iam.send(new GenerateCredentialReportCommand());
  await iam.send(new GenerateCredentialReportCommand());
  const { Content } = await iam.send(new GetCredentialReportCommand());
  return Buffer.from(Content as Uint8Array)
    .toString('utf8')
    .split('\n');
}

describe('the credential report', () => {
  it('is absent, then started, then complete', () =>
    withAws({ world: clean }, async ({ iam }) => {
      const absent = await refusalOf(iam.send(new GetCredentialReportCommand()));
      expect(absent).toMatchObject({ name: 'CredentialReportNotPresentException', status: 410 });
      expect((await iam.send(new GenerateCredentialReportCommand())).State).toBe('STARTED');
      const early = await refusalOf(iam.send(new GetCredentialReportCommand()));
      expect(early).toMatchObject({ name: 'CredentialReportNotReadyException', status: 404 });
      expect((await iam.send(new GenerateCredentialReportCommand())).State).toBe('COMPLETE');
      const { GeneratedTime, ReportFormat } = await iam.send(new GetCredentialReportCommand());
      expect({ GeneratedTime, ReportFormat }).toEqual({ GeneratedTime: new Date(NOW), ReportFormat: 'text/csv' });
    }));

  it("keeps the time at which it was made, as AWS's cache does", async () => {
    let now = NOW;
    await withAws({ world: clean, now: () => now }, async ({ iam }) => {
      const before = await report(iam);
      now = '2031-03-01T15:00:00.000Z';
      expect(await report(iam)).toEqual(before);
      expect((await iam.send(new GetCredentialReportCommand())).GeneratedTime).toEqual(new Date(NOW));
    });
  });

  it("has AWS's columns and AWS's words for nothing", () =>
    withAws({ world: clean }, async ({ iam }) => {
      const [header, root, ...users] = await report(iam);
      expect(header).toBe(HEADER);
      expect(root).toBe(
        `<root_account>,arn:aws:iam::123456789012:root,${stamp(2100)},true,${stamp(410)},not_supported,not_supported,true,` +
          'false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A',
      );
      expect(users).toHaveLength(accountOf(clean).users.length);
      expect(users[0]).toBe(
        `alice,arn:aws:iam::123456789012:user/alice,${stamp(900)},true,${stamp(1)},${stamp(60)},N/A,true,` +
          `true,${stamp(40)},${stamp(2)},eu-central-1,ec2,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
      );
      expect(users[2]).toContain(`true,no_information,${stamp(6)},N/A,true`);
      expect(users[4]).toContain(`false,N/A,N/A,N/A,false,false,${stamp(500)}`);
    }));

  it('counts the days to the next password, where passwords expire', () => {
    const account = accountOf(clean);
    const passwordPolicy = account.passwordPolicy && { ...account.passwordPolicy, maximumAge: 90 };
    return withAws({ world: { ...clean, accounts: [{ ...account, passwordPolicy }] } }, async ({ iam }) => {
      const rows = await report(iam);
      expect(rows[2]).toContain(`${stamp(60)},${stamp(-30)},true`);
    });
  });
});
