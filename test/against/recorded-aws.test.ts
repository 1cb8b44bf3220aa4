/**
 * Answers that AWS really gave (recorded by the cloud-custodian project, Apache-2.0), through our encoder and the SDK's decoder.
 * What comes out must be what went in: then the simulator can say anything that AWS can say. The recordings are not in this repository.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
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
import { AwsRefusal, encodeOutput, encodeRefusal, loadServices, route, senderOf } from '../../src/demo/aws/wire.ts';
import type { WireRequest, WireResponse } from '../../src/model.ts';
import { type Clients, clients } from '../demo/aws.ts';

const archive = path.resolve(import.meta.dirname, '../../../shared/reference/aws/recorded-answers.tar.xz');
const present = existsSync(archive);
if (!present) console.error(`SKIPPED: no recorded AWS answers beside the repository (../shared/reference/aws): nothing was compared`);

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

/** Edited by hand after recording, so that no service could have sent them. All others must come through. */
const EDITED: Readonly<Record<string, string>> = {
  'test_ebs_volume_query/ec2.DescribeVolumes_1.json': 'NextToken is null, which XML cannot say',
  'test_ebs_volume_query_combined/ec2.DescribeVolumes_1.json': 'NextToken is null, which XML cannot say',
  'test_ebs_volume_snapshots_filter/ec2.DescribeVolumes_1.json': 'times kept as text',
  'test_ebs_volume_snapshots_filter/ec2.DescribeSnapshots_1.json': 'times kept as text',
  'test_s3_public_block_throws_errors/s3.ListBuckets_1.json': 'times kept as text',
  'test_rdssubnetgroup_unused/rds.DescribeDBInstances_1.json': 'times are empty objects',
  'test_rdssubnetgroup_unused/rds.DescribeDBClusters_1.json': 'times are empty objects',
  'test_rdscluster_snapshot_count_filter/rds.DescribeDBClusters_1.json':
    "the documentation's skeleton: a structure where there is a string",
};

interface Recording {
  readonly file: string;
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>> & { readonly Error?: { readonly Code: string; readonly Message?: string } };
}

let folder: string;
let server: Server;
let aws: Clients;
let next: Recording;
beforeAll(async () => {
  if (!present) return;
  folder = mkdtempSync(path.join(tmpdir(), 'recorded-aws-'));
  execFileSync('tar', ['-xJf', archive, '-C', folder]);
  const services = await loadServices();
  const answer = async (request: WireRequest): Promise<WireResponse> => {
    const found = route(services, request, senderOf(request));
    if (!found) throw new TypeError(`not understood: ${request.url}`);
    const { data, status } = next;
    if (data.Error) return encodeRefusal(found.service, new AwsRefusal(data.Error.Code, data.Error.Message ?? '', status), 'id-1');
    return encodeOutput(found, found.operation.name === 'GetCredentialReport' ? withBytes(data) : data, 'id-1');
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
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  server.close();
});

/** The recorder kept the report as text; on the wire it is bytes. */
const withBytes = (data: Recording['data']) => ({ ...data, Content: Buffer.from(String(data['Content'])) });

/** Times were kept as their parts, in UTC. JavaScript has no microseconds. */
interface Parts {
  readonly [part: string]: number;
}
function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('__class__' in value)) return value;
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, microsecond = 0 } = value as unknown as Parts;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, Math.floor(microsecond / 1000)));
}
function recordings(service: string, operation: string): Recording[] {
  const prefix = `${service}.${operation}_`;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file).startsWith(prefix))
    .sort()
    .map((file) => {
      const { status_code: status, data } = JSON.parse(readFileSync(path.join(folder, file), 'utf8'), revive);
      const { ResponseMetadata: _, ...rest } = data;
      return { file, status, data: rest };
    });
}

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
  afterAll(() => {
    console.log(`${replayed.length} recorded answers replayed, ${Object.keys(EDITED).length} of them known to be edited`);
    expect(replayed).toEqual(expect.arrayContaining(Object.keys(EDITED)));
  });
  for (const [service, operations] of Object.entries(OPERATIONS)) {
    it.each(Object.keys(operations))(`${service}:%s`, async (operation) => {
      const all = recordings(service, operation);
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
