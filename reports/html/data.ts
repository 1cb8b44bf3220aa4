/** What the page's script is given: rows as tuples, with what repeats said once. All text was made visible and cut before. */
import type { EvidenceKind, Severity, Verdict } from '../../src/model.ts';
import type { Screen } from '../messages/index.ts';

export interface Packed {
  /** What the script says, in the language of the page. */
  readonly words: Screen['script'];
  readonly verdicts: readonly { readonly id: Verdict; readonly word: string }[];
  readonly checks: readonly PackedCheck[];
  readonly subjects: readonly { readonly key: string; readonly label: string }[];
  /** Of unknown findings: `access_denied`, and what it means. */
  readonly reasons: readonly { readonly id: string; readonly means: string }[];
  readonly waivers: readonly string[];
  /** Sentences; rows name them by their place. */
  readonly texts: readonly string[];
  /** SHA-256 in hexadecimal. */
  readonly evidence: readonly string[];
  /** What besides findings cites a piece of evidence: `[place in evidence, sentence]`. */
  readonly cited: readonly (readonly [number, string])[];
  readonly rows: readonly PackedRow[];
}
export interface PackedCheck {
  readonly id: string;
  readonly anchor: string;
  readonly title: string;
  readonly severity: Severity;
  readonly kind: EvidenceKind;
  readonly source: string;
  readonly frameworks: readonly string[];
  readonly remedy: string;
}
/** Numbers are places in the tables of `Packed`; -1 is none; '' is the same as the name, or nothing. */
export type PackedRow = readonly [
  key: string,
  check: number,
  subject: number,
  verdict: number,
  name: string,
  id: string,
  because: number,
  reason: number,
  /** `field = value`, one a line. */
  observed: string,
  evidence: readonly number[],
  waiver: number,
];
