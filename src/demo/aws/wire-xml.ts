/** Answers of the two query protocols as XML. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#response-serialization */
import type { NormalizedSchema } from '@smithy/core/schema';

/** The members of a structure, without the element around them. Absent members stay absent, empty lists stay empty elements. */
export function membersToXml(schema: NormalizedSchema, value: Readonly<Record<string, unknown>>): string {
  let xml = '';
  for (const [name, member] of schema.structIterator()) {
    const item = value[name];
    if (item !== undefined && item !== null) xml += memberToXml(member.getMergedTraits().xmlName ?? name, member, item);
  }
  return xml;
}

function memberToXml(name: string, schema: NormalizedSchema, value: unknown): string {
  const flat = Boolean(schema.getMergedTraits().xmlFlattened);
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const itemName = flat ? name : (item.getMergedTraits().xmlName ?? 'member');
    const items = (value as readonly unknown[]).map((each) => memberToXml(itemName, item, each)).join('');
    return flat ? items : element(name, items);
  }
  if (schema.isMapSchema()) {
    const entryName = flat ? name : 'entry';
    const entries = Object.entries(value as object).map(([key, each]) => element(entryName, entryToXml(schema, key, each)));
    return flat ? entries.join('') : element(name, entries.join(''));
  }
  if (schema.isStructSchema()) return element(name, membersToXml(schema, value as Record<string, unknown>));
  return element(name, escapeXml(scalarToText(schema, value)));
}
function entryToXml(schema: NormalizedSchema, key: string, value: unknown): string {
  const [keySchema, valueSchema] = [schema.getKeySchema(), schema.getValueSchema()];
  const keyXml = memberToXml(keySchema.getMergedTraits().xmlName ?? 'key', keySchema, key);
  return keyXml + memberToXml(valueSchema.getMergedTraits().xmlName ?? 'value', valueSchema, value);
}

function scalarToText(schema: NormalizedSchema, value: unknown): string {
  if (schema.isBlobSchema()) return Buffer.from(value as Uint8Array).toString('base64');
  if (value instanceof Date) return value.toISOString();
  return String(value);
}

export const element = (name: string, inner: string) => `<${name}>${inner}</${name}>`;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };
export const escapeXml = (text: string) => text.replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character);
