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
  const open: (Set<string> | null)[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;
  let key = false;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [at] = match;
    if (at === '{') open.push(new Set());
    else if (at === '[') open.push(null);
    else if (at === '}' || at === ']') open.pop();
    if (at === '{' || at === ',') key = true;
    else if (key && at.startsWith('"')) {
      const names = open.at(-1);
      const name = JSON.parse(at) as string;
      if (names?.has(name)) return name;
      names?.add(name);
      key = false;
    } else key = false;
  }
  return undefined;
}

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
