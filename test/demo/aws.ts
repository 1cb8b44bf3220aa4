/** Real SDK clients for the simulated AWS, one call each, never retried unless a test wants it. */
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { STSClient } from '@aws-sdk/client-sts';
import { type AwsOptions, type AwsServer, startAws } from '../../src/demo/aws/server.ts';
import type { Account, Region, World } from '../../src/demo/aws/world.ts';

export const NOW = '2031-03-01T12:00:00.000Z';
export const DAYS = 86_400_000;
export const ago = (days: number) => new Date(Math.floor((Date.parse(NOW) - days * DAYS) / 1000) * 1000);

export function clients(url: string, region = 'eu-central-1', accessKeyId = 'AKIAIOSFODNN7EXAMPLE') {
  const config = { region, endpoint: url, credentials: { accessKeyId, secretAccessKey: 'any' }, maxAttempts: 1 };
  return {
    sts: new STSClient(config),
    iam: new IAMClient(config),
    ec2: new EC2Client(config),
    s3: new S3Client(config),
    // Its endpoint rules put the account id in front of the host, and `123456789012.127.0.0.1` is no host.
    s3control: new S3ControlClient({ ...config, endpointProvider: () => ({ url: new URL(url) }) }),
    rds: new RDSClient(config),
    cloudtrail: new CloudTrailClient(config),
    config: new ConfigServiceClient(config),
  };
}
export type Clients = ReturnType<typeof clients>;

export async function withAws<T>(
  options: Omit<AwsOptions, 'now'> & { now?: AwsOptions['now'] },
  use: (aws: Clients, server: AwsServer) => Promise<T>,
): Promise<T> {
  const server = await startAws({ now: () => NOW, ...options });
  try {
    return await use(clients(server.url), server);
  } finally {
    await server.close();
  }
}

/** What the provider's refusal looks like from the SDK's side. */
export async function refusalOf(asking: Promise<unknown>): Promise<{ name: string; message: string; status: number | undefined }> {
  const error = await asking.then(
    () => Promise.reject(new TypeError('was answered')),
    (thrown: Error & { $metadata?: { httpStatusCode?: number } }) => thrown,
  );
  return { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode };
}

export function accountOf(world: World, id = '123456789012'): Account {
  const account = world.accounts.find((each) => each.id === id);
  if (!account) throw new TypeError(id);
  return account;
}
export function regionOf(account: Account, name: string): Region {
  const region = account.regions[name];
  if (!region) throw new TypeError(name);
  return region;
}
