import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, EndpointConfig, mayReach, ownerOf, rangesOf, socketOf } from '../../../collectors/endpoint/config.ts';
import { climb } from '../../../collectors/endpoint/domain/index.ts';
import { dmarcIn, dmarcOf, spfIn, spfOf } from '../../../collectors/endpoint/domain/mail.ts';
import { cookieOf, forbidsSniffing, hstsOf, limitsFrames, referrerPolicyOf, saysVersion } from '../../../collectors/endpoint/headers.ts';
import { signatureOf } from '../../../collectors/endpoint/look/der.ts';
import { blocked } from '../../../collectors/endpoint/look/guard.ts';
import { refusalIn } from '../../../collectors/endpoint/look/handshake.ts';
import { headersOf } from '../../../collectors/endpoint/look/page.ts';
import { methodsIn } from '../../../collectors/endpoint/look/ssh.ts';
import revocation from '../../../collectors/endpoint/revocation/index.ts';
import { securityTxtOf } from '../../../collectors/endpoint/security-txt/rfc9116.ts';
import { limitsFraming, policiesOf, stopsInlineScripts } from '../../../collectors/endpoint/site/csp.ts';
import { newestEntry } from '../../../collectors/endpoint/updates-page/dates.ts';
import { authority, leaf, leafKey } from '../../../src/demo/endpoint/certificates.ts';

const nobody = rangesOf([]);

describe('the guard', () => {
  it.each([
    ...[
      '127.0.0.1',
      '10.1.2.3',
      '172.31.255.255',
      '192.168.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...[
      '::1',
      '::',
      'fe80::1%eth0',
      'fc00::1',
      'fd00:ec2::254',
      'ff02::1',
      '2001:db8::1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '::ffff:127.0.0.1',
    ],
    ...['::ffff:a9fe:a9fe', 'not an address', ''],
  ])('refuses %s', (address) => expect(blocked(address, nobody)).toBeTypeOf('string'));
  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a01:4f8::1'])('lets %s through', (address) =>
    expect(blocked(address, nobody)).toBeUndefined(),
  );
  it('lets through what the configuration names, and nothing beside it', () => {
    const named = rangesOf(['10.0.0.0/24', '127.0.0.1']);
    expect(blocked('10.0.0.7', named)).toBeUndefined();
    expect(blocked('127.0.0.1', named)).toBeUndefined();
    expect(blocked('10.0.1.7', named)).toBeDefined();
    expect(blocked('127.0.0.2', named)).toBeDefined();
  });
  it('refuses every IPv4 address written as IPv6 that it refuses plainly', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        if (blocked(address, nobody) !== undefined) expect(blocked(`::ffff:${address}`, nobody)).toBeDefined();
      }),
    );
  });
});

describe('the configuration', () => {
  const parse = (rest: object) => EndpointConfig.safeParse({ type: 'endpoint', name: 'x', ...rest }).success;
  it('refuses what it does not know', () => {
    expect(parse({})).toBe(true);
    expect(parse({ endpoint: ['https://example.com'] })).toBe(false);
    expect(parse({ endpoints: ['http://example.com'] })).toBe(false);
    expect(parse({ endpoints: ['https://user@example.com'] })).toBe(false);
    expect(parse({ endpoints: [{ host: '-oProxyCommand=x' }] })).toBe(false);
    expect(parse({ ssh: [{ host: '-oProxyCommand=x' }] })).toBe(false);
    expect(parse({ hosts: [{ host: 'a b' }] })).toBe(false);
    expect(parse({ connectTo: { 'a:1': 'elsewhere.example:1' } })).toBe(false);
    expect(parse({ allowPrivate: ['10.0.0.0/33'] })).toBe(false);
    expect(parse({ vantage: 'inside' })).toBe(false);
  });
  it('reads addresses', () => {
    expect(socketOf('[::1]:53')).toEqual({ address: '::1', port: 53 });
    expect(socketOf('127.0.0.1:70000')).toBeUndefined();
    expect(addressOf('https://example.com:8443/a?b=c')).toEqual({ host: 'example.com', port: 8443, path: '/a?b=c' });
  });
  it('reaches what is declared, pages within one owner, and any name server', () => {
    const config = EndpointConfig.parse({ type: 'endpoint', name: 'x', endpoints: ['https://www.example.co.uk'] });
    const may = (url: string) => mayReach(new URL(url), config);
    expect(may('tls://www.example.co.uk:443/certificate')).toBe(true);
    expect(may('webs://shop.example.co.uk:443/page')).toBe(true);
    expect(may('tls://shop.example.co.uk:443/certificate')).toBe(false);
    expect(may('webs://other.co.uk:443/page')).toBe(false);
    expect(may('dns://anything.test/TXT')).toBe(true);
  });
});

describe('domains', () => {
  it('climbs to the registrable domain and no further', () => {
    expect(climb('a.b.example.co.uk')).toEqual(['a.b.example.co.uk', 'b.example.co.uk', 'example.co.uk']);
    expect(climb('example.com')).toEqual(['example.com']);
    expect(ownerOf('someone.github.io')).toBe('someone.github.io');
  });
  it('SPF', () => {
    expect(spfIn(['v=spf1 -all', 'v=spf10 -all', 'V=SPF1', 'spf2.0/pra -all'])).toEqual(['v=spf1 -all', 'V=SPF1']);
    expect(spfOf('v=spf1 include:x.example ~all')).toMatchObject({ all: 'softfail' });
    expect(spfOf('v=spf1 all')).toMatchObject({ all: 'pass' });
    expect(spfOf('v=spf1 mx ?ALL exp=e.example')).toMatchObject({ all: 'neutral' });
    expect(spfOf('v=spf1 redirect=_spf.example.com.')).toMatchObject({ all: 'none', redirect: '_spf.example.com' });
    expect(spfOf('v=spf1 include:-all.example mx')).toMatchObject({ all: 'none' });
    // lets nobody send: a modifier is no way in
    const nobody = (terms: string) => spfOf(`v=spf1 ${terms}`).nobody;
    expect(['-all', '-ALL exp=why.example', ' -all'].map(nobody)).toEqual([true, true, true]);
    expect(['~all', 'mx -all', 'ip4:192.0.2.1 -all', 'redirect=x.example', ''].map(nobody)).toEqual(Array(5).fill(false));
  });
  it('DMARC', () => {
    expect(dmarcIn(['v=DMARC1; p=none', 'v=DMARC12; p=none', 'p=none; v=DMARC1'])).toEqual(['v=DMARC1; p=none']);
    expect(dmarcOf('v=DMARC1; p=Reject; sp=none; pct=50')).toEqual({ policy: 'reject', subPolicy: 'none', percent: 50 });
    expect(dmarcOf('v=DMARC1;p=quarantine')).toEqual({ policy: 'quarantine', subPolicy: 'quarantine', percent: 100 });
    expect(dmarcOf('v=DMARC1; p=rejected').policy).toBe('');
  });
});

describe('headers', () => {
  it('HSTS', () => {
    expect(hstsOf('max-age=31536000; includeSubDomains')).toEqual({ maxAge: 31_536_000, includeSubDomains: true });
    expect(hstsOf('Max-Age="0"')).toEqual({ maxAge: 0, includeSubDomains: false });
    for (const bad of [null, '', 'includeSubDomains', 'max-age=1; max-age=2', 'max-age=-1', 'max-age=1y'])
      expect(hstsOf(bad), `${bad}`).toBeNull();
  });
  it('content security policy', () => {
    const stops = (...values: string[]) => stopsInlineScripts(policiesOf(values));
    expect(stops("default-src 'self'")).toBe(true);
    expect(stops("default-src 'self' 'unsafe-inline'")).toBe(false);
    expect(stops("default-src 'unsafe-inline'; script-src 'self'")).toBe(true);
    expect(stops("script-src 'unsafe-inline' 'nonce-r4nd0m'")).toBe(true);
    expect(stops("script-src 'unsafe-inline' 'nonce-'")).toBe(false);
    expect(stops("script-src 'self'; script-src-attr 'unsafe-inline'")).toBe(false);
    expect(stops("script-src 'self'; script-src 'unsafe-inline'")).toBe(true); // the first counts
    expect(stops("img-src 'self'")).toBe(false);
    expect(stops("img-src 'self', script-src 'self'")).toBe(true); // two policies, both obeyed
    expect(stops()).toBe(false);
    expect(limitsFraming(policiesOf(["frame-ancestors 'none'"]))).toBe(true);
    expect(limitsFraming(policiesOf(['frame-ancestors *']))).toBe(false);
    expect(limitsFraming(policiesOf(["default-src 'self'"]))).toBe(false);
  });
  it('the small ones', () => {
    expect(forbidsSniffing(['nosniff'])).toBe(true);
    expect(forbidsSniffing(['other, nosniff'])).toBe(false);
    expect(limitsFrames(['SAMEORIGIN'])).toBe(true);
    expect(limitsFrames(['ALLOW-FROM https://a.example'])).toBe(false);
    expect(limitsFrames([])).toBe(false);
    expect(referrerPolicyOf(['no-referrer, strict-origin'])).toBe('strict-origin');
    expect(referrerPolicyOf(['whatever'])).toBeNull();
    expect(['nginx/1.22.1', 'PHP/8', 'Apache 2.4'].map(saysVersion)).toEqual([true, true, true]);
    expect(['cloudflare', 'AmazonS3', 'Express', 'nginx'].map(saysVersion)).toEqual([false, false, false, false]);
  });
  it('cookies, and nothing of their values', () => {
    expect(cookieOf('sid=(struck out); Secure; HttpOnly; SameSite=Strict')).toEqual({
      name: 'sid',
      secure: true,
      httpOnly: true,
      sameSite: 'strict',
    });
    expect(cookieOf('a=b; samesite=maybe; path=/secure')).toEqual({ name: 'a', secure: false, httpOnly: false, sameSite: '' });
    const kept = headersOf(['Set-Cookie', 'sid=top-secret-value; Secure', 'Server', 'x']);
    expect(kept).toEqual([
      ['set-cookie', 'sid=(struck out); Secure'],
      ['server', 'x'],
    ]);
  });
});

describe('security.txt', () => {
  const good = 'Contact: mailto:security@example.com\r\nExpires: 2030-01-01T00:00:00.000Z\r\n';
  it('reads fields, comments and both line ends', () => {
    expect(securityTxtOf(`# hello\n${good}`)).toEqual({
      contacts: ['mailto:security@example.com'],
      expires: '2030-01-01T00:00:00.000Z',
      signed: false,
      strayLines: 0,
    });
    expect(securityTxtOf('contact: https://example.com/report\nexpires: 2030-01-01T01:00:00+01:00').expires).toBe(
      '2030-01-01T00:00:00.000Z',
    );
  });
  it('takes no contact that is no address, and no Expires that stands twice', () => {
    expect(securityTxtOf('Contact: security@example.com\nContact: http://example.com').contacts).toEqual([]);
    expect(securityTxtOf(`${good}Expires: 2031-01-01T00:00:00Z`).expires).toBeNull();
    expect(securityTxtOf('Expires: next year').expires).toBeNull();
    expect(securityTxtOf('<html><body>Contact: mailto:a@b.example</body></html>')).toMatchObject({ contacts: [] });
    expect(securityTxtOf('hello world').strayLines).toBe(1);
  });
  it('reads what is signed, and not the signature', () => {
    const text = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n- Contact: tel:+1-201-555-0123\n${good}-----BEGIN PGP SIGNATURE-----\n\nExpires: 2040-01-01T00:00:00Z\n-----END PGP SIGNATURE-----\n`;
    expect(securityTxtOf(text)).toMatchObject({
      contacts: ['tel:+1-201-555-0123', 'mailto:security@example.com'],
      expires: '2030-01-01T00:00:00.000Z',
      signed: true,
    });
  });
});

describe('dates on a page', () => {
  const now = '2026-11-21T10:00:00.000Z';
  it.each([
    ['<time datetime="2026-11-02T09:00:00Z">last week</time>', '2026-11-02'],
    ['<h2>5 November 2026</h2><h2>1st of October 2026</h2>', '2026-11-05'],
    ['<p>Nov. 7, 2026: libraries</p>', '2026-11-07'],
    ['2025-01-31 and 2026-02-30 (no such day) and 2027-01-01 (to come)', '2025-01-31'],
    ['<!-- 2026-11-01 --><script>var d = "2026-11-02"</script><p>2020-02-02</p>', '2020-02-02'],
  ])('%s', (html, day) => expect(newestEntry(html, now)).toBe(`${day}T00:00:00.000Z`));
  it.each(['no date', '11/05/2026', 'version 2026-11', '2027-05-01', 'CVE-2026-10-10-1'])('%s: none', (html) =>
    expect(newestEntry(html, now)).toBeNull(),
  );
});

describe('what signs a certificate', () => {
  it('is read from its bytes', () => {
    const validity = { from: 0, until: 1e12 };
    const issuer = authority('Test', validity);
    const pem = leaf(issuer, leafKey('a'), ['a.example'], validity);
    expect(signatureOf(new X509Certificate(pem).raw)).toBe('ed25519');
    expect(new X509Certificate(pem).verify(new X509Certificate(issuer.certificate).publicKey)).toBe(true);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(new X509Certificate(leaf(issuer, privateKey, ['b.example'], validity)).checkHost('b.example')).toBe('b.example');
  });
  it('throws on anything else, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          expect(typeof signatureOf(bytes)).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe('whose refusal it is', () => {
  const error = (message: string, code: string) => Object.assign(new Error(message), { code });
  it("an alert that was received, a reset, a close: the peer's", () => {
    expect(
      refusalIn(
        error(
          'error:0A00042E:SSL routines::tlsv1 alert protocol version:rec_layer_s3.c:1601:SSL alert number 70\n',
          'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
        ),
        'TLSv1',
      ),
    ).toBe('alert 70');
    expect(refusalIn(error('read ECONNRESET', 'ECONNRESET'), 'TLSv1')).toBe('a broken connection');
  });
  it('an answer in an older version than was offered: theirs', () =>
    expect(refusalIn(error('unsupported protocol', 'ERR_SSL_UNSUPPORTED_PROTOCOL'), 'TLSv1.2')).toBeDefined());
  it('anything else: ours', () => {
    expect(
      refusalIn(error('legacy sigalg disallowed or unsupported', 'ERR_SSL_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED'), 'TLSv1'),
    ).toBeUndefined();
    expect(refusalIn(error('wrong version number', 'ERR_SSL_WRONG_VERSION_NUMBER'), 'TLSv1.2')).toBeUndefined();
    expect(refusalIn(error('unsupported protocol', 'ERR_SSL_UNSUPPORTED_PROTOCOL'), 'TLSv1')).toBeUndefined();
  });
});

describe("what ssh's debugging lines say", () => {
  const target = { host: 'a.example', port: 22 };
  it('one list', () =>
    expect(methodsIn('debug1: Authentications that can continue: publickey,password\r\n', target)).toEqual(['publickey', 'password']));
  it('let in with nothing', () =>
    expect(methodsIn('Authenticated to a.example ([192.0.2.1]:22) using "none".\n', target)).toEqual(['none']));
  it('none, or two that differ: no answer', () => {
    expect(() => methodsIn('ssh: connect to host a.example port 22: Connection refused', target)).toThrow(/no list/);
    const two = 'debug1: Authentications that can continue: publickey\ndebug1: Authentications that can continue: publickey,password\n';
    expect(() => methodsIn(two, target)).toThrow(/differ/);
  });
});

describe('revocation, where the record says nothing of a list', () => {
  const good = {
    by: 'staple',
    status: 'good',
    thisUpdate: '2026-11-20T00:00:00.000Z',
    nextUpdate: '2026-11-30T00:00:00.000Z',
    revokedAt: null,
  };
  const told = (seen: object) => {
    const endpoint = { host: 'www.example.com', port: 443 };
    const raw = { endpoint, revocation: { responder: null, stapled: false, answer: null, ...seen } };
    const context = { now: '2026-11-21T12:00:00.000Z' };
    return revocation.normalise(raw as never, context as never) as unknown as { readonly told: unknown; readonly list: unknown };
  };
  it('is not known to name nobody', () => {
    expect(told({})).toMatchObject({ told: { $unknown: { reason: 'missing_member' } }, list: { $unknown: { reason: 'missing_member' } } });
    expect(told({ list: null })).toMatchObject({ told: false, list: null });
    expect(told({ list: 'http://crl.example.net/a.crl' })).toMatchObject({ told: true });
  });
  it('is told where somebody else answered', () => expect(told({ stapled: true, answer: good })).toMatchObject({ told: true }));
});
