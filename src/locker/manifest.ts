import { z } from 'zod';
import { type Counts, type Digest, type Instant, type Known, type Population, type Principal, REASONS } from '../model.ts';
import { HEX, objectPath, SEGMENT } from './paths.ts';
import { ALGORITHMS, type Algorithm } from './signer.ts';

/** Of the runs that are read, not written any more: without Merkle tree and signature. */
export const FORMAT_V1 = 'claimcheck-run/v1';
export const FORMAT = 'claimcheck-run/v2';

/** One thing that happened to a run that is not in a manifest of its own, or not yet. */
export interface Attempt {
  /** Null when the record could not be read. */
  readonly at: Instant | null;
  readonly runId: string;
  /** `killed`: its lock was found without its process, or long without a sign of life. `unreadable`: a torn line, kept as it stands in `detail`. */
  readonly event: 'started' | 'locked' | 'aborted' | 'unsealed' | 'killed' | 'unreadable';
  readonly pid: number | null;
  readonly detail: string;
}
/** A file of the run's own folder. `sha256` is 64 hex digits, as sha256sum prints them. */
export interface RunFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}
/** An object that the run refers to: an evidence record, a raw body, the policy, the configuration. */
export interface Item extends RunFile {
  /** For people; never a path. */
  readonly mediaType: string;
  /** Relative to the locker; always the one that follows from the digest. */
  readonly path: string;
  /**
   * 32 hex digits of chance, in v2: the item is a leaf of the Merkle tree, and whoever is shown only the leaf's hash must not be able to
   * find the item by trying.
   */
  readonly salt?: string;
}
/** Null: nobody recorded it when the tool was built. Absent: sealed before it was told. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  readonly node: string;
  /** The git commit, where what was built did not differ from it. */
  readonly commit?: string | null;
  /** Of npm's lock file. */
  readonly lockfileSha256?: string | null;
}
interface Common {
  /** Whose locker this is. */
  readonly origin: string;
  readonly runId: string;
  /** 1 for the first run; also its folder. */
  readonly seq: number;
  /** Of the previous manifest's bytes: the chain. */
  readonly previous: Digest | null;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly status: 'sealed' | 'aborted';
  readonly tool: Tool;
  readonly configDigest: Digest;
  readonly policyDigest: Digest;
  readonly principals: readonly { readonly source: string; readonly name: string; readonly principal: Known<Principal> }[];
  readonly period: { readonly from: Instant; readonly to: Instant };
  readonly clock: { readonly maxSkewMs: number };
  /** Since the previous manifest. */
  readonly attempts: readonly Attempt[];
  readonly populations: readonly (Population & { readonly check: string; readonly subject: string })[];
  /** Rows of findings.jsonl by verdict, counted as they were written; `waived` are among the `fail`. */
  readonly counts: Counts;
  readonly requests: { readonly sent: number; readonly retried: number; readonly operations: readonly string[] };
  readonly files: readonly RunFile[];
  readonly items: readonly Item[];
  /** What the seal does and does not prove, in one sentence. */
  readonly sealing: string;
}
export interface ManifestV1 extends Common {
  readonly format: typeof FORMAT_V1;
  readonly sealed: 'hashes-only';
}
export interface ManifestV2 extends Common {
  readonly format: typeof FORMAT;
  /** RFC 6962 over the items, in their order; a leaf is an item's canonical bytes. */
  readonly treeSize: number;
  /** 64 hex digits. */
  readonly merkleRoot: string;
  readonly sealed: 'signed' | 'hashes-only';
  /** Whose signature to expect; what it says counts only once a key that somebody trusts has signed it. */
  readonly key: { readonly id: string; readonly algorithm: Algorithm } | null;
  /** The verifier key of the run log's checkpoint: https://c2sp.org/signed-note#verifier-keys */
  readonly log: string | null;
  /** Whether a time stamp has to lie beside the signature. */
  readonly expect: { readonly timestamp: boolean };
}
/**
 * The file of a run in which its items stand when they are too many for whoever reads its manifest: one canonical item a line, in their
 * order. `items` is empty then; treeSize and merkleRoot are of the lines, and the file's own digest stands in `files`.
 */
export const ITEMS = 'items.jsonl';
export const itemsApart = ({ format, files }: Manifest): RunFile | undefined =>
  format === FORMAT ? files.find(({ name }) => name === ITEMS) : undefined;
/** What a run was and found, and the digest of every byte that it rests on. Stored as RFC 8785 bytes. */
export type Manifest = ManifestV1 | ManifestV2;

export const HASHES_ONLY =
  'No key signed this run: its hashes show accidental damage and careless edits, not a change by somebody who rewrites the hashes too.';
export const SIGNED =
  'The key named here signed this manifest: whoever trusts that key can tell any change; not when it was signed, nor that no later run was cut off.';
export const STAMPED =
  'The key named here signed this manifest, and a time-stamp authority the signature: any change shows, and the time is not ours alone to say; not that no later run was cut off.';

const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
const digest = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);
const hex = z.string().regex(HEX);
const segment = z.string().regex(SEGMENT);
const count = z.int().nonnegative();
const gap = z.strictObject({
  operation: z.string(),
  reason: z.enum(REASONS),
  detail: z.string(),
  permission: z.string().exactOptional(),
  evidence: z.array(digest).exactOptional(),
});
const principal = z.union([z.strictObject({ id: z.string(), detail: z.string() }), z.strictObject({ $unknown: gap })]);

export const ATTEMPT: z.ZodType<Attempt> = z.strictObject({
  at: instant.nullable(),
  runId: z.string(),
  event: z.enum(['started', 'locked', 'aborted', 'unsealed', 'killed', 'unreadable']),
  pid: z.int().nullable(),
  detail: z.string(),
});
const leaf = { name: z.string(), path: z.string(), mediaType: z.string(), size: count, sha256: hex };
const follows = [
  ({ path, sha256 }: { path: string; sha256: string }): boolean => path === objectPath(sha256),
  'the path does not follow from the digest',
] as const;

const common = {
  origin: z.string().min(1),
  runId: segment,
  seq: z.int().positive(),
  previous: digest.nullable(),
  startedAt: instant,
  finishedAt: instant,
  status: z.enum(['sealed', 'aborted']),
  tool: z.strictObject({
    name: z.string(),
    version: z.string(),
    node: z.string(),
    commit: z
      .string()
      .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
      .nullable()
      .exactOptional(),
    lockfileSha256: hex.nullable().exactOptional(),
  }),
  configDigest: digest,
  policyDigest: digest,
  principals: z.array(z.strictObject({ source: z.string(), name: z.string(), principal })),
  period: z.strictObject({ from: instant, to: instant }),
  clock: z.strictObject({ maxSkewMs: z.number().nonnegative() }),
  attempts: z.array(ATTEMPT),
  populations: z.array(z.strictObject({ check: z.string(), subject: z.string(), size: count, complete: z.boolean(), proof: z.string() })),
  counts: z.strictObject({ pass: count, fail: count, unknown: count, not_applicable: count, waived: count }),
  requests: z.strictObject({ sent: count, retried: count, operations: z.array(z.string()) }),
  files: z.array(z.strictObject({ name: segment, size: count, sha256: hex })),
  sealing: z.string().min(1),
};
const v1 = z.strictObject({
  format: z.literal(FORMAT_V1),
  ...common,
  items: z.array(z.strictObject(leaf).refine(...follows)),
  sealed: z.literal('hashes-only'),
});
const v2 = z
  .strictObject({
    format: z.literal(FORMAT),
    ...common,
    items: z.array(z.strictObject({ ...leaf, salt: z.string().regex(/^[0-9a-f]{32}$/) }).refine(...follows)),
    treeSize: count,
    merkleRoot: hex,
    sealed: z.enum(['signed', 'hashes-only']),
    key: z.strictObject({ id: hex, algorithm: z.enum(ALGORITHMS) }).nullable(),
    log: z.string().nullable(),
    expect: z.strictObject({ timestamp: z.boolean() }),
  })
  .superRefine((manifest, { addIssue }) => {
    const message = contradiction(manifest);
    if (message !== undefined) addIssue(message);
  });

/** What of a manifest cannot both be so. */
export function contradiction(manifest: Pick<ManifestV2, 'files' | 'sealed' | 'key'> & { readonly items: readonly unknown[] }) {
  const { files, items, sealed, key } = manifest;
  if (items.length > 0 && files.some(({ name }) => name === ITEMS)) return 'its items stand in two places';
  return (sealed === 'signed') === (key !== null) ? undefined : 'a signed run names its key, another names none';
}

/** Strict: an unknown member means an unknown format, and is not read as if it were this one. */
export const MANIFEST: z.ZodType<Manifest> = z.discriminatedUnion('format', [v1, v2]);

/** All but the items, which are too many to be copied, and are looked at faster one by one. */
const MANIFEST_HEAD = z.discriminatedUnion('format', [
  v1.extend({ items: z.array(z.unknown()) }),
  z.strictObject({ ...v2.shape, items: z.array(z.unknown()) }),
]);
/** A manifest as it was parsed, or what is wrong with it; contradictions are left to whoever reads it. */
export function readManifest(value: unknown): Manifest | string {
  const head = MANIFEST_HEAD.safeParse(value);
  if (!head.success) return head.error.issues[0]?.message ?? 'unknown format';
  const salted = head.data.format === FORMAT;
  for (const item of head.data.items) {
    const fault = itemFault(item, salted);
    if (fault !== undefined) return fault;
  }
  return head.data as Manifest;
}
/** What is wrong with an item, undefined when nothing is; `salted` is what v2 wants. */
export function itemFault(value: unknown, salted: boolean): string | undefined {
  const item = value as Partial<Record<keyof Item, unknown>>;
  const names = salted ? 'mediaType,name,path,salt,sha256,size' : 'mediaType,name,path,sha256,size';
  if (typeof value !== 'object' || value === null || Object.keys(item).sort().join() !== names)
    return 'an item lacks a member or has one too many';
  if (typeof item.name !== 'string' || typeof item.mediaType !== 'string') return 'an item has no name or type';
  if (typeof item.sha256 !== 'string' || !HEX.test(item.sha256)) return 'an item has no SHA-256 digest';
  if (item.path !== objectPath(item.sha256)) return 'the path of an item does not follow from its digest';
  if (!Number.isSafeInteger(item.size) || (item.size as number) < 0) return 'the size of an item is no number of bytes';
  if (salted && !(typeof item.salt === 'string' && /^[0-9a-f]{32}$/.test(item.salt))) return 'an item has no salt';
  return undefined;
}

/** The canonical bytes of an item in which `itemFault` finds nothing, and whose texts came out of JSON or are well formed. */
export function itemBytes({ mediaType, name, path, salt, sha256, size }: Item): Uint8Array {
  const salted = salt === undefined ? '' : `"salt":"${salt}",`;
  const [type, words] = [JSON.stringify(mediaType), JSON.stringify(name)];
  return Buffer.from(`{"mediaType":${type},"name":${words},"path":"${path}",${salted}"sha256":"${sha256}","size":${size}}`);
}

/** locker.json: whose locker this is. */
export const LOCKER_FORMAT = 'claimcheck-locker/v1';
export const LOCKER = z.strictObject({ format: z.literal(LOCKER_FORMAT), origin: z.string().min(1), created: instant });
