import { z } from 'zod';
import { defineCollector, type Known, known, missing } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';

const VAULTS = 'backup:ListBackupVaults';
/** https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupVaultListMember.html */
const Vault = z.looseObject({
  BackupVaultArn: z.string().min(1),
  BackupVaultName: z.string().min(1),
  NumberOfRecoveryPoints: z.int().nonnegative().optional(),
  Locked: z.boolean().optional(),
  LockDate: z.date().optional(),
  MinRetentionDays: z.int().optional(),
  EncryptionKeyArn: z.string().optional(),
});

const MODES = ['none', 'governance', 'cooling-off', 'compliance'] as const;
const Resource = z.object({
  id: z.string().describe('BackupVaultArn'),
  name: z.string().describe('BackupVaultName'),
  recoveryPoints: known(z.int()).describe('NumberOfRecoveryPoints'),
  locked: known(z.boolean()).describe('Locked'),
  mode: known(z.enum(MODES)).describe(
    'How: `governance` without a LockDate (whoever has the right can take it off), `cooling-off` before it, `compliance` from then on',
  ),
  minRetentionDays: z.int().nullable().describe('MinRetentionDays of the lock; null: it has none'),
  encryptionKeyArn: z.string().nullable().describe("EncryptionKeyArn; null: none is named, which leaves a key of AWS's own"),
});

export default defineCollector({
  id: 'aws/backup-vault',
  title: 'Backup vaults, and whether they are locked',
  scope: 'region',
  calls: [call('backup', 'ListBackupVaults')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }) {
    const send = (token: object) => aws.send('backup', 'ListBackupVaults', { MaxResults: 1000, ...token }, region);
    yield* ask.pages(
      VAULTS,
      {},
      turning({ list: 'BackupVaultList', token: 'NextToken', item: Vault, key: (vault) => vault.BackupVaultArn, send }),
    );
  },
  normalise(vault, { now }) {
    const { NumberOfRecoveryPoints, MinRetentionDays, EncryptionKeyArn } = vault;
    return {
      id: vault.BackupVaultArn,
      name: vault.BackupVaultName,
      recoveryPoints: NumberOfRecoveryPoints ?? missing(VAULTS, 'BackupVaultList[].NumberOfRecoveryPoints'),
      locked: vault.Locked ?? missing(VAULTS, 'BackupVaultList[].Locked'),
      mode: modeOf(vault, now),
      minRetentionDays: MinRetentionDays === undefined ? null : MinRetentionDays,
      encryptionKeyArn: EncryptionKeyArn === undefined ? null : EncryptionKeyArn,
    };
  },
});

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html */
function modeOf({ Locked, LockDate }: z.infer<typeof Vault>, now: string): Known<(typeof MODES)[number]> {
  if (Locked === undefined) return missing(VAULTS, 'BackupVaultList[].Locked');
  if (!Locked) return 'none';
  if (LockDate === undefined) return 'governance';
  return LockDate.getTime() > Date.parse(now) ? 'cooling-off' : 'compliance';
}
