/**
 * Answers that AWS really gave, recorded by the cloud-custodian project (Apache-2.0). They are not in this repository: whoever has none
 * beside it is told so.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AwsRefusal, encodeOutput, encodeRefusal, type Route } from '../../src/demo/aws/wire.ts';
import type { WireResponse } from '../../src/model.ts';

const archive = path.resolve(import.meta.dirname, '../../../shared/reference/aws/recorded-answers.tar.xz');
export const present = existsSync(archive);
if (!present) console.error(`SKIPPED: no recorded AWS answers beside the repository (../shared/reference/aws): nothing was compared`);

export interface Recording {
  /** `test_ebs_volume_query/ec2.DescribeVolumes_1.json` */
  readonly file: string;
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>> & { readonly Error?: { readonly Code: string; readonly Message?: string } };
}
export interface Recordings {
  /** In the order of their names. `s3-control`, `GetPublicAccessBlock`. */
  of(service: string, operation: string): Recording[];
  close(): void;
}

/** Edited by hand after recording, so that no service could have sent them. All others must come through. */
export const EDITED: Readonly<Record<string, string>> = {
  'test_ebs_volume_query/ec2.DescribeVolumes_1.json': 'NextToken is null, which XML cannot say',
  'test_ebs_volume_query_combined/ec2.DescribeVolumes_1.json': 'NextToken is null, which XML cannot say',
  'test_ebs_volume_snapshots_filter/ec2.DescribeVolumes_1.json': 'times kept as text',
  'test_ebs_volume_snapshots_filter/ec2.DescribeSnapshots_1.json': 'times kept as text',
  'test_s3_public_block_throws_errors/s3.ListBuckets_1.json': 'times kept as text',
  'test_distribution_set_wafv2_cloudfront_scope/cloudfront.ListDistributions_1.json': 'times kept as text',
  'test_distribution_wafv2_filter_scope/cloudfront.ListDistributions_1.json': 'times kept as their parts, without a class',
  'test_eks_upgrade_available/eks.DescribeClusterVersions_1.json': 'times kept as text',
  'test_eks_upgrade_available_no_upgrades_extant/eks.DescribeClusterVersions_1.json': 'times kept as text',
  'test_rdssubnetgroup_unused/rds.DescribeDBInstances_1.json': 'times are empty objects',
  'test_rdssubnetgroup_unused/rds.DescribeDBClusters_1.json': 'times are empty objects',
  'test_rdscluster_snapshot_count_filter/rds.DescribeDBClusters_1.json':
    "the documentation's skeleton: a structure where there is a string",
};

/** By IAM's prefix: where the recorder called a service by its address. */
const ARCHIVED: Readonly<Record<string, string>> = { cloudwatch: 'monitoring', ecr: 'api.ecr' };

export function openRecordings(): Recordings {
  const folder = mkdtempSync(path.join(tmpdir(), 'recorded-aws-'));
  execFileSync('tar', ['-xJf', archive, '-C', folder]);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return {
    of: (service, operation) =>
      files
        .filter((file) => path.basename(file).startsWith(`${ARCHIVED[service] ?? service}.${operation}_`))
        .map((file) => read(folder, file)),
    close: () => rmSync(folder, { recursive: true }),
  };
}
function read(folder: string, file: string): Recording {
  const { status_code: status, data } = JSON.parse(readFileSync(path.join(folder, file), 'utf8'), revive);
  const { ResponseMetadata: _, ...rest } = data;
  return { file, status, data: rest };
}

/** Times were kept as their parts, in UTC. JavaScript has no microseconds. */
interface Parts {
  readonly [part: string]: number;
}
function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('__class__' in value)) return value;
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, microsecond = 0 } = value as unknown as Parts;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, Math.floor(microsecond / 1000)));
}

/** The bytes that the service must have sent. An edited recording may be unwritable: 599, in no words of AWS. */
export async function bytesOf(route: Route, { data, status }: Recording): Promise<WireResponse> {
  try {
    if (data.Error) return encodeRefusal(route.service, new AwsRefusal(data.Error.Code, data.Error.Message ?? '', status), 'id-1');
    return await encodeOutput(route, route.operation.name === 'GetCredentialReport' ? withBytes(data) : data, 'id-1');
  } catch (error) {
    return { status: 599, headers: {}, body: Buffer.from(String(error)) };
  }
}
/** The recorder kept the report as text; on the wire it is bytes. */
const withBytes = (data: Recording['data']) => ({ ...data, Content: Buffer.from(String(data['Content'])) });
