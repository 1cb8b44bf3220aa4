import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { openKeys, verifierKey } from '../../src/locker/index.ts';
import { notedBy, readNote, readVerifierKey } from '../../src/locker/note.ts';
import { verifyLocker } from '../../src/locker/verify/index.ts';
import { publicKeysIn } from '../../src/locker/verify/keyring.ts';
import { claimcheck, folder } from '../support/cli.ts';
import { bundleOf, copyOf, DAY, type Estate, env, FIRST, PASSPHRASE, reseal, runOf, signedLocker, sweep } from './tampering.ts';

const now = new Date(FIRST + 3.5 * DAY).toISOString();
const keysIn = (path: string) => publicKeysIn(readFileSync(path, 'utf8'), path);
afterEach(sweep);

describe('claimcheck keys new', () => {
  it('writes a private file for its owner alone, and a public one', async () => {
    const cwd = folder();
    const { status, out, said } = await claimcheck(['keys', 'new', '--passphrase-env', 'KEY_WORD'], { cwd, env });
    expect(status).toBe(0);
    expect(statSync(join(cwd, 'claimcheck.key')).mode & 0o777).toBe(0o600);
    const text = readFileSync(join(cwd, 'claimcheck.key'), 'utf8');
    expect(text.match(/BEGIN ENCRYPTED PRIVATE KEY/g)).toHaveLength(2);
    const { signer, log } = openKeys(text, 'key', PASSPHRASE);
    expect(out).toBe(`${signer.id}  ecdsa-p256\n`);
    expect(log.algorithm).toBe('ed25519');
    expect((await claimcheck(['keys', 'show'], { cwd })).out).toBe(out);
    expect(said.join()).not.toContain(PASSPHRASE);
  });
  it('overwrites nothing', async () => {
    const cwd = folder({ 'claimcheck.key': 'mine' });
    const { status, said } = await claimcheck(['keys', 'new', '--no-passphrase'], { cwd });
    expect(status).toBe(2);
    expect(said[0]).toMatch(/claimcheck\.key is there already/);
    expect(readFileSync(join(cwd, 'claimcheck.key'), 'utf8')).toBe('mine');
    expect(existsSync(join(cwd, 'claimcheck.key.pub'))).toBe(false);
  });
  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['no terminal and no passphrase', [], {}, /no terminal to ask/],
    ['a short passphrase', ['--passphrase-env', 'KEY_WORD'], { KEY_WORD: 'short' }, /at least 12 characters/],
    ['an unset variable', ['--passphrase-env', 'KEY_WORD'], {}, /KEY_WORD is not set/],
    ['another algorithm', ['--no-passphrase', '--algorithm', 'ed25518'], {}, /did you mean `ed25519`/],
  ])('%s is refused', async (_, argv, given, says) => {
    const cwd = folder();
    const { status, said } = await claimcheck(['keys', 'new', ...argv], { cwd, env: given });
    expect(status).toBe(2);
    expect(said.join('\n')).toMatch(says);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('a key file', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = folder({
      'claimcheck.yaml':
        'sources:\n  - { type: hetzner, project: p, token: { env: TOKEN }, baseUrl: "http://127.0.0.1:9" }\nseal: { key: claimcheck.key, passphrase: { env: KEY_WORD } }\n',
    });
    await claimcheck(['keys', 'new', '--passphrase-env', 'KEY_WORD'], { cwd, env });
  });
  afterAll(() => rmSync(cwd, { recursive: true }));
  const run = (given: Record<string, string | undefined>) =>
    claimcheck(['run', '--checks', 'hetzner.server.*'], { cwd, env: { ...env, ...given } });

  it.each([0o640, 0o604, 0o620, 0o644, 0o660])('that others may use (%o) is refused before anything is asked', async (mode) => {
    chmodSync(join(cwd, 'claimcheck.key'), mode);
    const { status, said } = await run({});
    chmodSync(join(cwd, 'claimcheck.key'), 0o600);
    expect(status).toBe(2);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/claimcheck\.key {2}others than its owner may use this key file .*chmod 600/);
    expect(existsSync(join(cwd, '.claimcheck'))).toBe(false);
  });
  it('does not open with another passphrase, and says nothing of either', async () => {
    const { status, said } = await run({ KEY_WORD: 'a wrong passphrase' });
    expect(status).toBe(2);
    expect(said).toEqual([expect.stringMatching(/the key file cannot be opened \(is it the right passphrase\?\)$/)]);
    expect(said.join()).not.toContain('a wrong passphrase');
  });
  it('wants its passphrase before the first question', async () => {
    const { status, said } = await run({ KEY_WORD: undefined });
    expect(status).toBe(2);
    expect(said[0]).toMatch(/^claimcheck\.yaml:3:\d+ {2}the environment variable KEY_WORD is not set/);
  });
  it('that is not there, or none, is refused', async () => {
    const other = folder({ 'claimcheck.yaml': readFileSync(join(cwd, 'claimcheck.yaml'), 'utf8') });
    expect((await claimcheck(['run', '--checks', 'hetzner.server.*'], { cwd: other, env })).said[0]).toMatch(
      /cannot be read .*no such file; `claimcheck keys new` writes one/,
    );
    writeFileSync(join(other, 'claimcheck.key'), 'not a key', { mode: 0o600 });
    expect((await claimcheck(['run', '--checks', 'hetzner.server.*'], { cwd: other, env })).said[0]).toMatch(
      /holds 0 private keys instead of two/,
    );
    rmSync(other, { recursive: true });
  });
  it('is not asked for by those who verify', async () => {
    const { status, said } = await claimcheck(['verify', '.', '--key', 'claimcheck.key'], { cwd });
    expect(status).toBe(2);
    expect(said[0]).toMatch(/this is a private key/);
  });
});

describe('the key `seal` of the configuration', () => {
  const parse = (seal: string, given: Record<string, string> = { TOKEN: 'x', W: 'y' }) =>
    parseConfig(`sources:\n  - { type: hetzner, project: p, token: { env: TOKEN } }\nseal: ${seal}\n`, '/tmp/claimcheck.yaml', {
      sources,
      frameworks: [],
      env: (name) => given[name],
    });
  let sources: Parameters<typeof parseConfig>[2]['sources'];
  beforeAll(async () => {
    ({ sources } = await import('../../src/registry.ts'));
  });
  it.each([
    ['{ }', /one key/],
    ['{ key: a, kms: b }', /one key/],
    ['{ kms: b, passphrase: { env: W } }', /no passphrase/],
    ['{ key: a, region: eu-central-1 }', /belong to `kms`/],
    ['{ key: a, passphrase: secret }', /passphrase/],
    ['{ key: a, timestamp: "ftp://tsa.example" }', /timestamp/],
    ['{ key: a, passphrse: { env: W } }', /did you mean `passphrase`/],
    ['{ key: a, passphrase: { env: NOWHERE } }', /NOWHERE is not set/],
  ])('%s is refused', (seal, says) => {
    expect(() => parse(seal)).toThrow(says);
  });
  it('takes a file or a key in KMS', () => {
    expect(parse('{ key: ./a.key, passphrase: { env: W }, timestamp: "https://tsa.example/tsr" }').seal).toEqual({
      key: '/tmp/a.key',
      passphrase: { env: 'W' },
      kms: undefined,
      timestamp: 'https://tsa.example/tsr',
    });
    expect(parse('{ kms: alias/evidence, region: eu-central-1 }').seal?.kms).toEqual({
      key: 'alias/evidence',
      region: 'eu-central-1',
      endpoint: undefined,
    });
  });
});

describe('a rotation (T31)', () => {
  let estate: Estate;
  let oldPub: string;
  let newPub: string;
  beforeAll(async () => {
    estate = await signedLocker({
      runs: 4,
      before: async (run, cwd) => {
        if (run !== 2) return;
        copyFileSync(join(cwd, 'claimcheck.key.pub'), join(cwd, 'old.pub'));
        const { status, said } = await claimcheck(['keys', 'rotate'], { cwd, env, now: () => new Date(FIRST + 1.5 * DAY).toISOString() });
        expect(status, said.join('\n')).toBe(0);
        expect(said.join('\n')).toMatch(/signs up to run 2, the new key from run 3 on/);
      },
    });
    oldPub = join(estate.cwd, 'old.pub');
    newPub = join(estate.cwd, 'claimcheck.key.pub');
  }, 60_000);
  afterAll(() => rmSync(estate.cwd, { recursive: true, force: true }));
  const oldSigner = () =>
    openKeys(
      readFileSync(join(estate.cwd, readdirSync(estate.cwd).find((name) => name.endsWith('.retired')) as string), 'utf8'),
      'old',
      PASSPHRASE,
    ).signer;

  it.each(['old', 'new'])('is followed from the %s key', async (side) => {
    const found = await verifyLocker(estate.root, { now, keys: keysIn(side === 'old' ? oldPub : newPub), maxAgeMs: DAY });
    expect(found.defects).toEqual([]);
    expect(found.exit).toBe(0);
    expect(new Set(found.runs.map(({ key }) => key)).size).toBe(2);
  });
  it('whose statement is gone leaves a key that nobody vouches for', async () => {
    const root = copyOf(estate.root);
    rmSync(join(root, 'keys/rotations'), { recursive: true });
    const found = await verifyLocker(root, { now, keys: keysIn(newPub), maxAgeMs: DAY });
    expect(found.defects.map(({ code, file }) => `${code} ${file.slice(0, 13)}`)).toEqual([
      'KEY_UNTRUSTED runs/00000001',
      'KEY_UNTRUSTED runs/00000002',
    ]);
    expect(found.exit).toBe(5);
  });
  it('ends the term of the old key: what it signs afterwards is refused', async () => {
    const root = copyOf(estate.root);
    await reseal(root, runOf(4), (one) => one, oldSigner());
    rmSync(join(root, 'log'), { recursive: true });
    for (const pub of [oldPub, newPub]) {
      const found = await verifyLocker(root, { now, keys: keysIn(pub), maxAgeMs: DAY });
      expect(found.defects.map(({ code, detail }) => `${code} ${detail}`)).toContainEqual(
        expect.stringMatching(/^KEY_UNTRUSTED .*retired after run 2/),
      );
      expect(found.exit).toBe(5);
    }
  });
  it('signed by one side only is none', async () => {
    const root = copyOf(estate.root);
    const folder = join(root, 'keys/rotations');
    const [fresh, old] = readdirSync(folder).sort() as [string, string];
    expect([fresh, old].map((name) => name.split('.').slice(1).join('.'))).toEqual(['new.sigstore.json', 'old.sigstore.json']);
    rmSync(join(folder, fresh));
    copyFileSync(join(folder, old), join(folder, fresh));
    const found = await verifyLocker(root, { now, keys: keysIn(oldPub), maxAgeMs: DAY });
    expect(found.defects.map(({ code }) => code)).toEqual(expect.arrayContaining(['ROTATION_INVALID', 'KEY_UNTRUSTED']));
    expect(found.exit).toBe(5);
  });
});

describe('the checkpoint', () => {
  it('is a C2SP note of the Ed25519 key that the manifest names', async () => {
    const estate = await signedLocker({ runs: 1 });
    const text = readFileSync(join(estate.root, 'log/checkpoint'), 'utf8');
    const manifest = JSON.parse(readFileSync(join(estate.root, runOf(1), 'manifest.json'), 'utf8'));
    const note = readNote(text);
    expect(note && notedBy(note, manifest.log)).toBe(true);
    expect(note && notedBy({ ...note, text: note.text.replace('\n1\n', '\n2\n') }, manifest.log)).toBe(false);
    expect(readVerifierKey(manifest.log)?.name).toBe(manifest.origin);
    expect(bundleOf(estate.root, 1).mediaType).toBe('application/vnd.dev.sigstore.bundle.v0.3+json');
    rmSync(estate.cwd, { recursive: true });
  });
  it('is written as the Go implementation writes it', () => {
    // the example of https://pkg.go.dev/golang.org/x/mod/sumdb/note
    const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    const note = readNote(
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
    );
    expect(note && notedBy(note, vkey)).toBe(true);
    expect(verifierKey('PeterNeumann', (readVerifierKey(vkey) as { publicKey: Parameters<typeof verifierKey>[1] }).publicKey)).toBe(vkey);
    expect(readVerifierKey(vkey.replace('c74f20a3', 'c74f20a4'))).toBeUndefined();
  });
});
