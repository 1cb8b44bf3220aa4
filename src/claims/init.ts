/** A statement -> a ledger to be worked through. It proposes and binds nothing: until a person has decided, it does not lint. */
import type { Sentence, Statement } from '../statement/statement.ts';
import { hashOf, occurrencesOf } from './locate.ts';
import { type Suggested, suggest, type WordTable } from './words.ts';

export interface InitOptions {
  /** The page's path, as it shall stand in the ledger. */
  readonly page: string;
  readonly published?: string;
  readonly words: WordTable;
  readonly known: readonly string[];
}

export function ledgerOf(statement: Statement, { page, published, words, known }: InitOptions): string {
  const ids = new Map<string, number>();
  const entries = statement.sentences.map((sentence) => entryOf(sentence, statement, suggest(sentence.text, words, known), ids));
  return `${[
    '# Begun by `claimcheck claims init`. Each entry is one sentence of the page, and a guess: nothing is bound to any check yet.',
    '# For each: is it one claim, several, or none? None: move its quote to `asides` and say why it claims nothing.',
    '# Otherwise: write down in `text` what would have to be true, move what proves it from `proposed` to `proof` with a `why` of your own,',
    '# delete the rest of `proposed`, and add `owner`, `reviewEvery` (P1Y) and `reviewedAt` (the day on which you did this).',
    '# `claimcheck claims lint` says what is still missing.',
    `title: ${scalar(statement.title ?? 'Statement')}`,
    `version: ${scalar(statement.lastUpdated?.text ?? 'undated')}`,
    'publisher: "(who publishes it)"',
    'kind: claims',
    `page: ${scalar(page)}`,
    ...(published === undefined ? [] : [`published: ${scalar(published)}`]),
    'requirements:',
    entries.join('\n\n'),
    '# Sentences that claim nothing: { quote: the whole sentence, because: why it claims nothing }',
    'asides: []',
  ].join('\n')}\n`;
}

function entryOf(sentence: Sentence, statement: Statement, suggested: Suggested, ids: Map<string, number>): string {
  const [only, ...more] = occurrencesOf(sentence.text, statement, sentence.at);
  const hash = only && more.length === 0 ? [`    hash: ${hashOf(only)}`] : [];
  const proposed = suggested.bindings.map(({ check, because }) => `      - { check: ${check}, because: ${scalar(because)} }`);
  return [
    `  # line ${sentence.line}${sentence.headings.length > 0 ? `, under ${sentence.headings.map(oneLine).join(' > ')}` : ''}`,
    `  - id: ${idOf(sentence.text, ids)}`,
    `    title: ${scalar(titleOf(sentence.text))}`,
    `    kind: ${suggested.kind} # ${oneLine(suggested.kindBecause)}`,
    `    quote: ${scalar(sentence.text)}`,
    `    at: ${scalar(sentence.at)}`,
    `    text: ${scalar(sentence.text)}`,
    ...hash,
    '    covers: part',
    '    remainder: Nobody has yet said what no check covers',
    ...(proposed.length > 0 ? ['    proposed:', ...proposed] : ['    proposed: [] # no word of the table occurs in it']),
    '    proof:',
    '      none: Nobody has yet decided what would prove this sentence',
  ].join('\n');
}

/** JSON's strings are YAML's: https://yaml.org/spec/1.2.2/#771-json-schema */
function scalar(text: string): string {
  return JSON.stringify(text);
}
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u0085\u2028\u2029]+/g, ' ');
}
function titleOf(text: string): string {
  const words = text.split(' ');
  return words.length <= 9 ? text : `${words.slice(0, 9).join(' ')} …`;
}

/** Its first words of some length, and a number where that is taken. */
function idOf(text: string, ids: Map<string, number>): string {
  const words = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')
    .filter((word) => word.length > 2 && !/^(?:the|and|our|are|for|with|that|this|have|been|from)$/.test(word));
  const id = words.slice(0, 4).join('-') || 'claim';
  const before = ids.get(id) ?? 0;
  ids.set(id, before + 1);
  return before === 0 ? id : `${id}-${before + 1}`;
}
