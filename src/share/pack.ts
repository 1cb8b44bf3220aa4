/** A pack: chosen claims of a sealed run, and the proof that they are part of it. */
import { createHash } from 'node:crypto';
import { EVIDENCE_TYPE } from '../collect/evidence.ts';
import { nearest, Refusal } from '../errors.ts';
import { bundleBytes, signStatement } from '../locker/bundle.ts';
import { canonical, digestOf } from '../locker/canonical.ts';
import { openPaths } from '../locker/inclusion.ts';
import type { Item, Locker, Manifest, ManifestV2, SealedRun, Signer } from '../locker/index.ts';
import { leafHash } from '../locker/merkle.ts';
import { hexOf } from '../locker/paths.ts';
import { runPredicate, SHARE_PREDICATE, statement } from '../locker/statement.ts';
import type { Entry } from '../locker/ustar.ts';
import type { Audience, Digest } from '../model.ts';
import {
  FINDINGS,
  LEAVES,
  MOST_INDEX,
  noteFor,
  PACK,
  PACK_FORMAT,
  type Pack,
  README,
  README_TEXT,
  SHARE_BUNDLE,
  sharePredicate,
} from './format.ts';
import { type CheckTally, type ClaimTally, TALLY, TALLY_TYPE, type Tally } from './tally.ts';

export interface Wanted {
  /** `framework/id` with `*`; a framework alone means all of it. */
  readonly claims: readonly string[];
  readonly audience: Audience;
  readonly recipient?: string;
  readonly validUntil?: string;
  readonly madeAt: string;
  /** Absent: for whom and until when the pack is, nobody signs. */
  readonly signer?: Signer;
}
export interface Packed {
  readonly pack: Pack;
  readonly entries: readonly Entry[];
}
/** Files of the locker that go along as they are: the run's signature where there is one, and public keys. */
export interface Along {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Placed<T> {
  readonly index: number;
  readonly tally: T;
}

/** SELECTION_EMPTY: no claim of the run is meant. RUN_UNKNOWN: the run was sealed before there were tallies. */
export async function packOf(locker: Locker, sealed: SealedRun, along: readonly Along[], wanted: Wanted): Promise<Packed> {
  const items: Item[] = [];
  for await (const item of sealed.items()) items.push(item);
  // of a very large run they stand apart; whoever makes a pack needs all leaves of the tree
  const manifest = { ...insistTree(sealed.manifest), items };
  const tallies = await talliesIn(locker, manifest);
  const claims = chosen(tallies, wanted.claims, sealed.seq);
  const needed = new Set(claims.flatMap(({ tally }) => tally.checks));
  const checks = tallies.filter((one): one is Placed<CheckTally> => one.tally.kind === 'check' && needed.has(one.tally.check));
  const whole = tallies.filter(({ tally }) => tally.kind === 'run');
  if (whole.length !== 1) throw unshareable(sealed.seq);
  const open = wanted.audience !== 'customer';
  const rows = open ? await rowsFor(sealed, needed) : undefined;
  const evidence = rows === undefined ? [] : await placesOf(locker, manifest, rows.evidence);
  const shown = [...new Set([...whole, ...claims, ...checks].map(({ index }) => index).concat(evidence))].sort((a, b) => a - b);
  const leaves = manifest.items.map((item) => leafHash(canonical(item)));
  const pathTo = openPaths(leaves);
  const files = [
    entryOf(README, Buffer.from(README_TEXT)),
    entryOf(LEAVES, Buffer.from(leaves.map((leaf) => `${leaf.toString('hex')}\n`).join(''))),
    ...along.map(({ name, bytes }) => entryOf(name, bytes)),
    ...(rows === undefined ? [] : [rows.file]),
  ];
  const pack: Pack = {
    format: PACK_FORMAT,
    run: runPredicate(manifest),
    manifest: sealed.digest,
    audience: wanted.audience,
    recipient: wanted.recipient ?? null,
    validUntil: wanted.validUntil ?? null,
    madeAt: wanted.madeAt,
    note: noteFor(wanted.audience),
    claims: claims.map(({ tally }) => `${tally.framework}/${tally.id}`).sort(),
    checks: [...needed].sort(),
    shown: shown.map((index) => ({ index, item: manifest.items[index] as Pack['shown'][number]['item'], proof: pathTo(index) })),
    files: files.map(({ name, size, sha256 }) => ({ name, size, sha256 })).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
  const index = canonical(pack);
  if (index.length > MOST_INDEX)
    throw new Refusal('USAGE', `the index of this pack would have ${index.length} bytes, more than anybody reads`, {
      hint: 'choose fewer claims',
    });
  const signed = wanted.signer === undefined ? [] : [entryOf(SHARE_BUNDLE, await signatureOf(pack, index, wanted.signer))];
  const objects = pack.shown.map(({ item }) => objectEntry(locker, item));
  return { pack, entries: [...files, entryOf(PACK, index), ...signed, ...objects] };
}

async function signatureOf(pack: Pack, index: Uint8Array, signer: Signer): Promise<Uint8Array> {
  const subject = [{ name: PACK, digest: { sha256: hexOf(digestOf(index)) } }];
  return bundleBytes(await signStatement(statement(subject, SHARE_PREDICATE, sharePredicate(pack)), signer));
}

function insistTree(manifest: Manifest): ManifestV2 {
  if (manifest.format === 'claimcheck-run/v2') return manifest;
  throw unshareable(manifest.seq);
}
const unshareable = (seq: number): Refusal =>
  new Refusal('RUN_UNKNOWN', `run ${seq} was sealed before there were share packs: it has nothing that may be shown by itself`, {
    hint: 'make a run with this version, and share that',
  });

async function talliesIn(locker: Locker, { items }: ManifestV2): Promise<readonly Placed<Tally>[]> {
  const found: Placed<Tally>[] = [];
  for (const [index, { mediaType, sha256 }] of items.entries()) {
    if (mediaType !== TALLY_TYPE) continue;
    const bytes = await locker.get(`sha256:${sha256}`);
    found.push({ index, tally: TALLY.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))) });
  }
  return found;
}

function chosen(tallies: readonly Placed<Tally>[], patterns: readonly string[], seq: number): readonly Placed<ClaimTally>[] {
  const claims = tallies.filter((one): one is Placed<ClaimTally> => one.tally.kind === 'claim');
  const ids = claims.map(({ tally }) => `${tally.framework}/${tally.id}`);
  if (claims.length === 0)
    throw new Refusal('SELECTION_EMPTY', `run ${seq} assessed no claim`, {
      hint: 'name `frameworks` or `claims` in claimcheck.yaml, and run',
    });
  const matchers = patterns.map((pattern) => {
    const matches = matcher(pattern);
    if (ids.some(matches)) return matches;
    const meant = nearest(pattern, [...ids, ...claims.map(({ tally }) => tally.framework)]);
    throw new Refusal('SELECTION_EMPTY', `run ${seq} assessed no claim like ${JSON.stringify(pattern)}`, {
      hint: meant ? `did you mean \`${meant}\`?` : `it has ${[...new Set(claims.map(({ tally }) => tally.framework))].join(', ')}`,
    });
  });
  return claims.filter((_, at) => matchers.some((matches) => matches(ids[at] as string)));
}
function matcher(pattern: string): (id: string) => boolean {
  const whole = pattern.includes('/') ? pattern : `${pattern}/*`;
  const like = new RegExp(`^${whole.split('*').map(escaped).join('.*')}$`);
  return (id) => like.test(id);
}
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** The rows of these checks as they are sealed, measured now and read again when the pack is written. */
async function rowsFor(sealed: SealedRun, checks: ReadonlySet<string>) {
  const lines = async function* () {
    for await (const row of sealed.findings())
      if (checks.has(row.check)) yield { row, line: Buffer.concat([canonical(row), Buffer.from('\n')]) };
  };
  const hash = createHash('sha256');
  const evidence = new Set<Digest>();
  let size = 0;
  for await (const { row, line } of lines()) {
    hash.update(line);
    size += line.length;
    for (const id of row.evidence) evidence.add(id);
  }
  const bytes = async function* () {
    for await (const { line } of lines()) yield line;
  };
  return { evidence, file: { name: FINDINGS, size, sha256: hash.digest('hex'), bytes } };
}

/** Records and the raw answers that they name. */
async function placesOf(locker: Locker, { items }: ManifestV2, evidence: ReadonlySet<Digest>): Promise<readonly number[]> {
  const at = new Map(items.map(({ sha256 }, index) => [sha256, index]));
  const found = new Set<number>();
  for (const id of evidence) {
    const index = at.get(hexOf(id));
    if (index === undefined) continue;
    found.add(index);
    if (items[index]?.mediaType !== EVIDENCE_TYPE) continue;
    const record = JSON.parse(Buffer.from(await locker.get(id)).toString('utf8')) as { response?: { body?: Digest } };
    const body = record.response?.body && at.get(hexOf(record.response.body));
    if (body !== undefined) found.add(body);
  }
  return [...found];
}

function objectEntry(locker: Locker, { path, size, sha256 }: Item): Entry {
  return {
    name: path,
    size,
    bytes: async function* () {
      yield await locker.get(`sha256:${sha256}`);
    },
  };
}
function entryOf(name: string, bytes: Uint8Array): Entry & { readonly sha256: string } {
  return {
    name,
    size: bytes.length,
    sha256: hexOf(digestOf(bytes)),
    bytes: async function* () {
      yield bytes;
    },
  };
}
