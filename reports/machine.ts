/** What formats for machines share: JSON that shows what it holds, names that stay names, identifiers that are the same next time. */
import { createHash } from 'node:crypto';
import type { Report, Severity } from '../src/model.ts';
import { checksIn, type FrameworkEntry } from './facts.ts';
import { cut } from './text.ts';

/**
 * As `JSON.stringify`, only that what would not show, or would move what does, stands as an escape: the value is the same, and a
 * terminal or an editor that shows the file is told nothing else.
 */
export const json = (value: unknown): string => shown(JSON.stringify(value));
/** JSON text. Line ends in it are its layout. */
export const shown = (text: string): string =>
  PLAIN.test(text) ? text : text.replace(HIDDEN, (character) => (character === '\n' ? character : [...units(character)].join('')));
const PLAIN = /^[ -~\n]*$/;
// the classes of `visible` in text.ts; what is below U+0020, and half a pair, JSON.stringify has escaped already
const HIDDEN = /[\p{Cc}\p{Noncharacter_Code_Point}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?![ \u3000])\p{Zs}/gu;
function* units(character: string): Iterable<string> {
  for (let at = 0; at < character.length; at += 1) yield `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
}

/** How long an identifier may be. The longest that a provider gives is AWS's 2,048; the whole one stands in the evidence. */
const IDENTIFIER = 4096;
/** Exactly as the provider gave it, unless it is too long to be one or is no text at all. */
export const exact = (text: string): string => (text.length <= IDENTIFIER && text.isWellFormed() ? text : cut(text, IDENTIFIER));

export const hex = (text: string, algorithm = 'sha256'): string => createHash(algorithm).update(text).digest('hex');

/** Of claimcheck alone, made once: https://www.rfc-editor.org/rfc/rfc9562#section-6.6 wants one for each kind of name. */
const NAMESPACE = Buffer.from('7f8c2d0e51b64a6f9d3a0c4be1f2a785', 'hex');
/** Version 5: the same name, the same identifier. https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
export function uuid(...path: readonly string[]): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(path.join('\0')).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const text = bytes.toString('hex');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}

/** The requirements that a check's evidence is relevant to, of the frameworks of this run. */
export interface Relevant {
  readonly framework: FrameworkEntry;
  readonly id: string;
}
export function relevance(report: Report): ReadonlyMap<string, readonly Relevant[]> {
  const frameworks = new Map(report.run.frameworks.map((one) => [one.id, one]));
  const found = new Map<string, Relevant[]>();
  for (const { framework, id, proof } of report.requirements) {
    const entry = frameworks.get(framework);
    if (!entry) continue;
    for (const check of new Set(checksIn(proof))) {
      const list = found.get(check) ?? [];
      found.set(check, list);
      list.push({ framework: entry, id });
    }
  }
  return found;
}

/** As CVSS counts, in the middle of each band: https://nvd.nist.gov/vuln-metrics/cvss */
export const SCORE: Readonly<Record<Severity, number>> = { critical: 9.5, high: 8, medium: 5.5, low: 2, info: 0.1 };
