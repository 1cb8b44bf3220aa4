/** A locker checked by what others wrote: openssl, jq and coreutils by docs/verify.sh, Python, @sigstore/verify. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, copyOf, type Estate, flip, manifestOf, objectOf, overwrite, runOf, signedLocker, sweep } from '../locker/tampering.ts';

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
