import type { Answer, Question } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import { look } from '../../support/endpoint.ts';
import { type Said, startNameServer } from '../../support/names.ts';

/** What a zone of these records says; whatever is not in it is NODATA or NXDOMAIN with the zone's SOA. */
const soa = (name: string): Answer => ({ name, type: 'SOA', data: { mname: 'ns.example', rname: 'h.example', serial: 1 } });
function zone(records: readonly Answer[], apex = 'example.com'): (question: Question) => Said {
  return ({ name, type }) => {
    if (name === '.') return { answers: [soa('.')] };
    if (type === 'SOA' && name === apex) return { answers: [soa(apex)] };
    const answers = records.filter((record) => record.name === name && record.type === type);
    if (answers.length > 0) return { answers };
    const exists = name === apex || records.some((record) => record.name === name);
    return { authorities: [soa(apex)], rcode: exists ? 0 : 3 };
  };
}
const GOOD: readonly Answer[] = [
  { name: 'example.com', type: 'CAA', data: { flags: 0, tag: 'issue', value: 'letsencrypt.org' } },
  { name: 'example.com', type: 'MX', data: { preference: 1, exchange: 'mail.example.com' } },
  { name: 'example.com', type: 'TXT', data: ['v=spf1 include:_spf.exam', 'ple.com ~all'] },
  { name: '_dmarc.example.com', type: 'TXT', data: 'v=DMARC1; p=quarantine' },
  { name: 'example.com', type: 'DS', data: { keyTag: 1, algorithm: 13, digestType: 2, digest: Buffer.alloc(32) } },
];
const without = (type: string, ...more: readonly Answer[]) => [...GOOD.filter((record) => record.type !== type), ...more];
const CHECKS = ['dns.caa', 'dns.dnssec', 'dns.spf-dmarc'] as const;

async function verdicts(reply: (question: Question) => Said | undefined, domain = 'example.com', timeoutMs = 6000) {
  const server = await startNameServer(reply);
  try {
    const looked = await look({ domains: [domain], resolver: [server.at], timeoutMs }, { only: ['endpoint/domain'] });
    const [caa, dnssec, mail] = CHECKS.map((check) => looked.judged.get(check)?.rows.get(domain));
    return { caa, dnssec, mail, asked: server.asked, fields: looked.fields('endpoint/domain').get(domain) ?? {} };
  } finally {
    await server.close();
  }
}
const all = async (reply: (question: Question) => Said | undefined, timeoutMs?: number) => {
  const { caa, dnssec, mail } = await verdicts(reply, 'example.com', timeoutMs);
  return [caa?.verdict, dnssec?.verdict, mail?.verdict];
};

describe('a domain', () => {
  it('that says all it should passes', async () => expect(await all(zone(GOOD))).toEqual(['pass', 'pass', 'pass']));
  it('that says nothing fails: NODATA and NXDOMAIN are answers', async () => expect(await all(zone([]))).toEqual(['fail', 'fail', 'fail']));
  it('whose name server fails, is silent, talks rubbish or refuses is unknown', async () => {
    const three = ['unknown', 'unknown', 'unknown'];
    expect(await all(() => ({ rcode: 2 }))).toEqual(three);
    expect(await all(() => ({ rcode: 5 }))).toEqual(three);
    expect(await all(() => undefined, 400)).toEqual(three);
    expect(await all(() => ({ bytes: Buffer.from('no') }), 400)).toEqual(three);
    // an empty referral of a server that looks nothing up
    expect(await all(() => ({ recursive: false }))).toEqual(three);
  });
  it('of which one question stays open is unknown there and nowhere else', async () => {
    const good = zone(GOOD);
    const but = (what: string) => all((question) => (`${question.name} ${question.type}` === what ? { rcode: 2 } : good(question)));
    expect(await but('example.com CAA')).toEqual(['unknown', 'pass', 'pass']);
    expect(await but('example.com DS')).toEqual(['pass', 'unknown', 'pass']);
    expect(await but('. SOA')).toEqual(['pass', 'unknown', 'pass']);
    expect(await but('_dmarc.example.com TXT')).toEqual(['pass', 'pass', 'unknown']);
    expect(await but('example.com MX')).toEqual(['pass', 'pass', 'unknown']);
  });
  it('is asked about over TCP where UDP has no room', async () => {
    const good = zone(GOOD);
    const { caa, asked } = await verdicts((question) => ({ ...good(question), truncated: question.type === 'CAA' }));
    expect(caa?.verdict).toBe('pass');
    expect(asked).toContain('example.com CAA tcp');
  });
});

describe('CAA', () => {
  it('is inherited from the parents up to the registrable domain', async () => {
    const { caa, asked } = await verdicts(zone(GOOD), 'shop.eu.example.com');
    expect(caa?.verdict).toBe('pass');
    expect(asked.filter((one) => one.endsWith('CAA'))).toEqual(['shop.eu.example.com CAA', 'eu.example.com CAA', 'example.com CAA']);
  });
  it('without issue, on the nearest name, restricts nobody', async () => {
    const iodef: Answer = { name: 'shop.example.com', type: 'CAA', data: { flags: 0, tag: 'iodef', value: 'mailto:a@example.com' } };
    expect((await verdicts(zone([...GOOD, iodef]), 'shop.example.com')).caa?.verdict).toBe('fail');
  });
});

describe('SPF and DMARC', () => {
  const spf = (...data: string[]) =>
    without('TXT', ...data.map((text): Answer => ({ name: 'example.com', type: 'TXT', data: text })), dmarc());
  const dmarc = (text = 'v=DMARC1; p=reject'): Answer => ({ name: '_dmarc.example.com', type: 'TXT', data: text });
  const mail = async (records: readonly Answer[]) => (await verdicts(zone(records))).mail?.verdict;
  it('hold where one record rejects', async () => expect(await mail(spf('v=spf1 -all', 'other=text'))).toBe('pass'));
  it('follow a redirect, and end where it ends', async () => {
    const to = (text: string): Answer => ({ name: '_spf.example.com', type: 'TXT', data: text });
    expect(await mail([...spf('v=spf1 redirect=_spf.example.com'), to('v=spf1 -all')])).toBe('pass');
    expect(await mail([...spf('v=spf1 redirect=_spf.example.com'), to('v=spf1 redirect=_spf.example.com')])).toBe('fail');
    expect(await mail(spf('v=spf1 redirect=%{d}.example.net'))).toBe('unknown');
  });
  it.each([
    ['two records', ['v=spf1 -all', 'v=spf1 ~all']],
    ['?all', ['v=spf1 ?all']],
    ['no all', ['v=spf1 mx']],
  ])('fail with %s', async (_, data) => expect(await mail(spf(...data))).toBe('fail'));
  it('need more of a domain that receives no mail', async () => {
    const parked = (all: string, policy: string) =>
      mail([{ name: 'example.com', type: 'TXT', data: `v=spf1 ${all}` }, dmarc(`v=DMARC1; p=${policy}`)]);
    expect(await parked('-all', 'reject')).toBe('pass');
    expect(await parked('~all', 'reject')).toBe('fail');
    expect(await parked('-all', 'quarantine')).toBe('fail');
  });
  it('fail where the policy is for a part of the messages', async () =>
    expect(
      await mail([...without('TXT'), { name: 'example.com', type: 'TXT', data: 'v=spf1 -all' }, dmarc('v=DMARC1; p=reject; pct=20')]),
    ).toBe('fail'));
});

describe('DNSSEC', () => {
  it('fails where a validating resolver does not vouch for the zone', async () => {
    const good = zone(GOOD);
    expect((await verdicts((question) => ({ ...good(question), authentic: question.name === '.' }))).dnssec?.verdict).toBe('fail');
  });
  it('is unknown with a resolver that does not validate, unless there is no DS', async () => {
    const [good, bare] = [zone(GOOD), zone(without('DS'))];
    expect((await verdicts((question) => ({ ...good(question), authentic: false }))).dnssec).toMatchObject({ verdict: 'unknown' });
    expect((await verdicts((question) => ({ ...bare(question), authentic: false }))).dnssec?.verdict).toBe('fail');
  });
  it('is asked of the zone that a name lies in', async () => {
    const { dnssec, fields } = await verdicts(zone(GOOD), 'shop.example.com');
    expect(fields['zone']).toBe('example.com');
    expect(dnssec?.verdict).toBe('pass');
  });
});
