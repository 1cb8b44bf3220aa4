/** Which operation a request asks for, told from its signature's scope, its target, its form or its address. */
import type { WireRequest } from '../../model.ts';
import type { Operation, Service } from './wire-schema.ts';

export interface Route {
  readonly service: Service;
  readonly operation: Operation;
  /** Values of the path template: `Bucket`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Query protocols: the posted form. */
  readonly form?: URLSearchParams;
}
/** What Signature Version 4 says about the sender. Its page: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
export interface Sender {
  readonly accessKeyId: string;
  readonly region: string;
  readonly signing: string;
}

export function senderOf(request: WireRequest): Sender | undefined {
  const scope = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(request.headers['authorization'] ?? '');
  const [, accessKeyId, region, signing] = scope ?? [];
  return accessKeyId && region && signing ? { accessKeyId, region, signing } : undefined;
}

export function route(services: readonly Service[], request: WireRequest, sender: Sender | undefined): Route | undefined {
  const asked = services.filter((service) => sender === undefined || service.signing === sender.signing);
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return byTarget(asked, target);
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return byForm(asked, request);
  return byAddress(asked, request);
}

function byTarget(services: readonly Service[], target: string): Route | undefined {
  const dot = target.lastIndexOf('.');
  const service = services.find((known) => known.target === target.slice(0, dot));
  const operation = service?.operations.get(target.slice(dot + 1));
  return service && operation && { service, operation, labels: {} };
}

function byForm(services: readonly Service[], request: WireRequest): Route | undefined {
  const form = new URLSearchParams(Buffer.from(request.body ?? []).toString('utf8'));
  const service = services.find((known) => /Query$/.test(known.kind) && known.version === form.get('Version'));
  const operation = service?.operations.get(form.get('Action') ?? '');
  return service && operation && { service, operation, labels: {}, form };
}

function byAddress(services: readonly Service[], request: WireRequest): Route | undefined {
  let best: (Route & { score: number }) | undefined;
  for (const service of services.filter((known) => known.kind.startsWith('rest'))) {
    // S3 Control wants its account id in a header with every request, S3 has no such header.
    if ((service.name === 's3-control') !== 'x-amz-account-id' in request.headers) continue;
    const path = segmentsOf(request, service);
    for (const operation of service.operations.values()) {
      const fit = match(operation, request, path);
      if (fit && fit.score > (best?.score ?? -1)) best = { service, operation, ...fit };
    }
  }
  return best;
}

/**
 * A bucket stands first in the path or first in the host name:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
function segmentsOf({ url }: WireRequest, service: Service): string[] {
  const path = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const bucket = service.name === 's3' ? /^(.+)\.localhost$/.exec(url.hostname)?.[1] : undefined;
  return bucket === undefined ? path : [bucket, ...path];
}

interface Fit {
  readonly labels: Record<string, string>;
  readonly score: number;
}
/** The most literal address wins: a mark in the query over a literal segment over a placeholder. */
function match(operation: Operation, request: WireRequest, path: readonly string[]): Fit | undefined {
  const { searchParams } = request.url;
  const named = searchParams.get('x-id');
  if (operation.method !== request.method || (named !== null && named !== operation.name)) return undefined;
  const labels = labelsOf(operation.segments, path);
  if (labels === undefined) return undefined;
  for (const [key, value] of operation.marks) {
    const given = searchParams.get(key);
    if (given === null || (value !== '' && given !== value)) return undefined;
  }
  const literals = operation.segments.filter((segment) => !segment.startsWith('{')).length;
  return { labels, score: operation.marks.length * 100 + literals * 10 + operation.segments.length };
}

/** `{Key+}` takes all segments that are left, and is always last in the templates of the services here. */
function labelsOf(template: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (const [i, segment] of template.entries()) {
    const [, label, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(segment) ?? [];
    const value = greedy ? path.slice(i).join('/') : path[i];
    if (value === undefined || value === '') return undefined;
    if (label === undefined && segment !== value) return undefined;
    if (label !== undefined) labels[label] = value;
    if (greedy) return labels;
  }
  return template.length === path.length ? labels : undefined;
}
