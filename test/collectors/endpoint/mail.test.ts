/** DKIM and MTA-STS: records and policies as the RFCs have them, domains that send or take no mail, and whatever cannot be seen. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Answer } from 'dns-packet';
import { afterAll, describe, expect, it } from 'vitest';
import { dkimKeyOf } from '../../../collectors/endpoint/dkim-key/rfc6376.ts';
import { covers, recordProblem, stsPolicyOf } from '../../../collectors/endpoint/mta-sts/rfc8461.ts';
import { authority, leaf, leafKey } from '../../../src/demo/endpoint/certificates.ts';
import { look } from '../../support/endpoint.ts';
import { type Reply, startNameServer } from '../../support/names.ts';

const rsa = (bits: number, type: 'spki' | 'pkcs1' = 'spki') =>
  generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'der', type }).toString('base64');
const KEY = rsa(2048);
const ED25519 = Buffer.alloc(32, 7).toString('base64');

describe('a DKIM key record', () => {
  it.each([
    ['RSA', `v=DKIM1; k=rsa; p=${KEY}`, 'rsa', 2048],
    ['RSA by default, folded, with a last semicolon', `p=${KEY.slice(0, 90)} ${KEY.slice(90)};`, 'rsa', 2048],
    ['RSA without its envelope, as the text of the RFC has it', `p=${rsa(1024, 'pkcs1')}`, 'rsa', 1024],
    ['Ed25519', `v=DKIM1;k=ed25519;p=${ED25519}`, 'ed25519', 256],
    ['for mail, with SHA-256', `v=DKIM1; h=sha1:sha256; s=email; t=s; n=a note; p=${KEY}`, 'rsa', 2048],
  ])('%s', (_, record, keyType, keyBits) => expect(dkimKeyOf([record])).toEqual({ keyType, keyBits, problem: null }));
  it.each([
    [[], /no TXT record/],
    [[`p=${KEY}`, `p=${KEY}`], /several/],
    [['v=DKIM1; p='], /revoked/],
    [['v=DKIM1; k=rsa'], /no key/],
    [[`v=DKIM2; p=${KEY}`], /version/],
    [[`k=rsa; v=DKIM1; p=${KEY}`], /list of tags/],
    [[`p=${KEY}; p=${KEY}`], /list of tags/],
    [['hello'], /list of tags/],
    [['v=DKIM1; p=%%%'], /Base64/],
    [['v=DKIM1; p=AAAA'], /no RSA key/],
    [[`v=DKIM1; k=ed25519; p=${KEY}`], /32 bytes/],
    [[`v=DKIM1; k=dsa; p=${KEY}`], /"dsa"/],
    [[`v=DKIM1; h=sha1; p=${KEY}`], /SHA-256/],
    [[`v=DKIM1; s=tlsrpt; p=${KEY}`], /not for mail/],
    [[`v=DKIM1; t=y:s; p=${KEY}`], /test mode/],
  ] as const)('%j is of no use', (records, why) => expect(dkimKeyOf(records).problem).toMatch(why));
});

describe('an MTA-STS policy', () => {
  const GOOD = 'version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmax_age: 604800\r\n';
  it('is read with either end of line', () => {
    const policy = { mode: 'enforce', maxAge: 604_800, mx: ['mail.example.com', '*.example.net'] };
    expect(stsPolicyOf(GOOD)).toEqual(policy);
    expect(stsPolicyOf(GOOD.replaceAll('\r', '').trim())).toEqual(policy);
    expect(stsPolicyOf(`${GOOD}mode: none\nextra.field: x\n`)).toEqual(policy);
    expect(stsPolicyOf('version: STSv1\nmode: none\nmax_age: 0')).toEqual({ mode: 'none', maxAge: 0, mx: [] });
  });
  it.each([
    ['', /version/],
    [GOOD.replace('STSv1', 'STSv2'), /version/],
    [GOOD.replace('enforce', 'enforced'), /mode/],
    [GOOD.replace('604800', 'a week'), /max_age/],
    [GOOD.replace('604800', '31557601'), /max_age/],
    [GOOD.replaceAll(/mx: .*\r\n/g, ''), /no mail server/],
    ['<html>\n</html>', /no field/],
  ])('%j is none', (text, why) => expect(stsPolicyOf(text)).toMatch(why));
  it('names hosts, or all of one level', () => {
    expect(covers('mail.example.com', 'mail.example.com')).toBe(true);
    expect(covers('*.example.com', 'mail.example.com')).toBe(true);
    expect(['example.com', 'a.mail.example.com', 'mail.example.org'].some((host) => covers('*.example.com', host))).toBe(false);
  });
  it('is announced by one record with an id', () => {
    expect(recordProblem(['v=STSv1; id=20160831085700Z;', 'other'], 'n')).toBeNull();
    expect(recordProblem(['v=STSv1;id=a1'], 'n')).toBeNull();
    expect(recordProblem([], 'n')).toMatch(/no record/);
    expect(recordProblem(['v=STSv1; id=a', 'v=STSv1; id=b'], 'n')).toMatch(/several/);
    for (const text of ['v=STSv1;', 'v=STSv1; id=a-b', `v=STSv1; id=${'a'.repeat(33)}`]) expect(recordProblem([text], 'n')).toMatch(/id/);
  });
});

// ── over real names and real TLS ──
const closing: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));
const issuer = authority('Mail Authority', { from: Date.now() - 864e5, until: Date.now() + 864e6 });
const POLICY = 'version: STSv1\nmode: enforce\nmx: mail.example.com\nmax_age: 604800\n';
interface File {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string;
  readonly host?: string;
}
async function serve({ status = 200, type = 'text/plain', body = POLICY, host = 'mta-sts.example.com' }: File): Promise<number> {
  const key = leafKey('mta-sts');
  const cert = leaf(issuer, key, [host], { from: Date.now() - 864e5, until: Date.now() + 864e6 });
  const server = createServer({ key: key.export({ format: 'pem', type: 'pkcs8' }), cert }, ({ url }, response) => {
    const found = url === '/.well-known/mta-sts.txt';
    response.writeHead(found ? status : 404, { 'content-type': type }).end(body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  closing.push(() => new Promise((done) => server.close(done)));
  return (server.address() as AddressInfo).port;
}

const RECORDS: Readonly<Record<string, string | { exchange: string } | readonly string[]>> = {
  'example.com MX': { exchange: 'mail.example.com' },
  'example.com TXT': 'v=spf1 mx -all',
  'example.com A': '192.0.2.1',
  's1._domainkey.example.com TXT': `v=DKIM1; p=${KEY}`.match(/.{1,200}/g) as string[],
  '_mta-sts.example.com TXT': 'v=STSv1; id=1;',
};
type Records = Readonly<Record<string, (typeof RECORDS)[string] | undefined>>;
const saying =
  (records: Records): Reply =>
  ({ name, type }) => {
    const data = records[`${name} ${type}`];
    return data === undefined ? { rcode: 3 } : { answers: [{ name, type, data } as Answer] };
  };
async function mail(records: Records, file: File = {}, { selectors = ['s1'], reply = saying(records) } = {}) {
  const names = await startNameServer(reply);
  const port = await serve(file);
  const looked = await look(
    {
      domains: [selectors.length > 0 ? { domain: 'example.com', dkimSelectors: selectors } : 'example.com'],
      resolver: [names.at],
      allowPrivate: ['127.0.0.1'],
      connectTo: { 'mta-sts.example.com:443': `127.0.0.1:${port}` },
      ca: issuer.certificate,
      timeoutMs: 400,
    },
    { only: ['endpoint/dkim-key', 'endpoint/mta-sts'] },
  );
  await names.close();
  const row = (check: string) => [...(looked.judged.get(check)?.rows.values() ?? [])][0];
  return { dkim: row('dns.dkim'), sts: row('dns.mta-sts'), looked, asked: names.asked };
}

describe('a domain with mail', () => {
  it('passes where all is well', async () => {
    const { dkim, sts, looked } = await mail(RECORDS);
    expect([dkim?.verdict, sts?.verdict]).toEqual(['pass', 'pass']);
    for (const set of looked.sets) expect([set.complete, set.gaps]).toEqual([true, []]);
  });
  it.each([
    ['a revoked key', { 's1._domainkey.example.com TXT': 'v=DKIM1; p=' }, {}, 'fail', 'pass', /revoked/],
    ['a short key', { 's1._domainkey.example.com TXT': `p=${rsa(1024)}` }, {}, 'fail', 'pass', /1024 bits/],
    ['no record at the selector', { 's1._domainkey.example.com TXT': undefined }, {}, 'fail', 'pass', /no TXT record/],
    ['no announcement', { '_mta-sts.example.com TXT': undefined }, {}, 'pass', 'fail', /no record/],
    ['a mode that only watches', {}, { body: POLICY.replace('enforce', 'testing') }, 'pass', 'fail', /testing/],
    ['a mail server that is not named', { 'example.com MX': { exchange: 'mx.example.net' } }, {}, 'pass', 'fail', /mx\.example\.net/],
    ['a policy of an hour', {}, { body: POLICY.replace('604800', '3600') }, 'pass', 'fail', /3600 seconds/],
    ['no file', {}, { status: 404 }, 'pass', 'fail', /answers 404/],
    ['a file that is a page', {}, { type: 'text/html' }, 'pass', 'fail', /text\/plain/],
    ['a file that moved', {}, { status: 301 }, 'pass', 'fail', /answers 301/],
  ] as const)('fails with %s', async (_, records, file, dkim, sts, because) => {
    const seen = await mail({ ...RECORDS, ...records }, file);
    expect([seen.dkim?.verdict, seen.sts?.verdict]).toEqual([dkim, sts]);
    expect((dkim === 'fail' ? seen.dkim : seen.sts)?.because).toMatch(because);
  });
  it('is unknown where the file comes from a host that does not prove to be it, or that is out of order', async () => {
    expect((await mail(RECORDS, { host: 'other.example' })).sts).toMatchObject({ verdict: 'unknown', reason: 'tls_failure' });
    expect((await mail(RECORDS, { status: 503 })).sts).toMatchObject({ verdict: 'unknown', reason: 'provider_error' });
  });
  it('without a declared selector is unknown, never a pass', async () => {
    expect((await mail(RECORDS, {}, { selectors: [] })).dkim).toMatchObject({ verdict: 'unknown', reason: 'attestation_missing' });
  });

  /** What rests on each question. */
  const LOST: Readonly<Record<string, readonly ('dkim' | 'sts')[]>> = {
    'example.com MX': ['sts'],
    'example.com TXT': ['dkim'],
    's1._domainkey.example.com TXT': ['dkim'],
    '_mta-sts.example.com TXT': ['sts'],
  };
  it.each(Object.entries(LOST))('is unknown where %s is not answered', async (question, lost) => {
    for (const said of [{ rcode: 2 }, { rcode: 5 }, undefined, { bytes: Buffer.from('nonsense') }]) {
      const reply: Reply = (asked) => (`${asked.name} ${asked.type}` === question ? said : saying(RECORDS)(asked));
      const seen = await mail(RECORDS, {}, { reply });
      expect([seen.dkim?.verdict, seen.sts?.verdict], JSON.stringify(said)).toEqual([
        lost.includes('dkim') ? 'unknown' : 'pass',
        lost.includes('sts') ? 'unknown' : 'pass',
      ]);
    }
  });
});

describe('a domain without mail', () => {
  const { 'example.com MX': _, ...bare } = RECORDS;
  const both = async (records: Records) => {
    const { dkim, sts } = await mail({ ...records, '_mta-sts.example.com TXT': undefined }, {}, { selectors: [] });
    return [dkim?.verdict, sts?.verdict];
  };
  it('is told by a null MX, and by an SPF record that lets nobody send', async () => {
    const nullMx = { ...bare, 'example.com MX': { exchange: '.' } };
    expect(await both({ ...nullMx, 'example.com TXT': 'v=spf1 -all' })).toEqual(['not_applicable', 'not_applicable']);
    expect(await both({ ...nullMx, 'example.com TXT': undefined })).toEqual(['not_applicable', 'not_applicable']);
    // it takes none, and others send for it
    expect(await both({ ...nullMx, 'example.com TXT': 'v=spf1 include:x.example -all' })).toEqual(['unknown', 'not_applicable']);
    // it sends none, and takes some
    expect(await both({ ...RECORDS, 'example.com TXT': 'v=spf1 -all' })).toEqual(['not_applicable', 'fail']);
  });
  it('is not told by the mere lack of MX records: its address may take mail', async () => {
    expect(await both(bare)).toEqual(['unknown', 'unknown']);
    expect(await both({ ...bare, 'example.com A': undefined })).toEqual(['unknown', 'not_applicable']);
    const { 'example.com A': __, ...nowhere } = bare;
    const reply: Reply = (asked) => (asked.type === 'AAAA' ? { rcode: 2 } : saying(nowhere)(asked));
    expect((await mail(nowhere, {}, { reply })).sts?.verdict).toBe('unknown');
  });
});
