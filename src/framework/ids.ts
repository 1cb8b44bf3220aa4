/** Every control of a standard, by its number: what coverage and a statement of applicability count against. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Proof } from '../model.ts';
import { readText } from '../yaml.ts';

export interface Listed {
  readonly id: string;
  /** Absent where the standard's licence lets nobody repeat it, and we have no words of our own. */
  readonly title?: string;
}

/** One control a line: its id, and behind a tab its short title. A line that begins with # is a comment. */
export function parseIds(text: string): readonly Listed[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [id, title] = line.split('\t') as [string, string | undefined];
      return title === undefined ? { id } : { id, title };
    });
}

/** Of a shipped framework, by its id; undefined: nobody listed them. */
export function listedIn(home: string, framework: string): readonly Listed[] | undefined {
  const shown = `frameworks/ids/${framework}.txt`;
  const path = join(home, 'config', shown);
  return existsSync(path) ? parseIds(readText(path, shown)) : undefined;
}

/** The checks that an argument rests on, each once. */
export function checksIn(proof: Proof): readonly string[] {
  if ('check' in proof) return [proof.check];
  const branches = 'all' in proof ? proof.all : 'any' in proof ? proof.any : [];
  return [...new Set(branches.flatMap(checksIn))];
}
