/** Which operation a request performs, read from what was signed and from nothing that a plugin says about it. */
import type { WireRequest } from '../../src/model.ts';
import { restOperation } from './rest-reads.ts';
import { all, SERVICES, type SpokenService, signingOf } from './services.ts';

export function operationOf(request: WireRequest): string | undefined {
  const service = signedFor(request);
  if (service === undefined) return unsigned(request);
  if (service === 's3') return request.headers['x-amz-account-id'] === undefined ? s3(request) : s3Control(request);
  const known = byName.get(service);
  return known && spoken(known, request);
}

/** `AWS4-HMAC-SHA256 Credential=AKIA…/20261121/eu-central-1/iam/aws4_request, …` */
function signedFor({ headers }: WireRequest): string | undefined {
  return /^AWS4-HMAC-SHA256 Credential=[^/,]+\/\d{8}\/[a-z0-9-]+\/([a-z0-9-]+)\/aws4_request,/.exec(String(headers['authorization']))?.[1];
}
function isRoot({ method, url }: WireRequest): boolean {
  return method === 'POST' && url.pathname === '/' && url.search === '';
}

const byName = new Map(all.filter(({ prefix }) => prefix !== 's3' && prefix !== 's3-control').map((one) => [signingOf(one), one]));

function spoken(service: SpokenService, request: WireRequest): string | undefined {
  if (service.protocol === 'json') return isRoot(request) ? byTarget(service, request) : undefined;
  if (service.protocol === 'query') return isRoot(request) ? byAction(service, request) : undefined;
  const name = restOperation(service.prefix, request.method, request.url.pathname);
  return name && `${service.prefix}:${name}`;
}
function byTarget({ target, prefix }: SpokenService, { headers }: WireRequest): string | undefined {
  const [, service, name] = /^([A-Za-z0-9_]+)\.([A-Za-z0-9]+)$/.exec(String(headers['x-amz-target'])) ?? [];
  return service === target && name !== undefined ? `${prefix}:${name}` : undefined;
}
function byAction({ prefix }: SpokenService, { body }: WireRequest): string | undefined {
  if (body === undefined) return undefined;
  const actions = new URLSearchParams(new TextDecoder().decode(body)).getAll('Action');
  return actions.length === 1 && /^[A-Za-z0-9]+$/.test(actions[0] as string) ? `${prefix}:${actions[0]}` : undefined;
}

/** Reads of a bucket's settings, by the one query parameter that selects each. There is no way to name a read of an object. */
const SETTINGS: Readonly<Record<string, string>> = {
  accelerate: 'GetBucketAccelerateConfiguration',
  acl: 'GetBucketAcl',
  cors: 'GetBucketCors',
  encryption: 'GetBucketEncryption',
  lifecycle: 'GetBucketLifecycleConfiguration',
  location: 'GetBucketLocation',
  logging: 'GetBucketLogging',
  notification: 'GetBucketNotificationConfiguration',
  'object-lock': 'GetObjectLockConfiguration',
  ownershipControls: 'GetBucketOwnershipControls',
  policy: 'GetBucketPolicy',
  policyStatus: 'GetBucketPolicyStatus',
  publicAccessBlock: 'GetPublicAccessBlock',
  replication: 'GetBucketReplication',
  tagging: 'GetBucketTagging',
  versioning: 'GetBucketVersioning',
  website: 'GetBucketWebsite',
};
const LISTING = new Set(['max-buckets', 'continuation-token', 'prefix', 'bucket-region']);

function s3({ method, url }: WireRequest): string | undefined {
  if (method !== 'GET') return undefined;
  const [bucket, key] = addressed(url);
  const query = [...url.searchParams.keys()].filter((name) => name !== 'x-id');
  if (key !== '') return undefined;
  if (bucket === '') return query.every((name) => LISTING.has(name)) ? 's3:ListBuckets' : undefined;
  const [setting, ...others] = query;
  const name = setting !== undefined && others.length === 0 && Object.hasOwn(SETTINGS, setting) ? SETTINGS[setting] : undefined;
  return name && `s3:${name}`;
}
/** Bucket and key: the bucket stands in the host (`logs.s3.eu-central-1.amazonaws.com`) or first in the path. */
function addressed(url: URL): [bucket: string, key: string] {
  const path = url.pathname.slice(1);
  const host = /^(.+)\.s3[.-].*\.(?:amazonaws\.|api\.)/.exec(url.hostname)?.[1] ?? /^(.+)\.s3\.amazonaws\.com$/.exec(url.hostname)?.[1];
  if (host !== undefined) return [host, path];
  const slash = path.indexOf('/');
  return slash < 0 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
}

function s3Control({ method, url }: WireRequest): string | undefined {
  return method === 'GET' && url.pathname === '/v20180820/configuration/publicAccessBlock' ? 's3-control:GetPublicAccessBlock' : undefined;
}

/** The few calls that earn credentials and so cannot be signed with them. */
function unsigned(request: WireRequest): string | undefined {
  const { method, url, headers } = request;
  const action = method === 'POST' ? byAction(SERVICES.sts, request) : undefined;
  if (action === 'sts:AssumeRoleWithWebIdentity') return action;
  if (method === 'GET' && url.pathname === '/federation/credentials' && headers['x-amz-sso_bearer_token'] !== undefined)
    return 'sso:GetRoleCredentials';
  return method === 'POST' && url.pathname === '/token' && url.hostname.startsWith('oidc.') ? 'sso-oidc:CreateToken' : undefined;
}
