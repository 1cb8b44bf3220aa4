/** A domain's own statements in DNS: who may issue certificates, who may send mail, and whether the zone is signed. */
import { z } from 'zod';
import { defineCollector, isUnknown, known, parallel, settle, settled, unknown } from '../../../src/kit.ts';
import type { Known, Reason, Unknown } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import { asks, type Outside } from '../client.ts';
import { domainsOf, ownerOf } from '../config.ts';
import { policyIn, spfOver, type Told } from '../mail.ts';
import { type Hosting, hostingOf, hostsOf } from './hosting.ts';
import { type Dmarc, dmarcIn, dmarcOf, spfIn } from './mail.ts';

const Domain = z.object({
  id: z.string(),
  name: z.string(),
  caaAt: known(z.string().nullable()).describe(
    'The name, from this one up to the registrable domain, that has CAA records; null: none has',
  ),
  caaIssuers: known(z.array(z.string())).describe('Values of their `issue` properties; `;` allows nobody'),
  receivesMail: known(z.boolean()).describe('It has MX records other than the null MX of RFC 7505'),
  spfRecords: known(z.int()).describe('TXT records that begin with v=spf1; one is right, two are an error'),
  spfAll: known(z.string()).describe(
    'What SPF makes of everybody else: fail (-all), softfail (~all), neutral, pass, or none; redirects followed',
  ),
  dmarcRecords: known(z.int()).describe('DMARC records at _dmarc, or of the registrable domain where there is none'),
  dmarcPolicy: known(z.string()).describe('none, quarantine, reject; empty where there is none that a receiver knows'),
  dmarcPercent: known(z.int()).describe('Share of messages that the policy is applied to; 100 unless `pct` says less'),
  zone: known(z.string()).describe('The zone that the domain lies in'),
  signedAtParent: known(z.boolean()).describe('The parent zone has DS records for it'),
  validated: known(z.boolean()).describe('A resolver that validates marks its answer about the zone as authentic (AD)'),
  hostedBy: known(z.array(known(z.string()))).describe(
    'For each of its addresses: the provider in whose zone the address has its name (PTR); unknown where it has a name of its own',
  ),
});
type Domain = z.infer<typeof Domain>;

interface Seen {
  readonly domain: string;
  readonly caa: readonly { readonly name: string; readonly answer: Told<'CAA'> }[];
  readonly mx: Told<'MX'>;
  readonly spf: readonly Told<'TXT'>[];
  readonly dmarc: readonly { readonly name: string; readonly answer: Told<'TXT'> }[];
  readonly soa: Told<'SOA'>;
  readonly ds: Told<'DS'>;
  readonly root: Told<'SOA'>;
  readonly hosting: Hosting;
}

export default defineCollector<Outside, Seen, Domain>({
  id: 'endpoint/domain',
  title: 'Domains',
  scope: 'perimeter',
  calls: [CALLS.records],
  freshFor: 'P1D',
  resource: Domain,

  async *fetch(client, ask) {
    const domains = [...domainsOf(client.config).keys()];
    const of = asks(client, ask);
    ask.proof(`the configuration declares ${domains.length} domains`);
    yield* parallel(domains, async (domain) => {
      const climbed = climb(domain);
      const policies = [...new Set([domain, ownerOf(domain)])].map((name) => `_dmarc.${name}`);
      const [caa, dmarc, mx, spf, soa, root, hosting] = await Promise.all([
        Promise.all(climbed.map(async (name) => ({ name, answer: await of.records(name, 'CAA') }))),
        Promise.all(policies.map(async (name) => ({ name, answer: await of.records(name, 'TXT') }))),
        of.records(domain, 'MX'),
        spfOver(of, domain),
        of.records(domain, 'SOA'),
        of.records('', 'SOA'),
        hostingOf(of, domain),
      ]);
      const zone = isUnknown(soa) ? null : soa?.zone;
      return { domain, caa, dmarc, mx, spf, soa, root, hosting, ds: zone == null ? null : await of.records(zone, 'DS') };
    });
  },

  normalise({ domain, caa, mx, spf, dmarc, soa, ds, root, hosting }) {
    const authorisers = caaOf(caa);
    const policy = dmarcFor(domain, dmarc);
    const zone = settle(soa, {
      some: (one): Known<string> => one.zone ?? none('SOA', domain, 'no zone was named'),
      none: none('SOA', domain),
    });
    return {
      id: domain,
      name: domain,
      caaAt: settled([authorisers], (one): string | null => one.name),
      caaIssuers: settled([authorisers], ({ issuers }) => [...issuers]),
      receivesMail: settle(mx, {
        some: ({ records }) => records.some(({ exchange }) => exchange !== '' && exchange !== '.'),
        none: none('MX', domain),
      }),
      spfRecords: settle(spf[0] ?? null, { some: ({ records }) => spfIn(records).length, none: none('TXT', domain) }),
      spfAll: spfAllOf(spf, domain),
      dmarcRecords: settled([policy], ({ records }) => records),
      dmarcPolicy: settled([policy], (one) => one.policy),
      dmarcPercent: settled([policy], ({ percent }) => percent),
      zone,
      signedAtParent: settled([zone], (_zone) => settle(ds, { some: ({ records }) => records.length > 0, none: none('DS', domain) })),
      validated: validation(soa, root, domain),
      hostedBy: hostsOf(domain, hosting),
    };
  },
});

const gap = (reason: Reason, detail: string): Unknown => unknown({ operation: CALLS.records.operation, reason, detail });
const none = (type: string, name: string, why = 'the look came back without an observation') =>
  gap('malformed_response', `${name} ${type}: ${why}`);

/** The name and its parents, up to the registrable domain. */
export function climb(domain: string): string[] {
  const top = ownerOf(domain);
  const names = [domain];
  for (let name = domain; name !== top && name.includes('.'); ) {
    name = name.slice(name.indexOf('.') + 1);
    names.push(name);
  }
  return names;
}
/** The first set on the way up decides: RFC 8659 section 3. One that could not be seen may be it. */
function caaOf(caa: Seen['caa']): Known<{ readonly name: string | null; readonly issuers: readonly string[] }> {
  for (const { name, answer } of caa) {
    if (isUnknown(answer)) return answer;
    if (answer === null) return none('CAA', name);
    if (answer.records.length > 0)
      return { name, issuers: answer.records.filter(({ tag }) => tag.toLowerCase() === 'issue').map(({ value }) => value) };
  }
  return { name: null, issuers: [] };
}

/** The last of the redirects decides; one that goes on for ever is a permanent error, which rejects nothing. */
function spfAllOf(spf: Seen['spf'], domain: string): Known<string> {
  const last = spf.at(-1);
  if (isUnknown(last)) return last;
  if (!last) return none('TXT', domain);
  return policyIn(last)?.all ?? 'none';
}

/** The domain's own record, or that of the registrable domain with its policy for subdomains: RFC 7489 section 6.6.3. */
function dmarcFor(
  domain: string,
  dmarc: Seen['dmarc'],
): Known<{ readonly records: number; readonly policy: string; readonly percent: number }> {
  for (const { name, answer } of dmarc) {
    if (isUnknown(answer)) return answer;
    if (answer === null) return none('TXT', name);
    const found = dmarcIn(answer.records);
    if (found.length === 0) continue;
    const said: Dmarc = dmarcOf(found[0] as string);
    const policy = name === `_dmarc.${domain}` ? said.policy : said.subPolicy;
    return found.length === 1
      ? { records: 1, policy, percent: said.percent }
      : { records: found.length, policy: '', percent: said.percent };
  }
  return { records: 0, policy: '', percent: 100 };
}

/** The root is signed: a resolver that does not say so of it validates nothing, and its silence about this zone is none of the zone's. */
function validation(soa: Told<'SOA'>, root: Told<'SOA'>, domain: string): Known<boolean> {
  return settle(soa, {
    some: ({ authenticated, server }) =>
      settle(root, {
        some: (control) =>
          control.authenticated
            ? authenticated
            : gap('unsupported_plan', `the resolver ${server} does not validate DNSSEC: name one under \`resolver\``),
        none: none('SOA', '.'),
      }),
    none: none('SOA', domain),
  });
}
