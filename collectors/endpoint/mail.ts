/** Whether a domain takes mail, and whether anybody may send in its name: what makes mail's own records a question at all. */
import { isUnknown, settle, settled, unknown } from '../../src/kit.ts';
import type { Answer, Known, Reason, Unknown } from '../../src/model.ts';
import { CALLS } from './calls.ts';
import type { Asks, RecordOf, Records } from './client.ts';
import { type Spf, spfIn, spfOf } from './domain/mail.ts';

export type Told<T extends Parameters<Asks['records']>[1]> = Answer<Records<RecordOf<T>>>;
/** What each question about a domain's mail begins with. */
export interface MailSeen {
  readonly mx: Told<'MX'>;
  readonly addresses: readonly (Told<'A'> | Told<'AAAA'>)[];
  readonly spf: readonly Told<'TXT'>[];
}

export async function mailOver(of: Asks, domain: string): Promise<MailSeen> {
  const [mx, a, aaaa, spf] = await Promise.all([
    of.records(domain, 'MX'),
    of.records(domain, 'A'),
    of.records(domain, 'AAAA'),
    spfOver(of, domain),
  ]);
  return { mx, addresses: [a, aaaa], spf };
}

/** RFC 7208 section 4.6.4 allows ten lookups in all. */
const MOST_REDIRECTS = 10;
/** The domain's own record, and those that it redirects to. */
export async function spfOver(of: Asks, domain: string): Promise<Told<'TXT'>[]> {
  const answers: Told<'TXT'>[] = [];
  for (let name: string | undefined = domain; name !== undefined && answers.length <= MOST_REDIRECTS; ) {
    const answer: Told<'TXT'> = await of.records(name, 'TXT');
    answers.push(answer);
    name = isUnknown(answer) || answer === null ? undefined : policyIn(answer)?.redirect;
  }
  return answers;
}
export function policyIn({ records }: Records<string>): Spf | undefined {
  const [first, second] = spfIn(records);
  return first === undefined || second !== undefined ? undefined : spfOf(first);
}

export const gapOf = (reason: Reason, detail: string): Unknown => unknown({ operation: CALLS.records.operation, reason, detail });
export const unseen = (what: string): Unknown => gapOf('malformed_response', `${what}: the look came back without an observation`);

/** RFC 7505 section 3: one record whose exchange is the root. */
const isNull = ({ records }: Records<{ exchange: string }>) => records.length === 1 && hostOf(records[0]?.exchange as string) === '';
export const hostOf = (exchange: string): string => exchange.replace(/\.$/, '').toLowerCase();
/** The hosts that MX records name. */
export const serversOf = ({ records }: Records<{ exchange: string }>): string[] =>
  records.map(({ exchange }) => hostOf(exchange)).filter((host) => host !== '');

/** RFC 5321 section 5.1: without MX records, the host of the domain's own address is its mail server. Only a null MX, or no address, says no. */
export function acceptsMail({ mx, addresses }: MailSeen, domain: string): Known<boolean> {
  return settle(mx, {
    some: (said): Known<boolean> => {
      if (serversOf(said).length > 0) return true;
      if (isNull(said)) return false;
      const [a, aaaa] = addresses.map((one) => settle(one, { some: ({ records }) => records.length > 0, none: unseen(domain) }));
      if (a === undefined || aaaa === undefined) return unseen(domain);
      return settled([a, aaaa], (four, six) =>
        four || six
          ? gapOf(
              'no_results',
              `${domain} has no MX record, and an address that may take mail all the same (RFC 5321 section 5.1): a null MX (RFC 7505) would say no`,
            )
          : false,
      );
    },
    none: unseen(`${domain} MX`),
  });
}

/** Proved false by an SPF record that lets nobody send, or by a null MX (RFC 7505 section 4.2) beside no SPF record at all. */
export function sendsMail({ mx, spf }: MailSeen, domain: string): Known<boolean> {
  const [own, last] = [spf[0], spf.at(-1)];
  if (isUnknown(last)) return last;
  if (!own || !last || isUnknown(own)) return unseen(`${domain} TXT`);
  if (policyIn(last)?.nobody === true) return false;
  if (spfIn(own.records).length > 0) return true;
  return settle(mx, { some: (said) => !isNull(said), none: unseen(`${domain} MX`) });
}
