/** Report files: each whole or not there; one that fails does not take the others with it. */
import { createWriteStream } from 'node:fs';
import { access, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { nearest, Refusal } from '../errors.ts';
import type { Bytes, FindingRow, Renderer, Report } from '../model.ts';

export function chosenRenderers(list: string, renderers: readonly Renderer<Bytes>[]): Renderer<Bytes>[] {
  const ids = list
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (ids.length === 0) throw new Refusal('USAGE', '--format names no format');
  return ids.map((id) => {
    const renderer = renderers.find((one) => one.id === id);
    if (renderer) return renderer;
    const known = renderers.map((one) => one.id);
    const meant = nearest(id, known);
    throw new Refusal('USAGE', `no report format is called \`${id}\``, {
      hint: meant ? `did you mean \`${meant}\`?` : `known: ${known.join(', ')}`,
    });
  });
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
): Promise<Delivered> {
  const written: string[] = [];
  const failed: Refusal[] = [];
  if (!report.run.findings.inline)
    written.push(
      await whole(join(dir, report.run.findings.file), (path) => pipeline(Readable.from(lines(findings())), createWriteStream(path))),
    );
  for (const renderer of renderers) {
    try {
      const file = await renderer.render(report, findings);
      written.push(await whole(join(dir, file.name), (path) => put(path, file.bytes)));
    } catch (error) {
      failed.push(
        new Refusal(
          'RENDERER_FAILED',
          `the ${renderer.id} report could not be made: ${error instanceof Error ? error.message : String(error)}`,
          { hint: 'the run is sealed; `claimcheck report` tries again', cause: error },
        ),
      );
    }
  }
  return { written, failed };
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

async function* lines(rows: AsyncIterable<FindingRow>): AsyncIterable<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
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
