/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html, the part about users. */
import { createHash } from 'node:crypto';
import type * as Iam from '@aws-sdk/client-iam';
import { AwsRefusal } from '../wire-errors.ts';
import type { Account, User } from '../world.ts';
import { type Answer, type Ask, ago, maybeAgo, page } from './ask.ts';

export const userArn = (account: Account, name: string) => `arn:aws:iam::${account.id}:user/${name}`;
/** `AIDA` and 17 letters or digits: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
export function userId(account: Account, name: string): string {
  return `AIDA${createHash('sha256').update(userArn(account, name)).digest('hex').slice(0, 17).toUpperCase()}`;
}

const badMarker = () => new AwsRefusal('ValidationError', 'Invalid Marker.', 400);
const noSuch = (what: string) => new AwsRefusal('NoSuchEntity', `${what} cannot be found.`);

/** Lists without a user name are about the caller, who need not be among the users. */
function userOf(account: Account, name: string | undefined): User {
  const asked = name ?? account.caller;
  const user = account.users.find((known) => known.name === asked);
  if (!user) throw noSuch(`The user with name ${asked}`);
  return user;
}
type Marked = { Marker?: string | undefined; MaxItems?: number | undefined };
function listing<T>(all: readonly T[], ask: Ask, input: Marked) {
  const { items, next } = page(all, ask, { size: input.MaxItems, token: input.Marker }, badMarker);
  return { items, paging: { IsTruncated: next !== undefined, Marker: next } };
}

function ListUsers(input: Iam.ListUsersRequest, ask: Ask): Iam.ListUsersResponse {
  const { items, paging } = listing(ask.account.users, ask, input);
  const Users = items.map(({ name, age, password }) => ({
    Path: '/',
    UserName: name,
    UserId: userId(ask.account, name),
    Arn: userArn(ask.account, name),
    CreateDate: ago(age, ask),
    PasswordLastUsed: maybeAgo(password?.lastUsed ?? null, ask),
  }));
  return { Users, ...paging };
}

function ListMFADevices(input: Iam.ListMFADevicesRequest, ask: Ask): Iam.ListMFADevicesResponse {
  const user = userOf(ask.account, input.UserName);
  const { items, paging } = listing([...user.mfa.entries()], ask, input);
  const MFADevices = items.map(([i, kind]) => ({
    UserName: user.name,
    SerialNumber: serialOf(ask.account, user.name, kind, i),
    EnableDate: ago(user.age, ask),
  }));
  return { MFADevices, ...paging };
}
/** A virtual device's number is its ARN: https://docs.aws.amazon.com/IAM/latest/APIReference/API_MFADevice.html */
function serialOf(account: Account, user: string, kind: 'virtual' | 'hardware', i: number): string {
  return kind === 'virtual' ? `arn:aws:iam::${account.id}:mfa/${user}-${i}` : `arn:aws:iam::${account.id}:u2f/user/${user}/key-${i}`;
}

function ListVirtualMFADevices(input: Iam.ListVirtualMFADevicesRequest, ask: Ask): Iam.ListVirtualMFADevicesResponse {
  const { account } = ask;
  const owned = account.users.flatMap((user) => user.mfa.flatMap((kind, i) => (kind === 'virtual' ? [{ user, i }] : [])));
  const devices: Iam.VirtualMFADevice[] = owned.map(({ user, i }) => ({
    SerialNumber: serialOf(account, user.name, 'virtual', i),
    EnableDate: ago(user.age, ask),
    User: {
      Path: '/',
      UserName: user.name,
      UserId: userId(account, user.name),
      Arn: userArn(account, user.name),
      CreateDate: ago(user.age, ask),
    },
  }));
  if (account.root.mfa === 'virtual') devices.unshift(rootDevice(ask));
  const wanted = input.AssignmentStatus === 'Unassigned' ? [] : devices;
  const { items, paging } = listing(wanted, ask, input);
  return { VirtualMFADevices: [...items], ...paging };
}
function rootDevice(ask: Ask): Iam.VirtualMFADevice {
  const { id, root } = ask.account;
  const User = { Path: '/', UserName: '', UserId: id, Arn: `arn:aws:iam::${id}:root`, CreateDate: ago(root.age, ask) };
  return { SerialNumber: `arn:aws:iam::${id}:mfa/root-account-mfa-device`, EnableDate: ago(root.age, ask), User };
}

function ListAccessKeys(input: Iam.ListAccessKeysRequest, ask: Ask): Iam.ListAccessKeysResponse {
  const user = userOf(ask.account, input.UserName);
  const { items, paging } = listing(user.keys, ask, input);
  const AccessKeyMetadata = items.map(({ id, active, age }) => ({
    UserName: user.name,
    AccessKeyId: id,
    Status: active ? ('Active' as const) : ('Inactive' as const),
    CreateDate: ago(age, ask),
  }));
  return { AccessKeyMetadata, ...paging };
}

function GetLoginProfile(input: Iam.GetLoginProfileRequest, ask: Ask): Iam.GetLoginProfileResponse {
  const user = userOf(ask.account, input.UserName);
  if (!user.password) throw new AwsRefusal('NoSuchEntity', `Login Profile for User ${user.name} cannot be found.`);
  return { LoginProfile: { UserName: user.name, CreateDate: ago(user.password.changed, ask), PasswordResetRequired: false } };
}

export const iamUsers = {
  ListUsers,
  ListMFADevices,
  ListVirtualMFADevices,
  ListAccessKeys,
  GetLoginProfile,
} satisfies Record<string, Answer>;
