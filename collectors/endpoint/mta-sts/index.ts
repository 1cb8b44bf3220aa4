/** Whether a domain tells senders that its mail servers must be reached over TLS that proves to be theirs. */
import { z } from 'zod';
import { defineCollector, isUnknown, known, parallel, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import { asks, headerOf, type Outside, type Page } from '../client.ts';
import { domainsOf } from '../config.ts';
import { acceptsMail, type MailSeen, mailOver, serversOf, type Told, unseen } from '../mail.ts';
import { covers, recordProblem, type StsPolicy, stsPolicyOf } from './rfc8461.ts';

const MtaSts = z.object({
  id: z.string(),
  name: z.string(),
  acceptsMail: known(z.boolean()).describe('Its MX records name a mail server. False: a null MX (RFC 7505), or neither MX nor address'),
  problem: known(z.string().nullable()).describe(
    'Why senders find no policy: its record, its file, what stands in it; null: they find one',
  ),
  mode: known(z.string().nullable()).describe('`enforce`, `testing`, `none`; null: senders find no policy'),
  maxAgeSeconds: known(z.int()).describe('How long senders remember the policy; 0: they find none'),
  uncovered: known(z.array(z.string())).describe('Mail servers of MX records that no policy names'),
});
type MtaSts = z.infer<typeof MtaSts>;
interface Seen {
  readonly domain: string;
  readonly mail: MailSeen;
  readonly record: Told<'TXT'>;
  /** Undefined: nothing announces it, so it was not asked for. */
  readonly policy: Answer<Page> | undefined;
}
const PATH = '/.well-known/mta-sts.txt';

export default defineCollector<Outside, Seen, MtaSts>({
  id: 'endpoint/mta-sts',
  title: 'MTA-STS policies of domains',
  scope: 'perimeter',
  calls: [CALLS.records, CALLS.page],
  freshFor: 'P1D',
  resource: MtaSts,

  async *fetch(client, ask) {
    const domains = [...domainsOf(client.config).keys()];
    const of = asks(client, ask);
    ask.proof(`the configuration declares ${domains.length} domains`);
    yield* parallel(domains, async (domain) => {
      const [mail, record] = await Promise.all([mailOver(of, domain), of.records(`_mta-sts.${domain}`, 'TXT')]);
      const announced = !isUnknown(record) && record !== null && recordProblem(record.records, '') === null;
      const target = { host: `mta-sts.${domain}`, port: 443 };
      return { domain, mail, record, policy: announced ? await of.page(target, PATH, { body: true }) : undefined };
    });
  },

  normalise({ domain, mail, record, policy }) {
    const found = policyOf(domain, record, policy);
    const servers = settle(mail.mx, { some: (said) => serversOf(said), none: unseen(`${domain} MX`) });
    const readable = (read: (one: StsPolicy) => string | null) => settled([found], (one) => (typeof one === 'string' ? null : read(one)));
    return {
      id: domain,
      name: domain,
      acceptsMail: acceptsMail(mail, domain),
      problem: settled([found], (one): string | null => (typeof one === 'string' ? one : null)),
      mode: readable(({ mode }) => mode),
      maxAgeSeconds: settled([found], (one) => (typeof one === 'string' ? 0 : one.maxAge)),
      uncovered: settled([found, servers], (one, hosts) => {
        const patterns = typeof one === 'string' ? [] : one.mx;
        return hosts.filter((host) => !patterns.some((pattern) => covers(pattern, host)));
      }),
    };
  },
});

/** The policy as senders find it, or why they find none. What answers only just now is no absence. */
function policyOf(domain: string, record: Told<'TXT'>, policy: Answer<Page> | undefined): Known<StsPolicy | string> {
  const announced = settle(record, {
    some: ({ records }): string | null => recordProblem(records, `_mta-sts.${domain}`),
    none: unseen(`_mta-sts.${domain} TXT`),
  });
  return settled([announced], (problem): Known<StsPolicy | string> => {
    if (problem !== null) return problem;
    if (policy === undefined) return unseen(`mta-sts.${domain}${PATH}`);
    return settle(policy, { some: (page) => fileIn(page, domain), none: unseen(`mta-sts.${domain}${PATH}`) });
  });
}
/** Section 3.3: 200 alone, no redirect followed, text/plain. */
function fileIn(page: Page, domain: string): Known<StsPolicy | string> {
  const at = `https://mta-sts.${domain}${PATH}`;
  if (page.status === 429 || page.status >= 500)
    return unknown({ operation: CALLS.page.operation, reason: 'provider_error', detail: `${at} answers ${page.status}` });
  if (page.status !== 200) return `${at} answers ${page.status}`;
  const type = headerOf(page, 'content-type');
  if (type === null || !/^text\/plain\s*(?:;|$)/i.test(type)) return `${at} is not text/plain`;
  return page.body === null ? unseen(at) : stsPolicyOf(page.body);
}
