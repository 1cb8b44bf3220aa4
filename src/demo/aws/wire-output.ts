/** From what an answer says to the bytes that the caller's SDK expects. */
import { NormalizedSchema } from '@smithy/core/schema';
import type { WireResponse } from '../../model.ts';
import type { Route } from './wire-route.ts';
import { element, escapeXml, membersToXml } from './wire-xml.ts';

export type Output = Readonly<Record<string, unknown>>;
export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

export async function encodeOutput(route: Route, output: Output, requestId: string): Promise<WireResponse> {
  const { kind } = route.service;
  if (kind === 'awsQuery' || kind === 'ec2Query') return encodeQuery(route, output, requestId);
  if (kind === 'awsJson1_0' || kind === 'awsJson1_1') return encodeJson(route, output, requestId);
  return encodeRest(route, output, requestId);
}

function encodeQuery({ service, operation }: Route, output: Output, requestId: string): WireResponse {
  const schema = NormalizedSchema.of(operation.output);
  const inner = schema.isUnitSchema() ? '' : membersToXml(schema, output);
  const body =
    service.kind === 'ec2Query'
      ? element('requestId', requestId) + inner
      : element(`${operation.name}Result`, inner) + element('ResponseMetadata', element('RequestId', requestId));
  const name = `${operation.name}Response`;
  return {
    status: 200,
    headers: { 'content-type': service.kind === 'ec2Query' ? 'text/xml;charset=UTF-8' : 'text/xml', 'x-amzn-requestid': requestId },
    body: Buffer.from(`${XML_HEAD}<${name} xmlns="${service.xmlNamespace}">${body}</${name}>`),
  };
}

function encodeJson({ service, operation }: Route, output: Output, requestId: string): WireResponse {
  const writer = service.protocol.getPayloadCodec().createSerializer();
  const nothing = NormalizedSchema.of(operation.output).isUnitSchema();
  if (!nothing) writer.write(operation.output, output);
  const version = service.kind === 'awsJson1_0' ? '1.0' : '1.1';
  const body = nothing ? '{}' : writer.flush();
  return {
    status: 200,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId },
    body: bytesOf(body),
  };
}

/** The SDK's bytes complain when they are taken for text, as `Buffer.from` first tries. */
function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

async function encodeRest(route: Route, output: Output, requestId: string): Promise<WireResponse> {
  const { service, operation } = route;
  const ids = restIds(service.name, requestId);
  if (service.name === 's3' && operation.name === 'GetBucketLocation') return locationOf(route, output, ids);
  if (NormalizedSchema.of(operation.output).isUnitSchema()) return { status: operation.status, headers: ids, body: new Uint8Array() };
  // A protocol's request writer, given the output's schema, sorts members into headers and payload just as the service does.
  const { protocol } = service;
  const address = { hostname: 'localhost', protocol: 'http:', path: '/' };
  const written = await protocol.serializeRequest(
    { namespace: operation.namespace, name: operation.name, traits: { http: ['POST', '/', 200] }, input: operation.output, output: 'unit' },
    output,
    { ...protocol.serializer?.serdeContext, endpoint: async () => address },
  );
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(written.headers)) if (value != null) headers[name.toLowerCase()] = String(value);
  headers['content-type'] = restType(route);
  const body = bytesOf(written.body ?? (service.kind === 'restJson1' ? '{}' : emptyRoot(route)));
  const head = service.kind === 'restXml' && body[0] === '<'.charCodeAt(0) && body[1] !== '?'.charCodeAt(0) ? XML_HEAD : '';
  return { status: operation.status, headers: { ...headers, ...ids }, body: Buffer.concat([Buffer.from(head), body]) };
}

/** S3 says "nothing is set" with an empty element: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html#API_GetBucketLogging_Examples */
function emptyRoot({ service, operation }: Route): string {
  const schema = NormalizedSchema.of(operation.output);
  const root = schema.getMergedTraits().xmlName;
  const hasPayload = [...schema.structIterator()].some(([, member]) => member.getMergedTraits().httpPayload);
  return root === undefined || hasPayload ? '' : `<${root} xmlns="${service.xmlNamespace}"/>`;
}

/** S3's bare element is older than its own description: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
function locationOf({ service }: Route, output: Output, ids: Record<string, string>): WireResponse {
  const region = escapeXml(String(output['LocationConstraint'] ?? ''));
  const body = `${XML_HEAD}<LocationConstraint xmlns="${service.xmlNamespace}">${region}</LocationConstraint>`;
  return { status: 200, headers: { ...ids, 'content-type': 'application/xml' }, body: Buffer.from(body) };
}

/** A bucket policy is the one JSON document that S3 answers with. */
function restType({ service, operation }: Route): string {
  if (service.kind === 'restJson1' || operation.name === 'GetBucketPolicy') return 'application/json';
  return 'application/xml';
}

/** S3 names its request ids otherwise: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html */
export function restIds(service: string, requestId: string): Record<string, string> {
  if (!service.startsWith('s3')) return { 'x-amzn-requestid': requestId };
  const short = requestId.replaceAll('-', '').slice(-16).toUpperCase();
  return { 'x-amz-request-id': short, 'x-amz-id-2': Buffer.from(requestId).toString('base64') };
}
