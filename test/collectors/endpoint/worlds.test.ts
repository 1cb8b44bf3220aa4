/** Every check in its worlds: all is well, all is wrong, nothing can be seen, nothing is declared. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { authority, leaf, leafKey, ocspAnswer } from '../../../src/demo/endpoint/certificates.ts';
import { startEndpoint } from '../../../src/demo/endpoint/server.ts';
import { worlds } from '../../../src/demo/endpoint/world.ts';
import { checks, look } from '../../support/endpoint.ts';
import { startNameServer } from '../../support/names.ts';

const DAY = 864e5;
const began = Date.now();
const closing: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

async function serve<S extends Server>(server: S): Promise<number> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  closing.push(
    () =>
      new Promise((done) => {
        server.close(done);
        for (const socket of sockets) socket.destroy();
      }),
  );
  return (server.address() as AddressInfo).port;
}
const issuer = authority('Test Authority', { from: began - 100 * DAY, until: began + 1000 * DAY });
const pem = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' });
interface Served {
  readonly name?: string;
  readonly key?: KeyObject;
  readonly days?: readonly [from: number, until: number];
  readonly tls?: TlsOptions;
  readonly answer?: RequestListener;
  readonly revoked?: boolean;
}
function secure({
  name = 'www.example.com',
  key = leafKey('test'),
  days: [from, until] = [-10, 80],
  tls = {},
  answer,
  revoked = false,
}: Served): Promise<number> {
  const cert = leaf(issuer, key, [name], { from: began + from * DAY, until: began + until * DAY });
  const server = createServer({ key: pem(key), cert, ...tls }, answer ?? ((_, response) => response.end('ok')));
  const staple = () => ocspAnswer(issuer, cert, { status: 'revoked', thisUpdate: began - DAY, nextUpdate: began + DAY });
  return serve(revoked ? server.on('OCSPRequest', (_leaf, _issuer, callback) => callback(null, staple())) : server);
}
const verdictsOf = async (config: Readonly<Record<string, unknown>>, env?: Readonly<Record<string, string>>) =>
  Object.fromEntries([...(await look(config, env ? { env } : {})).judged].map(([check, { verdict }]) => [check, verdict]));
const every = (verdict: string, but: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(checks.map(({ check: { id } }) => [id, but[id] ?? verdict]));
/** A program that answers as OpenSSH's client does; the real one is asked in test/against. */
function fakeSsh(said: string): Record<string, string> {
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-ssh-'));
  writeFileSync(join(dir, 'ssh'), `#!/bin/sh\necho '${said}' >&2\nexit 255\n`);
  chmodSync(join(dir, 'ssh'), 0o755);
  return { PATH: `${dir}:${process.env['PATH']}` };
}

describe('the checks', () => {
  it('are those of the catalogue, and what it lacks of mail', () =>
    expect(checks.map(({ check: { id } }) => id).sort()).toEqual([
      ...['dns.caa', 'dns.dkim', 'dns.dnssec', 'dns.mta-sts', 'dns.spf-dmarc'],
      ...['http.cookies', 'http.hsts', 'http.https-redirect', 'http.no-leaks', 'http.security-headers', 'http.security-txt'],
      ...['http.security-updates-page', 'net.closed-ports', 'ssh.no-password'],
      ...[
        'tls.certificate-expiry',
        'tls.certificate-valid',
        'tls.key-and-ciphers',
        'tls.min-version',
        'tls.modern-version',
        'tls.not-revoked',
      ],
    ]));

  it('pass where all is well', async () => {
    const server = await startEndpoint({ world: worlds.clean, now: () => new Date(began).toISOString() });
    closing.push(server.close);
    const open = await serve(createTcpServer());
    const config = {
      ...server.config,
      connectTo: { ...(server.config['connectTo'] as object), 'bastion.example.com:22': `127.0.0.1:${open}` },
    };
    expect(await verdictsOf(config, fakeSsh('debug1: Authentications that can continue: publickey'))).toEqual(every('pass'));
  });

  it('fail where all is wrong', async () => {
    const { privateKey: short } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    const bad = await secure({ key: short, days: [-400, -40], tls: old });
    const careless = await secure({
      name: 'careless.example.com',
      revoked: true,
      answer: ({ url }, response) => {
        if (url?.startsWith('/claimcheck-') || url?.startsWith('/.well-known')) return void response.writeHead(404).end();
        const headers = { 'content-type': 'text/html', server: 'nginx/1.18.0', 'set-cookie': 'sid=4711; Path=/' };
        response.writeHead(200, headers).end('<h1>Updates</h1><p>5 March 2019</p>');
      },
    });
    const plain = await serve(createHttpServer((_, response) => response.end('welcome')));
    const names = await startNameServer(({ name, type }) => ({
      authentic: name === '.',
      ...(type === 'SOA'
        ? { answers: [{ name, type: 'SOA', data: { mname: 'a.example', rname: 'b.example' } }] }
        : type === 'MX'
          ? { answers: [{ name, type: 'MX', data: { exchange: 'mail.example.net' } }] }
          : { rcode: 3 }),
    }));
    closing.push(names.close);
    const config = {
      endpoints: [{ host: 'www.example.com', http: false }, 'https://careless.example.com'],
      domains: [{ domain: 'careless.example.com', dkimSelectors: ['s1'] }],
      logins: ['https://careless.example.com/login'],
      hosts: [{ host: 'careless.example.com' }],
      ssh: [{ host: 'careless.example.com' }],
      securityUpdatesPage: 'https://careless.example.com/updates',
      probedPorts: [22],
      vantage: 'outside',
      allowPrivate: ['127.0.0.1'],
      resolver: [names.at],
      ca: issuer.certificate,
      connectTo: {
        'www.example.com:443': `127.0.0.1:${bad}`,
        'careless.example.com:443': `127.0.0.1:${careless}`,
        'careless.example.com:80': `127.0.0.1:${plain}`,
        'careless.example.com:22': `127.0.0.1:${plain}`,
      },
    };
    expect(await verdictsOf(config, fakeSsh('debug1: Authentications that can continue: publickey,password'))).toEqual(every('fail'));
  });

  const everything = {
    endpoints: ['https://www.example.com'],
    domains: ['example.com'],
    logins: ['https://www.example.com/login'],
    hosts: [{ host: 'www.example.com' }],
    ssh: [{ host: 'www.example.com' }],
    probedPorts: [22],
    securityUpdatesPage: 'https://www.example.com/updates',
    vantage: 'outside',
    timeoutMs: 1000,
  };
  it('are unknown where a name leads to an address that nobody vouches for, and nobody is connected to', async () => {
    let knocked = 0;
    const port = await serve(createTcpServer(() => (knocked += 1)));
    const at = ['443', '80', '22'].flatMap((one) =>
      ['www.example.com', 'example.com'].map((host) => [`${host}:${one}`, `127.0.0.1:${port}`]),
    );
    const names = await startNameServer(() => undefined);
    closing.push(names.close);
    const { judged } = await look({ ...everything, connectTo: Object.fromEntries(at), resolver: [names.at] });
    expect(Object.fromEntries([...judged].map(([check, { verdict }]) => [check, verdict]))).toEqual(every('unknown'));
    for (const [check, { rows }] of judged)
      for (const row of rows.values()) expect(row.reason, check).toBe(check.startsWith('dns.') ? 'timeout' : 'target_blocked');
    expect(knocked).toBe(0);
  });
  it('are unknown where the name server sends them to metadata, loopback or both beside a public address', async () => {
    for (const answers of [['169.254.169.254'], ['127.0.0.1'], ['8.8.8.8', '10.0.0.1']]) {
      const names = await startNameServer(({ name, type }) => ({
        answers: type === 'A' ? answers.map((data) => ({ name, type: 'A' as const, data })) : [],
      }));
      const { judged } = await look({ ...everything, resolver: [names.at] }, { only: ['endpoint/tls', 'endpoint/host'] });
      await names.close();
      for (const [check, { rows }] of judged)
        for (const row of rows.values()) expect(row, check).toMatchObject({ verdict: 'unknown', reason: 'target_blocked' });
    }
  });
  it('are unknown where somebody listens and never says a word', async () => {
    const port = await serve(createTcpServer());
    const at = ['www.example.com:443', 'example.com:443', 'www.example.com:80', 'www.example.com:22'].map((one) => [
      one,
      `127.0.0.1:${port}`,
    ]);
    const names = await startNameServer(() => undefined);
    closing.push(names.close);
    const config = { ...everything, connectTo: Object.fromEntries(at), allowPrivate: ['127.0.0.1'], resolver: [names.at] };
    // a port that is open is open, and port 22 should not be; ssh is asked in test/against
    expect(await verdictsOf({ ...config, ssh: [] })).toEqual(
      every('unknown', { 'net.closed-ports': 'fail', 'ssh.no-password': 'not_applicable' }),
    );
  });
  it('have nothing to say where nothing is declared, but for the page that the claim points to', async () =>
    expect(await verdictsOf({})).toEqual(every('not_applicable', { 'http.security-updates-page': 'fail' })));
  it('say of ports nothing without a word on where this runs', async () => {
    const server = await startEndpoint({ world: worlds.clean, now: () => new Date(began).toISOString() });
    closing.push(server.close);
    const { vantage: _, ...config } = server.config;
    const { judged } = await look(config, { only: ['endpoint/host'] });
    expect([...(judged.get('net.closed-ports')?.rows.values() ?? [])]).toMatchObject([
      { verdict: 'unknown', reason: 'attestation_missing' },
    ]);
  });
});

describe('TLS', () => {
  const tls = async (served: Served | number, more: Readonly<Record<string, unknown>> = {}) => {
    const port = typeof served === 'number' ? served : await secure(served);
    const config = {
      endpoints: ['https://www.example.com'],
      connectTo: { 'www.example.com:443': `127.0.0.1:${port}` },
      allowPrivate: ['127.0.0.1'],
    };
    const looked = await look({ ...config, ca: issuer.certificate, timeoutMs: 2000, ...more }, { only: ['endpoint/tls'] });
    const verdicts = Object.fromEntries([...looked.judged].map(([check, { verdict }]) => [check.replace('tls.', ''), verdict]));
    return { verdicts, fields: looked.fields('endpoint/tls').get('www.example.com:443') ?? {} };
  };
  it('one old version is enough to fail', async () => {
    const { verdicts } = await tls({ tls: { minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } });
    expect(verdicts['min-version']).toBe('fail');
  });
  it('a server that resets every handshake says nothing about one version', async () => {
    const port = await serve(createTcpServer((socket) => socket.resetAndDestroy()));
    expect(Object.values((await tls(port)).verdicts)).toEqual(Array(5).fill('unknown'));
  });
  it('a server that speaks something else says nothing', async () => {
    const port = await serve(createTcpServer((socket) => socket.on('data', () => socket.end('220 mail ready\r\n'))));
    expect(Object.values((await tls(port)).verdicts)).toEqual(Array(5).fill('unknown'));
  });
  it('a server that closes on old versions refuses them', async () => {
    const real = await secure({});
    // looks into the ClientHello for supported_versions (43), which names TLS 1.2 or above where they are offered
    const gate = createTcpServer((socket) =>
      socket.once('data', (hello: Buffer) => {
        if (!hello.includes(Buffer.from([0x03, 0x03, 0x00])) && hello.readUInt16BE(9) < 0x0303) return void socket.end();
        import('node:net').then(({ connect }) => {
          const onward = connect(real, '127.0.0.1', () => onward.write(hello));
          socket.pipe(onward).pipe(socket);
          onward.on('error', () => socket.destroy());
        });
      }),
    );
    const { verdicts, fields } = await tls(await serve(gate));
    expect(fields).toMatchObject({ acceptsTls10: false, acceptsTls11: false, acceptsTls12: true });
    expect(verdicts['min-version']).toBe('pass');
  });
  it('a certificate that lives for weeks needs two of them', async () => {
    expect((await tls({ days: [-30, 16] })).verdicts['certificate-expiry']).toBe('pass');
    expect((await tls({ days: [-30, 13] })).verdicts['certificate-expiry']).toBe('fail');
    expect((await tls({ days: [-80, 16] })).verdicts['certificate-expiry']).toBe('fail');
  });
  it('an authority of its own is trusted where it is named, and nowhere else', async () => {
    const port = await secure({});
    expect((await tls(port)).verdicts['certificate-valid']).toBe('pass');
    expect((await tls(port, { ca: undefined })).verdicts['certificate-valid']).toBe('fail');
    expect((await tls(port, { ca: '/nowhere/ca.pem' })).verdicts['certificate-valid']).toBe('unknown');
  });
});

describe('HTTP', () => {
  const site = async (
    answer: RequestListener,
    collector = 'endpoint/site',
    more: Readonly<Record<string, unknown>> = {},
    served: Served = {},
  ) => {
    const port = await secure({ ...served, answer });
    const connectTo = { 'www.example.com:443': `127.0.0.1:${port}`, 'www.example.com:80': '127.0.0.1:1' };
    const config = {
      endpoints: ['https://www.example.com'],
      domains: ['www.example.com'],
      connectTo,
      allowPrivate: ['127.0.0.1'],
      ca: issuer.certificate,
      timeoutMs: 2000,
      ...more,
    };
    const looked = await look(config, { only: [collector] });
    return { looked, verdict: (check: string) => looked.judged.get(check)?.verdict };
  };
  it('an answer over a connection that does not prove its owner is nobody`s', async () => {
    const { verdict } = await site(
      (_, response) => response.setHeader('strict-transport-security', 'max-age=99999999').end(),
      'endpoint/site',
      {},
      { name: 'other.example' },
    );
    expect(verdict('http.hsts')).toBe('unknown');
  });
  it('a site that answers 200 for everything leaks nothing that could be told apart', async () => {
    const { verdict } = await site((_, response) => response.end('the app'));
    expect(verdict('http.no-leaks')).toBe('unknown');
  });
  it('a site that sends everybody elsewhere has no files', async () => {
    const { verdict } = await site(({ url }, response) => response.writeHead(301, { location: `https://example.com${url}` }).end());
    expect(verdict('http.no-leaks')).toBe('pass');
    expect(verdict('http.security-headers')).toBe('not_applicable');
  });
  it('an error page is no page', async () => {
    const { verdict } = await site((_, response) => response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>later</h1>'));
    expect(verdict('http.security-headers')).toBe('unknown');
  });
  it('a body that breaks off, or never ends, is no body', async () => {
    const cut = await site(
      (_, response) =>
        void response
          .writeHead(200, { 'content-type': 'text/plain', 'content-length': '500' })
          .write('Contact: mailto:a@b.example\n', () => response.destroy()),
      'endpoint/security-txt',
    );
    expect(cut.verdict('http.security-txt')).toBe('unknown');
    const endless = await site((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const more = () => void (response.destroyed || response.write('x'.repeat(64 * 1024), more));
      more();
    }, 'endpoint/security-txt');
    expect(endless.looked.judged.get('http.security-txt')?.rows.get('www.example.com')?.reason).toMatch(/too_large|timeout/);
  });
  it('security.txt elsewhere is not followed to', async () => {
    const { verdict, looked } = await site(
      (_, response) => response.writeHead(302, { location: 'https://evil.example/security.txt' }).end(),
      'endpoint/security-txt',
    );
    expect(verdict('http.security-txt')).toBe('fail');
    expect(looked.exchanges).toHaveLength(1);
  });
  it('no value of a cookie is recorded', async () => {
    const { looked, verdict } = await site(
      (_, response) => response.setHeader('set-cookie', 'sid=canary-4711-value; Secure; HttpOnly; SameSite=Lax').end('x'),
      'endpoint/login',
      { logins: ['https://www.example.com/login'] },
    );
    expect(verdict('http.cookies')).toBe('pass');
    expect(Buffer.concat(looked.exchanges.map(({ response }) => Buffer.from(response?.body ?? []))).includes('canary-4711-value')).toBe(
      false,
    );
  });
});
