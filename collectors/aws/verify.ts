/** A 200 that AWS did not say, or did not say to this question. The SDK would read `{}` out of it; we refuse. */
import type { Reason, WireResponse } from '../../src/model.ts';
import { all } from './services.ts';
import { strangeValue } from './xml-values.ts';

/** Every answer of AWS carries one; the evidence can be looked up in the customer's CloudTrail by it. */
const REQUEST_IDS = ['x-amzn-requestid', 'x-amz-request-id', 'x-amzn-request-id'] as const;
/** The protocol by prefix. Query services' answers have the root `<Operation>Response`. */
const PROTOCOL = new Map(all.map(({ prefix, protocol }) => [prefix, protocol]));
/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html, "Response Syntax" of each. */
const ROOTS: Readonly<Record<string, string>> = {
  's3:ListBuckets': 'ListAllMyBucketsResult',
  's3:GetBucketAcl': 'AccessControlPolicy',
  's3:GetBucketEncryption': 'ServerSideEncryptionConfiguration',
  's3:GetBucketLifecycleConfiguration': 'LifecycleConfiguration',
  's3:GetBucketLocation': 'LocationConstraint',
  's3:GetBucketLogging': 'BucketLoggingStatus',
  's3:GetObjectLockConfiguration': 'ObjectLockConfiguration',
  's3:GetBucketOwnershipControls': 'OwnershipControls',
  's3:GetBucketPolicyStatus': 'PolicyStatus',
  's3:GetPublicAccessBlock': 'PublicAccessBlockConfiguration',
  's3:GetBucketReplication': 'ReplicationConfiguration',
  's3:GetBucketTagging': 'Tagging',
  's3:GetBucketVersioning': 'VersioningConfiguration',
  's3-control:GetPublicAccessBlock': 'PublicAccessBlockConfiguration',
  'cloudfront:ListDistributions': 'DistributionList',
};

export function verify(operation: string, { headers, body }: WireResponse): { reason: Reason; detail: string } | undefined {
  if (REQUEST_IDS.every((name) => !headers[name]))
    return { reason: 'malformed_response', detail: 'no AWS request id: this is not an answer of AWS' };
  const [service = '', name = ''] = operation.split(':');
  const text = new TextDecoder().decode(body);
  if (PROTOCOL.get(service)?.endsWith('json') || operation === 's3:GetBucketPolicy') {
    return text.trimStart().startsWith('{') ? undefined : { reason: 'malformed_response', detail: 'the answer is no JSON object' };
  }
  const due = PROTOCOL.get(service) === 'query' ? `${name}Response` : ROOTS[operation];
  const root = rootOf(text);
  if (due === undefined || root === due) {
    const strange = strangeValue(text);
    return strange === undefined ? undefined : { reason: 'malformed_response', detail: strange };
  }
  return { reason: 'malformed_response', detail: `the answer is ${root === undefined ? 'no XML' : `<${root}>`} where <${due}> is due` };
}

function rootOf(text: string): string | undefined {
  return /^\s*(?:<\?[^>]*\?>\s*|<!--[\s\S]*?-->\s*)*<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)/.exec(text)?.[1];
}
