/** OpenSSL's own OCSP responder, with a signer of its own: it has to understand our question, and we its answer. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { look } from '../../support/endpoint.ts';
import { freePort, have } from './servers.ts';

if (!have('openssl')) console.log('SKIPPED: openssl absent: OCSP is tried on our own answers only');

describe.skipIf(!have('openssl'))('a responder of OpenSSL', () => {
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-ocsp-'));
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'], timeout: 10_000 }).toString();
  const write = (name: string, text: string) => writeFileSync(join(dir, name), text);
  const read = (name: string) => readFileSync(join(dir, name), 'utf8');
  let responder: ChildProcess | undefined;
  let port = 0;
  const server = createServer();

  beforeAll(async () => {
    const root = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '99',
      '-subj',
      '/CN=Root',
      ...root,
    );
    port = await freePort();
    const issue = (name: string, serial: string, extensions: string) => {
      openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      write(`${name}.ext`, extensions);
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-set_serial',
        `0x${serial}`,
        '-days',
        '90',
        '-extfile',
        `${name}.ext`,
        '-out',
        `${name}.pem`,
      );
    };
    issue('signer', '10', 'extendedKeyUsage=OCSPSigning\n');
    issue('leaf', '4711', `subjectAltName=DNS:localhost\nauthorityInfoAccess=OCSP;URI:http://127.0.0.1:${port}\n`);
    write('index.txt', 'V\t391231235959Z\t\t4711\tunknown\t/CN=leaf\n');
    await start();
    server.setSecureContext({ key: read('leaf.key'), cert: read('leaf.pem') });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  }, 60_000);
  /** It reads its index once. */
  async function start(): Promise<void> {
    await stop();
    const args = [
      'ocsp',
      '-index',
      'index.txt',
      '-port',
      String(port),
      '-rsigner',
      'signer.pem',
      '-rkey',
      'signer.key',
      '-CA',
      'ca.pem',
      '-ndays',
      '1',
    ];
    const started = spawn('openssl', args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
    responder = started;
    // a connection to see whether it listens would be its first client
    await new Promise<void>((ready, failed) => {
      started.stderr.on('data', (text: Buffer) => /waiting/.test(text.toString()) && ready());
      started.once('exit', (code) => failed(new Error(`openssl ocsp ended with ${code}`)));
    });
  }
  /** Its port is free only when it has gone. */
  async function stop(): Promise<void> {
    const running = responder;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((done) => running.once('exit', done));
    running.kill();
    await gone;
  }
  afterAll(async () => {
    await stop();
    await new Promise((done) => server.close(done));
    rmSync(dir, { recursive: true, force: true });
  });
  const said = async (ca = read('ca.pem')) => {
    const at = (server.address() as AddressInfo).port;
    const config = { endpoints: [{ host: 'localhost', port: at, http: false }], ca, families: [4], allowPrivate: ['127.0.0.1', '::1'] };
    const { judged } = await look(config, { only: ['endpoint/revocation'] });
    return [...(judged.get('tls.not-revoked')?.rows.values() ?? [])][0];
  };
  const itself = () =>
    openssl('ocsp', '-issuer', 'ca.pem', '-cert', 'leaf.pem', '-url', `http://127.0.0.1:${port}`, '-CAfile', 'ca.pem', '-no_nonce');

  it('is believed when it says good', async () => {
    expect(itself()).toMatch(/leaf\.pem: good/);
    expect(await said()).toMatchObject({ verdict: 'pass' });
  });
  it('is believed when it says revoked', async () => {
    write('index.txt', 'R\t391231235959Z\t261101090000Z\t4711\tunknown\t/CN=leaf\n');
    await start();
    expect(itself()).toMatch(/leaf\.pem: revoked/);
    expect(await said()).toMatchObject({ verdict: 'fail', because: expect.stringContaining('2026-11-01T09:00:00.000Z') });
  });
  it('is not believed when it knows nothing, or is nobody to say so', async () => {
    write('index.txt', '');
    await start();
    expect(itself()).toMatch(/leaf\.pem: unknown/);
    expect(await said()).toMatchObject({ verdict: 'unknown', reason: 'no_results' });
    // signed by a certificate of the same issuer which is not for that
    appendFileSync(join(dir, 'index.txt'), 'V\t391231235959Z\t\t4711\tunknown\t/CN=leaf\n');
    write('signer.pem', read('leaf.pem'));
    write('signer.key', read('leaf.key'));
    await start();
    expect(await said()).toMatchObject({ verdict: 'unknown', reason: 'malformed_response' });
  });
});
