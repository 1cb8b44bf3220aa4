/** A locker checked by what others wrote: openssl, jq and coreutils by docs/verify.sh, Python, @sigstore/verify. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { beginRun, openKeys, type Signer } from '../../src/locker/index.ts';
import { prune } from '../../src/locker/prune.ts';
import { fill } from '../locker/support.ts';
import {
  bundleOf,
  copyOf,
  DAY,
  type Estate,
  env,
  FIRST,
  flip,
  manifestOf,
  objectOf,
  overwrite,
  PASSPHRASE,
  reseal,
  runOf,
  signedLocker,
  sweep,
} from '../locker/tampering.ts';
import { claimcheck } from '../support/cli.ts';

const script = resolve(import.meta.dirname, '../../docs/verify.sh');
const has = (tool: string, ...argv: string[]): boolean => spawnSync(tool, argv).status === 0;
const tools = has('openssl', 'version') && has('jq', '--version') && has('sha256sum', '--version');
const python = has('python3', '--version');
if (!tools) console.warn('SKIPPED: docs/verify.sh needs openssl, jq and sha256sum, and this machine lacks one of them');
if (!python) console.warn('SKIPPED: no python3 on this machine to recompute the Merkle root');

let estate: Estate;
let head = '';
beforeAll(async () => {
  estate = await signedLocker();
  head = join(estate.cwd, 'head.txt');
  writeFileSync(head, readFileSync(join(estate.root, 'log/checkpoint')));
});
afterEach(sweep);
afterAll(() => rmSync(estate.cwd, { recursive: true, force: true }));

const oldSigner = (cwd: string): Signer => {
  const name = readdirSync(cwd).find((one) => one.endsWith('.retired')) as string;
  return openKeys(readFileSync(join(cwd, name), 'utf8'), name, PASSPHRASE).signer;
};
const run = (root: string, ...more: string[]) => {
  const { status, stdout, stderr } = spawnSync('sh', [script, root, join(estate.cwd, 'claimcheck.key.pub'), ...more], { encoding: 'utf8' });
  return { status, said: stdout + stderr };
};

describe.skipIf(!tools)('docs/verify.sh, with openssl, jq and coreutils', () => {
  it('says verified, and how far', () => {
    expect(run(estate.root)).toEqual({ status: 0, said: expect.stringMatching(/^verified: 3 runs of claimcheck\/.*\nnot anchored/) });
    expect(run(estate.root, head)).toEqual({
      status: 0,
      said: expect.stringMatching(/\nanchored: your checkpoint has seen runs 1 to 3\n$/),
    });
  });
  it('names the file after one flipped bit, wherever it is', () => {
    const files = ['manifest.json', 'findings.jsonl', 'resources.jsonl', 'report.json', 'SHA256SUMS'].map((name) => `${runOf(2)}/${name}`);
    for (const file of [...files, objectOf(estate.root, 1), objectOf(estate.root, 3)]) {
      const root = copyOf(estate.root);
      flip(join(root, file));
      const { status, said } = run(root);
      expect(said, file).toContain(`ALTERED  ${file}: `);
      expect(status).toBe(5);
    }
  });
  it.each<[string, (root: string) => void, RegExp]>([
    [
      'a flipped signature',
      (root) => {
        const bundle = bundleOf(root, 2);
        const signature = Buffer.from(bundle.dsseEnvelope.signatures[0].sig, 'base64');
        signature[20] = (signature[20] as number) ^ 1;
        bundle.dsseEnvelope.signatures[0].sig = signature.toString('base64');
        overwrite(join(root, runOf(2), 'run.sigstore.json'), JSON.stringify(bundle));
      },
      /runs\/00000002\/run\.sigstore\.json/,
    ],
    ['a run away', (root) => rmSync(join(root, runOf(2)), { recursive: true }), /run 2 is missing/],
    ['a signature away', (root) => rmSync(join(root, runOf(3), 'run.sigstore.json')), /this one is not/],
    ['an object away', (root) => rmSync(join(root, objectOf(root, 1))), /ALTERED {2}objects\/sha256/],
    ['the newest run away', (root) => rmSync(join(root, runOf(3)), { recursive: true }), /has seen 3 runs; here are 2/],
  ])('%s is found', (_, tamper, says) => {
    const root = copyOf(estate.root);
    tamper(root);
    const { status, said } = run(root, head);
    expect(said).toMatch(says);
    expect(status).toBe(5);
  });
  it("is not content with somebody else's key", () => {
    const other = join(estate.cwd, 'other.pem');
    spawnSync('sh', ['-c', `openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout -out ${other}`]);
    const { status, stdout } = spawnSync('sh', [script, estate.root, other], { encoding: 'utf8' });
    expect(stdout).toMatch(/^ALTERED {2}runs\/00000001\/run\.sigstore\.json: your key has not signed this/);
    expect(status).toBe(5);
  });
  describe('after a key was followed by another', () => {
    let two: Estate;
    const keys = () => ['claimcheck.key.pub', 'old.pub'].map((name) => join(two.cwd, name));
    const check = (root: string, key: string) => {
      const { status, stdout, stderr } = spawnSync('sh', [script, root, key], { encoding: 'utf8' });
      return { status, said: stdout + stderr };
    };
    beforeAll(async () => {
      two = await signedLocker({
        before: async (index, cwd) => {
          if (index !== 2) return;
          copyFileSync(join(cwd, 'claimcheck.key.pub'), join(cwd, 'old.pub'));
          const turned = await claimcheck(['keys', 'rotate', '--passphrase-env', 'KEY_WORD', '--algorithm', 'ed25519'], { cwd, env });
          expect(turned.status, turned.said.join()).toBe(0);
        },
      });
    }, 300_000);
    afterAll(() => rmSync(two.cwd, { recursive: true, force: true }));

    it('comes to the same answer with either key', () => {
      for (const key of keys())
        expect(check(two.root, key)).toEqual({ status: 0, said: expect.stringMatching(/^verified: 3 runs(?:.|\n)*\nsigned by 2 keys/) });
    });
    it.each<[string, (root: string, stem: string) => unknown, RegExp]>([
      ['the word of the new key away', (root, stem) => rmSync(join(root, `${stem}.new.sigstore.json`)), /the new key has to sign/],
      [
        'both words away',
        (root, stem) => {
          for (const side of ['old', 'new']) rmSync(join(root, `${stem}.${side}.sigstore.json`));
        },
        /your key has not signed this/,
      ],
      ['a bit of it', (root, stem) => flip(join(root, `${stem}.old.sigstore.json`)), /keys\/rotations/],
      [
        'another run where it was handed over',
        (root) => reseal(root, runOf(2), (one) => ({ ...one, counts: { ...one.counts, pass: 0 } }), oldSigner(two.cwd)),
        /it does not follow|is not the one that is here/,
      ],
      [
        'a run of the old key after its term',
        (root) => reseal(root, runOf(3), (one) => one, oldSigner(two.cwd)),
        /its key signs runs 1 to 2/,
      ],
    ])('%s is found', async (_, tamper, says) => {
      const root = copyOf(two.root);
      const [name] = readdirSync(join(root, 'keys/rotations')) as [string];
      await tamper(root, join('keys/rotations', name.replace(/\.(old|new)\.sigstore\.json$/, '')));
      const { status, said } = check(root, keys()[1] as string);
      expect(said).toMatch(says);
      expect(status).toBe(5);
    });
  });
  describe('after the answers of old runs were pruned', () => {
    const inside = async (tamper: (root: string) => unknown) => {
      const root = copyOf(estate.root);
      await prune(root, { keep: 'P1D', at: new Date(FIRST + 2.5 * DAY).toISOString(), id: 'prune-1', signer: estate.signer });
      await tamper(root);
      return run(root);
    };
    it('comes to the same answer: what is gone was named and signed', async () => {
      expect(await inside(() => undefined)).toEqual({
        status: 0,
        said: expect.stringMatching(/^verified: 3 runs(?:.|\n)*\npruned: 1 signed tombstones name [1-9]/),
      });
    });
    it.each<[string, (root: string) => unknown, RegExp]>([
      ['an object of a kept run', (root) => rmSync(join(root, objectOf(root, 3))), /ALTERED {2}objects\/sha256/],
      ['a bit of the tombstone', (root) => flip(join(root, 'prunes/00000001/tombstone.json')), /ALTERED {2}prunes\/00000001/],
      ['its signature', (root) => rmSync(join(root, 'prunes/00000001/tombstone.sigstore.json')), /nobody signed it/],
      ['no tombstone', (root) => rmSync(join(root, 'prunes'), { recursive: true }), /ALTERED {2}objects\/sha256/],
    ])('%s away or changed is found', async (_, tamper, says) => {
      const { status, said } = await inside(tamper);
      expect(said).toMatch(says);
      expect(status).toBe(5);
    });
  });
  it('wants the time stamp that the run was signed with, and reads items from their own file', async () => {
    const stamped = copyOf(estate.root);
    await reseal(stamped, runOf(3), (one) => ({ ...one, expect: { timestamp: true } }), estate.signer);
    expect(run(stamped)).toEqual({ status: 5, said: expect.stringMatching(/run\.sigstore\.json: a time stamp has to lie beside/) });
    const root = join(estate.cwd, 'many');
    const begun = await beginRun(root, {
      origin: 'acme',
      runId: 'many',
      at: '2026-11-21T10:00:00.000Z',
      mostListed: 3,
      sealing: { signer: estate.signer, log: undefined },
    });
    await begun.writer.commit(await fill(begun, 'many'));
    expect(readdirSync(join(root, 'runs/00000001'))).toContain('items.jsonl');
    expect(run(root)).toEqual({ status: 0, said: expect.stringMatching(/^verified: 1 runs of acme/) });
    const [away] = readFileSync(join(root, 'runs/00000001/SHA256SUMS'), 'utf8').match(/objects\/\S+/) as [string];
    rmSync(join(root, away));
    expect(run(root)).toEqual({ status: 5, said: expect.stringContaining(`ALTERED  ${away}: `) });
  });
  it('reads an Ed25519 key as well', async () => {
    const second = await signedLocker({ runs: 1, algorithm: 'ed25519' });
    const { status, stdout } = spawnSync('sh', [script, second.root, join(second.cwd, 'claimcheck.key.pub')], { encoding: 'utf8' });
    rmSync(second.cwd, { recursive: true });
    expect(stdout).toMatch(/^verified: 1 runs/);
    expect(status).toBe(0);
  });
});

/** Written from RFC 6962, section 2.1, and RFC 8785 as far as our items need it (ASCII keys, whole numbers). */
const PYTHON = `
import hashlib, json, sys
def mth(d):
    if not d: return hashlib.sha256(b'').digest()
    if len(d) == 1: return hashlib.sha256(b'\\0' + d[0]).digest()
    k = 1
    while k * 2 < len(d): k *= 2
    return hashlib.sha256(b'\\1' + mth(d[:k]) + mth(d[k:])).digest()
m = json.load(open(sys.argv[1]))
leaves = [json.dumps(i, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode() for i in m['items']]
print(mth(leaves).hex(), m['merkleRoot'], len(leaves), m['treeSize'])
`;
describe.skipIf(!python)('Python', () => {
  it.each([1, 2, 3])('comes to the same Merkle root for run %i', (seq) => {
    const { stdout, stderr } = spawnSync('python3', ['-c', PYTHON, join(estate.root, runOf(seq), 'manifest.json')], { encoding: 'utf8' });
    const [computed, said, leaves, size] = stdout.trim().split(' ');
    expect(stderr).toBe('');
    expect(computed).toBe(said);
    expect(Number(leaves)).toBe(Number(size));
    expect(manifestOf(estate.root, seq).merkleRoot).toBe(computed);
    expect(createHash('sha256').digest('hex')).not.toBe(computed);
  });
});
