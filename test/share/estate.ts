/** A signed run over the simulated Hetzner with a framework, and packs of it: made by the command line, taken apart by tar itself. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startHetzner } from '../../src/demo/hetzner/server.ts';
import { drifted } from '../../src/demo/hetzner/worlds/drifted.ts';
import { openKeys, type Signer } from '../../src/locker/index.ts';
import { claimcheck, folder } from '../support/cli.ts';

export const FRAMEWORK = 'iso-27001-2022';
export const NOW = '2026-11-20T08:00:00.000Z';
const PASSPHRASE = 'correct horse battery staple';
export const env = { TOKEN: 'hetzner-token-0123456789abcdef', KEY_WORD: PASSPHRASE };

export interface Estate {
  readonly cwd: string;
  readonly root: string;
  readonly signer: Signer;
}
/** `runs` a day apart, the last on `NOW`'s day. */
export async function estate({ runs = 1, sealed = true }: { readonly runs?: number; readonly sealed?: boolean } = {}): Promise<Estate> {
  let at = 0;
  const now = () => {
    at += 1;
    return new Date(at).toISOString();
  };
  const server = await startHetzner({ world: drifted, now });
  const seal = sealed ? 'seal: { key: ./claimcheck.key, passphrase: { env: KEY_WORD } }\n' : '';
  const cwd = folder({
    'claimcheck.yaml': `sources:\n  - { type: hetzner, project: production-of-acme, token: { env: TOKEN }, baseUrl: "${server.url}" }\nframeworks: [${FRAMEWORK}]\n${seal}`,
  });
  try {
    expect((await claimcheck(['keys', 'new', '--passphrase-env', 'KEY_WORD', '--algorithm', 'ed25519'], { cwd, env })).status).toBe(0);
    for (let run = 1; run <= runs; run += 1) {
      at = Date.parse(NOW) - (runs - run) * 86_400_000 - 3_600_000;
      const done = await claimcheck(['run', '--format', 'json'], { cwd, env, now });
      expect([1, 3, 4], done.said.join('\n')).toContain(done.status);
    }
  } finally {
    await server.close();
  }
  const signer = openKeys(readFileSync(join(cwd, 'claimcheck.key'), 'utf8'), 'key', PASSPHRASE).signer;
  return { cwd, root: join(cwd, '.claimcheck'), signer };
}

export const share = (cwd: string, ...more: readonly string[]) =>
  claimcheck(['share', '--claims', `${FRAMEWORK}/A.8.*`, ...more], { cwd, env, now: () => NOW });
export const verify = (cwd: string, pack: string, ...more: readonly string[]) =>
  claimcheck(['verify', pack, '--json', ...more], { cwd, env, now: () => NOW });

/** Names and bytes, as GNU tar takes them out. */
export function contents(tar: string): Map<string, Buffer> {
  const out = mkdtempSync(join(tmpdir(), 'claimcheck-untar-'));
  try {
    execFileSync('tar', ['-xf', tar, '-C', out]);
    const names = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return new Map(
      names
        .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1))
        .sort()
        .map((name) => [name, readFileSync(join(out, name))]),
    );
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
export interface Raw {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly kind?: string;
  readonly link?: string;
  readonly mtime?: number;
  readonly uid?: number;
  /** What the header says, whatever follows. */
  readonly size?: number;
}
/** A tar of whatever one likes, by nobody's rules. */
export function rawTar(entries: readonly Raw[], end: Uint8Array = Buffer.alloc(1024)): Buffer {
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  const parts = entries.flatMap(({ name, bytes, kind = '0', link = '', mtime = 0, uid = 0, size = bytes.length }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(octal(0o644, 7) + octal(uid, 7) + octal(0, 7) + octal(size, 11) + octal(mtime, 11), 100);
    header.write(kind, 156);
    header.write(link, 157);
    header.write('ustar\x0000', 257);
    header.write(octal(0, 7) + octal(0, 7), 329);
    header.fill(' ', 148, 156);
    header.write(
      `${octal(
        header.reduce((sum, byte) => sum + byte, 0),
        6,
      )} `,
      148,
    );
    return [header, Buffer.from(bytes), Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, end]);
}
export const entriesOf = (files: ReadonlyMap<string, Uint8Array>): Raw[] =>
  [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, bytes]) => ({ name, bytes }));

export function written(cwd: string, name: string, bytes: Uint8Array): string {
  const path = join(cwd, name);
  writeFileSync(path, bytes);
  return path;
}
