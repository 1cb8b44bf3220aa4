/** What AWS says instead of an answer, in each protocol's own form and words. */
import type { WireResponse } from '../../model.ts';
import { restIds, XML_HEAD } from './wire-output.ts';
import type { Route } from './wire-route.ts';
import type { Kind, Service } from './wire-schema.ts';
import { element, escapeXml } from './wire-xml.ts';

/** Thrown by an answer. `code` is the one on the wire, or the name of the SDK's exception; the status follows from it when declared. */
export class AwsRefusal extends Error {
  readonly code: string;
  readonly status: number | undefined;
  /** Further elements or headers that the service sends along. */
  readonly extra: { readonly elements?: Readonly<Record<string, string>>; readonly headers?: Readonly<Record<string, string>> };
  constructor(code: string, message: string, status?: number, extra: AwsRefusal['extra'] = {}) {
    super(message);
    this.name = 'AwsRefusal';
    this.code = code;
    this.status = status;
    this.extra = extra;
  }
}

export function encodeRefusal(service: Service, refusal: AwsRefusal, requestId: string): WireResponse {
  const declared = service.errors.get(refusal.code);
  const code = declared?.code ?? refusal.code;
  const status = refusal.status ?? declared?.status ?? 400;
  const { elements = {}, headers = {} } = refusal.extra;
  if (isJson(service.kind)) return jsonError(service, { code, status, message: refusal.message }, requestId);
  const more = Object.entries(elements).map(([name, text]) => element(name, escapeXml(text)));
  const inner = element('Code', code) + element('Message', escapeXml(refusal.message)) + more.join('');
  return {
    status,
    headers: {
      'content-type': service.name.startsWith('s3') ? 'application/xml' : 'text/xml',
      ...restIds(service.name, requestId),
      ...headers,
    },
    body: Buffer.from(XML_HEAD + envelope(service, inner, status, requestId)),
  };
}

const isJson = (kind: Kind) => kind.startsWith('awsJson') || kind === 'restJson1';

function jsonError(
  service: Service,
  { code, status, message }: { code: string; status: number; message: string },
  requestId: string,
): WireResponse {
  const type = service.kind === 'restJson1' ? 'application/json' : 'application/x-amz-json-1.1';
  const named = service.kind === 'restJson1' ? { 'x-amzn-errortype': code } : {};
  return {
    status,
    headers: { 'content-type': type, 'x-amzn-requestid': requestId, ...named },
    body: Buffer.from(JSON.stringify({ __type: code, message })),
  };
}

/** Four shapes: EC2's, the query services' (S3 Control keeps it), and S3's bare one. */
function envelope({ kind, name, xmlNamespace }: Service, inner: string, status: number, requestId: string): string {
  if (kind === 'ec2Query') return element('Response', element('Errors', element('Error', inner)) + element('RequestID', requestId));
  if (name === 's3') return element('Error', inner + element('RequestId', requestId) + element('HostId', 'simulator'));
  const type = name === 's3-control' ? '' : element('Type', status < 500 ? 'Sender' : 'Receiver');
  return `<ErrorResponse xmlns="${xmlNamespace}">${element('Error', type + inner)}${element('RequestId', requestId)}</ErrorResponse>`;
}

export type Denial = 'denied' | 'scp';

/**
 * "You may not", as each service says it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function accessDenied(route: Route, who: { caller: string; resource?: string | undefined }, how: Denial): AwsRefusal {
  const { service, operation } = route;
  const action = actionOf(service.name, operation.name);
  const on = who.resource === undefined ? '' : ` on resource: ${who.resource}`;
  const why =
    how === 'scp' ? 'with an explicit deny in a service control policy' : `because no identity-based policy allows the ${action} action`;
  const sentence = `User: ${who.caller} is not authorized to perform: ${action}${on} ${why}`;
  if (service.kind === 'ec2Query') {
    return new AwsRefusal('UnauthorizedOperation', `You are not authorized to perform this operation. ${sentence}`, 403);
  }
  return isJson(service.kind) ? new AwsRefusal('AccessDeniedException', sentence, 400) : new AwsRefusal('AccessDenied', sentence, 403);
}

/**
 * Where the permission's name is not the operation's:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const ACTIONS: Readonly<Record<string, string>> = {
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3-control:GetPublicAccessBlock': 's3:GetAccountPublicAccessBlock',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:GetBucketReplication': 's3:GetReplicationConfiguration',
  's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
  'access-analyzer:ListFindingsV2': 'access-analyzer:ListFindings',
};
export function actionOf(service: string, operation: string): string {
  return ACTIONS[`${service}:${operation}`] ?? `${service}:${operation}`;
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html lists the codes. */
export function throttled({ kind, name }: Service): AwsRefusal {
  if (kind === 'ec2Query') return new AwsRefusal('RequestLimitExceeded', 'Request limit exceeded.', 503);
  if (name.startsWith('s3')) return new AwsRefusal('SlowDown', 'Please reduce your request rate.', 503);
  if (isJson(kind)) return new AwsRefusal('ThrottlingException', 'Rate exceeded', 400);
  return new AwsRefusal('Throttling', 'Rate exceeded', 400);
}

/** No signature. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and CommonErrors of each service. */
export function unsigned({ kind, name }: Service): AwsRefusal {
  // S3 takes an unsigned request for an anonymous one, and refuses it as such.
  if (name === 's3') return new AwsRefusal('AccessDenied', 'Access Denied', 403);
  if (isJson(kind)) return new AwsRefusal('MissingAuthenticationTokenException', 'Missing Authentication Token', 400);
  return new AwsRefusal('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
}

/** A session that has ended. https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
export function expired({ kind }: Service): AwsRefusal {
  const message = 'The security token included in the request is expired';
  if (kind === 'ec2Query') return new AwsRefusal('RequestExpired', 'Request has expired.', 400);
  return isJson(kind) ? new AwsRefusal('ExpiredTokenException', message, 400) : new AwsRefusal('ExpiredToken', message, 403);
}

/**
 * A key that nobody has, or a region that this account has not enabled: AWS says the same to both.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html
 */
export function unknownKey({ kind, name }: Service): AwsRefusal {
  if (kind === 'ec2Query') return new AwsRefusal('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
  if (name.startsWith('s3'))
    return new AwsRefusal('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403);
  if (isJson(kind)) return new AwsRefusal('UnrecognizedClientException', 'The security token included in the request is invalid.', 400);
  return new AwsRefusal('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
}
