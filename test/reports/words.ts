/** A report without a word of its own, and the words of the message files: what else stands in a page is a leak. */
import type { Messages } from '../../reports/messages/index.ts';
import { type FindingRow, REASONS, type Report } from '../../src/model.ts';

/** Members that hold what people wrote, or what they called things. */
const SPOKEN = new Set([
  ...['title', 'because', 'detail', 'proof', 'why', 'remedy', 'notes', 'quote', 'text', 'remainder', 'wording', 'family', 'note'],
  ...['name', 'label', 'reason', 'approvedBy', 'at', 'version', 'permission', 'resource', 'id', 'key', 'check', 'framework'],
  ...['source', 'subject', 'about', 'collector', 'collectors', 'controls', 'operation', 'demo', 'scope', 'none', 'operations'],
]);
const codes = new Map<string, string>();
/** Another name for each, without a letter of ours: what was equal stays equal. */
const coded = (text: string): string => {
  const known = codes.get(text) ?? `Ω${codes.size}`;
  codes.set(text, known);
  return known;
};
function muted(value: unknown, key = '', parent = ''): unknown {
  if (typeof value === 'string') {
    if (key === 'reason' && (REASONS as readonly string[]).includes(value)) return value;
    return SPOKEN.has(key) || SPOKEN.has(parent) ? coded(value) : value;
  }
  if (Array.isArray(value)) return value.map((one) => muted(one, key, parent));
  if (typeof value !== 'object' || value === null) return value;
  if (key === 'proof' || key === 'seen') return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, muted(one, name)]));
  if (key === 'observed' || key === 'params')
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [coded(name), typeof one === 'string' ? coded(one) : 1]));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, muted(one, name)]));
}
export function mute({ report, rows }: { readonly report: Report; readonly rows: () => AsyncIterable<FindingRow> }) {
  return {
    report: muted(report) as Report,
    rows: async function* (): AsyncIterable<FindingRow> {
      for await (const row of rows()) yield muted(row) as FindingRow;
    },
  };
}

/** In lower case, without what is code: reasons, places in files, commands. */
export function wordsIn(text: string): ReadonlySet<string> {
  const plain = text.replace(
    /\b[0-9a-f]{12,}\b|\b(?:findings|subjects)\.jsonl|report\.json|objects\/sha256\/\S+|sha256sum -c \S+|claimcheck evaluate --run \S+|sha256:\w+/g,
    ' ',
  );
  const found = plain.toLowerCase().match(/[\p{L}_]{2,}/gu) ?? [];
  return new Set(found.filter((word) => !CODE.has(word)));
}
/** What is the same in every language. */
const CODE = new Set<string>([...REASONS, 'claimcheck', 'node', 'utc', 'aws', 'config', 'jsonl', 'json', 'sha', 'ms']);

/** Every word that a language's messages can say. */
export function vocabulary(messages: Messages): ReadonlySet<string> {
  const said: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') said.push(value);
    else if (typeof value === 'function') said.push(...sayings(value as (...values: unknown[]) => unknown));
    else if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) walk(member);
  };
  walk(messages);
  return wordsIn(said.join(' '));
}
/** What a message says of none, of one, of many, of names and lists of them. */
function sayings(make: (...values: unknown[]) => unknown): readonly string[] {
  return [0, 1, 2, 'Ω', ['Ω'], ['Ω', 'Ω'], true, undefined].flatMap((value) =>
    [0, 1, 2, value].flatMap((last) => {
      try {
        const told = make(...Array.from({ length: make.length }, (_, index) => (index === make.length - 1 ? last : value)));
        return typeof told === 'string' ? [told] : [];
      } catch {
        // not a value that this message is made of
        return [];
      }
    }),
  );
}
