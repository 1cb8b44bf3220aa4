/** Reports in a folder of their own, and a signed statement of which bytes they are and of which run. */
import { createHash, type KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { bundleBytes, readBundle, signStatement } from '../locker/bundle.ts';
import { parseCanonical } from '../locker/canonical.ts';
import type { Sealing } from '../locker/index.ts';
import { SEGMENT } from '../locker/paths.ts';
import { PAYLOAD_TYPE, pae, REPORT_PREDICATE, STATEMENT, STATEMENT_TYPE, statement } from '../locker/statement.ts';
import { type Defect, Ledger } from '../locker/verify/codes.ts';
import type { Verification } from '../locker/verify/index.ts';
import { Keyring, MOST_BUNDLE } from '../locker/verify/keyring.ts';
import { isProblem, Shelf } from '../locker/verify/shelf.ts';
import type { Digest } from '../model.ts';

const NAME = 'report.sigstore.json';
const PREDICATE = z.strictObject({ origin: z.string(), runId: z.string(), seq: z.int().positive(), derivedFrom: z.string() });

interface Run {
  readonly seq: number;
  readonly digest: Digest;
  readonly report: { readonly run: { readonly id: string } };
}
/** Signs the files that were written of a run. Gives the path of the statement. */
export async function signReports(
  out: string,
  files: readonly string[],
  { seq, digest, report }: Run,
  { signer }: Sealing,
): Promise<string> {
  const inside = files.filter((path) => dirname(path) === out);
  const subject = await Promise.all(inside.map(async (path) => ({ name: basename(path), digest: { sha256: await hexOfFile(path) } })));
  const predicate = { origin: `claimcheck/${report.run.id}`, runId: report.run.id, seq, derivedFrom: digest };
  const said = statement(
    subject.sort((a, b) => (a.name < b.name ? -1 : 1)),
    REPORT_PREDICATE,
    predicate,
  );
  const path = join(out, NAME);
  await writeFile(path, await bundleBytes(await signStatement(said, signer)));
  return path;
}

/** Whether the files are those that were signed, of a run that is in the locker, by a key that is trusted for it. */
export async function checkHandedOut(dir: string, found: Verification, keys: readonly KeyObject[]): Promise<readonly Defect[]> {
  const ledger = new Ledger(false);
  const shelf = new Shelf(dir);
  const bytes = shelf.whole(NAME, MOST_BUNDLE);
  const envelope = isProblem(bytes) ? undefined : await readBundle(bytes);
  if (envelope === undefined) {
    ledger.add('SIGNATURE_MISSING', join(dir, NAME), 'no signed statement lies beside these reports');
    return ledger.all;
  }
  const said = STATEMENT.safeParse(parseCanonical(envelope.payload));
  const predicate = PREDICATE.safeParse(said.data?.predicate);
  if (
    !said.success ||
    !predicate.success ||
    envelope.payloadType !== PAYLOAD_TYPE ||
    said.data._type !== STATEMENT_TYPE ||
    said.data.predicateType !== REPORT_PREDICATE
  ) {
    ledger.add('STATEMENT_MALFORMED', join(dir, NAME), 'this is no statement about reports');
    return ledger.all;
  }
  const { seq, derivedFrom } = predicate.data;
  const keyring = await Keyring.open(new Shelf(found.root), keys, [], ledger);
  const whose = keyring.check(pae(PAYLOAD_TYPE, envelope.payload), envelope.signature, envelope.keyId, seq);
  if (whose.is === 'unpinned') ledger.add('SIGNER_NOT_PINNED', join(dir, NAME), 'whose signature this is, cannot be told without --key');
  if (whose.is === 'invalid') ledger.add('SIGNATURE_INVALID', join(dir, NAME), 'the signature is not over this statement');
  if (whose.is === 'untrusted') ledger.add('KEY_UNTRUSTED', join(dir, NAME), `signed by key ${whose.id}: ${whose.why}`);
  if (!found.runs.some((run) => run.seq === seq && run.digest === derivedFrom))
    ledger.add('REPORT_DIGEST_MISMATCH', join(dir, NAME), `these are reports of a run ${seq} that is not the one in this locker`);
  for (const { name, digest } of said.data.subject) await checkFile(dir, name, digest, ledger);
  return ledger.all;
}

async function checkFile(dir: string, name: string, digest: Readonly<Record<string, string>>, ledger: Ledger): Promise<void> {
  const path = join(dir, name);
  if (!SEGMENT.test(name)) {
    ledger.add('UNSAFE_PATH', dir, `the statement names ${JSON.stringify(name)}; not opened`);
    return;
  }
  if (Object.keys(digest).join() !== 'sha256') {
    ledger.add('DIGEST_ALGORITHM_REJECTED', path, 'only SHA-256 counts');
    return;
  }
  const hex = await hexOfFile(path).catch((error: NodeJS.ErrnoException) => error.code ?? String(error));
  if (hex !== digest['sha256'])
    ledger.add(
      'REPORT_DIGEST_MISMATCH',
      path,
      hex.length === 64 ? 'these are not the bytes that were signed' : `it cannot be read (${hex})`,
    );
}

async function hexOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
