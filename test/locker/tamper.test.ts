/** The tamper matrix of the design, row by row: what each attempt yields, and that it never yields "fine". */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Checkpoint, canonical, digestOf, readCheckpoint } from '../../src/locker/index.ts';
import type { ManifestV2 } from '../../src/locker/manifest.ts';
import { signerOf } from '../../src/locker/signer.ts';
import { runStatement, statement } from '../../src/locker/statement.ts';
import { CODES, type Code, Ledger } from '../../src/locker/verify/codes.ts';
import { type VerifyOptions, verifyLocker } from '../../src/locker/verify/index.ts';
import { checkRecord } from '../../src/locker/verify/records.ts';
import { claimcheck } from '../support/cli.ts';
import {
  bundleOf,
  copyOf,
  DAY,
  type Estate,
  env,
  FIRST,
  flip,
  manifestOf,
  objectOf,
  overwrite,
  reseal,
  resealAll,
  runOf,
  sign,
  signedLocker,
  sweep,
  uuid,
} from './tampering.ts';

let estate: Estate;
let checkpoint: Checkpoint;
const now = new Date(FIRST + 2.5 * DAY).toISOString();
beforeAll(async () => {
  estate = await signedLocker();
  checkpoint = readCheckpoint(readFileSync(join(estate.root, 'log/checkpoint'), 'utf8')) as Checkpoint;
}, 60_000);
afterEach(sweep);
afterAll(() => rmSync(estate.cwd, { recursive: true, force: true }));

const stranger = signerOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
const pinned = (): Partial<VerifyOptions> => ({ keys: estate.publicKeys });
const manifest = (root: string, seq: number): string => join(root, runOf(seq), 'manifest.json');
const bundle = (root: string, seq: number): string => join(root, runOf(seq), 'run.sigstore.json');
const editBundle = (root: string, seq: number, change: (bundle: ReturnType<typeof bundleOf>) => void): void => {
  const value = bundleOf(root, seq);
  change(value);
  overwrite(bundle(root, seq), JSON.stringify(value));
};
const recode = (payload: string, change: (text: string) => string): string =>
  Buffer.from(change(Buffer.from(payload, 'base64').toString('utf8'))).toString('base64');
const shift = (by: number) => (at: string) => new Date(Date.parse(at) + by).toISOString();
/** A copy of a run under the next number. */
const copyRun = (root: string, from: number, to: number): void =>
  cpSync(join(root, runOf(from)), join(root, runOf(to)), { recursive: true });

interface Row {
  readonly row: string;
  readonly attempt: string;
  readonly tamper: (root: string) => void | Promise<void>;
  readonly yields: readonly Code[];
  readonly exit: 5 | 6;
  /** Part of the name of the file that is blamed under the first code. */
  readonly names?: string | ((root: string) => string);
  readonly options?: () => Partial<VerifyOptions>;
}
const ROWS: readonly Row[] = [
  {
    row: 'T1',
    attempt: 'one byte of an object',
    tamper: (root) => flip(join(root, objectOf(root, 1))),
    yields: ['OBJECT_DIGEST_MISMATCH'],
    exit: 5,
    names: (root) => objectOf(root, 1),
  },
  {
    row: 'T2',
    attempt: 'an object cut short',
    tamper: (root) => {
      overwrite(join(root, objectOf(root, 2)), readFileSync(join(root, objectOf(root, 2))));
      truncateSync(join(root, objectOf(root, 2)), 3);
    },
    yields: ['OBJECT_DIGEST_MISMATCH'],
    exit: 5,
    names: (root) => objectOf(root, 2),
  },
  {
    row: 'T3',
    attempt: 'an object away',
    tamper: (root) => unlinkSync(join(root, objectOf(root, 1))),
    yields: ['OBJECT_MISSING'],
    exit: 5,
    names: (root) => objectOf(root, 1),
  },
  {
    row: 'T4',
    attempt: 'an object as a symbolic link',
    tamper: (root) => {
      const path = join(root, objectOf(root, 1));
      renameSync(path, `${path}.real`);
      symlinkSync(`${path}.real`, path);
    },
    yields: ['UNSAFE_FILE_TYPE'],
    exit: 5,
    names: (root) => objectOf(root, 1),
  },
  {
    row: 'T4',
    attempt: 'a folder of objects as a symbolic link',
    tamper: (root) => {
      renameSync(join(root, 'objects/sha256'), join(root, 'moved'));
      symlinkSync(join(root, 'moved'), join(root, 'objects/sha256'));
    },
    yields: ['UNSAFE_FILE_TYPE'],
    exit: 5,
  },
  {
    row: 'T5',
    attempt: 'an object that no run names, strictly',
    tamper: (root) => {
      mkdirSync(join(root, 'objects/sha256/ff'), { recursive: true });
      writeFileSync(join(root, 'objects/sha256/ff', 'f'.repeat(64)), 'x');
    },
    yields: ['OBJECT_UNREFERENCED'],
    exit: 5,
    options: () => ({ ...pinned(), strict: true, checkpoint }),
  },
  {
    row: 'T6',
    attempt: 'an edited manifest',
    tamper: (root) =>
      overwrite(manifest(root, 2), canonical({ ...manifestOf(root, 2), counts: { ...manifestOf(root, 2).counts, fail: 0 } })),
    yields: ['SUBJECT_DIGEST_MISMATCH', 'CHAIN_BROKEN'],
    exit: 5,
    names: 'runs/00000002/manifest.json',
  },
  {
    row: 'T7',
    attempt: 'a manifest printed prettily',
    tamper: (root) => overwrite(manifest(root, 1), JSON.stringify(manifestOf(root, 1), null, 2)),
    yields: ['NOT_CANONICAL'],
    exit: 5,
    names: 'runs/00000001/manifest.json',
  },
  {
    row: 'T8',
    attempt: 'a key twice',
    tamper: (root) => overwrite(manifest(root, 1), readFileSync(manifest(root, 1), 'utf8').replace('"seq":1', '"seq":2,"seq":1')),
    yields: ['NOT_CANONICAL'],
    exit: 5,
  },
  {
    row: 'T9',
    attempt: 'an edited payload',
    tamper: (root) =>
      editBundle(root, 2, (one) => {
        one.dsseEnvelope.payload = recode(one.dsseEnvelope.payload, (text) => text.replace('"fail":', '"fail":1'));
      }),
    yields: ['SIGNATURE_INVALID'],
    exit: 5,
    names: 'runs/00000002/run.sigstore.json',
  },
  {
    row: 'T9',
    attempt: 'an edited payload, and no key given',
    tamper: (root) =>
      editBundle(root, 2, (one) => {
        one.dsseEnvelope.payload = recode(one.dsseEnvelope.payload, (text) => text.replace('"fail":', '"fail":1'));
      }),
    yields: ['SIGNATURE_INVALID'],
    exit: 5,
    options: () => ({}),
  },
  {
    row: 'T10',
    attempt: 'another payload type',
    tamper: (root) =>
      editBundle(root, 1, (one) => {
        one.dsseEnvelope.payloadType = 'application/json';
      }),
    yields: ['PAYLOAD_TYPE_UNEXPECTED', 'SIGNATURE_INVALID'],
    exit: 5,
  },
  {
    row: 'T10',
    attempt: 'another predicate type, signed',
    tamper: (root) =>
      sign(
        root,
        runOf(3),
        {
          ...runStatement(manifestOf(root, 3), digestOf(readFileSync(manifest(root, 3)))),
          predicateType: 'https://claimcheck.dev/attestation/report/v1',
        },
        estate.signer,
      ),
    yields: ['PREDICATE_TYPE_UNEXPECTED'],
    exit: 5,
  },
  {
    row: 'T11',
    attempt: 'the signature stripped',
    tamper: (root) =>
      editBundle(root, 3, (one) => {
        one.dsseEnvelope.signatures = [];
      }),
    yields: ['SIGNATURE_MISSING'],
    exit: 5,
  },
  {
    row: 'T11',
    attempt: 'an empty signature',
    tamper: (root) =>
      editBundle(root, 3, (one) => {
        one.dsseEnvelope.signatures[0].sig = '';
      }),
    yields: ['SIGNATURE_MISSING'],
    exit: 5,
  },
  {
    row: 'T11',
    attempt: 'the bundle away',
    tamper: (root) => unlinkSync(bundle(root, 3)),
    yields: ['SIGNATURE_MISSING'],
    exit: 5,
    names: 'runs/00000003/run.sigstore.json',
  },
  {
    row: 'T11',
    attempt: 'the last run made an unsigned one',
    tamper: async (root) => {
      unlinkSync(bundle(root, 3));
      await reseal(root, runOf(3), (one) => ({ ...one, sealed: 'hashes-only', log: null }), undefined);
    },
    yields: ['SIGNATURE_MISSING'],
    exit: 5,
  },
  {
    row: 'T11',
    attempt: 'all runs made unsigned ones, and no key given',
    tamper: async (root) => {
      for (const seq of [1, 2, 3]) unlinkSync(bundle(root, seq));
    },
    yields: ['SIGNATURE_MISSING'],
    exit: 5,
    options: () => ({}),
  },
  {
    row: 'T12',
    attempt: 'all runs signed by another key',
    tamper: (root) => resealAll(root, (one) => one, stranger),
    yields: ['KEY_UNTRUSTED'],
    exit: 5,
    names: 'runs/00000001',
  },
  {
    row: 'T13',
    attempt: 'nothing, and no key given',
    tamper: () => undefined,
    yields: ['SIGNER_NOT_PINNED'],
    exit: 6,
    options: () => ({ checkpoint }),
  },
  {
    row: 'T14',
    attempt: 'two runs exchanged',
    tamper: (root) => {
      renameSync(join(root, runOf(1)), join(root, 'aside'));
      renameSync(join(root, runOf(2)), join(root, runOf(1)));
      renameSync(join(root, 'aside'), join(root, runOf(2)));
    },
    yields: ['SEQ_MISMATCH', 'CHAIN_BROKEN', 'TIME_NOT_MONOTONIC'],
    exit: 5,
  },
  {
    row: 'T15',
    attempt: 'a run away in the middle',
    tamper: (root) => rmSync(join(root, runOf(2)), { recursive: true }),
    yields: ['CHAIN_GAP', 'CHAIN_BROKEN'],
    exit: 5,
  },
  {
    row: 'T15',
    attempt: 'a run away in the middle, the next one renumbered',
    tamper: (root) => {
      rmSync(join(root, runOf(2)), { recursive: true });
      renameSync(join(root, runOf(3)), join(root, runOf(2)));
    },
    yields: ['SEQ_MISMATCH', 'CHAIN_BROKEN'],
    exit: 5,
  },
  {
    row: 'T15',
    attempt: 'the first run away',
    tamper: (root) => rmSync(join(root, runOf(1)), { recursive: true }),
    yields: ['CHAIN_GAP', 'CHAIN_BROKEN'],
    exit: 5,
  },
  {
    row: 'T16',
    attempt: 'the newest run away, and a checkpoint at hand',
    tamper: cutTail,
    yields: ['ROLLBACK_DETECTED'],
    exit: 5,
    options: () => ({ ...pinned(), checkpoint }),
  },
  {
    row: 'T16',
    attempt: 'the newest run away, and an age that is allowed',
    tamper: cutTail,
    yields: ['STALE_HEAD'],
    exit: 6,
    options: () => ({ ...pinned(), maxAgeMs: DAY }),
  },
  { row: 'T16', attempt: 'the newest run away, and no memory', tamper: cutTail, yields: ['TAIL_NOT_ANCHORED'], exit: 6 },
  {
    row: 'T16',
    attempt: 'the newest run away, the checkpoint forgotten',
    tamper: (root) => rmSync(join(root, runOf(3)), { recursive: true }),
    yields: ['ROLLBACK_DETECTED'],
    exit: 5,
  },
  {
    row: 'T17',
    attempt: 'the last run rewritten by the holder of the key, and a checkpoint at hand',
    tamper: rewriteLast,
    yields: ['FORK_DETECTED'],
    exit: 5,
    options: () => ({ ...pinned(), checkpoint }),
  },
  {
    row: 'T17',
    attempt: 'the last run rewritten by the holder of the key, and no memory',
    tamper: async (root) => {
      await rewriteLast(root);
      rmSync(join(root, 'log'), { recursive: true });
    },
    yields: ['TAIL_NOT_ANCHORED'],
    exit: 6,
  },
  {
    row: 'T18',
    attempt: 'an old run as a new one',
    tamper: (root) => copyRun(root, 2, 4),
    yields: ['RUN_ID_REUSED', 'SEQ_MISMATCH', 'CHAIN_BROKEN'],
    exit: 5,
  },
  {
    row: 'T19',
    attempt: 'an old run signed again as a new one',
    tamper: (root) => replay(root, (one) => one),
    yields: ['RUN_ID_REUSED', 'EVIDENCE_OUTSIDE_WINDOW'],
    exit: 5,
  },
  {
    row: 'T19',
    attempt: 'an old run signed again under a new id',
    tamper: (root) => replay(root, (one) => ({ ...one, runId: uuid() })),
    yields: ['EVIDENCE_OUTSIDE_WINDOW'],
    exit: 5,
  },
  {
    row: 'T20',
    attempt: 'a run dated back before its predecessor',
    tamper: (root) => reseal(root, runOf(3), move(-3 * DAY), estate.signer).then(() => undefined),
    yields: ['TIME_NOT_MONOTONIC', 'EVIDENCE_OUTSIDE_WINDOW'],
    exit: 5,
  },
  {
    row: 'T20',
    attempt: 'a run and its records dated back by half a day',
    tamper: (root) => backdate(root, -DAY / 2),
    yields: ['CLOCK_SKEW'],
    exit: 5,
  },
  {
    row: 'T21',
    attempt: 'a run dated ahead',
    tamper: (root) => reseal(root, runOf(3), move(30 * DAY), estate.signer).then(() => undefined),
    yields: ['TIME_IN_FUTURE'],
    exit: 5,
  },
  {
    row: 'T22',
    attempt: "another organization's run",
    tamper: (root) => reseal(root, runOf(3), (one) => ({ ...one, origin: 'globex' }), estate.signer).then(() => undefined),
    yields: ['ORIGIN_MISMATCH'],
    exit: 5,
  },
  {
    row: 'T23',
    attempt: 'a path that leads out',
    tamper: (root) => editItem(root, { path: '../../../etc/passwd' }),
    yields: ['UNSAFE_PATH'],
    exit: 5,
  },
  {
    row: 'T23',
    attempt: 'a file of the run that leads out',
    tamper: (root) => rewriteRaw(root, 3, (one) => ({ ...one, files: [{ ...(one.files[0] as object), name: '../../locker.json' }] })),
    yields: ['UNSAFE_PATH'],
    exit: 5,
  },
  {
    row: 'T24',
    attempt: 'a folder that is no run',
    tamper: (root) => mkdirSync(join(root, 'runs/..%2f')),
    yields: ['UNSAFE_PATH'],
    exit: 5,
  },
  {
    row: 'T25',
    attempt: 'no run at all',
    tamper: (root) => {
      rmSync(join(root, 'runs'), { recursive: true });
      mkdirSync(join(root, 'runs'));
    },
    yields: ['NO_RUNS'],
    exit: 5,
  },
  {
    row: 'T25',
    attempt: 'an empty folder',
    tamper: (root) => {
      rmSync(root, { recursive: true });
      mkdirSync(root);
    },
    yields: ['NO_RUNS'],
    exit: 5,
  },
  {
    row: 'T26',
    attempt: 'no time stamp where one is expected',
    tamper: (root) => reseal(root, runOf(3), (one) => ({ ...one, expect: { timestamp: true } }), estate.signer).then(() => undefined),
    yields: ['TIMESTAMP_MISSING'],
    exit: 5,
  },
  {
    row: 'T28',
    attempt: 'the subject named by SHA-1 as well',
    tamper: (root) => signSubject(root, { sha256: hexOf(root, 3), sha1: 'a'.repeat(40) }),
    yields: ['DIGEST_ALGORITHM_REJECTED'],
    exit: 5,
  },
  {
    row: 'T28',
    attempt: 'the subject named by MD5',
    tamper: (root) => signSubject(root, { md5: 'a'.repeat(32) }),
    yields: ['DIGEST_ALGORITHM_REJECTED'],
    exit: 5,
  },
  {
    row: 'T28',
    attempt: 'a chain of SHA-1',
    tamper: (root) => rewriteRaw(root, 3, (one) => ({ ...one, previous: `sha1:${'a'.repeat(40)}` })),
    yields: ['DIGEST_ALGORITHM_REJECTED'],
    exit: 5,
  },
  {
    row: 'T29',
    attempt: 'an edited report',
    tamper: (root) => {
      const path = join(root, runOf(2), 'report.json');
      overwrite(path, readFileSync(path, 'utf8').replace('"fail"', '"pass"'));
    },
    yields: ['REPORT_DIGEST_MISMATCH'],
    exit: 5,
    names: 'runs/00000002/report.json',
  },
  {
    row: 'T32',
    attempt: 'a manifest of ten gigabytes',
    tamper: (root) => {
      overwrite(manifest(root, 3), '');
      truncateSync(manifest(root, 3), 10_000_000_000);
    },
    yields: ['TOO_LARGE'],
    exit: 5,
    names: 'runs/00000003/manifest.json',
  },
  {
    row: 'T32',
    attempt: 'an object of ten gigabytes',
    tamper: (root) => {
      const path = join(root, objectOf(root, 3));
      overwrite(path, readFileSync(path));
      truncateSync(path, 10_000_000_000);
    },
    yields: ['OBJECT_DIGEST_MISMATCH'],
    exit: 5,
  },
];

/** What the matrix does not number. */
const MORE: readonly Row[] = [
  {
    row: '+',
    attempt: 'a tree that is not that of the items, signed',
    tamper: async (root) => {
      const wrong: ManifestV2 = { ...manifestOf(root, 3), merkleRoot: 'a'.repeat(64) };
      const bytes = canonical(wrong);
      overwrite(manifest(root, 3), bytes);
      await sign(root, runOf(3), runStatement(wrong, digestOf(bytes)), estate.signer);
    },
    yields: ['MERKLE_ROOT_MISMATCH'],
    exit: 5,
  },
  {
    row: '+',
    attempt: 'a predicate that says something else than the manifest, signed',
    tamper: async (root) => {
      const digest = digestOf(readFileSync(manifest(root, 3)));
      await sign(
        root,
        runOf(3),
        runStatement({ ...manifestOf(root, 3), counts: { ...manifestOf(root, 3).counts, fail: 0 } }, digest),
        estate.signer,
      );
    },
    yields: ['PREDICATE_MISMATCH'],
    exit: 5,
  },
  {
    row: '+',
    attempt: 'a line less in SHA256SUMS',
    tamper: (root) => {
      const path = join(root, runOf(1), 'SHA256SUMS');
      overwrite(path, readFileSync(path, 'utf8').split('\n').slice(1).join('\n'));
    },
    yields: ['SUMS_MISMATCH'],
    exit: 5,
    names: 'runs/00000001/SHA256SUMS',
  },
  {
    row: '+',
    attempt: 'an edited finding',
    tamper: (root) => flip(join(root, runOf(1), 'findings.jsonl')),
    yields: ['FILE_DIGEST_MISMATCH'],
    exit: 5,
    names: 'runs/00000001/findings.jsonl',
  },
  {
    row: '+',
    attempt: 'a file of the run away',
    tamper: (root) => unlinkSync(join(root, runOf(1), 'resources.jsonl')),
    yields: ['FILE_MISSING'],
    exit: 5,
    names: 'runs/00000001/resources.jsonl',
  },
  {
    row: '+',
    attempt: 'a manifest away',
    tamper: (root) => unlinkSync(manifest(root, 2)),
    yields: ['MANIFEST_MISSING', 'CHAIN_BROKEN'],
    exit: 5,
    names: 'runs/00000002/manifest.json',
  },
  {
    row: '+',
    attempt: 'an item with a member too many',
    tamper: (root) => editItem(root, { note: 'x' }),
    yields: ['MANIFEST_MALFORMED'],
    exit: 5,
  },
  {
    row: '+',
    attempt: 'a checkpoint with another size',
    tamper: (root) => overwrite(join(root, 'log/checkpoint'), readFileSync(join(root, 'log/checkpoint'), 'utf8').replace('\n3\n', '\n2\n')),
    yields: ['CHECKPOINT_INVALID'],
    exit: 5,
    names: 'log/checkpoint',
  },
  {
    row: '+',
    attempt: 'a record that is no record, signed',
    tamper: async (root) => {
      const bytes = canonical({ nothing: true });
      const sha256 = digestOf(bytes).slice(7);
      const path = `objects/sha256/${sha256.slice(0, 2)}/${sha256}`;
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), bytes);
      const swap = (item: ManifestV2['items'][number]) =>
        item.name.startsWith('evidence/') ? { ...item, sha256, path, size: bytes.length } : item;
      const first = manifestOf(root, 3).items.findIndex(({ name }) => name.startsWith('evidence/'));
      await reseal(
        root,
        runOf(3),
        (one) => ({ ...one, items: one.items.map((item, at) => (at === first ? swap(item) : item)) }),
        estate.signer,
      );
    },
    yields: ['RECORD_MALFORMED'],
    exit: 5,
  },
  {
    row: '+',
    attempt: 'a foreign file beside the runs, strictly',
    tamper: (root) => writeFileSync(join(root, 'notes.txt'), 'x'),
    yields: ['FOREIGN_FILE'],
    exit: 5,
    names: 'notes.txt',
    options: () => ({ ...pinned(), strict: true, checkpoint }),
  },
  {
    row: '+',
    attempt: 'a manifest nested two hundred thousand deep',
    tamper: (root) => overwrite(manifest(root, 3), `${'['.repeat(200_000)}${']'.repeat(200_000)}`),
    yields: ['NOT_CANONICAL'],
    exit: 5,
  },
  {
    row: '+',
    attempt: 'a checkpoint of another locker at hand',
    tamper: () => undefined,
    yields: ['ORIGIN_MISMATCH'],
    exit: 5,
    options: () => ({ ...pinned(), checkpoint: { ...checkpoint, origin: 'globex' } }),
  },
  {
    row: '+',
    attempt: 'a pipe where an object should be',
    tamper: (root) => {
      const path = join(root, objectOf(root, 1));
      unlinkSync(path);
      execFileSync('mkfifo', [path]);
    },
    yields: ['UNSAFE_FILE_TYPE'],
    exit: 5,
  },
];

/** As somebody would who knows the format: the checkpoint goes back with the runs. */
async function cutTail(root: string): Promise<void> {
  rmSync(join(root, runOf(3)), { recursive: true });
  rmSync(join(root, 'log'), { recursive: true });
}
async function rewriteLast(root: string): Promise<void> {
  await reseal(root, runOf(3), (one) => ({ ...one, counts: { ...one.counts, pass: one.counts.pass + 1 } }), estate.signer);
}
async function replay(root: string, change: (one: ManifestV2) => ManifestV2): Promise<void> {
  copyRun(root, 2, 4);
  const last = manifestOf(root, 3);
  const by = Date.parse(last.finishedAt) + 3_600_000 - Date.parse(manifestOf(root, 2).startedAt);
  const previous = digestOf(readFileSync(manifest(root, 3)));
  await reseal(root, runOf(4), (one) => change({ ...move(by)(one), seq: 4, previous }), estate.signer);
}
const move =
  (by: number) =>
  (one: ManifestV2): ManifestV2 => ({ ...one, startedAt: shift(by)(one.startedAt), finishedAt: shift(by)(one.finishedAt) });
/** Records, manifest and signature say another time; only what the provider wrote into its answers does not. */
async function backdate(root: string, by: number): Promise<void> {
  const items = manifestOf(root, 3).items.map((item) => {
    if (!item.mediaType.includes('claimcheck.evidence')) return item;
    const record = JSON.parse(readFileSync(join(root, item.path), 'utf8'));
    const bytes = canonical({ ...record, requestedAt: shift(by)(record.requestedAt), receivedAt: shift(by)(record.receivedAt) });
    const sha256 = digestOf(bytes).slice(7);
    const path = `objects/sha256/${sha256.slice(0, 2)}/${sha256}`;
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), bytes);
    return { ...item, sha256, path, size: bytes.length };
  });
  await reseal(root, runOf(3), (one) => ({ ...move(by)(one), items }), estate.signer);
}
function rewriteRaw(root: string, seq: number, change: (one: Record<string, unknown> & ManifestV2) => unknown): void {
  overwrite(manifest(root, seq), canonical(change(manifestOf(root, seq) as never)));
}
function editItem(root: string, over: object): void {
  rewriteRaw(root, 3, (one) => ({ ...one, items: one.items.map((item, index) => (index === 0 ? { ...item, ...over } : item)) }));
}
const hexOf = (root: string, seq: number): string => digestOf(readFileSync(manifest(root, seq))).slice(7);
async function signSubject(root: string, digest: Record<string, string>): Promise<void> {
  const { predicateType, predicate } = runStatement(manifestOf(root, 3), digestOf(readFileSync(manifest(root, 3))));
  await sign(root, runOf(3), statement([{ name: 'manifest.json', digest }], predicateType, predicate), estate.signer);
}

describe('a locker as it was sealed', () => {
  it('is verified with the key and a checkpoint, and says to which level', async () => {
    const found = await verifyLocker(estate.root, { now, keys: estate.publicKeys, checkpoint });
    expect(found.defects).toEqual([]);
    expect(found.exit).toBe(0);
    expect(found.levels.filter(({ reached }) => reached).map(({ level }) => level)).toEqual(['L0', 'L1', 'L2', 'L4']);
    expect(found.checked).toMatchObject({ manifests: 3, signatures: 3, links: 3 });
    expect(found.checked.records).toBeGreaterThan(10);
    expect(found.head).toEqual(checkpoint);
  });
  it('or with its fingerprint, since the key in the locker is then the right one or none', async () => {
    const found = await verifyLocker(estate.root, { now, fingerprints: [estate.signer.id], maxAgeMs: DAY });
    expect(found.exit).toBe(0);
    const other = await verifyLocker(estate.root, { now, fingerprints: ['0'.repeat(64)], maxAgeMs: DAY });
    expect(other.defects.map(({ code }) => code)).toEqual(expect.arrayContaining(['KEY_NOT_FOUND', 'KEY_UNTRUSTED']));
    expect(other.exit).toBe(5);
  });
  it('tells what is not proven when nothing outside remembers it', async () => {
    const found = await verifyLocker(estate.root, { now, keys: estate.publicKeys });
    expect(found.defects.map(({ code }) => code)).toEqual(['TAIL_NOT_ANCHORED']);
    expect(found.exit).toBe(6);
  });
  it('an object that no run names is a note', async () => {
    const root = copyOf(estate.root);
    writeFileSync(join(root, 'objects/sha256', readdirSync(join(root, 'objects/sha256'))[0] as string, 'f'.repeat(64)), 'x');
    const found = await verifyLocker(root, { now, keys: estate.publicKeys, checkpoint });
    expect(found.defects.map(({ code }) => code)).toEqual(['OBJECT_UNREFERENCED']);
    expect(found.exit).toBe(0);
  });
});

describe('the tamper matrix', () => {
  it.each([...ROWS, ...MORE])('$row $attempt', async ({ tamper, yields, exit, names, options }) => {
    const root = copyOf(estate.root);
    const file = typeof names === 'function' ? names(root) : names;
    await tamper(root);
    const found = await verifyLocker(root, { now, ...(options ?? pinned)() });
    const codes = found.defects.map(({ code }) => code);
    expect(codes, JSON.stringify(found.defects, null, 1)).toEqual(expect.arrayContaining([...yields]));
    expect(found.exit).toBe(exit);
    if (file !== undefined)
      expect(
        found.defects
          .filter(({ code }) => code === yields[0])
          .map((one) => one.file)
          .join(),
      ).toContain(file);
  });

  it('T29 a report that was handed out is held against what was signed about it', async () => {
    const { cwd, root } = estate;
    const argv = ['verify', root, '--key', 'claimcheck.key.pub', '--max-age', '1d', '--report', 'claimcheck-report'];
    const sound = await claimcheck(argv, { cwd, env, now: () => now });
    expect(sound.out).toContain('verified: L0, L1, L2');
    expect(sound.status).toBe(0);
    const path = join(cwd, 'claimcheck-report/report.json');
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, before.replace('"fail"', '"pass"'));
    const changed = await claimcheck(argv, { cwd, env, now: () => now });
    writeFileSync(path, before);
    expect(changed.out).toMatch(/REPORT_DIGEST_MISMATCH .*report\.json/);
    expect(changed.status).toBe(5);
  });

  it('T30 a verdict that was edited and signed again by the holder of the key does not come out of the evidence', async () => {
    const root = copyOf(estate.root);
    const path = join(root, runOf(3), 'findings.jsonl');
    const text = readFileSync(path, 'utf8').replace('"verdict":"fail"', '"verdict":"pass"');
    overwrite(path, text);
    const changed = Buffer.from(text);
    const file = { name: 'findings.jsonl', size: changed.length, sha256: digestOf(changed).slice(7) };
    await reseal(
      root,
      runOf(3),
      (one) => ({ ...one, files: one.files.map((each) => (each.name === file.name ? file : each)) }),
      estate.signer,
    );
    rmSync(join(root, 'log'), { recursive: true });
    const argv = ['verify', root, '--key', 'claimcheck.key.pub', '--max-age', '1d'];
    const blind = await claimcheck(argv, { cwd: estate.cwd, env: {}, now: () => now });
    expect(blind.status).toBe(0);
    const seeing = await claimcheck([...argv, '--re-evaluate'], { cwd: estate.cwd, env: {}, now: () => now });
    expect(seeing.out).toMatch(/VERDICT_NOT_REPRODUCIBLE .*is sealed as pass/);
    expect(seeing.status).toBe(5);
    const sound = await claimcheck(['verify', estate.root, '--key', 'claimcheck.key.pub', '--max-age', '1d', '--re-evaluate'], {
      cwd: estate.cwd,
      env: {},
      now: () => now,
    });
    expect(sound.out).not.toContain('VERDICT');
    expect(sound.out).toMatch(/judged again from the recorded answers: 3 runs, \d{2,} findings, \d{2,} verdicts of checks, 0 standings/);
    expect(sound.status).toBe(0);
  });
});

/** Rows that need more than a tampered copy: where they are tried. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  T19: ['tamper.test.ts'],
  T20: ['../against/sigstore.test.ts'],
  T27: ['../against/sigstore.test.ts'],
  T29: ['tamper.test.ts'],
  T30: ['tamper.test.ts'],
  T31: ['keys.test.ts'],
};
describe('the matrix of docs/verify.md', () => {
  const lines = readFileSync(join(import.meta.dirname, '../../docs/verify.md'), 'utf8').match(/^\| T\d+ \|.*$/gm) ?? [];
  it('has 32 rows', () => {
    expect(lines.map((line) => line.split('|')[1]?.trim())).toEqual(Array.from({ length: 32 }, (_, at) => `T${at + 1}`));
  });
  it.each(lines)('%s', (line) => {
    const [row, , codes, exit] = line.slice(2, -2).split(' | ') as [string, string, string, string];
    const tried = ROWS.filter((one) => one.row === row);
    const text = (ELSEWHERE[row] ?? []).map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('\n');
    const told = codes.match(/[A-Z]{2,}(?:_[A-Z]+)+|NO_RUNS/g) ?? [];
    expect(told.length).toBeGreaterThan(0);
    for (const code of told) {
      expect(Object.keys(CODES)).toContain(code);
      expect(tried.some(({ yields }) => yields.includes(code as Code)) || text.includes(code), `${row} tries ${code}`).toBe(true);
    }
    for (const { exit: found, yields } of tried) {
      expect(exit.split(', ')).toContain(String(found));
      expect(yields.some((code) => told.includes(code)) || row === 'T32', `${row} tells of ${yields.join()}`).toBe(true);
    }
  });
});

describe('a record that was told before', () => {
  const record = (id: string, url: string) =>
    Buffer.from(
      JSON.stringify({
        requestedAt: now,
        receivedAt: now,
        request: { url },
        response: { headers: { date: new Date(now).toUTCString(), 'x-amzn-requestid': id } },
      }),
    );
  const codes = (url: string): readonly string[] => {
    const ledger = new Ledger(false);
    const requests = new Map<string, number>();
    const item = { name: 'evidence/x', path: 'objects/x', mediaType: '', size: 0, sha256: '' };
    for (const seq of [1, 1, 2]) {
      const window = { seq, startedAt: now, finishedAt: now } as ManifestV2;
      checkRecord(record('6a0f-11', url), item, runOf(seq), window, { ledger, requests });
    }
    return ledger.all.map(({ code, detail }) => `${code} ${detail}`);
  };
  it('has its request id in two runs (T19)', () => {
    expect(codes('https://iam.amazonaws.com/')).toEqual([expect.stringMatching(/^REQUEST_ID_REUSED .*6a0f-11 stands in run 1/)]);
  });
  it('unless a simulator on this machine made it up', () => {
    expect(codes('http://127.0.0.1:4000/')).toEqual([]);
    expect(codes('https://127.0.0.1.example.com/')).toHaveLength(1);
  });
});
