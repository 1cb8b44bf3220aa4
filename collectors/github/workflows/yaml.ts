/** A workflow file as data. What cannot be read whole is a flaw, never an empty workflow. */
import { parseDocument } from 'yaml';

export type Node = string | number | boolean | null | undefined | readonly Node[] | { readonly [key: string]: Node };
export interface Flaw {
  readonly flaw: string;
}

/** YAML 1.2: `on` is a word, as GitHub reads it. Anchors count up to 100 times, so that a file cannot blow up. */
export function parse(text: string): { readonly workflow: Node } | Flaw {
  const document = parseDocument(text, { version: '1.2', uniqueKeys: true, prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) return { flaw: `the YAML cannot be read: ${problem.message.split('\n')[0]?.slice(0, 120)}` };
  try {
    return { workflow: document.toJS({ maxAliasCount: 100 }) as Node };
  } catch (error) {
    return { flaw: `the YAML cannot be read: ${(error as Error).message.slice(0, 120)}` };
  }
}

export const isMap = (node: Node): node is { readonly [key: string]: Node } =>
  typeof node === 'object' && node !== null && !Array.isArray(node);
export const listOf = (node: Node): readonly Node[] => (Array.isArray(node) ? node : []);
export const textsOf = (nodes: readonly Node[]): readonly string[] => nodes.filter((node) => typeof node === 'string');
