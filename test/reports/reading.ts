/** Looks into a PDF without the library that wrote it, and with pdftotext where that is installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** The content of every compressed stream. */
export function streams(bytes: Uint8Array): readonly Buffer[] {
  const raw = Buffer.from(bytes);
  const found: Buffer[] = [];
  for (const match of latin1(raw).matchAll(/\/Length (\d+)[^>]*\/Filter \/FlateDecode[^>]*>>\s*stream\n/g)) {
    const from = match.index + match[0].length;
    found.push(inflateSync(raw.subarray(from, from + Number(match[1]))));
  }
  return found;
}
export const pageCount = (bytes: Uint8Array): number => latin1(bytes).match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
/** The bookmarks of the first level, as written into the file: ASCII titles only. */
export function chapters(bytes: Uint8Array): readonly string[] {
  const items = [...latin1(bytes).matchAll(/(\d+) 0 obj\n<<\n(?:(?!endobj)[\s\S])*?\/Parent (\d+) 0 R\s*\/Title \(([^)]*)\)/g)];
  const inner = new Set(items.map(([, id]) => id));
  return items.filter(([, , parent]) => !inner.has(parent)).map(([, , , title]) => title ?? '');
}
export const uris = (bytes: Uint8Array): readonly string[] =>
  [...latin1(bytes).matchAll(/\/URI \(([^)]*)\)/g)].map((match) => match[1] ?? '');

/** Bytes of outlines in each embedded TrueType font: its `glyf` table. */
export function outlineSizes(bytes: Uint8Array): readonly number[] {
  return streams(bytes)
    .filter((stream) => stream.length > 12 && [0x00010000, 0x74727565].includes(stream.readUInt32BE(0)))
    .map((font) => {
      for (let at = 12; at < 12 + font.readUInt16BE(4) * 16; at += 16) {
        if (font.toString('latin1', at, at + 4) === 'glyf') return font.readUInt32BE(at + 12);
      }
      return 0;
    });
}

/** The lowest baseline of any text, in points above the lower edge of its page. */
export function lowest(bytes: Uint8Array): number {
  const found = streams(bytes).flatMap((stream) => [...stream.toString('latin1').matchAll(/1 0 0 1 -?[\d.]+ (-?[\d.]+) Tm/g)]);
  if (found.length === 0) throw new Error('no text was found in the PDF');
  return found.reduce((least, match) => Math.min(least, Number(match[1])), Infinity);
}

export const hasPdftotext = spawnSync('pdftotext', ['-v']).error === undefined;
if (!hasPdftotext) {
  console.warn('SKIPPED: pdftotext is not on PATH (apt package poppler-utils). The tests that read a PDF as a person does did NOT run.');
}

export function textOf(bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'claimcheck-pdf-'));
  try {
    const file = join(folder, 'report.pdf');
    writeFileSync(file, bytes);
    const { status, stdout, stderr } = spawnSync('pdftotext', ['-enc', 'UTF-8', file, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
/** As one line: where lines end is layout. */
export const flat = (text: string): string => text.replace(/\s+/g, ' ');
