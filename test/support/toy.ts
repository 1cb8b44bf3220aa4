/** The smallest source there is: one list and one item over plain HTTP, for tests of the transport and of `ask`. */
import { z } from 'zod';
import { classifyStatus, defineCollector, defineSource, known, restOperation, retryAfter, settle } from '../../src/kit.ts';
import type { Call } from '../../src/model.ts';

const docs = 'https://example.com/docs';
const identify: Call = { operation: 'GET /me', permission: 'none', docs };
const list: Call = { operation: 'GET /things', permission: 'things: read', docs };
const item: Call = { operation: 'GET /things/{id}', permission: 'things: read', docs, absentOn: ['404 none'] };

export interface ToyConfig {
  readonly type: 'toy';
  readonly baseUrl: string;
}
export interface Toy {
  get(path: string): Promise<unknown>;
}
class Refused extends Error {}

export const toySource = defineSource<ToyConfig, Toy>({
  id: 'toy',
  title: 'Toy',
  config: z.strictObject({ type: z.literal('toy'), baseUrl: z.string() }),
  scopes: ['shop'],
  calls: [identify],
  nameOf: () => 'shop',
  accepts: /json/,
  mayReach: (url, config) => url.origin === new URL(config.baseUrl).origin,
  operationOf: restOperation([
    identify,
    list,
    item,
    { operation: 'DELETE /things/{id}', permission: 'x', docs },
    { operation: 'GET /secret', permission: 'x', docs },
  ]),
  classify(failure) {
    if (failure.status === 404)
      return {
        code: `404 ${/"code":"(\w+)"/.exec(failure.body as string)?.[1]}`,
        reason: 'access_denied',
        detail: 'not found, or not for us',
      };
    const after = retryAfter(failure.headers);
    return { ...classifyStatus(failure), ...(after !== undefined && { retryAfterMs: after }) };
  },
  async connect(config, ctx) {
    ctx.secret('TOY_TOKEN');
    return {
      async get(path) {
        const response = await ctx.door.fetch(`${config.baseUrl}${path}`, {
          headers: { authorization: 'Bearer toy-secret-token-0123456789' },
        });
        if (!response.ok) throw new Refused(`status ${response.status}`);
        return response.json();
      },
    };
  },
  declared: () => [{ source: 'toy', name: 'shop', key: 'toy/shop', id: 'toy/shop', label: 'shop', scope: 'shop' }],
  async scope(_, __, ___, declared) {
    return { principal: { id: 'me', detail: 'test' }, subjects: declared, excluded: [] };
  },
});

const Page = z.looseObject({ things: z.array(z.looseObject({ id: z.string() })), next: z.string().nullable(), total: z.int().optional() });
export const things = defineCollector({
  id: 'toy/thing',
  title: 'Things',
  scope: 'shop',
  calls: [list, item],
  freshFor: 'P1D',
  resource: z.object({ id: z.string(), name: z.string(), good: known(z.boolean()) }),
  async *fetch(client: Toy, ask) {
    const paging = {
      page: Page,
      send: (token: string | undefined) => client.get(`/things${token ? `?after=${token}` : ''}`),
      items: (page: z.infer<typeof Page>) => page.things,
      next: (page: z.infer<typeof Page>) => page.next ?? undefined,
      key: (thing: { id: string }) => thing.id,
      total: (page: z.infer<typeof Page>) => page.total,
    };
    for await (const thing of ask.pages('GET /things', {}, paging)) {
      yield {
        thing,
        detail: await ask('GET /things/{id}', { id: thing.id }, z.looseObject({ good: z.boolean() }), () =>
          client.get(`/things/${thing.id}`),
        ),
      };
    }
  },
  normalise: ({ thing, detail }) => ({ id: thing.id, name: thing.id, good: settle(detail, { some: ({ good }) => good, none: false }) }),
});
