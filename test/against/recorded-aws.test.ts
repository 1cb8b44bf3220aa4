/**
 * Answers that AWS really gave, through our encoder and the SDK's decoder.
 * What comes out must be what went in: then the simulator can say anything that AWS can say.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as config from '@aws-sdk/client-config-service';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as rds from '@aws-sdk/client-rds';
import * as s3 from '@aws-sdk/client-s3';
import * as s3control from '@aws-sdk/client-s3-control';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadServices, route, senderOf } from '../../src/demo/aws/wire.ts';
import type { WireRequest, WireResponse } from '../../src/model.ts';
import { type Clients, clients } from '../demo/aws.ts';
import { bytesOf, EDITED, openRecordings, present, type Recording, type Recordings } from './recordings.ts';

/** The operations of the simulator, with the least input that the SDK will send. Those never recorded are left out. */
const OPERATIONS: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  sts: { GetCallerIdentity: {} },
  ec2: { DescribeRegions: {}, GetEbsEncryptionByDefault: {}, DescribeVolumes: {}, DescribeSnapshots: {} },
  iam: {
    GetAccountSummary: {},
    GenerateCredentialReport: {},
    GetCredentialReport: {},
    ListUsers: {},
    ListMFADevices: {},
    ListVirtualMFADevices: {},
    ListAccessKeys: {},
    GetLoginProfile: { UserName: 'someone' },
    GetAccountPasswordPolicy: {},
  },
  s3: {
    ListBuckets: {},
    GetBucketLocation: { Bucket: 'example' },
    GetBucketEncryption: { Bucket: 'example' },
    GetPublicAccessBlock: { Bucket: 'example' },
    GetBucketPolicy: { Bucket: 'example' },
    GetBucketAcl: { Bucket: 'example' },
    GetBucketTagging: { Bucket: 'example' },
    GetBucketVersioning: { Bucket: 'example' },
  },
  's3-control': { GetPublicAccessBlock: { AccountId: '123456789012' } },
  rds: { DescribeDBInstances: {}, DescribeDBClusters: {} },
  cloudtrail: { DescribeTrails: {}, GetTrailStatus: { Name: 'a' }, GetEventSelectors: { TrailName: 'a' } },
  config: {
    DescribeConfigurationRecorders: {},
    DescribeConfigurationRecorderStatus: {},
    DescribeConfigRules: {},
    GetComplianceDetailsByConfigRule: { ConfigRuleName: 'a' },
  },
};
const MODULES: Readonly<Record<string, object>> = { sts, ec2, iam, s3, 's3-control': s3control, rds, cloudtrail, config };

let recorded: Recordings;
let server: Server;
let aws: Clients;
let next: Recording;
beforeAll(async () => {
  if (!present) return;
  recorded = openRecordings();
  const services = await loadServices();
  const answer = async (request: WireRequest): Promise<WireResponse> => {
    const found = route(services, request, senderOf(request));
    if (!found) throw new TypeError(`not understood: ${request.url}`);
    return bytesOf(found, next);
  };
  server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const headers = incoming.headers as Record<string, string>;
    const request = { method: incoming.method ?? '', url, headers, body: Buffer.concat(chunks) };
    const unwritable = (error: Error): WireResponse => ({ status: 599, headers: {}, body: Buffer.from(String(error)) });
    const { status, headers: sent, body } = await answer(request).catch(unwritable);
    response.writeHead(status, { ...sent }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  aws = clients(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(() => {
  if (!present) return;
  recorded.close();
  server.closeAllConnections();
  server.close();
});

async function replay(service: string, operation: string, recording: Recording): Promise<unknown> {
  const Command = (MODULES[service] as Record<string, new (input: object) => never>)[`${operation}Command`];
  if (!Command) throw new TypeError(operation);
  next = recording;
  const client = (aws as unknown as Record<string, { send(command: never): Promise<object> }>)[service.replace('-', '')];
  return client?.send(new Command(OPERATIONS[service]?.[operation] ?? {})).then(
    ({ $metadata: _, ...output }: { $metadata?: unknown }) => output,
    (error: Error & { Code?: string; $metadata?: { httpStatusCode?: number } }) => ({
      refused: error.Code ?? error.name,
      status: error.$metadata?.httpStatusCode,
    }),
  );
}

describe.skipIf(!present)('recorded answers come through unchanged', () => {
  const replayed: string[] = [];
  const asked = Object.entries(OPERATIONS).flatMap(([service, of]) => Object.keys(of).map((name) => `${service}.${name}_`));
  afterAll(() => {
    console.log(`${replayed.length} recorded answers replayed, ${Object.keys(EDITED).length} of them known to be edited`);
    const due = Object.keys(EDITED).filter((file) => asked.some((name) => path.basename(file).startsWith(name)));
    expect(due.length).toBeGreaterThan(0);
    expect(replayed).toEqual(expect.arrayContaining(due));
  });
  for (const [service, operations] of Object.entries(OPERATIONS)) {
    it.each(Object.keys(operations))(`${service}:%s`, async (operation) => {
      const all = recorded.of(service, operation);
      expect(all.length).toBeGreaterThan(0);
      for (const recording of all) {
        const { data, status, file } = recording;
        const expected = plain(data.Error ? { refused: data.Error.Code, status } : data);
        const came = plain(await replay(service, operation, recording));
        if (file in EDITED) expect.soft(came, `${file} is no exception any more`).not.toEqual(expected);
        else expect.soft(came, file).toEqual(expected);
        replayed.push(file);
      }
    });
  }
});

/** Bytes as text, absent as absent. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, each) => (each instanceof Uint8Array ? Buffer.from(each).toString('utf8') : each)));
}
