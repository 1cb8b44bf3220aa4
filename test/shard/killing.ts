/** Runs of the shops in processes of their own, which can be ended at any moment. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const house = resolve(import.meta.dirname, '../..');
let built = '';

const CHILD = `
const at = (path) => import(@DIST@ + path);
const { shopping, execution } = await at('test/support/shops.js');
const { run } = await at('src/pipeline.js');
const { resumable } = await at('src/shard/journal.js');
const { openWire } = await at('src/collect/wire.js');
const { randomUUID } = await import('node:crypto');
const [dir, baseUrl, shops, how] = process.argv.slice(2);
const shop = shopping([{ name: 'many', ...(shops !== '' && { shops: shops.split(',') }) }], baseUrl, dir);
const clock = { now: () => new Date().toISOString(), monotonic: () => performance.now(), random: Math.random,
  sleep: (ms) => new Promise((go) => setTimeout(go, Math.min(ms, 5))) };
const options = execution(shop, openWire(), { clock, runId: randomUUID() });
try {
  const resumes = how === 'resume' ? await resumable(options) : undefined;
  const sealed = await run({ ...options, ...(resumes && { resumes }) });
  process.stdout.write('sealed ' + sealed.seq + ' ' + sealed.notes.join('; ') + '\\n');
  process.exit(0);
} catch (error) {
  process.stdout.write('refused ' + error.message + '\\n');
  process.exit(9);
}
`;

/** Compiles what the child needs; call it in beforeAll. */
export function build(): void {
  built = mkdtempSync(join(tmpdir(), 'claimcheck-parts-'));
  const tsconfig = join(built, 'tsconfig.json');
  const options = { outDir: join(built, 'dist'), rootDir: house, noCheck: true, declaration: false, noEmit: false, types: [] };
  const files = ['test/support/shops.ts', 'src/pipeline.ts', 'src/shard/journal.ts', 'src/collect/wire.ts'].map((path) =>
    join(house, path),
  );
  writeFileSync(tsconfig, JSON.stringify({ extends: join(house, 'tsconfig.json'), include: [], files, compilerOptions: options }));
  execFileSync(process.execPath, [join(house, 'node_modules/typescript/bin/tsc'), '-p', tsconfig], { stdio: 'inherit' });
  symlinkSync(join(house, 'node_modules'), join(built, 'node_modules'));
  writeFileSync(join(built, 'package.json'), '{"type":"module"}');
  writeFileSync(join(built, 'dist', 'package.json'), '{"type":"module"}');
  writeFileSync(join(built, 'child.mjs'), CHILD.replace('@DIST@', JSON.stringify(`${pathToFileURL(join(built, 'dist')).href}/`)));
}
export const clean = (): void => rmSync(built, { recursive: true, force: true });

export function child(...argv: readonly string[]): { readonly process: ChildProcess; readonly ended: Promise<string> } {
  const started = spawn(process.execPath, [join(built, 'child.mjs'), ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  started.stdout.on('data', (bytes) => {
    said += bytes;
  });
  return { process: started, ended: new Promise((done) => started.on('close', () => done(said.trim()))) };
}
