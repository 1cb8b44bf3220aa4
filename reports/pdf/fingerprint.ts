/** What identifies this report: the SHA-256 of its machine form, written for eyes, for fingers and for a camera. */
import { createHash } from 'node:crypto';
import type { Report } from '../../src/model.ts';
import { reportBytes } from '../ordered.ts';

export interface Fingerprint {
  readonly bytes: Uint8Array;
  /** 64 digits. */
  readonly hex: string;
  /** `4f2a 91bc 03de`: enough to tell two reports apart on the telephone. */
  readonly shortId: string;
}
export function fingerprintOf(report: Report): Fingerprint {
  const bytes = reportBytes(report);
  const hex = createHash('sha256').update(bytes).digest('hex');
  return { bytes, hex, shortId: grouped(hex.slice(0, 12)) };
}
/** In groups of four. */
export const grouped = (hex: string): string => hex.replace(/.{4}(?=.)/g, '$& ');
