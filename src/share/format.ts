/** What lies in a pack, and how large it may be. */
import { z } from 'zod';
import { MOST_STEPS } from '../locker/inclusion.ts';
import type { Item } from '../locker/manifest.ts';
import type { RunPredicate } from '../locker/statement.ts';
import { AUDIENCES, type Audience, type Digest } from '../model.ts';

export const PACK_FORMAT = 'claimcheck-share/v1';
export const PACK = 'pack.json';
export const LEAVES = 'leaves.txt';
export const RUN_BUNDLE = 'run/run.sigstore.json';
export const SHARE_BUNDLE = 'share.sigstore.json';
export const FINDINGS = 'findings.jsonl';
export const README = 'README.txt';

/** What a reader holds in memory. */
export const MOST_INDEX = 64 << 20;
/** A million leaves, 65 bytes each. */
export const MOST_LEAVES = 128 << 20;
/** No answer is longer than the wire lets through. */
export const MOST_OBJECT = 64 << 20;
export const MOST_FILES = 200_000;
/** All of a pack. */
export const MOST_PACK = 4 * 2 ** 30;

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const digest = z.templateLiteral(['sha256:', hex]);
const count = z.int().nonnegative();
const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);

export const RUN: z.ZodType<RunPredicate> = z.strictObject({
  origin: z.string(),
  runId: z.string(),
  seq: z.int().positive(),
  previous: digest.nullable(),
  startedAt: instant,
  finishedAt: instant,
  status: z.string(),
  treeSize: count,
  merkleRoot: hex,
  counts: z.strictObject({ pass: count, fail: count, unknown: count, not_applicable: count, waived: count }),
  expect: z.strictObject({ timestamp: z.boolean() }).exactOptional(),
});

export interface Shown {
  /** Its place among the leaves. */
  readonly index: number;
  readonly item: Item & { readonly salt: string };
  /** RFC 6962 audit path, from the leaf up. */
  readonly proof: readonly string[];
}
/** pack.json, in RFC 8785 bytes. */
export interface Pack {
  readonly format: typeof PACK_FORMAT;
  /** As the run's own signature says it. */
  readonly run: RunPredicate;
  /** Of the run's manifest, which is not part of the pack: it names the estate. */
  readonly manifest: Digest;
  readonly audience: Audience;
  readonly recipient: string | null;
  /** The last day to rely on it. */
  readonly validUntil: string | null;
  readonly madeAt: string;
  readonly note: string;
  /** `framework/id`, sorted. */
  readonly claims: readonly string[];
  readonly checks: readonly string[];
  /** By their place among the leaves; everything else is withheld, and only its leaf is here. */
  readonly shown: readonly Shown[];
  /** Everything else in the pack but itself, its signature and the objects. */
  readonly files: readonly { readonly name: string; readonly size: number; readonly sha256: string }[];
}
const item = z.strictObject({
  name: z.string(),
  path: z.string(),
  mediaType: z.string(),
  size: count,
  sha256: hex,
  salt: z.string().regex(/^[0-9a-f]{32}$/),
});
export const PACK_SCHEMA: z.ZodType<Pack> = z.strictObject({
  format: z.literal(PACK_FORMAT),
  run: RUN,
  manifest: digest,
  audience: z.enum(AUDIENCES),
  recipient: z.string().nullable(),
  validUntil: z.iso.date().nullable(),
  madeAt: instant,
  note: z.string(),
  claims: z.array(z.string()),
  checks: z.array(z.string()),
  shown: z.array(z.strictObject({ index: count, item, proof: z.array(hex).max(MOST_STEPS) })),
  files: z.array(z.strictObject({ name: z.string(), size: count, sha256: hex })),
});

/** What the pack's own signature says; its subject is pack.json. */
export interface SharePredicate {
  readonly origin: string;
  readonly runId: string;
  readonly seq: number;
  readonly derivedFrom: Digest;
  readonly audience: Audience;
  readonly recipient: string | null;
  readonly validUntil: string | null;
  readonly madeAt: string;
}
export function sharePredicate({ run: { origin, runId, seq }, manifest, audience, recipient, validUntil, madeAt }: Pack): SharePredicate {
  return { origin, runId, seq, derivedFrom: manifest, audience, recipient, validUntil, madeAt };
}

const NOTES: Readonly<Record<Audience, string>> = {
  customer:
    'For a customer: what was found for the claims named here, in counts that were sealed with the run. Answers, names, ids and addresses are withheld; their leaves are here, so that none can be taken away unseen.',
  auditor:
    'For an auditor under confidentiality: the claims named here with their findings and the recorded answers that these rest on. The rest of the run is withheld; its leaves are here.',
  internal: 'For the company itself: the claims named here with their findings and the recorded answers that these rest on.',
};
export const noteFor = (audience: Audience): string => NOTES[audience];

export const README_TEXT = `This is a share pack of claimcheck: part of a sealed run, with the proof that it is part of it.

  claimcheck verify pack.tar --key KEY.pub

KEY.pub is the public key of whoever made the run. Get it, or its fingerprint, from them by another way than
this pack. No network is needed.

  run/                 what was signed when the run ended: how many findings of which verdict, and the root of
                       a Merkle tree (RFC 6962) over everything that the run recorded
  leaves.txt           the hash of each leaf of that tree, in order, also of what is withheld
  pack.json            what is shown: each item, its place among the leaves, its audit path
  objects/             the bytes of what is shown
  findings.jsonl       only for auditors: the findings of the checks that are shown
  keys/                public keys and who followed whom; not to be trusted for lying here
  share.sigstore.json  for whom this pack was made and until when, signed by whoever made the run

What a pack does not show: that the answers were true when they were given, nor what happened after the run.
`;
