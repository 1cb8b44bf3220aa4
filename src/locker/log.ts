import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Digest } from '../model.ts';
import { type Disk, errnoOf, writeNew } from './disk.ts';
import { rootOf } from './merkle.ts';
import { checkpointText, notedBy, readCheckpoint, readNote, signNote, verifierKey } from './note.ts';
import { hexOf, runPath } from './paths.ts';
import type { Sealing } from './signer.ts';

export const CHECKPOINT = 'log/checkpoint';
const DIGESTS = 'log/digests';

interface Committed {
  readonly origin: string;
  readonly runId: string;
  readonly seq: number;
  readonly digest: Digest;
}

/**
 * After a run has its place: log/checkpoint over the digests of all manifests, and the public key for those who know its fingerprint.
 * Neither is needed to trust the run; a crash before it leaves a checkpoint that is one run behind, and the next run catches up.
 */
export async function extendLog(root: string, run: Committed, { signer, log }: Sealing, disk: Disk): Promise<void> {
  const { origin, seq, digest } = run;
  const pem = String(signer.publicKey.export({ type: 'spki', format: 'pem' }));
  await disk.mkdir(join(root, 'keys'));
  const key = `keys/${signer.id}.pem`;
  if ((await disk.sizeOf(join(root, key))) !== pem.length) await replace(root, key, run.runId, pem, disk);
  if (log === undefined) return;
  await disk.mkdir(join(root, 'log'));
  const before = await digestsBefore(root, seq, verifierKey(origin, log.publicKey), disk);
  const digests = [...before, hexOf(digest)];
  const text = checkpointText({ origin, size: seq, root: rootOf(digests.map((hex) => Buffer.from(hex, 'hex'))) });
  const lines = digests.map((hex, index) => `${hex}  ${runPath(index + 1)}/manifest.json\n`).join('');
  await replace(root, DIGESTS, run.runId, lines, disk);
  await replace(root, CHECKPOINT, run.runId, await signNote(text, origin, log), disk);
  await disk.sync(join(root, 'log'));
}

/** What an earlier run counted is believed when our own signature vouches for it; otherwise the manifests are read again. */
async function digestsBefore(root: string, seq: number, key: string, disk: Disk): Promise<string[]> {
  const known = linesOf(await textOf(join(root, DIGESTS), disk)).slice(0, seq - 1);
  const note = readNote(await textOf(join(root, CHECKPOINT), disk));
  const checkpoint = note && notedBy(note, key) ? readCheckpoint(note.text) : undefined;
  const leaves = known.map((hex) => Buffer.from(hex, 'hex'));
  if (checkpoint?.size === seq - 1 && known.length === seq - 1 && rootOf(leaves) === checkpoint.root) return known;
  const digests: string[] = [];
  for (let at = 1; at < seq; at += 1) {
    const hash = createHash('sha256');
    for await (const chunk of disk.stream(join(root, runPath(at), 'manifest.json'))) hash.update(chunk);
    digests.push(hash.digest('hex'));
  }
  return digests;
}

const linesOf = (text: string): string[] =>
  [...text.matchAll(/^([0-9a-f]{64}) {2}runs\/\d{8}\/manifest\.json$/gm)].map((line) => line[1] as string);

async function replace(root: string, name: string, runId: string, text: string, disk: Disk): Promise<void> {
  const draft = join(root, 'staging', `.${name.replace('/', '-')}-${runId}`);
  await disk.remove(draft);
  await writeNew(disk, draft, Buffer.from(text), 0o644, true);
  await disk.rename(draft, join(root, name));
}

async function textOf(path: string, disk: Disk): Promise<string> {
  try {
    return Buffer.from(await disk.read(path)).toString('utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  }
}
