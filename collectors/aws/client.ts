/** One client per service and region, made late, that can only talk through our door. */
import type { ConnectContext, Gap } from '../../src/model.ts';
import { type AwsConfig, endpointOf } from './config.ts';
import type { ConfigPath } from './config-path/path.ts';
import { type Credentials, credentialsFor, IdentityChanged, sessionIn } from './credentials.ts';
import { handlerFor, type SdkHandler } from './handler.ts';
import { SERVICES, type Service } from './services.ts';

/** What every AWS collector is given. */
export interface Aws {
  /** Twelve digits, from sts:GetCallerIdentity. Empty while nobody has answered, and then no collector runs. */
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, …: as the caller's own ARN says. */
  readonly partition: string;
  /** The region that calls go to which belong to no region. */
  readonly home: string;
  /** The regions of this account that this run looks at. */
  readonly regions: readonly string[];
  /** Why something may be in a region that this run does not look at; undefined: no other region is enabled. */
  readonly beyond: Gap | undefined;
  /** Where what AWS Config recorded is read; absent: nobody asked for that. */
  readonly recorded?: ConfigPath;
  /** Command without its suffix: `ListUsers`. Without a region: the first configured one, which is right for IAM and STS only. */
  send(service: Service, command: string, input: object, region?: string): Promise<unknown>;
}
/** As the source itself sees it: it alone learns whose credentials these are. */
export interface OpenedAws extends Aws {
  account: string;
  partition: string;
  regions: readonly string[];
  beyond: Gap | undefined;
  recorded?: ConfigPath;
  /** The same, as the configured role in another account. Remembered; sends nothing. */
  inAccount(id: string): Promise<OpenedAws>;
  /** The accounts looked at so far, by id: those of `inAccount`, and this one. */
  readonly accounts: Map<string, OpenedAws>;
}

interface SdkClient {
  send(command: unknown): Promise<unknown>;
}
type SdkModule = Readonly<Record<string, unknown>>;
type Construct<T> = new (input: object) => T;

export async function openAws(config: AwsConfig, ctx: ConnectContext): Promise<OpenedAws> {
  const home = config.regions?.[0] ?? ctx.env('AWS_REGION') ?? ctx.env('AWS_DEFAULT_REGION') ?? 'us-east-1';
  const endpoint = endpointOf(config, ctx.env);
  const requestHandler = handlerFor(ctx.door);
  const through = { region: home, requestHandler, ...(endpoint !== undefined && { endpoint }) };
  const own = await credentialsFor(config, ctx, through);
  const clients = openClients(requestHandler, endpoint);
  const accounts = new Map<string, OpenedAws>();
  const underway = new Map<string, Promise<OpenedAws>>();
  const open = (account: string, credentials: Credentials, inAccount: OpenedAws['inAccount']): OpenedAws => {
    const kept = unchanged(credentials);
    const view: OpenedAws = {
      account,
      partition: 'aws',
      home,
      regions: [],
      beyond: { operation: 'ec2:DescribeRegions', reason: 'not_run', detail: 'nobody has asked which regions are enabled' },
      accounts,
      inAccount,
      async send(service, command, input, region = home) {
        const module = SERVICES[service].load() as SdkModule;
        const Command = module[`${command}Command`] as Construct<unknown>;
        return (await clients(view.account, service, region, kept)).send(new Command(input));
      },
    };
    return view;
  };
  const base = open('', own, (id) => {
    const opened = underway.get(id) ?? openAccount(id);
    underway.set(id, opened);
    return opened;
  });
  const openAccount = async (id: string): Promise<OpenedAws> => {
    const { partition } = base;
    // nobody needs to assume a role where they already are
    const credentials = id === base.account ? own : await sessionIn({ id, partition }, config, ctx, own, through);
    const account = open(id, credentials, base.inAccount);
    account.partition = partition;
    accounts.set(id, account);
    return account;
  };
  return base;
}

/** Clients are cheap to make and hold memory, so that only the latest are kept: as many as the sets that are read at once may need. */
const MOST_CLIENTS = 64;
type Clients = (account: string, service: Service, region: string, credentials: Credentials) => Promise<SdkClient>;
function openClients(requestHandler: SdkHandler, endpoint: string | undefined): Clients {
  const clients = new Map<string, Promise<SdkClient>>();
  return (account, service, region, credentials) => {
    const key = `${account} ${service} ${region}`;
    const client =
      clients.get(key) ?? construct(service, { region, credentials, requestHandler, ...endpointOptions(service, endpoint, region) });
    clients.delete(key);
    clients.set(key, client);
    if (clients.size > MOST_CLIENTS) clients.delete(clients.keys().next().value as string);
    return client;
  };
}

/** Credentials are refreshed as they run out. Should they then be another account's, nothing more is asked with them. */
function unchanged(credentials: Credentials): Credentials {
  let first: string | undefined;
  return async (options) => {
    const identity = await credentials(options);
    first ??= identity.accountId;
    if (first !== undefined && identity.accountId !== undefined && identity.accountId !== first)
      throw new IdentityChanged(`the credentials were those of account ${first} and are now those of ${identity.accountId}`);
    return identity;
  };
}

async function construct(
  service: Service,
  options: { readonly region: string; readonly credentials: Credentials; readonly requestHandler: SdkHandler },
): Promise<SdkClient> {
  const module = SERVICES[service].load() as SdkModule;
  const Client = module[SERVICES[service].client] as Construct<SdkClient>;
  // retries are ours (src/collect/retry.ts): the SDK's would ask again without the tape and the budget knowing
  return new Client({ ...options, maxAttempts: 1, retryMode: 'standard', customUserAgent: 'claimcheck' });
}

/** Only hosts that `mayReach` knows: no queue's own address, no account's own address. */
function endpointOptions(service: Service, endpoint: string | undefined, region: string): object {
  if (service === 'sqs') return { useQueueUrlAsEndpoint: false, ...(endpoint !== undefined && { endpoint }) };
  if (service === 'dynamodb') return { accountIdEndpointMode: 'disabled', ...(endpoint !== undefined && { endpoint }) };
  if (endpoint === undefined) return {};
  if (service === 's3') return { endpoint, forcePathStyle: true };
  if (service !== 's3-control') return { endpoint };
  // its endpoint rules put the account id in front of any host, which no loopback name answers to; the header x-amz-account-id says it too
  const authSchemes = [{ name: 'sigv4', signingName: 's3', signingRegion: region, disableDoubleEncoding: true }];
  return { endpoint, endpointProvider: () => ({ url: new URL(endpoint), properties: { authSchemes }, headers: {} }) };
}
