/** Texts to bytes, in pieces large enough to be worth writing. Holds one piece, however many there are. */
const PIECE = 64 * 1024;

export async function* bytesOf(texts: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  let held: string[] = [];
  let size = 0;
  for await (const text of texts) {
    held.push(text);
    size += text.length;
    if (size < PIECE) continue;
    yield Buffer.from(held.join(''));
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.from(held.join(''));
}

/** The members of a JSON array that is written as it comes: a comma between, a line each. */
export async function* listed(items: AsyncIterable<string>): AsyncIterable<string> {
  let first = true;
  for await (const item of items) {
    yield first ? `\n${item}` : `,\n${item}`;
    first = false;
  }
}
