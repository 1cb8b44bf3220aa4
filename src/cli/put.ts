import { rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Refusal } from '../errors.ts';
import type { Edge } from './edge.ts';

/** To a file, whole or not at all; without one to stdout. */
export async function put(content: string | Uint8Array, file: string | undefined, edge: Edge): Promise<void> {
  if (file === undefined) return edge.out(typeof content === 'string' ? content : new TextDecoder().decode(content));
  const path = resolve(edge.cwd, file);
  const draft = `${path}.part`;
  try {
    await writeFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new Refusal('OUTPUT_UNWRITABLE', `${file} cannot be written`, {
      hint: (error as NodeJS.ErrnoException).code ?? String(error),
      cause: error,
    });
  }
  edge.say(`written: ${file}`);
}
