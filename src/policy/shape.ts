/** From a resource's schema to the types and values of the policy language: a misspelt field is a load error, an Unknown throws when read. */
import { EvaluationError } from '@marcbachmann/cel-js';
import { z } from 'zod';
import { isUnknown } from '../kit.ts';
import type { Gap } from '../model.ts';

/** Reading what nobody told us. CEL's own error rules (`false && error` is false) make it Kleene's third value. */
export class Unread extends EvaluationError {
  readonly gap: Gap;
  constructor(gap: Gap) {
    super(`${gap.operation}: ${gap.reason}`);
    this.gap = gap;
  }
}

export type Shape =
  | { readonly kind: 'string' | 'bool' | 'int' | 'double' | 'dyn' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  | {
      readonly kind: 'object';
      readonly name: string;
      readonly fields: ReadonlyMap<string, Shape>;
      readonly make: new (of: object) => object;
    };

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

export function shapeOf(schema: z.ZodType, name = 'Resource'): Shape {
  return shape(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as JsonSchema, name);
}

/** The same with one item of a list as a field of its own; as it was where there is no such list. */
export function withEach(whole: Shape, each: string): Shape {
  const list = whole.kind === 'object' ? whole.fields.get(each) : undefined;
  if (whole.kind !== 'object' || list?.kind !== 'list') return whole;
  return objectOf(whole.name, new Map([...whole.fields, ['each', again(list.of)]]));
}
/** The same under names of its own: the language knows each type once. */
function again(one: Shape): Shape {
  if (one.kind === 'list' || one.kind === 'map') return { ...one, of: again(one.of) };
  if (one.kind !== 'object') return one;
  return objectOf(`Each${one.name}`, new Map([...one.fields].map(([key, of]) => [key, again(of)])));
}

function shape(schema: JsonSchema, name: string): Shape {
  const options = alternatives(schema).filter((option) => !(option.properties && '$unknown' in option.properties));
  const one = options[0];
  if (options.some((option) => option.type === 'null')) return { kind: 'dyn' };
  if (one === undefined || options.some((option) => option.type !== one.type)) return { kind: 'dyn' };
  switch (one.type) {
    case 'string':
      return { kind: 'string' };
    case 'boolean':
      return { kind: 'bool' };
    case 'integer':
      return { kind: 'int' };
    case 'number':
      return { kind: 'double' };
    case 'array':
      return { kind: 'list', of: shape(one.items ?? {}, `${name}Item`) };
    case 'object':
      return options.length > 1 ? { kind: 'dyn' } : objectShape(one, name);
    default:
      return one.enum?.every((value) => typeof value === 'string') || typeof one.const === 'string' ? { kind: 'string' } : { kind: 'dyn' };
  }
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  if (schema.anyOf) return schema.anyOf.flatMap(alternatives);
  return Array.isArray(schema.type) ? schema.type.map((type: string) => ({ ...schema, type })) : [schema];
}

function objectShape(schema: JsonSchema, name: string): Shape {
  if (!schema.properties)
    return {
      kind: 'map',
      of: typeof schema.additionalProperties === 'object' ? shape(schema.additionalProperties, `${name}Value`) : { kind: 'dyn' },
    };
  const fields = new Map(
    Object.entries(schema.properties).map(([key, inner]) => [
      key,
      shape(inner, `${name}${key.replace(/\W/g, '').replace(/^./, (c) => c.toUpperCase())}`),
    ]),
  );
  return objectOf(name, fields);
}

const HELD = Symbol('held');
/** Its instances hold a record of that shape. A field is made readable when it is read: a check reads few of many. */
export function objectOf(name: string, fields: ReadonlyMap<string, Shape>): Shape & { kind: 'object' } {
  const make = class {
    readonly [HELD]: Readonly<Record<string, unknown>>;
    constructor(held: object) {
      this[HELD] = held as Readonly<Record<string, unknown>>;
    }
  };
  for (const [key, shape] of fields)
    Object.defineProperty(make.prototype, key, {
      get(this: InstanceType<typeof make>) {
        return read(this[HELD][key], shape);
      },
    });
  return { kind: 'object', name, fields, make };
}

/** The type's name in the language, with every object type inside it reported to `declare` first. */
export function typeName(shape: Shape, declare: (object: Shape & { kind: 'object' }, fields: Record<string, string>) => void): string {
  switch (shape.kind) {
    case 'list':
      return `list<${typeName(shape.of, declare)}>`;
    case 'map':
      return `map<string, ${typeName(shape.of, declare)}>`;
    case 'object':
      declare(shape, Object.fromEntries([...shape.fields].map(([key, inner]) => [key, typeName(inner, declare)])));
      return shape.name;
    default:
      return shape.kind;
  }
}

/** The value as the language reads it. Every Unknown becomes a getter that throws; whole numbers become big integers. */
export function arm(value: unknown, shape: Shape): unknown {
  if (shape.kind === 'list' && Array.isArray(value)) return armList(value, shape.of);
  if (shape.kind === 'map' && isRecord(value)) return new Map(Object.entries(value).map(([key, inner]) => [key, arm(inner, shape.of)]));
  if (shape.kind === 'object' && isRecord(value)) return new shape.make(value);
  if (shape.kind === 'int') return BigInt(value as number);
  return shape.kind === 'dyn' ? armFreely(value) : value;
}

function armList(values: readonly unknown[], of: Shape): unknown[] {
  const armed: unknown[] = [];
  for (const [index, value] of values.entries()) {
    if (gapIn(value) === undefined) armed[index] = arm(value, of);
    else define(armed, index, value, of);
  }
  return armed;
}
function define(target: object, key: PropertyKey, value: unknown, shape: Shape): void {
  const gap = gapIn(value);
  const property = gap === undefined ? { value: arm(value, shape) } : { get: () => thrown(new Unread(gap)) };
  Object.defineProperty(target, key, { enumerable: true, configurable: true, ...property });
}
function read(value: unknown, shape: Shape): unknown {
  const gap = gapIn(value);
  return gap === undefined ? arm(value, shape) : thrown(new Unread(gap));
}
function gapIn(value: unknown): Gap | undefined {
  if (value === undefined) return ABSENT;
  return isUnknown(value) ? value.$unknown : undefined;
}
function thrown(error: Unread): never {
  throw error;
}
const ABSENT: Gap = { operation: '(resource)', reason: 'missing_member', detail: 'the collector did not give this field' };
function armFreely(value: unknown): unknown {
  if (Array.isArray(value)) return armList(value, { kind: 'dyn' });
  if (isRecord(value)) {
    const armed = {};
    for (const [key, inner] of Object.entries(value)) define(armed, key, inner, { kind: 'dyn' });
    return armed;
  }
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
}
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
