/** Our bundles before Sigstore's own verifier, and time stamps of a real authority (`openssl ts`) behind loopback HTTP. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { certificatesIn } from '../../src/locker/index.ts';
import { verifyLocker } from '../../src/locker/verify/index.ts';
import { bundleOf, copyOf, DAY, type Estate, overwrite, runOf, signedLocker, sweep } from '../locker/tampering.ts';

const openssl = spawnSync('openssl', ['version']).status === 0;
if (!openssl) console.warn('SKIPPED: no openssl on this machine, so no real time-stamp authority');

/** A root and a time-stamping certificate of it, and `openssl ts -reply` over HTTP as RFC 3161 section 3.4 wants it. */
interface Authority {
  readonly url: string;
  readonly root: string;
  readonly signer: string;
  refuses: boolean;
  close(): void;
}
async function authority(kind: 'rsa' | 'ec'): Promise<Authority> {
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-tsa-'));
  const run = (...argv: string[]) => {
    const { status, stderr } = spawnSync('openssl', argv, { cwd: dir, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${argv.join(' ')}: ${stderr}`);
  };
  const key = kind === 'rsa' ? ['-newkey', 'rsa:2048'] : ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  writeFileSync(
    join(dir, 'tsa.cnf'),
    '[tsa]\ndefault_tsa=t\n[t]\nserial=serial\ncrypto_device=builtin\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256,sha512\naccuracy=secs:1\nordering=yes\ntsa_name=no\ness_cert_id_alg=sha256\n[ext]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:FALSE\n',
  );
  run(
    'req',
    '-x509',
    ...key,
    '-nodes',
    '-keyout',
    'root.key',
    '-out',
    'root.pem',
    '-subj',
    `/CN=test root ${kind}`,
    '-days',
    '3650',
    '-addext',
    'keyUsage=critical,keyCertSign',
  );
  run('req', '-new', ...key, '-nodes', '-keyout', 'tsa.key', '-out', 'tsa.csr', '-subj', `/CN=test authority ${kind}`);
  run(
    'x509',
    '-req',
    '-in',
    'tsa.csr',
    '-CA',
    'root.pem',
    '-CAkey',
    'root.key',
    '-CAcreateserial',
    '-out',
    'tsa.pem',
    '-days',
    '3650',
    '-extfile',
    'tsa.cnf',
    '-extensions',
    'ext',
  );
  writeFileSync(join(dir, 'serial'), '01\n');
  const self = { refuses: false };
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    writeFileSync(join(dir, 'query.tsq'), Buffer.concat(chunks));
    if (self.refuses || request.headers['content-type'] !== 'application/timestamp-query') return void response.writeHead(503).end();
    run('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'query.tsq', '-signer', 'tsa.pem', '-inkey', 'tsa.key', '-out', 'reply.tsr');
    response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(readFileSync(join(dir, 'reply.tsr')));
  });
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsr`;
  const text = (name: string) => readFileSync(join(dir, name), 'utf8');
  return Object.assign(self, {
    url,
    root: text('root.pem'),
    signer: text('tsa.pem'),
    close: () => {
      server.close();
      rmSync(dir, { recursive: true });
    },
  });
}

let plain: Estate;
beforeAll(async () => {
  plain = await signedLocker({ runs: 2 });
});
afterEach(sweep);
afterAll(() => rmSync(plain.cwd, { recursive: true, force: true }));

/** Throws where the verifier refuses. */
function sigstore(
  bundle: unknown,
  estate: Estate,
  authorities: Parameters<typeof toTrustMaterial>[0]['timestampAuthorities'] = [],
  stamps = 0,
): void {
  const material = toTrustMaterial(
    { mediaType: '', tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: authorities } as never,
    () => ({ publicKey: estate.publicKeys[0], validFor: () => true }) as never,
  );
  new Verifier(material, { tlogThreshold: 0, ctlogThreshold: 0, tsaThreshold: stamps }).verify(toSignedEntity(bundleFromJSON(bundle)));
}

describe('@sigstore/verify', () => {
  it.each([1, 2])('accepts the bundle of run %i', (seq) => {
    expect(() => sigstore(bundleOf(plain.root, seq), plain)).not.toThrow();
  });
  it('refuses a changed payload, a changed type and another signature', () => {
    const changes: ((bundle: ReturnType<typeof bundleOf>) => void)[] = [
      (one) =>
        (one.dsseEnvelope.payload = Buffer.from(
          Buffer.from(one.dsseEnvelope.payload, 'base64').toString().replace('"seq":1', '"seq":9'),
        ).toString('base64')),
      (one) => (one.dsseEnvelope.payloadType = 'text/plain'),
      (one) => (one.dsseEnvelope.signatures[0].sig = bundleOf(plain.root, 2).dsseEnvelope.signatures[0].sig),
    ];
    for (const change of changes) {
      const bundle = bundleOf(plain.root, 1);
      change(bundle);
      expect(() => sigstore(bundle, plain)).toThrow(/signature/i);
    }
  });
});

describe.skipIf(!openssl).each(['ec', 'rsa'] as const)('a time-stamp authority with an %s key', (kind) => {
  let tsa: Authority;
  let estate: Estate;
  // the authority's clock is the machine's, and so the run's has to be
  const today = () => new Date().toISOString();
  beforeAll(async () => {
    tsa = await authority(kind);
    estate = await signedLocker({
      runs: 2,
      from: Date.now() - 1.5 * DAY,
      seal: `{ key: ./claimcheck.key, passphrase: { env: KEY_WORD }, timestamp: "${tsa.url}" }`,
    });
  });
  afterAll(() => {
    tsa.close();
    rmSync(estate.cwd, { recursive: true, force: true });
  });
  const check = (root: string, authorities: string | undefined) =>
    verifyLocker(root, {
      now: today(),
      keys: estate.publicKeys,
      maxAgeMs: 2 * DAY,
      ...(authorities && { authorities: certificatesIn(authorities) }),
    });

  it('is believed when its root is given, and only then', async () => {
    const found = await check(estate.root, tsa.root);
    // T20: the first run says that it ended a day and a half before the authority saw its signature
    expect(found.defects.map(({ code, file }) => `${code} ${file}`)).toEqual([`TIMESTAMP_DRIFT ${runOf(1)}/run.sigstore.json`]);
    expect(found.runs[1]?.stampedAt).toMatch(/^20/);
    const unknown = await check(estate.root, undefined);
    expect(unknown.defects.map(({ code }) => code)).toContain('TSA_NOT_PINNED');
    expect(unknown.exit).toBe(6);
  });
  it('openssl itself agrees', () => {
    const root = join(estate.cwd, 'root.pem');
    writeFileSync(root, tsa.root);
    const signature = join(estate.cwd, 'signature');
    writeFileSync(signature, Buffer.from(bundleOf(estate.root, 2).dsseEnvelope.signatures[0].sig, 'base64'));
    const { stdout, stderr } = spawnSync(
      'openssl',
      ['ts', '-verify', '-in', join(estate.root, runOf(2), 'run.tsr'), '-data', signature, '-CAfile', root, '-untrusted', root],
      { encoding: 'utf8' },
    );
    expect(stdout + stderr).toContain('Verification: ');
  });
  it('T27 a token for another signature, and one of another authority', async () => {
    const swapped = copyOf(estate.root);
    const [first, second] = [bundleOf(swapped, 1), bundleOf(swapped, 2)];
    second.verificationMaterial.timestampVerificationData = first.verificationMaterial.timestampVerificationData;
    overwrite(join(swapped, runOf(2), 'run.sigstore.json'), JSON.stringify(second));
    const mixed = await check(swapped, tsa.root);
    expect(mixed.defects.map(({ code }) => code)).toContain('TIMESTAMP_IMPRINT_MISMATCH');
    expect(mixed.exit).toBe(5);
    const other = await authority(kind);
    const untrusted = await check(estate.root, other.root);
    other.close();
    expect(untrusted.defects.map(({ code }) => code)).toContain('TSA_UNTRUSTED');
    expect(untrusted.exit).toBe(5);
  });
  it('a token with a flipped bit proves no other time', async () => {
    const bundle = bundleOf(estate.root, 2);
    const [{ signedTimestamp }] = bundle.verificationMaterial.timestampVerificationData.rfc3161Timestamps;
    const token = Buffer.from(signedTimestamp, 'base64');
    const sound = await check(estate.root, tsa.root);
    let refused = 0;
    for (let at = 20; at < token.length; at += 97) {
      const root = copyOf(estate.root);
      const broken = Buffer.from(token);
      broken[at] = (broken[at] as number) ^ 1;
      bundle.verificationMaterial.timestampVerificationData.rfc3161Timestamps = [{ signedTimestamp: broken.toString('base64') }];
      overwrite(join(root, runOf(2), 'run.sigstore.json'), JSON.stringify(bundle));
      rmSync(join(root, runOf(2), 'run.tsr'));
      const found = await check(root, tsa.root);
      const blamed = found.defects.some(({ file }) => file.startsWith(runOf(2)));
      // what nobody signed (who the signer says he is, beside the certificate that shows it) changes nothing; but then the time is the same
      if (!blamed) expect(found.runs[1]?.stampedAt, `byte ${at}`).toBe(sound.runs[1]?.stampedAt);
      else refused += 1;
      sweep();
    }
    expect(refused).toBeGreaterThan(token.length / 97 / 2);
  });
  it('T26 a token that is expected and not there', async () => {
    const root = copyOf(estate.root);
    const bundle = bundleOf(root, 2);
    bundle.verificationMaterial.timestampVerificationData = {};
    overwrite(join(root, runOf(2), 'run.sigstore.json'), JSON.stringify(bundle));
    const found = await check(root, tsa.root);
    expect(found.defects.map(({ code }) => code)).toContain('TIMESTAMP_MISSING');
    expect(found.exit).toBe(5);
  });
  it('that is away costs no run: it is sealed as one without a time stamp, and says so', async () => {
    tsa.refuses = true;
    const without = await signedLocker({
      runs: 1,
      from: Date.now(),
      seal: `{ key: ./claimcheck.key, passphrase: { env: KEY_WORD }, timestamp: "${tsa.url}" }`,
    });
    tsa.refuses = false;
    expect(without.said.join('\n')).toMatch(/note: no time stamp: .* answered 503/);
    const found = await verifyLocker(without.root, { now: today(), keys: without.publicKeys, maxAgeMs: DAY });
    rmSync(without.cwd, { recursive: true });
    expect(found.defects).toEqual([]);
    expect(found.levels.find(({ level }) => level === 'L3')?.reached).toBe(false);
  });
  if (kind === 'ec') {
    it('@sigstore/verify accepts the stamped bundle, and refuses the stamp of another', () => {
      const chain = [tsa.signer, tsa.root].map((text) => ({ rawBytes: Buffer.from(text.replace(/-----[^-]+-----|\s/g, ''), 'base64') }));
      const authorities = [
        { subject: undefined, uri: '', operator: '', certChain: { certificates: chain }, validFor: { start: new Date(0) } },
      ];
      expect(() => sigstore(bundleOf(estate.root, 2), estate, authorities as never, 1)).not.toThrow();
      const swapped = bundleOf(estate.root, 2);
      swapped.verificationMaterial.timestampVerificationData = bundleOf(estate.root, 1).verificationMaterial.timestampVerificationData;
      expect(() => sigstore(swapped, estate, authorities as never, 1)).toThrow(/timestamp/i);
    });
  }
});
