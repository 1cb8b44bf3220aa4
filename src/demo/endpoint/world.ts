/** What example.com shows to the internet in each of the worlds: two web servers, its names, and nothing else that answers. */
import type { Instant } from '../../model.ts';
import type { Drift, WorldName } from '../estate.ts';
import type { Zone } from './names.ts';

export const WWW = 'www.example.com';
export const API = 'api.example.com';
export const DOMAIN = 'example.com';
export const BASTION = 'bastion.example.com';
export const MTA_STS = 'mta-sts.example.com';
export const HOSTS = [WWW, API, DOMAIN, MTA_STS] as const;
/** One key is in use, the next one is ready. */
export const SELECTORS = ['s1', 's2'];

export interface World {
  /** Still speaks TLS 1.0 and 1.1. */
  readonly outdated: readonly string[];
  /** Nobody listens there. */
  readonly silent: readonly string[];
  /** Names and types that the name server fails on: `_dmarc.example.com TXT`. */
  readonly failing: readonly string[];
  readonly drift: readonly Drift[];
}
const quiet: World = { outdated: [], silent: [], failing: [], drift: [] };
export const worlds: Readonly<Record<WorldName, World>> = {
  clean: quiet,
  drifted: {
    ...quiet,
    outdated: [API],
    drift: [{ check: 'tls.min-version', resource: `${API}:443`, what: 'the API still completes handshakes in TLS 1.0 and 1.1' }],
  },
  denied: { ...quiet, silent: [API], failing: [`_dmarc.${DOMAIN} TXT`] },
};

/** RSA of 2048 bits; whoever held the other half has thrown it away. */
const RSA =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwqcHfiN4bs2g6FqQWyFnoPx4KrdyD5hHM2vhhdnVdOqCsseS7ZQGGkWh7UFogCxNixuefa3s3CrJ' +
  '0P7E4J9WEUkq/53xe8HL/LZ5PapPVgTMreRouTcxGY5VNgPwt6WrNQ4p4ccv0cAAy5x/AMFPOpMl68weEgOFR0PXBJG6ZqjjlwISJudnkqFTxAmQp0DhFzI+' +
  '0Et89iwJBarHXGUvsNSFVBeXOJCw/865QCwJkxRl1b6RORIb7ahr4KGL+TcDYV2ZW0Mq1nge7lRat6bW5xcC+ZM+9ZcFQND1fg1M61+Go9W4Mlj2Yr/zq6cH' +
  '1tmjpiZHDpTGvR2X3BiFjsLilwIDAQAB';
const ED25519 = Buffer.alloc(32, 0x2f).toString('base64');

/** https://www.rfc-editor.org/rfc/rfc8659, rfc7208, rfc7489, rfc6376, rfc8461, rfc4034: what a careful owner publishes. */
export const zone: Zone = {
  apex: DOMAIN,
  records: [
    ...HOSTS.map((name) => ({ name, type: 'A' as const, data: '127.0.0.1' })),
    // as Hetzner calls an address until its customer names it: https://docs.hetzner.com/cloud/servers/cloud-server-rdns/
    { name: '1.0.0.127.in-addr.arpa', type: 'PTR', data: 'static.1.0.0.127.clients.your-server.de' },
    { name: DOMAIN, type: 'MX', data: { preference: 10, exchange: 'mail.example.com' } },
    { name: DOMAIN, type: 'TXT', data: 'v=spf1 include:_spf.example.com -all' },
    { name: `_dmarc.${DOMAIN}`, type: 'TXT', data: 'v=DMARC1; p=reject; rua=mailto:dmarc@example.com' },
    { name: `s1._domainkey.${DOMAIN}`, type: 'TXT', data: ['v=DKIM1; k=rsa; p=', RSA.slice(0, 200), RSA.slice(200)] },
    { name: `s2._domainkey.${DOMAIN}`, type: 'TXT', data: `v=DKIM1; k=ed25519; p=${ED25519}` },
    { name: `_mta-sts.${DOMAIN}`, type: 'TXT', data: 'v=STSv1; id=20260301000000;' },
    { name: DOMAIN, type: 'CAA', data: { flags: 0, tag: 'issue', value: 'letsencrypt.org' } },
    { name: DOMAIN, type: 'DS', data: { keyTag: 31_589, algorithm: 13, digestType: 2, digest: Buffer.alloc(32, 0x5a) } },
  ],
};

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
const ALWAYS = { server: 'web', 'strict-transport-security': 'max-age=63072000; includeSubDomains' };
const PAGE = {
  ...ALWAYS,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'self'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
};
const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmax_age: 1209600\r\n';
const DAY = 86_400_000;
const day = (now: Instant, days: number) => new Date(Date.parse(now) + days * DAY).toISOString().slice(0, 10);

/** One host's answer over HTTPS. */
export function answerOf(host: string, path: string, now: Instant): Answer {
  if (host === API) {
    const headers = { ...ALWAYS, 'content-type': 'application/json' };
    return path === '/' ? { status: 200, headers, body: '{"status":"ok"}' } : { status: 404, headers, body: '{"error":"not found"}' };
  }
  if (host === DOMAIN) return { status: 301, headers: { ...ALWAYS, location: `https://${WWW}${path}` }, body: '' };
  if (host === MTA_STS) {
    const found = path === '/.well-known/mta-sts.txt';
    return { status: found ? 200 : 404, headers: { ...ALWAYS, 'content-type': 'text/plain' }, body: found ? POLICY : '' };
  }
  switch (path) {
    case '/':
      return { status: 200, headers: PAGE, body: page('Example', '<p>What we do.</p>') };
    case '/login':
      return {
        status: 200,
        headers: { ...PAGE, 'set-cookie': 'sid=4f1d; Path=/; Secure; HttpOnly; SameSite=Lax' },
        body: page('Sign in', ''),
      };
    case '/security/updates':
      return { status: 200, headers: PAGE, body: page('Security updates', entries(now)) };
    case '/.well-known/security.txt':
      return { status: 200, headers: { ...ALWAYS, 'content-type': 'text/plain; charset=utf-8' }, body: contact(now) };
    default:
      return { status: 404, headers: PAGE, body: page('Not found', '') };
  }
}
const page = (title: string, body: string) =>
  `<!doctype html><html lang="en"><head><title>${title}</title></head><body>${body}</body></html>\n`;
const entries = (now: Instant) =>
  [-18, -74, -140]
    .map((days) => `<article><time datetime="${day(now, days)}">${day(now, days)}</time> Libraries updated.</article>`)
    .join('');
const contact = (now: Instant) =>
  `Contact: mailto:security@example.com\r\nExpires: ${day(now, 180)}T00:00:00Z\r\nCanonical: https://${WWW}/.well-known/security.txt\r\n`;
