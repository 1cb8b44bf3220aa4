/** The page on which security updates are announced. */
import { z } from 'zod';
import { defineCollector, known, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import { asks, headerOf, type Outside, type Page } from '../client.ts';
import { addressOf } from '../config.ts';
import { newestEntry } from './dates.ts';

const UpdatesPage = z.object({
  id: z.string(),
  name: z.string(),
  exists: known(z.boolean()).describe('The declared address answers 200 itself'),
  status: known(z.int()).describe('Its status'),
  newestEntry: known(z.string()).describe('The latest date written on it that is not in the future, RFC 3339'),
  lastModified: known(z.string().nullable()).describe('Its Last-Modified header, as sent: reported, not judged'),
});
type UpdatesPage = z.infer<typeof UpdatesPage>;
interface Seen {
  readonly address: string;
  readonly page: Answer<Page>;
}

export default defineCollector<Outside, Seen, UpdatesPage>({
  id: 'endpoint/updates-page',
  title: 'Security-updates page',
  scope: 'perimeter',
  calls: [CALLS.page],
  freshFor: 'P1D',
  resource: UpdatesPage,

  async *fetch(client, ask) {
    const { securityUpdatesPage: address } = client.config;
    ask.proof(`the configuration declares ${address === undefined ? 'no page' : 'one page'}`);
    if (address === undefined) return;
    const { path, ...target } = addressOf(address);
    yield { address, page: await asks(client, ask).page(target, path, { body: true }) };
  },

  normalise({ address, page }, { now }) {
    const gap = (detail: string) => unknown({ operation: CALLS.page.operation, reason: 'provider_error', detail: `${address}: ${detail}` });
    const told = settle(page, {
      // a refusal may be meant for us alone, an error for nobody
      some: (one): Known<Page> => (one.status < 400 || [404, 410].includes(one.status) ? one : gap(`answers ${one.status}`)),
      none: gap('the look came back without an observation'),
    });
    return {
      id: address,
      name: address,
      exists: settled([told], ({ status }) => status === 200),
      status: settle(page, { some: ({ status }) => status, none: gap('the look came back without an observation') }),
      newestEntry: settled([told], ({ status, body }): Known<string> => {
        if (status !== 200) return gap(`answers ${status}: there are no entries to read`);
        const newest = body === null ? null : newestEntry(body, now);
        return (
          newest ??
          unknown({ operation: CALLS.page.operation, reason: 'missing_member', detail: `${address} shows no date that can be read` })
        );
      }),
      lastModified: settled([told], (one): string | null => headerOf(one, 'last-modified')),
    };
  },
});
