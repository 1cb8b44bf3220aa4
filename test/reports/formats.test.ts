import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { wholeOf } from '../../src/cli/deliver.ts';
import type { Bytes, Renderer } from '../../src/model.ts';
import { renderers } from '../../src/registry.ts';
import { type Kept, keptRun, WORLDS, type WorldName } from '../support/reports.ts';

/** Golden output: `GOLDEN=write npx vitest run test/reports/formats.test.ts` writes it; it is read as a diff before it is committed. */
const golden = join(fileURLToPath(new URL('.', import.meta.url)), 'golden');
const names = Object.keys(WORLDS) as WorldName[];
const kept = new Map<WorldName, Kept>();
beforeAll(async () => {
  for (const name of names) kept.set(name, await keptRun(name));
});
const written = async (renderer: Renderer<Bytes>, name: WorldName) => {
  const { report, findings } = kept.get(name) as Kept;
  return wholeOf((await renderer.render(report, findings)).bytes);
};
/** What is laid out for people changes with every change of its looks: its own tests say what must be in it. */
const laidOut = ({ mediaType }: Renderer<Bytes>) => /pdf|html/.test(mediaType);

describe.each(renderers.map((renderer) => [renderer.id, renderer] as const))('%s', (id, renderer) => {
  it.each(names)('of the run `%s` is as it was', { skip: laidOut(renderer) }, async (name) => {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await written(renderer, name));
    const path = join(golden, name, renderer.file);
    if (process.env['GOLDEN'] === 'write') {
      mkdirSync(join(golden, name), { recursive: true });
      writeFileSync(path, text);
    }
    expect(existsSync(path), `no golden output of ${id}; GOLDEN=write makes it`).toBe(true);
    expect(text).toBe(readFileSync(path, 'utf8'));
  });
  it.each(names)('of the run `%s` is the same bytes again', async (name) => {
    expect(Buffer.compare(await written(renderer, name), await written(renderer, name))).toBe(0);
  });
});
