import { join } from 'node:path';
import { Refusal } from '../errors.ts';
import type { Digest } from '../model.ts';

/** The only folders and names there are. A name that somebody chose never becomes part of a path without passing here. */
export const HEX = /^[0-9a-f]{64}$/;
/** One path segment that no file system reads as anything else. */
export const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** `sha256:<64 hex>` -> the hex; anything else, other algorithms included, is refused. */
export function hexOf(digest: Digest): string {
  const hex = digest.slice('sha256:'.length);
  if (!digest.startsWith('sha256:') || !HEX.test(hex)) throw new Refusal('RUN_UNKNOWN', `not a SHA-256 digest: ${digest}`);
  return hex;
}
/** Relative to the locker, with slashes on every system: it stands in manifests. */
export const objectPath = (hex: string): string => `objects/sha256/${hex.slice(0, 2)}/${hex}`;
export const runName = (seq: number): string => String(seq).padStart(8, '0');
export const runPath = (seq: number): string => `runs/${runName(seq)}`;

export function stagingOf(root: string, runId: string): string {
  if (!SEGMENT.test(runId)) throw new Refusal('RUN_UNKNOWN', `not a run id: ${JSON.stringify(runId)}`);
  return join(root, 'staging', runId);
}

/** Seq of a folder name in runs/, or undefined for what is none of ours. */
export const seqOf = (name: string): number | undefined => (/^(?!0{8})[0-9]{8}$/.test(name) ? Number(name) : undefined);
