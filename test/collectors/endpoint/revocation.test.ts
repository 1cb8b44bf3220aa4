/** OCSP: stapled, asked for, forged, outdated, unreadable; and certificates that nobody can be asked about. */
import { createHash, X509Certificate } from 'node:crypto';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { NoStatus, questionOf, statusOf } from '../../../collectors/endpoint/look/ocsp.ts';
import { authority, leaf, leafKey, ocspAnswer, type Stapling } from '../../../src/demo/endpoint/certificates.ts';
import { look } from '../../support/endpoint.ts';

const DAY = 864e5;
const HOUR = 36e5;
const began = Date.now();
const validity = { from: began - 10 * DAY, until: began + 80 * DAY };
const issuer = authority('OCSP Authority', { from: began - 100 * DAY, until: began + 1000 * DAY });
const stranger = authority('Somebody Else', { from: began - 100 * DAY, until: began + 1000 * DAY });
const certify = (responder?: string, key = leafKey('www')) => leaf(issuer, key, ['www.example.com'], validity, responder);
const GOOD: Stapling = { status: 'good', thisUpdate: began - HOUR, nextUpdate: began + DAY };
const REVOKED: Stapling = { ...GOOD, status: 'revoked', revokedAt: began - 2 * DAY };

describe('an OCSP answer', () => {
  const cert = certify();
  const [own, ca] = [new X509Certificate(cert), new X509Certificate(issuer.certificate)];
  const read = (said: Stapling, about = cert) => statusOf(ocspAnswer(issuer, about, said), own, ca);
  it('says what it says', () => {
    const times = { thisUpdate: new Date(Math.floor((began - HOUR) / 1000) * 1000).toISOString(), nextUpdate: expect.any(String) };
    expect(read(GOOD)).toEqual({ status: 'good', revokedAt: null, ...times });
    expect(read({ ...GOOD, status: 'unknown', nextUpdate: null })).toMatchObject({ status: 'unknown', nextUpdate: null });
    expect(read(REVOKED)).toMatchObject({ status: 'revoked', revokedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/) });
  });
  it('counts where the issuer signed it, and where it is about this certificate', () => {
    expect(() => read({ ...GOOD, signer: stranger.key })).toThrow(/not signed by the issuer/);
    const another = leaf(issuer, leafKey('www'), ['other.example.com'], validity);
    expect(() => read(GOOD, another)).toThrow(/another certificate/);
    expect(() => statusOf(ocspAnswer(stranger, cert, GOOD), own, ca)).toThrow(NoStatus);
  });
  it('that was refused is none, and worth another try where the responder says so', () => {
    for (const [code, later] of [
      [1, false],
      [3, true],
      [6, false],
    ] as const)
      expect(() => statusOf(Buffer.from([0x30, 3, 0x0a, 1, code]), own, ca)).toThrow(expect.objectContaining({ name: 'NoStatus', later }));
  });
  it('of which one bit was changed never says more than it did', () => {
    const whole = ocspAnswer(issuer, cert, REVOKED);
    const said = JSON.stringify(statusOf(whole, own, ca));
    for (let at = 0; at < whole.length; at++)
      for (const bit of [1, 0x10, 0x80]) {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] as number) ^ bit;
        let now: string | undefined;
        try {
          now = JSON.stringify(statusOf(bytes, own, ca));
        } catch (error) {
          expect(error instanceof NoStatus || error instanceof RangeError, `byte ${at}: ${error}`).toBe(true);
        }
        if (now !== undefined) expect(now, `byte ${at}`).toBe(said);
      }
  });
  it('cut anywhere is no answer', () => {
    const whole = ocspAnswer(issuer, cert, GOOD);
    for (let length = 0; length < whole.length; length += 7) expect(() => statusOf(whole.subarray(0, length), own, ca)).toThrow();
  });
  it('is asked for by the hashes of the issuer and the serial number', () => {
    const question = questionOf(own, ca).toString('hex');
    expect(question).toContain(own.serialNumber.toLowerCase());
    const key = ca.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    expect(question).toContain(createHash('sha1').update(key).digest('hex'));
  });
});

// ── over real TLS ──
const closing: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));
async function listening<S extends Server>(server: S): Promise<number> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  closing.push(() => new Promise((done) => server.close(done)));
  return (server.address() as AddressInfo).port;
}
interface Scene {
  readonly staple?: Buffer | Stapling;
  /** What the responder says; its address is in the certificate. */
  readonly responder?: RequestListener | Stapling | null;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly now?: string;
}
async function told({ staple, responder, more = {}, now }: Scene) {
  const asked: string[] = [];
  const cert = certify(responder === undefined ? undefined : 'http://ocsp.example.net/r1');
  const key = leafKey('www').export({ format: 'pem', type: 'pkcs8' });
  const bytes = staple === undefined || Buffer.isBuffer(staple) ? staple : ocspAnswer(issuer, cert, staple);
  const server = createServer({ key, cert }, (_, response) => response.end('ok'));
  if (bytes) server.on('OCSPRequest', (_leaf, _issuer, callback) => callback(null, bytes));
  const answers: RequestListener =
    typeof responder === 'function'
      ? responder
      : (_, response) =>
          void response.setHeader('content-type', 'application/ocsp-response').end(responder && ocspAnswer(issuer, cert, responder));
  const http = createHttpServer((request, response) => {
    asked.push(request.url ?? '');
    answers(request, response);
  });
  const ocsp = responder === null ? 1 : await listening(http);
  const connectTo = { 'www.example.com:443': `127.0.0.1:${await listening(server)}`, 'ocsp.example.net:80': `127.0.0.1:${ocsp}` };
  const config = { endpoints: ['https://www.example.com'], allowPrivate: ['127.0.0.1'], ca: issuer.certificate, timeoutMs: 500 };
  const looked = await look({ ...config, connectTo, ...more }, { only: ['endpoint/revocation'], ...(now && { now }) });
  const row = looked.judged.get('tls.not-revoked');
  const finding = [...(row?.rows.values() ?? [])][0];
  return { verdict: row?.verdict, reason: finding?.reason, because: finding?.because, asked, looked };
}

describe('tls.not-revoked', () => {
  it('believes a staple of today, and asks nobody', async () => {
    expect(await told({ staple: GOOD })).toMatchObject({ verdict: 'pass' });
    expect(await told({ staple: GOOD, responder: REVOKED })).toMatchObject({ verdict: 'pass', asked: [] });
    expect(await told({ staple: REVOKED })).toMatchObject({ verdict: 'fail', because: expect.stringContaining('revoked on 20') });
  });
  it('asks the responder that the certificate names, by GET', async () => {
    expect(await told({ responder: GOOD })).toMatchObject({ verdict: 'pass', asked: [expect.stringMatching(/^\/r1\/[\w%]+$/)] });
    expect(await told({ responder: REVOKED })).toMatchObject({ verdict: 'fail' });
  });
  it('asks it where the staple is outdated, forged or no staple', async () => {
    for (const staple of [{ ...GOOD, nextUpdate: began - 60_000 }, { ...GOOD, signer: stranger.key }, Buffer.from('nonsense')])
      expect(await told({ staple, responder: REVOKED })).toMatchObject({ verdict: 'fail', asked: [expect.any(String)] });
  });
  it('has nothing to say, in words, where the certificate names no responder', async () => {
    const { verdict, looked } = await told({});
    expect(verdict).toBe('not_applicable');
    expect([...looked.fields('endpoint/revocation').values()][0]).toMatchObject({
      responder: null,
      told: false,
      revoked: { $unknown: { reason: 'no_results', detail: expect.stringContaining('no OCSP responder') } },
    });
  });
  it.each([
    ['an outdated staple', { staple: { ...GOOD, nextUpdate: began - HOUR } }, 'stale_evidence'],
    ['a staple of tomorrow', { staple: GOOD, now: new Date(began - DAY).toISOString() }, 'stale_evidence'],
    ['a staple without an end', { staple: { ...GOOD, nextUpdate: null } }, 'stale_evidence'],
    ['a forged staple', { staple: { ...GOOD, signer: stranger.key } }, 'malformed_response'],
    ['a staple of zeroes', { staple: Buffer.alloc(40) }, 'malformed_response'],
    ['a responder that does not know', { responder: { ...GOOD, status: 'unknown' } }, 'no_results'],
    ['a forged answer', { responder: { ...GOOD, signer: stranger.key } }, 'malformed_response'],
    ['a responder that is not there', { responder: null }, 'unreachable'],
    [
      'a responder that fails',
      { responder: (_: unknown, response: { writeHead(status: number): { end(): void } }) => response.writeHead(500).end() },
      'provider_error',
    ],
    [
      'a responder that shows a page',
      { responder: (_: unknown, response: { end(text: string): void }) => response.end('<html>') },
      'unexpected_content_type',
    ],
    ['a responder that never answers', { responder: () => undefined }, 'timeout'],
    ['a certificate that is not trusted', { staple: GOOD, more: { ca: stranger.certificate } }, 'tls_failure'],
  ] as const)('is unknown with %s', async (_, scene, reason) => {
    expect(await told(scene as Scene)).toMatchObject({ verdict: 'unknown', reason });
  });
  it('lets no certificate send it to an address that is not public', async () => {
    const cert = certify('http://169.254.169.254/latest');
    const key = leafKey('www').export({ format: 'pem', type: 'pkcs8' });
    const port = await listening(createServer({ key, cert }));
    const connectTo = { 'www.example.com:443': `127.0.0.1:${port}` };
    const config = { endpoints: ['https://www.example.com'], allowPrivate: ['127.0.0.1'], ca: issuer.certificate, timeoutMs: 500 };
    const { judged } = await look({ ...config, connectTo }, { only: ['endpoint/revocation'] });
    expect([...(judged.get('tls.not-revoked')?.rows.values() ?? [])]).toMatchObject([{ verdict: 'unknown', reason: 'target_blocked' }]);
  });
});
