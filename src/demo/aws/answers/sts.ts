import { createHash } from 'node:crypto';
import type { AssumeRoleRequest, AssumeRoleResponse, GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Answer, Ask } from './ask.ts';
import { userArn, userId } from './iam-users.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
function GetCallerIdentity(_: GetCallerIdentityRequest, { account, caller }: Ask): GetCallerIdentityResponse {
  const UserId = caller === userArn(account, account.caller) ? userId(account, account.caller) : roleId(caller);
  return { Account: account.id, Arn: caller, UserId };
}
function roleId(arn: string): string {
  const [, session] = /\/([^/]+)$/.exec(arn) ?? [];
  return `AROA${createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase()}:${session}`;
}

/** A session of an assumed role, found again by its access key. */
export interface RoleSession {
  readonly account: string;
  /** `arn:aws:sts::123456789012:assumed-role/auditor/claimcheck` */
  readonly arn: string;
  /** When it ends, RFC 3339. */
  readonly until: string;
}
export function sessionOf(accessKeyId: string, memory: ReadonlyMap<string, string>): RoleSession | undefined {
  const session = memory.get(`session ${accessKeyId}`);
  return session === undefined ? undefined : (JSON.parse(session) as RoleSession);
}

/** Who may: any caller of this world, if the role exists there and the external id fits. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
function AssumeRole(
  { RoleArn = '', RoleSessionName = '', ExternalId, DurationSeconds = 3600 }: AssumeRoleRequest,
  ask: Ask,
): AssumeRoleResponse {
  const [, id, name] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(RoleArn) ?? [];
  const role = ask.world.accounts.find((account) => account.id === id)?.assumable?.find((each) => each.name === name);
  if (id === undefined || !role || (role.externalId !== undefined && role.externalId !== ExternalId))
    throw new AwsRefusal('AccessDenied', `User: ${ask.caller} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`, 403);
  const arn = `arn:aws:sts::${id}:assumed-role/${name?.split('/').at(-1)}/${RoleSessionName}`;
  const until = new Date(Math.floor(ask.now.getTime() / 1000 + DurationSeconds) * 1000);
  const AccessKeyId = `ASIA${createHash('sha256').update(`${arn} ${until.toISOString()}`).digest('hex').slice(0, 16).toUpperCase()}`;
  ask.memory.set(`session ${AccessKeyId}`, JSON.stringify({ account: id, arn, until: until.toISOString() } satisfies RoleSession));
  return {
    AssumedRoleUser: { AssumedRoleId: roleId(arn), Arn: arn },
    Credentials: {
      AccessKeyId,
      SecretAccessKey: 'demo-secret-of-a-role-session',
      SessionToken: 'demo-token-of-a-role-session',
      Expiration: until,
    },
  };
}

export const sts = { AssumeRole, GetCallerIdentity } satisfies Record<string, Answer>;
