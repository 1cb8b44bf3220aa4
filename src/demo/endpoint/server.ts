/** What example.com shows to the internet, on loopback: real TLS, real HTTP, real names. Every port has its own address in `connectTo`. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureVersion } from 'node:tls';
import type { Instant } from '../../model.ts';
import type { Drift } from '../estate.ts';
import { type Authority, authority, leaf, leafKey, ocspAnswer } from './certificates.ts';
import { startNames } from './names.ts';
import { API, answerOf, BASTION, DOMAIN, HOSTS, SELECTORS, type World, WWW, zone } from './world.ts';

export interface EndpointOptions {
  readonly world: World;
  /** Ages count back from here; also the `Date` of every answer. */
  readonly now: () => Instant;
  /** Added to every answer, in ms. */
  readonly latencyMs?: number;
}
export interface EndpointServer {
  /** The entry of claimcheck.yaml that looks here, without its `type`. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly drift: readonly Drift[];
  /** What was asked over HTTP and DNS, in the order of arrival. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}
const DAY = 86_400_000;
/** tcpmux, RFC 1078, on which nobody has listened for decades: what connects there is refused. */
const NOBODY = 1;
/** Tried and found closed. */
const CLOSED = [22, 5432];

export async function startEndpoint({ world, now, latencyMs = 0 }: EndpointOptions): Promise<EndpointServer> {
  const requests: string[] = [];
  const heard = (what: string) => void requests.push(what);
  const born = Date.parse(now());
  // the machine's clock decides whether it is in date, and the world's may stand elsewhere
  const issuer = authority('Example Demo Authority', { from: born - 400 * DAY, until: born + 7300 * DAY });
  const serving = { world, now, latencyMs, heard, issuer, born };
  const plain = await listening(createServer(answering(serving, redirect)));
  const secure = await Promise.all(HOSTS.map(async (host) => ({ host, server: await listening(secureServer(host, serving)) })));
  const names = await startNames({ zone, failing: world.failing, latencyMs, heard });
  const at = (port: number) => `127.0.0.1:${port}`;
  const open = secure.map(({ host, server }) => [`${host}:443`, at(world.silent.includes(host) ? NOBODY : portOf(server))]);
  const connectTo = Object.fromEntries([
    ...open,
    ...HOSTS.map((host) => [`${host}:80`, at(portOf(plain))]),
    ...HOSTS.flatMap((host) => CLOSED.map((port) => [`${host}:${port}`, at(NOBODY)])),
    [`${BASTION}:22`, at(NOBODY)],
  ]);
  const config = {
    name: 'public',
    endpoints: [`https://${WWW}`, `https://${API}`],
    domains: [{ domain: DOMAIN, dkimSelectors: SELECTORS }],
    logins: [`https://${WWW}/login`],
    hosts: [{ host: WWW }],
    ssh: [{ host: BASTION }],
    probedPorts: CLOSED,
    vantage: 'outside',
    securityUpdatesPage: `https://${WWW}/security/updates`,
    resolver: [at(names.port)],
    allowPrivate: ['127.0.0.1'],
    connectTo,
    ca: issuer.certificate,
  };
  const close = async () => {
    await Promise.all([plain, ...secure.map(({ server }) => server)].map(closed));
    await names.close();
  };
  return { config, drift: world.drift, requests, close };
}

interface Serving {
  readonly world: World;
  readonly now: () => Instant;
  readonly latencyMs: number;
  readonly heard: (what: string) => void;
  readonly issuer: Authority;
  readonly born: number;
}

function secureServer(host: string, serving: Serving): Server {
  const key = leafKey(`${host} of the demo`);
  const cert = leaf(serving.issuer, key, [host], { from: serving.born - 30 * DAY, until: serving.born + 3650 * DAY });
  const minVersion: SecureVersion = serving.world.outdated.includes(host) ? 'TLSv1' : 'TLSv1.2';
  // at its default level OpenSSL 3 speaks TLS 1.0 and 1.1 with nobody
  const ciphers = minVersion === 'TLSv1' ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {};
  const options = { key: key.export({ format: 'pem', type: 'pkcs8' }), cert, minVersion, ...ciphers };
  const server = createSecureServer(
    options,
    answering(serving, (_, path) => answerOf(host, path, serving.now())),
  );
  // as a web server that fetches its staple every few hours does
  const staple = ocspAnswer(serving.issuer, cert, {
    status: 'good',
    thisUpdate: serving.born - 3_600_000,
    nextUpdate: serving.born + 7 * DAY,
  });
  return server.on('OCSPRequest', (_certificate, _issuer, callback) => callback(null, staple));
}
const redirect = (host: string, path: string) => ({ status: 308, headers: { location: `https://${host}${path}` }, body: '' });

type Reply = (host: string, path: string) => { status: number; headers: Readonly<Record<string, string>>; body: string };
function answering({ now, latencyMs, heard }: Serving, reply: Reply) {
  return (incoming: IncomingMessage, response: ServerResponse) => {
    const host = (incoming.headers.host ?? '').replace(/:\d+$/, '');
    const path = incoming.url ?? '/';
    heard(`${incoming.method} ${host}${path}`);
    const { status, headers, body } = reply(host, path);
    const answer = () => {
      response.writeHead(status, {
        date: new Date(Date.parse(now())).toUTCString(),
        ...headers,
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    };
    if (latencyMs > 0) setTimeout(answer, latencyMs);
    else answer();
  };
}

function listening<S extends Server>(server: S): Promise<S> {
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)));
}
const portOf = (server: Server) => (server.address() as AddressInfo).port;
function closed(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
