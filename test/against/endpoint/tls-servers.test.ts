/** The verdicts about fourteen nginx servers, and sslscan, which has to see the same. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Looked, look } from '../../support/endpoint.ts';
import { BAD, have, type Servers, startServers } from './servers.ts';

const missing = ['nginx', 'openssl', 'sslscan'].filter((program) => !have(program));
if (missing.length > 0)
  console.log(`SKIPPED: ${missing.join(', ')} absent: nobody else looks at the TLS servers (apt-get install nginx-light openssl sslscan)`);

/** What has to fail; all the rest passes. `unknown`: without a certificate there is none to judge. */
const EXPECTED: Readonly<Record<string, { readonly fail?: readonly string[]; readonly unknown?: readonly string[] }>> = {
  good: {},
  'old versions': { fail: ['tls.min-version', 'tls.key-and-ciphers'] },
  'static RSA': { fail: ['tls.key-and-ciphers'] },
  expired: { fail: ['tls.certificate-valid', 'tls.certificate-expiry'] },
  'expires soon': { fail: ['tls.certificate-expiry'] },
  'not yet valid': { fail: ['tls.certificate-valid'] },
  'another host': { fail: ['tls.certificate-valid'] },
  'self-signed': { fail: ['tls.certificate-valid'] },
  'without intermediate': { fail: ['tls.certificate-valid'] },
  'RSA of 1024 bits': { fail: ['tls.key-and-ciphers'] },
  'signed with SHA-1': { fail: ['tls.key-and-ciphers'] },
  'TLS 1.3 alone': {},
  NULL: { fail: ['tls.key-and-ciphers'] },
  anonymous: { fail: ['tls.key-and-ciphers'], unknown: ['tls.certificate-valid', 'tls.certificate-expiry'] },
};
const TLS = ['tls.certificate-expiry', 'tls.certificate-valid', 'tls.key-and-ciphers', 'tls.min-version', 'tls.modern-version'];

describe.skipIf(missing.length > 0)('fourteen TLS servers', () => {
  let servers: Servers;
  let looked: Looked;
  beforeAll(async () => {
    servers = await startServers();
    const endpoints = [...servers.ports.values()].map((port) => ({ host: 'localhost', port, http: false }));
    looked = await look({ endpoints, ca: servers.ca, families: [4], allowPrivate: ['127.0.0.1', '::1'] }, { only: ['endpoint/tls'] });
  });
  afterAll(() => servers?.close());
  const at = (name: string) => `localhost:${servers.ports.get(name)}`;

  it('are all expected here', () => expect(Object.keys(EXPECTED)).toEqual(BAD.map(({ name }) => name)));
  it.each(Object.entries(EXPECTED))('%s', (name, { fail = [], unknown = [] }) => {
    const verdicts = Object.fromEntries(TLS.map((check) => [check, looked.judged.get(check)?.rows.get(at(name))?.verdict]));
    const due = (check: string) => (fail.includes(check) ? 'fail' : unknown.includes(check) ? 'unknown' : 'pass');
    expect(verdicts).toEqual(Object.fromEntries(TLS.map((check) => [check, due(check)])));
  });

  describe('as sslscan sees them', () => {
    it.each(BAD.map(({ name }) => name))('%s', (name) => {
      const xml = execFileSync('sslscan', [
        '--xml=-',
        '--no-colour',
        '--no-heartbleed',
        '--no-renegotiation',
        at(name).replace('localhost', '127.0.0.1'),
      ]).toString();
      const fields = looked.fields('endpoint/tls').get(at(name)) ?? {};
      const enabled = (version: string) => new RegExp(`<protocol type="tls" version="${version}" enabled="1"`).test(xml);
      expect(
        { 1.0: fields['acceptsTls10'], 1.1: fields['acceptsTls11'], 1.2: fields['acceptsTls12'], 1.3: fields['acceptsTls13'] },
        xml,
      ).toEqual({ 1.0: enabled('1.0'), 1.1: enabled('1.1'), 1.2: enabled('1.2'), 1.3: enabled('1.3') });
      const accepted = [...xml.matchAll(/<cipher status="(?:accepted|preferred)"[^>]*? cipher="([^"]+)"/g)].map(
        ([, cipher]) => cipher as string,
      );
      expect(accepted.length).toBeGreaterThan(0);
      const weak = accepted.filter((cipher) => !/^(?:ECDHE|DHE)-|^TLS_/.test(cipher) || /NULL|RC4|EXP|3DES|DES-CBC3/.test(cipher));
      expect(fields['weakSuite'] !== null, `${accepted}`).toBe(weak.length > 0);
      // of an elliptic key sslscan gives the strength, which is half its size
      const bits = /<pk error="false" type="RSA" bits="(\d+)"/.exec(xml)?.[1];
      if (bits) expect(fields['keyBits']).toBe(Number(bits));
      const signature = /<signature-algorithm>(\w+)<\/signature-algorithm>/.exec(xml)?.[1];
      if (signature) expect((fields['outdatedSignatures'] as string[]).length > 0).toBe(/sha1/i.test(signature));
    });
  });
});
