/** One client per service and region, made late, that can only talk through our door. */
import type { ConnectContext } from '../../src/model.ts';
import { type AwsConfig, endpointOf } from './config.ts';
import { type Credentials, credentialsFor } from './credentials.ts';
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
  /** Command without its suffix: `ListUsers`. Without a region: the first configured one, which is right for IAM and STS only. */
  send(service: Service, command: string, input: object, region?: string): Promise<unknown>;
}
/** As the source itself sees it: it alone learns whose credentials these are. */
export interface OpenedAws extends Aws {
  account: string;
  partition: string;
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
  const credentials = await credentialsFor(config, ctx, { region: home, requestHandler, ...(endpoint !== undefined && { endpoint }) });
  const clients = new Map<string, Promise<SdkClient>>();
  const clientOf = (service: Service, region: string): Promise<SdkClient> => {
    const key = `${service} ${region}`;
    const client =
      clients.get(key) ?? construct(service, { region, credentials, requestHandler, ...endpointOptions(service, endpoint, region) });
    clients.set(key, client);
    return client;
  };
  return {
    account: '',
    partition: 'aws',
    home,
    async send(service, command, input, region = home) {
      const module = SERVICES[service].load() as SdkModule;
      const Command = module[`${command}Command`] as Construct<unknown>;
      return (await clientOf(service, region)).send(new Command(input));
    },
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
