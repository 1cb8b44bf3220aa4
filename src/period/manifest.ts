/** What a period needs of a manifest whose bytes are known to be the sealed ones: all but the items that are no tallies. */
import type { Manifest } from '../locker/index.ts';

export const TALLY = 'application/vnd.claimcheck.tally.v1+json';
const ITEMS = ',"items":[';
/** In canonical form the media type comes first, and the size last. */
const BEGINNING = `{"mediaType":"${TALLY}",`;
const SIZE = ',"size":';

/**
 * A run lists its thousand answers for each hundred tallies, and a year of runs is mostly time spent on reading what nobody asks for. In
 * canonical bytes a quotation mark of a text follows a backslash, so the marks looked for here cannot stand inside of one. What is not
 * written so is parsed whole.
 */
export function manifestIn(bytes: Buffer): Manifest {
  return JSON.parse(shortened(bytes) ?? bytes.toString('utf8')) as Manifest;
}

function shortened(bytes: Buffer): string | undefined {
  const open = bytes.indexOf(ITEMS);
  if (open === -1) return undefined;
  const from = open + ITEMS.length;
  const to = endOf(bytes, from);
  if (to === undefined) return undefined;
  const first = bytes.indexOf(BEGINNING, from);
  const last = bytes.lastIndexOf(BEGINNING, to);
  const none = first === -1 || first >= to;
  const size = none ? from : bytes.indexOf(SIZE, last);
  const end = none ? from : bytes.indexOf('}', size) + 1;
  if (size === -1 || end === 0 || end > to || elsewhere(bytes, from, none ? from : first) || elsewhere(bytes, end, to)) return undefined;
  return bytes.toString('utf8', 0, from) + bytes.toString('utf8', none ? from : first, end) + bytes.toString('utf8', to);
}

/** Where the list that begins here ends. A text that ends like a list is followed by a comma, never by a name. */
function endOf(bytes: Buffer, from: number): number | undefined {
  if (bytes[from] === 0x5d) return from;
  for (let at = bytes.indexOf('}],"', from); at !== -1; at = bytes.indexOf('}],"', at + 1))
    if (/^[a-z]$/i.test(String.fromCharCode(bytes[at + 4] as number))) return at + 1;
  return undefined;
}

/** A tally that is written otherwise than we write one. */
function elsewhere(bytes: Buffer, from: number, to: number): boolean {
  const at = bytes.indexOf(TALLY, from);
  return at !== -1 && at < to;
}
