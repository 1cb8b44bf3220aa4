/** Hosts and name servers that do not play by the rules: what they do not say is unknown, and what they say beside the question is ignored. */
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { type Answer, decode, encode, RECURSION_AVAILABLE } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import { query } from '../../../collectors/endpoint/look/dns.ts';
import { authority, leaf, leafKey } from '../../../src/demo/endpoint/certificates.ts';
import { look } from '../../support/endpoint.ts';
import { type Reply, startNameServer } from '../../support/names.ts';

const now = Date.now();
const issuer = authority('Fault Authority', { from: now - 864e5, until: now + 864e7 });

describe('a host that hangs after the handshake', () => {
  it('has told all about its TLS, and nothing about its pages', async () => {
    const key = leafKey('hanging');
    const cert = leaf(issuer, key, ['www.example.com'], { from: now - 864e5, until: now + 5 * 864e6 });
    // it takes what is sent, and says nothing
    const server = createServer({ key: key.export({ format: 'pem', type: 'pkcs8' }), cert }, (socket) =>
      socket.on('error', () => undefined).resume(),
    );
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = {
      endpoints: ['https://www.example.com'],
      connectTo: { 'www.example.com:443': at, 'www.example.com:80': '127.0.0.1:1' },
      allowPrivate: ['127.0.0.1'],
      ca: issuer.certificate,
      timeoutMs: 500,
    };
    const { judged } = await look(config, { only: ['endpoint/tls', 'endpoint/site'] });
    const said = Object.fromEntries([...judged].map(([check, { verdict }]) => [check, verdict]));
    for (const check of ['tls.min-version', 'tls.certificate-valid', 'tls.key-and-ciphers'])
      expect([check, said[check]]).toEqual([check, 'pass']);
    for (const check of ['http.hsts', 'http.security-headers', 'http.no-leaks'])
      expect([...(judged.get(check)?.rows.values() ?? [])], check).toMatchObject([{ verdict: 'unknown', reason: 'timeout' }]);
    await new Promise((done) => server.close(done));
    // every page is waited for, and asked for again
  }, 120_000);
});

describe('a name server that lies', () => {
  const asked = async (reply: Reply, name = 'example.com', type = 'TXT') => {
    const names = await startNameServer(reply);
    try {
      return await query(name, type, { servers: [names.at], timeoutMs: 400 }, new AbortController().signal);
    } finally {
      await names.close();
    }
  };
  const txt = (name: string, data: string): Answer => ({ name, type: 'TXT', data });
  it('adds records of other names: they are not heard', async () => {
    const { records } = await asked(() => ({ answers: [txt('evil.example', 'v=spf1 +all'), txt('example.com', 'v=spf1 -all')] }));
    expect(records).toEqual(['v=spf1 -all']);
  });
  it('is heard about the names that the name is an alias of, in any order and in circles', async () => {
    const alias = (name: string, data: string): Answer => ({ name, type: 'CNAME', data });
    const answers = [
      txt('c.example', 'found'),
      alias('b.example', 'C.example'),
      alias('example.com', 'b.example'),
      alias('c.example', 'example.com'),
    ];
    expect((await asked(() => ({ answers }))).records).toEqual(['found']);
  });
  it.each([
    ['answers another question', { name: 'other.example', type: 'TXT' }],
    ['answers for another type', { name: 'example.com', type: 'MX' }],
  ] as const)('%s: no answer', async (_, question) => {
    const socket = createSocket('udp4');
    socket.on('message', (message, from) => {
      const { id } = decode(message);
      const packet = encode({
        type: 'response',
        ...(id !== undefined && { id }),
        flags: RECURSION_AVAILABLE,
        questions: [{ ...question, class: 'IN' }],
        answers: [txt('example.com', 'x')],
      });
      socket.send(packet, from.port, from.address);
    });
    await new Promise<void>((ready) => socket.bind(0, '127.0.0.1', ready));
    const servers = [`127.0.0.1:${socket.address().port}`];
    await expect(query('example.com', 'TXT', { servers, timeoutMs: 400 }, new AbortController().signal)).rejects.toMatchObject({
      reason: 'malformed_response',
    });
    socket.close();
  });
  it('answers with another number: it was not asked, and silence remains', async () => {
    const socket = createSocket('udp4');
    socket.on('message', (message, from) => {
      const { id = 0, questions = [] } = decode(message);
      const packet = encode({
        type: 'response',
        id: (id + 1) & 0xffff,
        flags: RECURSION_AVAILABLE,
        questions,
        answers: [txt('example.com', 'x')],
      });
      socket.send(packet, from.port, from.address);
    });
    await new Promise<void>((ready) => socket.bind(0, '127.0.0.1', ready));
    const servers = [`127.0.0.1:${socket.address().port}`];
    await expect(query('example.com', 'TXT', { servers, timeoutMs: 400 }, new AbortController().signal)).rejects.toMatchObject({
      reason: 'timeout',
    });
    socket.close();
  });
  it('sends to a public address first and to a private one next: each connection is vetted anew', async () => {
    let turn = 0;
    const names = await startNameServer(({ name, type }) => ({
      answers: type === 'A' ? [{ name, type: 'A', data: turn++ > 0 ? '10.0.0.1' : '127.0.0.1' }] : [],
    }));
    const config = {
      endpoints: ['https://www.example.com'],
      resolver: [names.at],
      allowPrivate: ['127.0.0.1'],
      families: [4],
      timeoutMs: 400,
    };
    const { judged, exchanges } = await look(config, { only: ['endpoint/tls'] });
    await names.close();
    for (const { rows } of judged.values()) for (const row of rows.values()) expect(row.verdict).toBe('unknown');
    expect(exchanges.filter(({ refusal }) => refusal?.reason === 'target_blocked').length).toBeGreaterThan(0);
  });
});
