/** moto_server as a child of a test: https://docs.getmoto.org/en/latest/docs/server_mode.html */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { STSClient } from '@aws-sdk/client-sts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
/** Whoever this is, moto takes it for its default account 123456789012. */
export const ANYBODY: Credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any-secret-access-key-0123456789' };

export interface Moto {
  readonly url: string;
  /** `POST /moto-api/reset-auth`: after so many more requests, signatures and IAM policies count. 0: at once. */
  resetAuth(after: number): Promise<void>;
  close(): Promise<void>;
}

/** Undefined when there is none on this machine. */
export function motoServer(): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'command -v moto_server'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

export async function startMoto(executable: string): Promise<Moto> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // without its stock images, whose 560 snapshots it would list as the account's own
  const env = { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true', MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' };
  const child = spawn(executable, ['-H', '127.0.0.1', '-p', String(port)], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  await answering(url, child, () => said);
  return {
    url,
    async resetAuth(after) {
      const response = await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', body: String(after) });
      if (!response.ok) throw new Error(`reset-auth: ${response.status}`);
    },
    close: () => ended(child),
  };
}

async function answering(url: string, child: ChildProcess, said: () => string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with ${child.exitCode}: ${said()}`);
    const up = await fetch(`${url}/moto-api/data.json`).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`moto_server does not answer: ${said()}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGKILL');
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** The SDK's own clients, for planting an estate and for looking at it afterwards: nothing of claimcheck is between. */
export function clientsFor(url: string, region: string, credentials: Credentials) {
  const config = { region, endpoint: url, credentials, maxAttempts: 2 };
  // S3 Control's endpoint rules put the account id in front of the host, and 123456789012.127.0.0.1 is no host
  const authSchemes = [{ name: 'sigv4', signingName: 's3', signingRegion: region, disableDoubleEncoding: true }];
  const control = { endpointProvider: () => ({ url: new URL(url), properties: { authSchemes }, headers: {} }) };
  return {
    sts: new STSClient(config),
    iam: new IAMClient(config),
    ec2: new EC2Client(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    s3control: new S3ControlClient({ ...config, ...(control as object) }),
    rds: new RDSClient(config),
    cloudtrail: new CloudTrailClient(config),
    config: new ConfigServiceClient(config),
    kms: new KMSClient(config),
    sso: new SSOAdminClient(config),
  };
}
export type Clients = ReturnType<typeof clientsFor>;
