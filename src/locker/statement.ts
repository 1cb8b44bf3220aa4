import { z } from 'zod';
import type { Counts, Digest, Instant } from '../model.ts';
import { canonical } from './canonical.ts';
import type { ManifestV2 } from './manifest.ts';
import { hexOf } from './paths.ts';

/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const RUN_PREDICATE = 'https://claimcheck.dev/attestation/evidence-run/v1';
export const ROTATION_PREDICATE = 'https://claimcheck.dev/attestation/key-rotation/v1';
export const REPORT_PREDICATE = 'https://claimcheck.dev/attestation/report/v1';
export const SHARE_PREDICATE = 'https://claimcheck.dev/attestation/share/v1';
export const PRUNE_PREDICATE = 'https://claimcheck.dev/attestation/prune/v1';

export interface Subject {
  readonly name: string;
  readonly digest: Readonly<Record<string, string>>;
}
/** An in-toto Statement: whoever signs it says `predicate` of the bytes that `subject` names. */
export interface Statement {
  readonly _type: string;
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: unknown;
}
export const STATEMENT: z.ZodType<Statement> = z.strictObject({
  _type: z.string(),
  subject: z.array(z.strictObject({ name: z.string(), digest: z.record(z.string(), z.string()) })).min(1),
  predicateType: z.string(),
  predicate: z.unknown(),
});

/** Repeats what the manifest says, so that a reader of the bundle alone sees what was sealed. */
export interface RunPredicate {
  readonly origin: string;
  readonly runId: string;
  readonly seq: number;
  readonly previous: Digest | null;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly status: string;
  readonly treeSize: number;
  readonly merkleRoot: string;
  readonly counts: Counts;
  /** What has to lie beside the signature, for whoever has the bundle and not the manifest. Absent: signed before it was repeated. */
  readonly expect?: { readonly timestamp: boolean };
}

export function runPredicate(manifest: ManifestV2): RunPredicate {
  const { origin, runId, seq, previous, startedAt, finishedAt, status, treeSize, merkleRoot, counts, expect } = manifest;
  return { origin, runId, seq, previous, startedAt, finishedAt, status, treeSize, merkleRoot, counts, expect };
}

/** Whether what was signed about a run is what somebody says of it. What was signed before `expect` was repeated says less. */
export function saysTheSame(signed: unknown, said: RunPredicate): boolean {
  const { expect: _, ...less } = said;
  const bytes = canonical(signed);
  return [said, less].some((one) => Buffer.compare(bytes, canonical(one)) === 0);
}

/** What a signed run says about its times, by the signer's own word: of a share pack's run, nothing else does. */
export function timesIn({ predicateType, predicate }: Statement): { readonly stamped: boolean; readonly finishedAt: Instant | undefined } {
  const read = z.object({ finishedAt: z.string(), expect: z.object({ timestamp: z.boolean() }).optional() }).safeParse(predicate);
  if (predicateType !== RUN_PREDICATE || !read.success) return { stamped: false, finishedAt: undefined };
  return { stamped: read.data.expect?.timestamp === true, finishedAt: read.data.finishedAt };
}

/** One subject, the manifest; the manifest names everything else. */
export function runStatement(manifest: ManifestV2, digest: Digest): Statement {
  return statement([{ name: 'manifest.json', digest: { sha256: hexOf(digest) } }], RUN_PREDICATE, runPredicate(manifest));
}

export const statement = (subject: readonly Subject[], predicateType: string, predicate: unknown): Statement => ({
  _type: STATEMENT_TYPE,
  subject,
  predicateType,
  predicate,
});

/** What is signed in a DSSE envelope: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md */
export function pae(payloadType: string, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `), payload]);
}
