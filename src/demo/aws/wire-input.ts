/** From the bytes of a request to the input that the caller's SDK was given. */
import { NormalizedSchema } from '@smithy/core/schema';
import type { WireRequest } from '../../model.ts';
import type { Route } from './wire-route.ts';

type Input = Record<string, unknown>;

export async function decodeInput(route: Route, request: WireRequest): Promise<Input> {
  const { service, operation, form } = route;
  const schema = NormalizedSchema.of(operation.input);
  if (schema.isUnitSchema()) return {};
  if (form) return readForm(schema, nest(form), service.kind === 'ec2Query') as Input;
  if (service.kind.startsWith('awsJson')) {
    const reader = service.protocol.getPayloadCodec().createDeserializer();
    return (await reader.read(operation.input, request.body ?? Buffer.from('{}'))) as Input;
  }
  return { ...(await readBody(route, request)), ...readAddress(schema, route, request) };
}

/** Some REST reads are POSTs whose filters stand in a JSON body: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
async function readBody({ service, operation }: Route, { body }: WireRequest): Promise<Input> {
  if (service.kind !== 'restJson1' || body === undefined || body.length === 0) return {};
  return (await service.protocol.getPayloadCodec().createDeserializer().read(operation.input, body)) as Input;
}

/** The other members are bound to path, query and headers. */
function readAddress(schema: NormalizedSchema, { labels }: Route, { url, headers }: WireRequest): Input {
  const input: Input = {};
  for (const [name, member] of schema.structIterator()) {
    const { httpLabel, httpQuery, httpHeader } = member.getMergedTraits();
    if (httpLabel) assign(input, name, member, labels[name] === undefined ? [] : [labels[name]]);
    else if (httpQuery !== undefined) assign(input, name, member, url.searchParams.getAll(httpQuery));
    else if (httpHeader !== undefined) assign(input, name, member, [headers[httpHeader.toLowerCase()] ?? []].flat());
  }
  return input;
}
function assign(input: Input, name: string, member: NormalizedSchema, given: readonly string[]): void {
  const [first] = given;
  if (first === undefined) return;
  input[name] = member.isListSchema() ? given.map((text) => readScalar(member.getValueSchema(), text)) : readScalar(member, first);
}

/** A form's dotted names as a tree: `Filter.1.Value.2=x`. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
type Tree = Map<string, Tree | string>;

function nest(form: URLSearchParams): Tree {
  const root: Tree = new Map();
  for (const [path, value] of form) {
    const names = path.split('.');
    const last = names.pop() ?? path;
    names.reduce(branch, root).set(last, value);
  }
  return root;
}
function branch(tree: Tree, name: string): Tree {
  const known = tree.get(name);
  if (known instanceof Map) return known;
  const fresh: Tree = new Map();
  tree.set(name, fresh);
  return fresh;
}

function readForm(schema: NormalizedSchema, value: Tree | string, ec2: boolean): unknown {
  if (typeof value === 'string') return schema.isListSchema() ? [] : readScalar(schema, value);
  if (schema.isStructSchema()) return readStruct(schema, value, ec2);
  if (schema.isListSchema()) return readList(schema, value, ec2);
  throw new TypeError(`no read of the simulator takes ${schema.getName()} in a form`);
}
function readStruct(schema: NormalizedSchema, tree: Tree, ec2: boolean): Input {
  const input: Input = {};
  for (const [name, member] of schema.structIterator()) {
    const value = tree.get(formName(name, member, ec2));
    if (value !== undefined) input[name] = readForm(member, value, ec2);
  }
  return input;
}
/** EC2 has its own names and capitals: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
function formName(name: string, member: NormalizedSchema, ec2: boolean): string {
  const { xmlName = name, ec2QueryName } = member.getMergedTraits();
  if (!ec2) return xmlName;
  return typeof ec2QueryName === 'string' ? ec2QueryName : xmlName.charAt(0).toUpperCase() + xmlName.slice(1);
}
function readList(schema: NormalizedSchema, tree: Tree, ec2: boolean): unknown[] {
  const member = schema.getValueSchema();
  const flat = ec2 || schema.getMergedTraits().xmlFlattened;
  const items = flat ? tree : tree.get(member.getMergedTraits().xmlName ?? 'member');
  if (!(items instanceof Map)) return [];
  return [...items].sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => readForm(member, item, ec2));
}

function readScalar(schema: NormalizedSchema, text: string): unknown {
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isTimestampSchema()) return new Date(/^[\d.]+$/.test(text) ? Number(text) * 1000 : text);
  return text;
}
