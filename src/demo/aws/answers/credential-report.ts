/** The CSV of https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html, column by column. */
import type { AccessKey, Age, User } from '../world.ts';
import { type Ask, ago } from './ask.ts';
import { userArn } from './iam-users.ts';

export const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
] as const;

/** No closing line end, as AWS sends it. */
export function credentialReport(ask: Ask): string {
  const rows = [rootRow(ask), ...ask.account.users.map((user) => userRow(user, ask))];
  return [COLUMNS, ...rows].map((row) => row.join(',')).join('\n');
}

/** Seconds and a numeric offset, never `Z`. */
const stamp = (age: Age, ask: Ask) =>
  ago(age, ask)
    .toISOString()
    .replace(/\.\d+Z$/, '+00:00');

/**
 * Whether root has a password shows as it does for users (older reports said `not_supported`);
 * the password's changes and rotation are `not_supported`. Never used: `no_information`.
 */
function rootRow(ask: Ask): string[] {
  const { id, root } = ask.account;
  const lastUsed = root.passwordLastUsed === null ? 'no_information' : stamp(root.passwordLastUsed, ask);
  const key = (n: number) =>
    n <= root.accessKeys ? ['true', stamp(root.age, ask), 'N/A', 'N/A', 'N/A'] : ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
  const cert = (n: number) => (n <= root.signingCertificates ? ['true', stamp(root.age, ask)] : ['false', 'N/A']);
  return [
    '<root_account>',
    `arn:aws:iam::${id}:root`,
    stamp(root.age, ask),
    String(root.password),
    lastUsed,
    'not_supported',
    'not_supported',
    String(root.mfa !== null),
    ...key(1),
    ...key(2),
    ...cert(1),
    ...cert(2),
  ];
}

/** Without a password the password columns are `N/A`; with one that was never used, its last use is `no_information`. */
function userRow(user: User, ask: Ask): string[] {
  return [
    user.name,
    userArn(ask.account, user.name),
    stamp(user.age, ask),
    String(user.password !== undefined),
    ...passwordColumns(user, ask),
    String(user.mfa.length > 0),
    ...keyColumns(user.keys[0], ask),
    ...keyColumns(user.keys[1], ask),
    'false',
    'N/A',
    'false',
    'N/A',
  ];
}
function passwordColumns({ password }: User, ask: Ask): [string, string, string] {
  if (!password) return ['N/A', 'N/A', 'N/A'];
  const maximum = ask.account.passwordPolicy?.maximumAge ?? null;
  return [
    password.lastUsed === null ? 'no_information' : stamp(password.lastUsed, ask),
    stamp(password.changed, ask),
    maximum === null ? 'N/A' : stamp(password.changed - maximum, ask),
  ];
}
function keyColumns(key: AccessKey | undefined, ask: Ask): string[] {
  if (!key) return ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
  const { lastUsed } = key;
  const used = lastUsed === null ? ['N/A', 'N/A', 'N/A'] : [stamp(lastUsed.age, ask), lastUsed.region, lastUsed.service];
  return [String(key.active), stamp(key.age, ask), ...used];
}
