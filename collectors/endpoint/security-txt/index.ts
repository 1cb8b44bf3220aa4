/** Where a domain says how to report a vulnerability. */
import { z } from 'zod';
import { defineCollector, known, parallel, settled, unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import { asks, headerOf, type Outside } from '../client.ts';
import { domainsOf } from '../config.ts';
import { type Followed, follow } from '../follow.ts';
import { type SecurityTxt, securityTxtOf } from './rfc9116.ts';

const SecurityTxtFile = z.object({
  id: z.string(),
  name: z.string(),
  published: known(z.boolean()).describe(
    '/.well-known/security.txt over HTTPS answers 200 with text/plain, redirects under the same registrable domain followed',
  ),
  answer: known(z.string()).describe('Status and content type of what answers'),
  contacts: known(z.array(z.string())).describe('Contact fields that are mailto, tel or https addresses'),
  expires: known(z.string().nullable()).describe('The Expires field, RFC 3339; null: none, several, or unreadable'),
});
type SecurityTxtFile = z.infer<typeof SecurityTxtFile>;
interface Seen {
  readonly domain: string;
  readonly way: readonly Followed[];
}
const NONE: SecurityTxt = { contacts: [], expires: null, signed: false, strayLines: 0 };

export default defineCollector<Outside, Seen, SecurityTxtFile>({
  id: 'endpoint/security-txt',
  title: 'security.txt of domains',
  scope: 'perimeter',
  calls: [CALLS.page],
  freshFor: 'P1D',
  resource: SecurityTxtFile,

  async *fetch(client, ask) {
    const domains = [...domainsOf(client.config).keys()];
    ask.proof(`the configuration declares ${domains.length} domains`);
    yield* parallel(domains, async (domain) => ({
      domain,
      way: await follow(asks(client, ask), `https://${domain}/.well-known/security.txt`),
    }));
  },

  normalise({ domain, way }) {
    const found = fileIn(way, domain);
    const text = settled([found], ({ body }): Known<SecurityTxt> => (body === null ? NONE : securityTxtOf(body)));
    return {
      id: domain,
      name: domain,
      published: settled([found], ({ body }) => body !== null),
      answer: settled([found], ({ answer }) => answer),
      contacts: settled([text], ({ contacts }) => [...contacts]),
      expires: settled([text], ({ expires }): string | null => expires),
    };
  },
});

/** `body` is null where there is no such file. A refusal may be meant for us alone, and an error for nobody: neither says that there is none. */
function fileIn(way: readonly Followed[], domain: string): Known<{ readonly body: string | null; readonly answer: string }> {
  const gap = (detail: string) => unknown({ operation: CALLS.page.operation, reason: 'provider_error', detail });
  const { page, address } = way.at(-1) as Followed;
  if (page === null) return gap(`${domain}: the look came back without an observation`);
  if ('$unknown' in page) return page as Known<never>;
  const { status, body } = page;
  const type = headerOf(page, 'content-type');
  const answer = `${status} ${type ?? 'without a content type'}`;
  if (status === 200) return { body: type !== null && /^\s*text\/plain\s*(?:;|$)/i.test(type) ? body : null, answer };
  if (status === 404 || status === 410) return { body: null, answer };
  if (status >= 300 && status < 400) return { body: null, answer: `${status} to ${headerOf(page, 'location') ?? 'nowhere'}` };
  return gap(`${address} answers ${status}: that says neither that there is a file nor that there is none`);
}
