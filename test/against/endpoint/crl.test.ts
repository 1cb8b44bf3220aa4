/** Lists of an authority of OpenSSL (`openssl ca -gencrl`), with `openssl verify -crl_check` as the other opinion. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listsOf, statusIn } from '../../../collectors/endpoint/look/crl.ts';
import { NoStatus } from '../../../collectors/endpoint/look/ocsp.ts';
import { look } from '../../support/endpoint.ts';
import { have } from './servers.ts';

if (!have('openssl')) console.log('SKIPPED: openssl absent: lists of revoked certificates are tried by nobody');

const CONFIG = `
[ca]
default_ca = own
[own]
dir = .
database = index.txt
new_certs_dir = .
serial = serial
crlnumber = crlnumber
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_days = 90
default_crl_days = 7
policy = any
copy_extensions = copy
[any]
commonName = supplied
[elsewhere]
issuingDistributionPoint = critical, @point
[point]
fullname = URI:http://elsewhere.example.net/list.crl
[some]
issuingDistributionPoint = critical, @reasons
[reasons]
onlysomereasons = keyCompromise
[authorities]
issuingDistributionPoint = critical, @cas
[cas]
onlyCA = TRUE
[changes]
2.5.29.27 = critical, ASN1:INTEGER:1
[users]
issuingDistributionPoint = critical, @own_point
[own_point]
fullname = URI:LIST
onlyuser = TRUE
`;

describe.skipIf(!have('openssl'))('a list of an authority of OpenSSL', { timeout: 60_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-crl-'));
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 }).toString();
  const write = (name: string, text: string) => writeFileSync(join(dir, name), text);
  const read = (name: string) => readFileSync(join(dir, name));
  const server = createServer();
  let answer: RequestListener;
  const asked: string[] = [];
  const lists = createHttpServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  const serving = (bytes: Buffer, type = 'application/pkix-crl') => {
    answer = (_, response) => void response.setHeader('content-type', type).end(bytes);
  };
  const root = (name: string, usage: string) =>
    openssl(
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.pem`,
      ],
      ...['-days', '99', '-subj', '/CN=Root', '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', `keyUsage=critical,${usage}`],
    );
  const issue = (name: string, extensions: string) => {
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    write(`${name}.ext`, `subjectAltName=DNS:localhost\n${extensions}`);
    openssl('ca', '-batch', '-notext', '-config', 'ca.cnf', '-in', `${name}.csr`, '-extfile', `${name}.ext`, '-out', `${name}.pem`);
  };
  const list = (...more: string[]): Buffer => {
    openssl('ca', '-config', 'ca.cnf', '-gencrl', '-out', 'list.pem', ...more);
    openssl('crl', '-in', 'list.pem', '-outform', 'DER', '-out', 'list.crl');
    return read('list.crl');
  };
  const shows = (name: string) => server.setSecureContext({ key: read(`${name}.key`), cert: read(`${name}.pem`) });

  beforeAll(async () => {
    await new Promise<void>((ready) => lists.listen(0, '127.0.0.1', ready));
    const at = `http://127.0.0.1:${(lists.address() as AddressInfo).port}/list.crl?of=all`;
    write('ca.cnf', CONFIG.replace('URI:LIST', `URI:${at}`));
    for (const [name, text] of [
      ['index.txt', ''],
      ['index.txt.attr', 'unique_subject = no\n'],
      ['serial', '00f1\n'],
      ['crlnumber', '01\n'],
    ] as const)
      write(name, text);
    root('ca', 'keyCertSign,cRLSign');
    root('stranger', 'keyCertSign,cRLSign');
    issue('leaf', `crlDistributionPoints=URI:${at}\n`);
    issue('other', `crlDistributionPoints=URI:${at}\n`);
    issue('inside', 'crlDistributionPoints=URI:http://169.254.169.254/latest\n');
    issue('directory', 'crlDistributionPoints=URI:ldap://example.net/cn=list\n');
    issue('nobody', '');
    shows('leaf');
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  }, 60_000);
  afterAll(async () => {
    for (const one of [server, lists]) await new Promise((done) => one.close(done));
    rmSync(dir, { recursive: true, force: true });
  });

  async function said(now?: string) {
    const { port } = server.address() as AddressInfo;
    const config = { endpoints: [{ host: 'localhost', port, http: false }], families: [4], allowPrivate: ['127.0.0.1', '::1'] };
    const looked = await look({ ...config, ca: read('ca.pem').toString() }, { only: ['endpoint/revocation'], ...(now && { now }) });
    const row = looked.judged.get('tls.not-revoked');
    const finding = [...(row?.rows.values() ?? [])][0];
    return { verdict: row?.verdict, reason: finding?.reason, because: finding?.because };
  }
  /** What OpenSSL makes of the same certificate and list. */
  const itself = (name = 'leaf') => {
    try {
      return openssl('verify', '-crl_check', '-CAfile', 'ca.pem', '-CRLfile', 'list.pem', `${name}.pem`);
    } catch (error) {
      return String((error as { stderr?: Buffer }).stderr);
    }
  };
  const revoke = (name: string) => openssl('ca', '-config', 'ca.cnf', '-revoke', `${name}.pem`, '-crl_reason', 'keyCompromise');

  it('that does not name the certificate says good, with its own address or without, whatever the server calls it', async () => {
    serving(list());
    expect(itself()).toMatch(/leaf\.pem: OK/);
    expect(await said()).toMatchObject({ verdict: 'pass' });
    expect(asked).toContain('/list.crl?of=all');
    revoke('other');
    serving(list('-crlexts', 'users'), 'application/octet-stream');
    expect(itself('other')).toMatch(/certificate revoked/);
    expect(await said()).toMatchObject({ verdict: 'pass' });
  });

  it.each([
    ['of another address', () => list('-crlexts', 'elsewhere'), 'malformed_response'],
    ['of some reasons', () => list('-crlexts', 'some'), 'malformed_response'],
    ['of authorities', () => list('-crlexts', 'authorities'), 'malformed_response'],
    ['of changes only', () => list('-crlexts', 'changes'), 'malformed_response'],
    ['of one of the same name', () => list('-cert', 'stranger.pem', '-keyfile', 'stranger.key'), 'malformed_response'],
    ['that is outdated', () => list('-crl_lastupdate', '20260101000000Z', '-crl_nextupdate', '20260102000000Z'), 'stale_evidence'],
    ['of the future', () => list('-crl_lastupdate', '20390101000000Z', '-crl_nextupdate', '20390201000000Z'), 'stale_evidence'],
    ['that is text', () => [list(), read('list.pem')][1] as Buffer, 'malformed_response'],
    ['that is a page', () => Buffer.from('<html>not found</html>'), 'malformed_response'],
    ['that is cut', () => list().subarray(0, 200), 'malformed_response'],
    ['without an end', () => Buffer.alloc(33 * 1024 * 1024), 'too_large'],
  ])('%s is not believed', async (_, made, reason) => {
    serving(made());
    expect(await said()).toMatchObject({ verdict: 'unknown', reason });
  });

  it('that cannot be had leaves it unknown; nobody is sent to where nobody may look', async () => {
    answer = (_, response) => void response.writeHead(404).end();
    expect(await said()).toMatchObject({ verdict: 'unknown', reason: 'provider_error' });
    shows('inside');
    expect(await said()).toMatchObject({ verdict: 'unknown', reason: 'target_blocked' });
    shows('directory');
    expect(await said()).toMatchObject({ verdict: 'unknown', reason: 'unreachable', because: expect.stringContaining('ldap://') });
    shows('nobody');
    expect(await said()).toMatchObject({ verdict: 'not_applicable' });
    shows('leaf');
  });

  it('that names the certificate says revoked, and since when', async () => {
    revoke('leaf');
    serving(list());
    expect(itself()).toMatch(/certificate revoked/);
    const at = /^R\t[^\t]*\t(\d{12})Z,keyCompromise\t(?:00)?F1/m.exec(read('index.txt').toString())?.[1] as string;
    const [, year, month, day, hour, minute, second] = /^(..)(..)(..)(..)(..)(..)$/.exec(at) as unknown as string[];
    const since = `20${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
    expect(await said()).toMatchObject({ verdict: 'fail', because: expect.stringContaining(since) });
  });

  it('of which one bit was changed, or that was cut, never says more than it did', () => {
    const bytes = read('list.crl');
    const [leaf, issuer] = [new X509Certificate(read('leaf.pem')), new X509Certificate(read('ca.pem'))];
    expect(listsOf(leaf)).toEqual([expect.stringContaining('/list.crl?of=all')]);
    const whole = JSON.stringify(statusIn(bytes, leaf, issuer));
    expect(whole).toContain('"revoked"');
    const tried = (changed: Uint8Array, what: string) => {
      try {
        expect(JSON.stringify(statusIn(changed, leaf, issuer)), what).toBe(whole);
      } catch (error) {
        expect(error instanceof NoStatus || error instanceof RangeError, `${what}: ${error}`).toBe(true);
      }
    };
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [1, 0x10, 0x80]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] as number) ^ bit;
        tried(changed, `byte ${at}`);
      }
      tried(bytes.subarray(0, at), `cut at ${at}`);
    }
  });

  it('of an issuer that may not sign lists is none', () => {
    root('mute', 'keyCertSign');
    const issuer = new X509Certificate(read('mute.pem'));
    const bytes = list('-cert', 'mute.pem', '-keyfile', 'mute.key');
    expect(() => statusIn(bytes, new X509Certificate(read('leaf.pem')), issuer)).toThrow(/may not sign lists/);
  });
});
