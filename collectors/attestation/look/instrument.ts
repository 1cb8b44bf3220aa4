/** Reads the folder: names, whole files with their signatures, digests of documents. Never outside it and the configuration's own folder. */
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { openGate, seen, Unobservable } from '../../../src/kit.ts';
import type { Instrument } from '../../../src/model.ts';
import { questionIn } from '../calls.ts';
import type { AttestationConfig } from '../config.ts';

/** A statement is written by hand; a signature has a few hundred bytes; a document is a report with pictures. */
const MOST = { statement: 1024 * 1024, signature: 64 * 1024, document: 512 * 1024 * 1024, files: 10_000 };
const AT_ONCE = 8;
type Place = (path: string) => string;

export function instrumentOf(config: AttestationConfig, place: Place): Instrument {
  const folder = place(config.folder);
  const gate = openGate(AT_ONCE);
  const roots = [folder, place('.')];
  return async ({ url }, signal) => {
    const question = questionIn(url);
    if (!question) throw new Unobservable('plugin_crashed', `${url.href} is no question`);
    const { part, which } = question;
    if (part === 'files') return seen(await filesIn(folder, config.folder));
    if (part === 'signers') return seen(await signersIn(config, place));
    if (part === 'statement') return seen(await gate(() => statementAt(resolve(folder, which), which, [folder])));
    return seen(await gate(() => digestAt(resolve(folder, which), which, roots, signal)));
  };
}

async function filesIn(folder: string, shown: string): Promise<object> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => refuse(error, shown));
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  if (files.length > MOST.files) throw new Unobservable('too_large', `${shown} holds more than ${MOST.files} files`);
  return { files: files.sort() };
}

async function signersIn({ signers, revoked }: AttestationConfig, place: Place): Promise<object> {
  const allowed = textOf(await whole(place(signers), signers, MOST.statement), signers);
  const gone = revoked === undefined ? null : textOf(await whole(place(revoked), revoked, MOST.statement), revoked);
  return { revoked: gone, allowed };
}

/** `signature`: null where there is no file of that name. */
async function statementAt(path: string, shown: string, roots: readonly string[]): Promise<object> {
  await within(path, shown, roots);
  const bytes = await whole(path, shown, MOST.statement);
  const signature = await whole(`${path}.sig`, `${shown}.sig`, MOST.signature).catch((error) => absent(error));
  return {
    file: shown,
    signature: signature && textOf(signature, `${shown}.sig`),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    text: textOf(bytes, shown),
  };
}

async function digestAt(path: string, shown: string, roots: readonly string[], signal: AbortSignal): Promise<object> {
  const there = await within(path, shown, roots).then(
    () => true,
    (error) => absent(error) !== null,
  );
  if (!there) return { path: shown, absent: true };
  const { size } = await fileAt(path, shown, MOST.document);
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Uint8Array);
  } catch (error) {
    refuse(error as NodeJS.ErrnoException, shown);
  }
  return { path: shown, bytes: size, sha256: hash.digest('hex') };
}

/** The bytes are what is signed: a text that is not UTF-8 could not be kept as they are. */
function textOf(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Unobservable('malformed_response', `${shown} is not UTF-8`);
  }
}

/** Links are followed; where they lead must lie within. */
async function within(path: string, shown: string, roots: readonly string[]): Promise<void> {
  const real = await realpath(path).catch((error) => refuse(error, shown));
  const around = await Promise.all(roots.map((root) => realpath(root).catch((error) => refuse(error, root))));
  const inside = around.some((root) => {
    const way = relative(root, real);
    return way !== '' && !way.startsWith('..') && !isAbsolute(way);
  });
  if (!inside)
    throw new Unobservable('target_blocked', `${shown} lies outside the folders of attestations and configuration; it was not read`);
}

async function fileAt(path: string, shown: string, most: number): Promise<{ readonly size: number }> {
  const found = await stat(path).catch((error) => refuse(error, shown));
  if (!found.isFile()) throw new Unobservable('malformed_response', `${shown} is not a file`);
  if (found.size > most) throw new Unobservable('too_large', `${shown} has more than ${most} bytes`);
  return found;
}
async function whole(path: string, shown: string, most: number): Promise<Uint8Array> {
  await fileAt(path, shown, most);
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error) => refuse(error, shown));
  try {
    const bytes = await file.readFile();
    if (bytes.length > most) throw new Unobservable('too_large', `${shown} has more than ${most} bytes`);
    return bytes;
  } catch (error) {
    throw error instanceof Unobservable ? error : refuse(error as NodeJS.ErrnoException, shown);
  } finally {
    await file.close();
  }
}

class Absent extends Unobservable {}
/** A file that is not there is no file that may not be read. */
function refuse(error: NodeJS.ErrnoException, shown: string): never {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw new Absent('attestation_missing', `${shown} is not there`);
  if (error.code === 'EACCES' || error.code === 'EPERM') throw new Unobservable('access_denied', `${shown} may not be read: ${error.code}`);
  if (error.name === 'AbortError') throw new Unobservable('aborted', `${shown} was not read to its end`);
  throw new Unobservable('not_run', `${shown} cannot be read: ${error.code}`);
}
function absent(error: unknown): null {
  if (error instanceof Absent) return null;
  throw error;
}
