/** The OpenSearch domains of a region, described five at a time. */
import type { z } from 'zod';
import type { Ask, Paging } from '../../../src/model.ts';
import type { Aws } from '../client.ts';
import { DOMAINS, Domains, NAMES, Names, type Raw } from './answers.ts';

/** "You can specify up to five domains": https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeDomains.html */
const AT_ONCE = 5;

export async function* everyDomain(aws: Aws, ask: Ask, region: string | undefined): AsyncIterable<Extract<Raw, { domain: unknown }>> {
  // one page, however many there are
  const paging: Paging<z.infer<typeof Names>, { readonly DomainName: string }> = {
    page: Names,
    send: () => aws.send('opensearch', 'ListDomainNames', {}, region),
    items: ({ DomainNames }) => DomainNames,
    next: () => undefined,
    key: ({ DomainName }) => DomainName,
  };
  const names: string[] = [];
  for await (const { DomainName } of ask.pages(NAMES, {}, paging)) names.push(DomainName);
  const batches = Array.from({ length: Math.ceil(names.length / AT_ONCE) }, (_, at) => names.slice(at * AT_ONCE, (at + 1) * AT_ONCE));
  const answers = batches.map((DomainNames) => {
    const input = { DomainNames };
    return ask(DOMAINS, input, Domains, () => aws.send('opensearch', 'DescribeDomains', input, region));
  });
  for (const [at, batch] of batches.entries()) {
    const described = (await answers[at]) as Awaited<(typeof answers)[number]>;
    for (const domain of batch) yield { id: `arn:${aws.partition}:es:${region}:${aws.account}:domain/${domain}`, domain, described };
  }
}
