/** The keys with which a domain's mail is signed: those of the selectors that are declared, as no name server lists them. */
import { z } from 'zod';
import { defineCollector, known, parallel, settle } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import { asks, type Outside } from '../client.ts';
import { domainsOf } from '../config.ts';
import { gapOf, type MailSeen, mailOver, sendsMail, type Told, unseen } from '../mail.ts';
import { type DkimKey, dkimKeyOf } from './rfc6376.ts';

const DkimKeyRecord = z.object({
  id: z.string(),
  name: z.string(),
  domain: z.string().describe('Whose mail it signs'),
  selector: z.string().nullable().describe('As it is declared; null: none is declared for the domain'),
  sendsMail: known(z.boolean()).describe(
    'Someone may send in its name. False: its SPF record lets nobody send, or it has a null MX (RFC 7505) and no SPF record',
  ),
  problem: known(z.string().nullable()).describe('Why receivers take what it signs for unsigned; null: they can use the key'),
  keyType: known(z.string()).describe('`rsa` or `ed25519`; empty where receivers can use no key'),
  keyBits: known(z.int()).describe('Size of the key in bits; 0 where receivers can use no key'),
});
type DkimKeyRecord = z.infer<typeof DkimKeyRecord>;
interface Seen {
  readonly domain: string;
  readonly selector: string | null;
  readonly mail: MailSeen;
  /** Null: there is no selector to ask about. */
  readonly key: Told<'TXT'>;
}

export default defineCollector<Outside, Seen, DkimKeyRecord>({
  id: 'endpoint/dkim-key',
  title: 'DKIM keys of the declared selectors',
  scope: 'perimeter',
  calls: [CALLS.records],
  freshFor: 'P1D',
  resource: DkimKeyRecord,

  async *fetch(client, ask) {
    const domains = domainsOf(client.config);
    const of = asks(client, ask);
    const wanted = [...domains].flatMap(([domain, selectors]) =>
      (selectors.length > 0 ? selectors : [null]).map((selector) => ({ domain, selector })),
    );
    ask.proof(
      `the configuration declares ${domains.size} domains and ${wanted.filter(({ selector }) => selector !== null).length} selectors`,
    );
    yield* parallel(wanted, async ({ domain, selector }) => {
      const [mail, key] = await Promise.all([
        mailOver(of, domain),
        selector === null ? null : of.records(`${selector}._domainkey.${domain}`, 'TXT'),
      ]);
      return { domain, selector, mail, key };
    });
  },

  normalise({ domain, selector, mail, key }) {
    const name = selector === null ? domain : `${selector}._domainkey.${domain}`;
    const undeclared = gapOf(
      'attestation_missing',
      `${domain}: a DKIM key is found by its selector alone, and no \`dkimSelectors\` are declared for it`,
    );
    const of = <T>(read: (one: DkimKey) => T): Known<T> => {
      if (selector === null) return undeclared;
      return settle(key, { some: ({ records }) => read(dkimKeyOf(records)), none: unseen(name) });
    };
    return {
      id: name,
      name,
      domain,
      selector,
      sendsMail: sendsMail(mail, domain),
      problem: of<string | null>(({ problem }) => problem),
      keyType: of(({ keyType }) => keyType),
      keyBits: of(({ keyBits }) => keyBits),
    };
  },
});
