/**
 * The SDK's clients carry a description of every operation (its protocol, its members, its place in HTTP).
 * Read from the server's side, the same description answers requests, so that our fake cannot drift from the client.
 */
import type { NormalizedSchema } from '@smithy/core/schema';

type Schema = Parameters<typeof NormalizedSchema.of>[0];
/** The static form of an operation: kind 9, namespace, name, traits, input, output. */
type OperationSchema = readonly [9, string, string, Traits | number, Schema, Schema];
/** The static form of an error: kind -3, namespace, name, traits, … */
type ErrorSchema = readonly [-3, string, string, Traits | number, ...unknown[]];
interface Traits {
  /** Method, path template, status of success. */
  readonly http?: readonly [string, string, number];
  readonly httpError?: number;
  /** Code on the wire and status, where they differ from the shape's name. */
  readonly awsQueryError?: readonly [string, number];
}

interface Codec {
  createSerializer(): { write(schema: Schema, value: unknown): void; flush(): string | Uint8Array };
  createDeserializer(): { read(schema: Schema, data: Uint8Array): unknown };
}
/** The part of an SDK protocol that makes sense from both sides. */
export interface Protocol {
  getShapeId(): string;
  getPayloadCodec(): Codec;
  serializeRequest(
    operation: { namespace: string; name: string; traits: object; input: Schema; output: 'unit' },
    input: object,
    context: object,
  ): Promise<{ headers: Readonly<Record<string, unknown>>; body?: string | Uint8Array }>;
  readonly serializer?: { readonly serdeContext?: object };
  readonly compositeErrorRegistry?: { readonly schemas: ReadonlyMap<string, ErrorSchema> };
}

export const KINDS = ['awsQuery', 'ec2Query', 'awsJson1_0', 'awsJson1_1', 'restXml', 'restJson1'] as const;
export type Kind = (typeof KINDS)[number];

export interface Operation {
  readonly name: string;
  readonly namespace: string;
  readonly input: Schema;
  readonly output: Schema;
  readonly method: string;
  readonly segments: readonly string[];
  /** Query parameters that belong to the operation's address: `encryption` of `/{Bucket}?encryption`. */
  readonly marks: readonly (readonly [string, string])[];
  readonly status: number;
}
export interface Service {
  /** As in `iam:ListUsers`. */
  readonly name: string;
  /** As in the credential scope of a signature; S3 and S3 Control share one. */
  readonly signing: string;
  readonly kind: Kind;
  readonly protocol: Protocol;
  /** `CloudTrail_20131101`, before the dot of `X-Amz-Target`. */
  readonly target: string;
  readonly version: string;
  readonly xmlNamespace: string;
  readonly operations: ReadonlyMap<string, Operation>;
  /** Status by error code as on the wire. */
  readonly errors: ReadonlyMap<string, { readonly code: string; readonly status: number }>;
}

interface ClientConfig {
  readonly protocol: Protocol;
  readonly protocolSettings?: { serviceTarget?: string; version?: string; xmlNamespace?: string };
  readonly signingName?: string;
  readonly defaultSigningName?: string;
  readonly apiVersion?: string;
}
type ClientClass = new (config: object) => { readonly config: ClientConfig; destroy(): void };

/** `readService('iam', 'IAMClient', require('@aws-sdk/client-iam'))` */
export function readService(name: string, client: string, module: object): Service {
  const exports = module as Readonly<Record<string, unknown>>;
  const Client = exports[client] as ClientClass;
  // The client is never used to call anybody: it is built because only a built client knows its protocol.
  const built = new Client({ region: 'us-east-1', endpoint: 'http://127.0.0.1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  const { protocol, protocolSettings: settings, ...config } = built.config;
  const kind = KINDS.find((known) => protocol.getShapeId() === `aws.protocols#${known}`);
  if (kind === undefined) throw new TypeError(`${client} speaks ${protocol.getShapeId()}, which the simulator does not`);
  const operations = Object.values(exports).filter(isOperation);
  built.destroy();
  return {
    name,
    signing: config.signingName ?? config.defaultSigningName ?? name,
    kind,
    protocol,
    target: settings?.serviceTarget ?? '',
    version: settings?.version ?? config.apiVersion ?? '',
    xmlNamespace: settings?.xmlNamespace ?? '',
    operations: new Map(operations.map((schema) => [schema[2], readOperation(schema, name === 's3')])),
    errors: readErrors(protocol, kind),
  };
}

function isOperation(value: unknown): value is OperationSchema {
  return Array.isArray(value) && value[0] === 9;
}
/** Traits without values are packed into a number; none of those matters here. */
const traitsOf = (schema: OperationSchema | ErrorSchema): Traits => (typeof schema[3] === 'object' ? schema[3] : {});

function readOperation(schema: OperationSchema, isS3: boolean): Operation {
  const [, namespace, name, , input, output] = schema;
  const [method, template, status] = traitsOf(schema).http ?? ['POST', '/', 200];
  const [path = '/', query = ''] = template.split('?');
  const segments = path.split('/').filter(Boolean);
  // S3's templates leave the bucket out, because its usual place is the host name.
  if (isS3 && segments[0] !== '{Bucket}' && !/^List\w*Buckets$/.test(name)) segments.unshift('{Bucket}');
  const marks = query.split('&').filter((mark) => mark !== '' && !mark.startsWith('x-id='));
  return { name, namespace, input, output, method, segments, marks: marks.map(keyAndValue), status };
}
function keyAndValue(mark: string): [string, string] {
  const [key = '', value = ''] = mark.split('=');
  return [key, value];
}

/** Both the shape's name and the code on the wire lead to the code on the wire. Only the query protocol has names of its own. */
function readErrors(protocol: Protocol, kind: Kind): Service['errors'] {
  const errors = new Map<string, { code: string; status: number }>();
  for (const schema of protocol.compositeErrorRegistry?.schemas.values() ?? []) {
    const { httpError = 400, awsQueryError } = traitsOf(schema);
    const [code, status] = (kind === 'awsQuery' ? awsQueryError : undefined) ?? [schema[2], httpError];
    errors.set(schema[2], { code, status }).set(code, { code, status });
  }
  return errors;
}
