import { createReadStream } from 'node:fs';

/** Lines of a file that somebody may have prepared: one that is longer than `most` characters ends the reading with undefined. */
export async function* boundedLines(path: string, most: number): AsyncGenerator<string | undefined> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() as string;
    yield* lines;
    if (rest.length > most) return yield undefined;
  }
  if (rest !== '') yield undefined;
}
