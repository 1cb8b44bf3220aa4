/** Is this body whole, and what its content type says it is? Parsers of SDKs forgive; evidence does not. */
import type { Reason } from '../model.ts';

export interface Flaw {
  readonly reason: Reason;
  readonly detail: string;
}

export function verifyBody(contentType: string, body: Uint8Array): Flaw | undefined {
  const text = utf8(body);
  if (typeof text !== 'string') return text;
  // a source may accept answers without a type: then the text must show by itself what it is
  const form = /\bjson\b/.test(contentType) ? 'json' : /\bxml\b/.test(contentType) ? 'xml' : /^\s*</.test(text) ? 'xml' : 'json';
  return form === 'json' ? verifyJson(text) : verifyXml(text);
}

function utf8(body: Uint8Array): string | Flaw {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    if (text.startsWith('\uFEFF')) return { reason: 'malformed_response', detail: 'the body begins with a byte order mark' };
    return text.includes('\0') ? { reason: 'malformed_response', detail: 'the body holds a NUL' } : text;
  } catch {
    return { reason: 'malformed_response', detail: 'the body is not UTF-8' };
  }
}

function verifyJson(text: string): Flaw | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null) return { reason: 'malformed_response', detail: 'the body is null' };
    // a half of a surrogate pair is no character: it cannot be written again as the same text (RFC 8785 section 3.2.2.2)
    if (/\\u[dD][89a-fA-F]/.test(text) && /\\ud[89a-f]/.test(JSON.stringify(value)))
      return { reason: 'malformed_response', detail: 'a text holds half a character (a lone surrogate)' };
  } catch (error) {
    return { reason: 'malformed_response', detail: `the body is not JSON: ${(error as Error).message.slice(0, 80)}` };
  }
  const twice = duplicateKey(text);
  return twice === undefined
    ? undefined
    : { reason: 'malformed_response', detail: `the key ${JSON.stringify(twice)} occurs twice in one object` };
}

/** RFC 8259 leaves duplicate names to the reader, and readers differ: such an answer has no one meaning. Input is valid JSON. */
function duplicateKey(text: string): string | undefined {
  /** The names of the objects that are open, one after the other, and where those of each begin; -1: a list. */
  const names: string[] = [];
  const open: number[] = [];
  const large = new Map<number, Set<string>>();
  let key = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfText(text, at);
      if (key) {
        const name = nameIn(text, at, end);
        if (isAmong(names, open.at(-1) as number, name, large)) return name;
        names.push(name);
        key = false;
      }
      at = end;
    } else if (code === COMMA) key = open.at(-1) !== -1;
    else if (code === OPEN_OBJECT) {
      open.push(names.length);
      key = true;
    } else if (code === OPEN_LIST) {
      open.push(-1);
      key = false;
    } else if (code === CLOSE_LIST) open.pop();
    else if (code === CLOSE_OBJECT) {
      names.length = open.pop() as number;
      large.delete(names.length);
      key = false; // it may have been empty
    }
  }
  return undefined;
}

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Where the text that begins at `at` ends: at the first quotation mark with no odd number of backslashes before it. */
function endOfText(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); ; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
}
function nameIn(text: string, at: number, end: number): string {
  const name = text.slice(at + 1, end);
  return name.includes('\\') ? (JSON.parse(`"${name}"`) as string) : name;
}
/** Among those from `from` on, which are of one object. Whoever wrote it may have written a million. */
function isAmong(names: readonly string[], from: number, name: string, large: Map<number, Set<string>>): boolean {
  if (names.length - from < FEW) {
    for (let at = from; at < names.length; at += 1) if (names[at] === name) return true;
    return false;
  }
  const set = large.get(from) ?? new Set(names.slice(from));
  const before = set.size;
  large.set(from, set.add(name));
  return set.size === before;
}
const FEW = 40;

/** Every element that opens closes, in order, under one root. Not a validator: a detector of cut and mangled documents. */
function verifyXml(text: string): Flaw | undefined {
  const open: string[] = [];
  let roots = 0;
  const token = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE|<(\/?)([A-Za-z_][\w:.-]*)(?:\s[^<>]*?)?(\/?)>|</g;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [at, closes, name, empty] = match;
    if (at === '<' || at === '<!DOCTYPE') return { reason: 'malformed_response', detail: `the XML is broken at byte ${match.index}` };
    if (name === undefined) continue;
    if (closes) {
      if (open.pop() !== name) return { reason: 'malformed_response', detail: `</${name}> closes what did not open` };
    } else if (!empty) open.push(name);
    if (open.length === 0) roots += 1;
  }
  if (open.length > 0) return { reason: 'truncated', detail: `<${open.at(-1)}> is never closed` };
  if (!/>\s*$/.test(text)) return { reason: 'malformed_response', detail: 'text stands after the end of the XML document' };
  return roots === 1 ? undefined : { reason: 'malformed_response', detail: `the XML has ${roots} roots` };
}
