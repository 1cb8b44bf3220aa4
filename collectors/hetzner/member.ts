/** Members of an entry, one by one: what this entry lacks is unknown, and its neighbours on the page are not touched by it. */
import { z } from 'zod';
import { isUnknown, missing, settled, unknown } from '../../src/kit.ts';
import type { Known, Unknown } from '../../src/model.ts';
import type { Item } from './client.ts';

export function member<T>(item: Readonly<Record<string, unknown>>, name: string, schema: z.ZodType<T>, operation: string): Known<T> {
  const value = item[name];
  if (value === undefined) return missing(operation, name);
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0] as z.core.$ZodIssue;
  const path = [name, ...issue.path.map(String)].join('.');
  if (issue.path.length > 0 && at(value, issue.path) === undefined) return missing(operation, path);
  return unknown({
    operation,
    reason: 'malformed_response',
    detail: `${operation} answered \`${path}\` in an unexpected form: ${issue.message}`,
  });
}
function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}

/** What people call it; by its number where it has no name (snapshots have a description instead). */
export function nameOf(item: Item): string {
  const { name, description } = item;
  if (typeof name === 'string' && name !== '') return name;
  return typeof description === 'string' && description !== '' ? description : `#${item.id}`;
}

export const Labels = z.record(z.string(), z.string());
export function labelsOf(item: Item, operation: string): Known<Record<string, string>> {
  return member(item, 'labels', Labels, operation);
}
/** A label that is not there says nothing: neither yes nor no. */
export function unlabelled(item: Item, operation: string, what = 'the label asked for'): Unknown {
  return unknown({
    operation,
    reason: 'missing_member',
    detail: `${nameOf(item)} does not carry ${what}, and nothing else in Hetzner's API says it`,
  });
}
export function labelOf(item: Item, label: string, operation: string): Known<string> {
  return settled<[Record<string, string>], string>([labelsOf(item, operation)], (labels) => {
    const value = Object.hasOwn(labels, label) ? labels[label] : undefined;
    return value === undefined || value === '' ? unlabelled(item, operation, `a label \`${label}\` with a value`) : value;
  });
}

/** Where a thing stands. `country` is ISO 3166-1 alpha-2. Campuses count, not data centres: fsn1-dc8 and fsn1-dc14 are both `fsn1`. */
export const Location = z.object({
  name: z.string().describe('Location, such as `fsn1`: one campus, whatever data centres it has'),
  country: z.string().describe('ISO 3166-1 alpha-2 code, such as `DE`'),
  city: z.string().describe('Nearest city'),
});
export type Location = z.infer<typeof Location>;
export function locationOf(item: Item, operation: string, name = 'location'): Known<Location> {
  return member(item, name, Location, operation);
}

/** Kleene's "any of these": true wins over unknown, unknown over false. */
export function anyOf(values: readonly Known<boolean>[]): Known<boolean> {
  if (values.some((value) => value === true)) return true;
  const hidden = values.find(isUnknown);
  return hidden === undefined ? false : hidden;
}

export function addTo<K>(groups: Map<K, Item[]>, key: K, item: Item): void {
  const group = groups.get(key);
  if (group) group.push(item);
  else groups.set(key, [item]);
}

/** Some of a list, with its last item: that one was tied to every page, so that "it is not there" rests on the pages that do not show it. */
export function pick(list: readonly Item[], wanted: (item: Item) => boolean): readonly Item[] {
  return list.length === 0 ? list : [...list.slice(0, -1).filter(wanted), ...list.slice(-1)];
}
