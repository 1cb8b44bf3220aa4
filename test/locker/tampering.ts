/** A locker of three signed runs, made by the command line over the simulated Hetzner; and the tools of somebody who tampers with it. */
import { type KeyObject, randomUUID } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startHetzner } from '../../src/demo/hetzner/server.ts';
import { drifted } from '../../src/demo/hetzner/worlds/drifted.ts';
import { bundleBytes, signStatement } from '../../src/locker/bundle.ts';
import { canonical, digestOf, openKeys, type Signer } from '../../src/locker/index.ts';
import type { ManifestV2 } from '../../src/locker/manifest.ts';
import { rootOf } from '../../src/locker/merkle.ts';
import { runStatement, type Statement } from '../../src/locker/statement.ts';
import { sumLines } from '../../src/locker/sums.ts';
import { publicKeysIn } from '../../src/locker/verify/keyring.ts';
import { claimcheck, folder } from '../support/cli.ts';

export const PASSPHRASE = 'correct horse battery staple';
export const TOKEN = 'hetzner-token-0123456789abcdef';
export const env = { TOKEN, KEY_WORD: PASSPHRASE };
export const DAY = 86_400_000;
/** Of the first run; the others follow a day apart. */
export const FIRST = Date.parse('2026-11-18T04:00:00.000Z');

export interface Estate {
  /** Holds claimcheck.yaml, the key, and `.claimcheck`. */
  readonly cwd: string;
  readonly root: string;
  readonly signer: Signer;
  readonly publicKeys: readonly KeyObject[];
  readonly said: readonly string[];
}

/** `before` may do something between two runs. */
export async function signedLocker(
  options: {
    readonly runs?: number;
    readonly seal?: string;
    readonly algorithm?: string;
    /** When the first run begins, in ms. */
    readonly from?: number;
    readonly before?: (run: number, cwd: string) => Promise<void>;
  } = {},
): Promise<Estate> {
  const first = options.from ?? FIRST;
  let at = first;
  // every answer takes a millisecond of this clock, so that runs last
  const now = () => {
    at += 1;
    return new Date(at).toISOString();
  };
  const server = await startHetzner({ world: drifted, now });
  const seal = options.seal ?? '{ key: ./claimcheck.key, passphrase: { env: KEY_WORD } }';
  const cwd = folder({
    'claimcheck.yaml': `sources:\n  - { type: hetzner, project: production, token: { env: TOKEN }, baseUrl: "${server.url}" }\nframeworks: []\nseal: ${seal}\n`,
  });
  const said: string[] = [];
  try {
    const made = await claimcheck(['keys', 'new', '--passphrase-env', 'KEY_WORD', '--algorithm', options.algorithm ?? 'ecdsa-p256'], {
      cwd,
      env,
      now,
    });
    expect(made.status, made.said.join('\n')).toBe(0);
    for (let run = 0; run < (options.runs ?? 3); run += 1) {
      at = first + run * DAY;
      await options.before?.(run, cwd);
      const done = await claimcheck(['run', '--format', 'json', '--checks', 'hetzner.server.*,hetzner.firewall.*'], { cwd, env, now });
      said.push(...done.said);
      expect([1, 3, 4], done.said.join('\n')).toContain(done.status);
    }
  } finally {
    await server.close();
  }
  const key = readFileSync(join(cwd, 'claimcheck.key'), 'utf8');
  const publicKeys = publicKeysIn(readFileSync(join(cwd, 'claimcheck.key.pub'), 'utf8'), 'pub');
  return { cwd, root: join(cwd, '.claimcheck'), signer: openKeys(key, 'key', PASSPHRASE).signer, publicKeys, said };
}

const copies: string[] = [];
export function copyOf(root: string): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'claimcheck-tampered-')), 'locker');
  copies.push(join(copy, '..'));
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}
export function sweep(): void {
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true, force: true });
}

export const runOf = (seq: number): string => `runs/${String(seq).padStart(8, '0')}`;
export const overwrite = (path: string, data: Uint8Array | string): void => {
  if (existsSync(path)) chmodSync(path, 0o644);
  writeFileSync(path, data);
};
export const manifestOf = (root: string, seq: number): ManifestV2 =>
  JSON.parse(readFileSync(join(root, runOf(seq), 'manifest.json'), 'utf8')) as ManifestV2;
export const bundleOf = (root: string, seq: number) => JSON.parse(readFileSync(join(root, runOf(seq), 'run.sigstore.json'), 'utf8'));

/** The path of some answer's raw bytes in a run. */
export function objectOf(root: string, seq: number, pick: RegExp = /^raw\//): string {
  const item = manifestOf(root, seq).items.find(({ name }) => pick.test(name));
  if (item === undefined) throw new Error(`run ${seq} holds no object like ${pick}`);
  return item.path;
}

export function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
  overwrite(path, bytes);
}

/** Writes a manifest and everything that follows from it, as the holder of the key could: tree, sums and signature fit. */
export async function reseal(
  root: string,
  folder: string,
  change: (manifest: ManifestV2) => ManifestV2,
  signer: Signer | undefined,
): Promise<ManifestV2> {
  const path = join(root, folder, 'manifest.json');
  const changed = change(JSON.parse(readFileSync(path, 'utf8')) as ManifestV2);
  const merkleRoot = rootOf(changed.items.map((item) => canonical(item)));
  const key = signer ? { id: signer.id, algorithm: signer.algorithm } : null;
  const manifest: ManifestV2 = { ...changed, merkleRoot, treeSize: changed.items.length, key };
  const bytes = canonical(manifest);
  overwrite(path, bytes);
  const itself = { name: 'manifest.json', size: bytes.length, sha256: digestOf(bytes).slice(7) };
  overwrite(join(root, folder, 'SHA256SUMS'), [...sumLines(manifest.seq, [...manifest.files, itself], manifest.items)].join(''));
  if (signer) await sign(root, folder, runStatement(manifest, digestOf(bytes)), signer);
  return manifest;
}
export async function sign(root: string, folder: string, statement: Statement, signer: Signer): Promise<void> {
  overwrite(join(root, folder, 'run.sigstore.json'), await bundleBytes(await signStatement(statement, signer)));
}
/** All runs, one after the other, so that the chain fits again. */
export async function resealAll(root: string, change: (manifest: ManifestV2) => ManifestV2, signer: Signer): Promise<void> {
  let previous: ManifestV2['previous'] = null;
  for (const name of readdirSync(join(root, 'runs')).sort()) {
    const follows = previous;
    await reseal(root, `runs/${name}`, (manifest) => ({ ...change(manifest), previous: follows }), signer);
    previous = digestOf(readFileSync(join(root, 'runs', name, 'manifest.json')));
  }
}
export const uuid = randomUUID;
