/** A file as text -> a statement, or the first thing that is wrong with it. */
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Statement } from './form.ts';

const MOST_ALIASES = 50;
export type Read = { readonly value: Statement } | { readonly wrong: string };

export function parsed(text: string): { readonly value: unknown } | { readonly wrong: string } {
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: false, stringKeys: true });
  const [broken] = [...document.errors, ...document.warnings];
  if (broken) return { wrong: `it is not YAML: ${broken.message.split('\n')[0]}` };
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }) };
  } catch (error) {
    return { wrong: `it is not YAML: ${(error as Error).message}` };
  }
}

export function readStatement(text: string, schema: z.ZodType): Read {
  const yaml = parsed(text);
  if ('wrong' in yaml) return yaml;
  const statement = schema.safeParse(yaml.value);
  if (statement.success) return { value: statement.data as Statement };
  const issue = statement.error.issues[0] as z.core.$ZodIssue;
  const where = issue.path.map(String).join('.');
  return { wrong: where === '' ? issue.message : `\`${where}\`: ${issue.message}` };
}

/** When a file says that it was approved, whether or not the rest of it holds; ms since 1970. */
export function approvalIn(text: string): number | undefined {
  const yaml = parsed(text);
  if ('wrong' in yaml || typeof yaml.value !== 'object' || yaml.value === null) return undefined;
  const { approvedAt } = yaml.value as { readonly approvedAt?: unknown };
  const at = typeof approvedAt === 'string' ? Date.parse(approvedAt) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
/** The paths of documents that a file names. */
export function pathsIn(text: string, schema: z.ZodType): readonly string[] {
  const read = readStatement(text, schema);
  if ('wrong' in read) return [];
  return [...new Set(read.value.documents.flatMap((document) => ('path' in document ? [document.path] : [])))];
}
