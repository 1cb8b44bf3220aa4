/** Report files: each whole or not there; one that fails does not take the others with it. */
import { createWriteStream } from 'node:fs';
import { access, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { nearest, Refusal, Refusals } from '../errors.ts';
import type { Bytes, FindingRow, Renderer, Report, SubjectRow } from '../model.ts';

export interface Chosen {
  readonly chosen: readonly Renderer<Bytes>[];
  /** What is no format, each as its own complaint. */
  readonly unknown: readonly Refusal[];
}
export function choose(list: string, renderers: readonly Renderer<Bytes>[]): Chosen {
  const ids = new Set(list.split(',').map((id) => id.trim()));
  ids.delete('');
  if (ids.size === 0) throw new Refusal('USAGE', '--format names no format');
  const known = renderers.map((one) => one.id);
  const unknown = [...ids]
    .filter((id) => !known.includes(id))
    .map((id) => {
      const meant = nearest(id, known);
      const hint = meant ? `did you mean \`${meant}\`?` : `known: ${known.join(', ')}`;
      return new Refusal('USAGE', `no report format is called \`${id}\``, { hint });
    });
  return { chosen: [...ids].flatMap((id) => renderers.find((one) => one.id === id) ?? []), unknown };
}

/** Where something is asked before anything is written: one that is no format is refused, and nobody is asked. */
export function chosenRenderers(list: string, renderers: readonly Renderer<Bytes>[]): readonly Renderer<Bytes>[] {
  const { chosen, unknown } = choose(list, renderers);
  if (unknown.length > 0) throw new Refusals(unknown);
  return chosen;
}

/** Before anything is asked: can the report be put where it is wanted? */
export async function openOut(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    await access(dir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Refusal('OUTPUT_UNWRITABLE', `the report cannot be written to ${dir}`, {
      hint: (error as NodeJS.ErrnoException).code ?? String(error),
      cause: error,
    });
  }
}

export interface Delivered {
  readonly written: readonly string[];
  readonly failed: readonly Refusal[];
}

export async function deliver(
  dir: string,
  renderers: readonly Renderer<Bytes>[],
  report: Report,
  findings: () => AsyncIterable<FindingRow>,
  subjects?: () => AsyncIterable<SubjectRow>,
): Promise<Delivered> {
  const written: string[] = [];
  const failed: Refusal[] = [];
  const attempt = async (what: string, path: string, make: () => Promise<{ readonly name: string; readonly bytes: Bytes }>) => {
    try {
      const { name, bytes } = await make();
      written.push(await whole(join(dir, name), (draft) => put(draft, bytes)));
    } catch (error) {
      failed.push(failure(what, path, error));
    }
  };
  const { inline, file } = report.run.findings;
  if (!inline) await attempt('the list of findings', join(dir, file), async () => ({ name: file, bytes: jsonLines(findings()) }));
  const apart = report.run.subjects?.file;
  if (apart !== undefined && subjects)
    await attempt('the list of subjects', join(dir, apart), async () => ({ name: apart, bytes: jsonLines(subjects()) }));
  for (const renderer of renderers)
    await attempt(`the ${renderer.id} report`, join(dir, renderer.file), () => renderer.render(report, findings, subjects));
  return { written, failed };
}

/** The disk's no is the user's to mend; anything else is ours. */
function failure(what: string, path: string, error: unknown): Refusal {
  // a locker that was altered says so itself
  if (error instanceof Refusal) return error;
  const message = error instanceof Error ? error.message : String(error);
  const { syscall, path: at } = error as NodeJS.ErrnoException;
  if (syscall !== undefined && (at === undefined || at.startsWith(dirname(path))))
    return new Refusal('OUTPUT_UNWRITABLE', `${what} cannot be written to ${path}`, {
      hint: (error as NodeJS.ErrnoException).code ?? message,
      cause: error,
    });
  const hint = 'the run is sealed; `claimcheck report` tries again';
  return new Refusal('RENDERER_FAILED', `${what} could not be made: ${message}`, { hint, cause: error });
}
/** Some could not be written: the worst of it. None: as the run says. */
export function exitAfter(failed: readonly Refusal[], otherwise: number): number {
  return failed.length > 0 ? Math.max(...failed.map(({ exit }) => exit)) : otherwise;
}

function put(path: string, bytes: Bytes): Promise<void> {
  return bytes instanceof Uint8Array ? writeFile(path, bytes) : pipeline(bytes, createWriteStream(path));
}

/** In one piece, for who cannot take it in several. */
export async function wholeOf(bytes: Bytes): Promise<Uint8Array> {
  if (bytes instanceof Uint8Array) return bytes;
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** As text, a piece at a time; a character may begin in one and end in the next. */
export async function* textOf(bytes: Bytes): AsyncIterable<string> {
  const decoder = new TextDecoder();
  if (bytes instanceof Uint8Array) return yield decoder.decode(bytes);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** One JSON document a line, in pieces that are worth writing. */
export async function* jsonLines(rows: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  let held: string[] = [];
  let size = 0;
  for await (const row of rows) {
    const line = `${JSON.stringify(row)}\n`;
    held.push(line);
    size += line.length;
    if (size < 65_536) continue;
    yield Buffer.from(held.join(''));
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.from(held.join(''));
}

async function whole(path: string, write: (path: string) => Promise<void>): Promise<string> {
  const draft = `${path}.part`;
  try {
    await write(draft);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return path;
}
