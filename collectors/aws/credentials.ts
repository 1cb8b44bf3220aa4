/** Whose credentials these are, by AWS's own order of places; every value found is concealed before it is used. */
import { Uncredentialed } from '../../src/kit.ts';
import type { ConnectContext } from '../../src/model.ts';
import type { AwsConfig } from './config.ts';
import type { SdkHandler } from './handler.ts';

interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
  /** Whose they are, where the SDK was told. */
  readonly accountId?: string;
}
export type Credentials = (options?: object) => Promise<Identity>;
/** How a provider that asks AWS itself has to ask: through our door. */
interface Through {
  readonly region: string;
  readonly requestHandler: SdkHandler;
  readonly endpoint?: string;
}

export async function credentialsFor(config: AwsConfig, ctx: ConnectContext, through: Through): Promise<Credentials> {
  // requests are only made up to be recognised, and go nowhere
  if (ctx.replay) return async () => ({ accessKeyId: 'replayed', secretAccessKey: 'not-a-credential' });
  const own = await firstOf(config, ctx, through);
  const chosen = config.roleArn === undefined ? own : await assumed(config.roleArn, config, own, through);
  return shared(concealed(chosen, ctx), ctx);
}

/** As in the SDK a named profile comes before the environment: https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html */
async function firstOf(config: AwsConfig, ctx: ConnectContext, through: Through): Promise<Credentials> {
  const profile = config.profile ?? ctx.env('AWS_PROFILE');
  // read before anything is awaited: another source's answers may be recorded meanwhile, and must not hold these
  const fixed = profile === undefined ? fromEnvironment(ctx) : undefined;
  if (fixed !== undefined) return fixed;
  const { fromIni } = await import('@aws-sdk/credential-providers');
  if (profile !== undefined) return named(fromIni({ profile, clientConfig: through as object }) as Credentials, `profile ${profile}`);
  return named(await elsewhere(ctx, through), 'AWS_ACCESS_KEY_ID, the default profile, web identity, container and instance');
}

/**
 * The SDK's own chain would write warnings to the console and read what the run was not given; this is the same order, by hand.
 * Container and instance are link-local addresses that the SDK asks by itself: no evidence, and nothing of AWS's API, is to be had there.
 */
async function elsewhere(ctx: ConnectContext, through: Through): Promise<Credentials> {
  const clientConfig = through as object;
  const { createCredentialChain, fromHttp, fromIni, fromInstanceMetadata, fromTokenFile } = await import('@aws-sdk/credential-providers');
  const container = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'].some((name) => ctx.env(name));
  const local = container ? [fromHttp({ timeout: 1000, maxRetries: 1 })] : [fromInstanceMetadata({ timeout: 1000, maxRetries: 0 })];
  const links = [
    fromIni({ clientConfig }),
    ...(ctx.env('AWS_WEB_IDENTITY_TOKEN_FILE') ? [fromTokenFile({ clientConfig })] : []),
    ...(ctx.env('AWS_EC2_METADATA_DISABLED') === 'true' && !container ? [] : local),
  ];
  return createCredentialChain(...(links as Parameters<typeof createCredentialChain>)) as unknown as Credentials;
}

function fromEnvironment(ctx: ConnectContext): Credentials | undefined {
  const accessKeyId = ctx.env('AWS_ACCESS_KEY_ID');
  const secretAccessKey = ctx.secret('AWS_SECRET_ACCESS_KEY');
  const sessionToken = ctx.secret('AWS_SESSION_TOKEN');
  if (!accessKeyId && !secretAccessKey) return undefined;
  if (!accessKeyId) throw new Uncredentialed('AWS_SECRET_ACCESS_KEY is set without AWS_ACCESS_KEY_ID');
  if (!secretAccessKey) throw new Uncredentialed('AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY');
  return async () => ({ accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) });
}

/**
 * A session of the role in another account, as the role that `credentials` are. What a session policy does not allow, the session
 * may not do, whatever the role may: it can read, and no more.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 */
export async function sessionIn(
  account: { readonly id: string; readonly partition: string },
  config: AwsConfig,
  ctx: ConnectContext,
  credentials: Credentials,
  through: Through,
): Promise<Credentials> {
  if (ctx.replay) return credentials;
  const arn = `arn:${account.partition}:iam::${account.id}:role/${config.roleName}`;
  const readOnly = () => ({ PolicyArns: READ_ONLY.map((name) => ({ arn: `arn:${account.partition}:iam::aws:policy/${name}` })) });
  return shared(concealed(await assumed(arn, config, credentials, through, readOnly), ctx), ctx);
}
/** Together they allow every read that is declared here: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html */
const READ_ONLY = ['ReadOnlyAccess', 'SecurityAudit'] as const;

async function assumed(
  RoleArn: string,
  config: AwsConfig,
  masterCredentials: Credentials,
  clientConfig: Through,
  more: () => object = () => ({}),
): Promise<Credentials> {
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  // made anew each time: it would keep its client of STS, and that is larger than what it brings
  return named(() => {
    const external = config.externalId !== undefined && { ExternalId: config.externalId };
    const params = { RoleArn, RoleSessionName: 'claimcheck', ...external, ...more() };
    const options = { masterCredentials, params, clientConfig: { ...clientConfig, maxAttempts: 1 } as object };
    return (fromTemporaryCredentials(options) as Credentials)();
  }, `role ${RoleArn}`);
}

/** Thrown into the question that needed credentials. `classify` knows it by its name, whatever was exchanged on the way. */
export class NoCredentials extends Error {
  override readonly name = 'NoCredentials';
}
/** `classify` knows it by its name. */
export class IdentityChanged extends Error {
  override readonly name = 'IdentityChanged';
}
function named(provider: Credentials, place: string): Credentials {
  return async (options) => {
    try {
      return await provider(options);
    } catch (error) {
      if (error instanceof NoCredentials) throw error;
      throw new NoCredentials(`${place} gave no credentials: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  };
}

function concealed(provider: Credentials, ctx: ConnectContext): Credentials {
  return async (options) => {
    const identity = await provider(options);
    ctx.conceal(identity.secretAccessKey);
    if (identity.sessionToken !== undefined) ctx.conceal(identity.sessionToken);
    return identity;
  };
}

/** So long before they end credentials are asked for anew: https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html */
const EARLY_MS = 5 * 60_000;

/** Resolved once for all clients and again before it expires. Holds the credentials and nothing else: there may be very many accounts. */
function shared(provider: Credentials, { now }: Pick<ConnectContext, 'now'>): Credentials {
  let kept: Identity | undefined;
  let underway: Promise<Identity> | undefined;
  const fresh = ({ expiration }: Identity) => expiration === undefined || expiration.getTime() - Date.parse(now()) > EARLY_MS;
  const ask = async () => {
    try {
      kept = await provider();
      return kept;
    } finally {
      underway = undefined;
    }
  };
  return async () => {
    if (kept && fresh(kept)) return kept;
    underway ??= ask();
    return underway;
  };
}
