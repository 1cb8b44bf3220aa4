/** A resource's schema as a list of fields, each with its meaning; inner ones by their path. */
import { z } from 'zod';

export interface Field {
  /** `keys[].active` */
  readonly path: string;
  /** `text`, `whole number`, `list of text`, … */
  readonly type: string;
  /** It may be that nobody told us. */
  readonly unknowable: boolean;
  readonly about: string;
}
interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly enum?: readonly unknown[];
}

export function fieldsOf(resource: z.ZodType): Field[] {
  return inner(z.toJSONSchema(resource, { io: 'output', unrepresentable: 'any' }) as JsonSchema, '');
}

function inner(schema: JsonSchema, path: string): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const own = `${path}${name}`;
    const [options, unknowable] = knownOptions(field);
    const row: Field = { path: own, type: options.map(typeOf).join(' or '), unknowable, about: field.description ?? '' };
    return [row, ...options.flatMap((option) => below(option, own))];
  });
}
function below(schema: JsonSchema, path: string): Field[] {
  if (schema.properties) return inner(schema, `${path}.`);
  if (schema.items) return knownOptions(schema.items)[0].flatMap((option) => below(option, `${path}[]`));
  if (typeof schema.additionalProperties === 'object')
    return knownOptions(schema.additionalProperties)[0].flatMap((option) => below(option, `${path}{}`));
  return [];
}

/** What it may be when it is known, and whether it may be unknown. */
function knownOptions(schema: JsonSchema): [readonly JsonSchema[], boolean] {
  const all = alternatives(schema);
  const known = all.filter((option) => !(option.properties && '$unknown' in option.properties));
  return [known, known.length < all.length];
}
function alternatives(schema: JsonSchema): JsonSchema[] {
  if (schema.anyOf) return schema.anyOf.flatMap(alternatives);
  return Array.isArray(schema.type) ? schema.type.map((type: string) => ({ ...schema, type })) : [schema];
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'truth',
  integer: 'whole number',
  number: 'number',
  null: 'null',
};
function typeOf(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.type === 'array') return `list of ${schema.items ? knownOptions(schema.items)[0].map(typeOf).join(' or ') : 'anything'}`;
  if (schema.properties) return 'object';
  if (schema.type === 'object') {
    const values =
      typeof schema.additionalProperties === 'object' ? knownOptions(schema.additionalProperties)[0].map(typeOf).join(' or ') : 'anything';
    return `map of ${values}`;
  }
  return typeof schema.type === 'string' ? (WORDS[schema.type] ?? schema.type) : 'anything';
}
