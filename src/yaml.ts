/** YAML as a person wrote it, with every value's place kept, so that each complaint points at its line. */
import { readFileSync } from 'node:fs';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { nearest, type Place, Refusal, type RefusalCode, Refusals } from './errors.ts';

/** A policy or configuration file is written by hand: anything larger is a mistake or an attack. */
export const MOST_BYTES = 1024 * 1024;
/** Aliases may repeat what stands once, not explode it (the yaml library's own bound is 100). */
const MOST_ALIASES = 50;

export interface YamlFile {
  /** As the user named it: what messages print. */
  readonly file: string;
  readonly value: unknown;
  /** Where the value at this path stands; `onKey` points at the key instead. */
  at(path: readonly PropertyKey[], onKey?: boolean): Place;
}

export function readText(path: string, shown = path): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MOST_BYTES)
      throw new Refusal('CONFIG_UNREADABLE', `the file has ${bytes.length} bytes; more than ${MOST_BYTES} are not read`, {
        at: { file: shown },
      });
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const hint =
      code === 'ENOENT'
        ? 'no such file'
        : code === 'EACCES'
          ? 'it may not be read by this user'
          : code === 'EISDIR'
            ? 'it is a folder'
            : ((error as Error).message ?? String(error));
    throw new Refusal('CONFIG_UNREADABLE', 'cannot read the file', { at: { file: shown }, hint, cause: error });
  }
}

export function parseYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false, stringKeys: true });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const [broken] = [...document.errors, ...document.warnings];
  if (broken) throw new Refusal('CONFIG_SYNTAX', broken.message.split('\n')[0] as string, { at: place(broken.pos[0]) });
  return {
    file,
    value: plain(() => document.toJS({ maxAliasCount: MOST_ALIASES }), file),
    at(path, onKey = false) {
      let node: unknown = document.contents;
      let offset = 0;
      for (const step of path) {
        const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === step) : undefined;
        if (pair && isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
        const inner: unknown = pair
          ? pair.value
          : isNode(node) && 'get' in node
            ? (node as { get(key: unknown, keep: true): unknown }).get(step, true)
            : undefined;
        if (!isNode(inner)) break;
        node = inner;
        if (!onKey || !pair) offset = inner.range?.[0] ?? offset;
      }
      return place(offset);
    },
  };
}

function plain(read: () => unknown, file: string): unknown {
  try {
    return refuseReserved(read(), file);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('CONFIG_SYNTAX', (error as Error).message, { at: { file } });
  }
}

/** `__proto__` as a key changes objects that nobody wrote; no file of ours has a use for it. */
function refuseReserved(value: unknown, file: string, above: readonly unknown[] = []): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value))
    throw new Refusal('CONFIG_INVALID', 'an alias leads back to what it stands in: the file contains itself', { at: { file } });
  for (const key of Object.getOwnPropertyNames(value)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype')
      throw new Refusal('CONFIG_INVALID', `the key \`${key}\` is not allowed`, { at: { file } });
    refuseReserved((value as Record<string, unknown>)[key], file, [...above, value]);
  }
  return value;
}

/** Parses strictly; every issue becomes a Refusal with its line, and an unknown key with its nearest neighbour. */
export function strictly<T>(
  yaml: YamlFile,
  schema: z.ZodType<T>,
  keysOf: (path: readonly PropertyKey[]) => readonly string[],
  code: RefusalCode = 'CONFIG_INVALID',
): T {
  const parsed = schema.safeParse(yaml.value);
  if (parsed.success) return parsed.data;
  throw new Refusals(parsed.error.issues.flatMap((issue) => refusalsOf(issue, yaml, keysOf, code)));
}

function refusalsOf(
  issue: z.core.$ZodIssue,
  yaml: YamlFile,
  keysOf: (path: readonly PropertyKey[]) => readonly string[],
  code: RefusalCode,
): Refusal[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = nearest(key, keysOf(issue.path));
      const hint = meant === undefined ? `known here: ${keysOf(issue.path).join(', ')}` : `did you mean \`${meant}\`?`;
      return new Refusal('CONFIG_UNKNOWN_KEY', `unknown key \`${key}\``, { at: yaml.at([...issue.path, key], true), hint });
    });
  }
  if (issue.code === 'invalid_union') {
    // the branch that got furthest says what was meant
    const inner = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
    if (inner.length > 0)
      return inner.flatMap((one) => refusalsOf({ ...one, path: [...issue.path, ...one.path] } as z.core.$ZodIssue, yaml, keysOf, code));
  }
  const where = issue.path.length === 0 ? 'the file' : `\`${issue.path.map(String).join('.')}\``;
  return [new Refusal(code, `${where}: ${issue.message}`, { at: yaml.at(issue.path) })];
}
function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length * 2 - (issue.code === 'invalid_value' ? 1 : 0)));
}

/** The keys that a strict schema knows at a path, for suggestions. */
export function keysIn(schema: z.ZodType): (path: readonly PropertyKey[]) => readonly string[] {
  return (path) => {
    let at: unknown = schema;
    for (const step of path) at = inside(at, step);
    return Object.keys(shapeOfObject(at) ?? {});
  };
}
function shapeOfObject(schema: unknown): Record<string, unknown> | undefined {
  const bare = unwrap(schema) as { shape?: Record<string, unknown>; options?: readonly unknown[] } | undefined;
  if (bare?.shape) return bare.shape;
  const shapes = bare?.options?.map(shapeOfObject).filter((shape) => shape !== undefined);
  return shapes && shapes.length > 0 ? Object.assign({}, ...shapes) : undefined;
}
function inside(schema: unknown, step: PropertyKey): unknown {
  const bare = unwrap(schema) as { element?: unknown; valueType?: unknown } | undefined;
  if (typeof step === 'number') return bare?.element;
  return shapeOfObject(schema)?.[String(step)] ?? bare?.valueType;
}
function unwrap(schema: unknown): unknown {
  let at = schema as { unwrap?: () => unknown; def?: { type?: string } } | undefined;
  while (at?.def?.type !== 'array' && typeof at?.unwrap === 'function') at = at.unwrap() as typeof at;
  return at;
}
