import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import collaborator from '../../../collectors/github/outside-collaborator/index.ts';
import source from '../../../collectors/github/source.ts';
import { configFor, ENV, NOW } from '../../demo/github.ts';
import { collectOnce } from '../../support/collect.ts';
import { serve, type TestServer } from '../../support/server.ts';

/** A listing of outside collaborators whose pages and Link headers a test writes; everything else answers in order. */
type Listing = (page: number, url: URL) => { body: unknown; link?: string };
const people = (...ids: number[]) => ids.map((id) => ({ id, login: `person-${id}` }));
const hundred = (from: number) => people(...Array.from({ length: 100 }, (_, i) => from + i));

const open: TestServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function start(listing: Listing): Promise<TestServer> {
  const server = await serve((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', server.url);
    const filtered = url.searchParams.get('filter') !== 'all';
    const answer = url.pathname.endsWith('/outside_collaborators')
      ? filtered
        ? { body: [] }
        : listing(Number(url.searchParams.get('page') ?? 1), url)
      : { body: { id: 99190, login: url.pathname === '/user' ? 'ada' : 'example-company', type: 'User' } };
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      ...('link' in answer && answer.link !== undefined && { link: answer.link }),
    });
    response.end(JSON.stringify(answer.body));
  });
  open.push(server);
  return server;
}
async function read(listing: Listing) {
  const server = await start(listing);
  const { sets, exchanges } = await collectOnce({ source, collector: collaborator, config: configFor(server.url), env: ENV, now: NOW });
  const set = sets[0];
  const pages = server.hits.filter((hit) => hit.includes('filter=all'));
  return { set, ids: set?.resources.map(({ resource }) => Number(resource.id)), pages, exchanges };
}
const next = (target: string) => `<${target}>; rel="next"`;

describe('a listing', () => {
  it('is followed to its end by its cursor, whatever path the link leads to', async () => {
    const { set, ids, pages } = await read((page) =>
      page < 3 ? { body: people(page), link: next(`/organizations/99190/outside_collaborators?page=${page + 1}`) } : { body: people(3) },
    );
    expect(set).toMatchObject({ complete: true, gaps: [] });
    expect(ids).toEqual([1, 2, 3]);
    expect(pages.map((hit) => new URL(hit.slice(4), 'http://x').searchParams.get('page'))).toEqual([null, '2', '3']);
    expect(pages.every((hit) => hit.includes('/orgs/example-company/') && hit.includes('per_page=100'))).toBe(true);
  });

  it('is not followed to another origin, and the token does not go there', async () => {
    const foreign = await serve((_, response) => response.end('[]'));
    open.push(foreign);
    const { set, ids } = await read(() => ({
      body: people(1),
      link: next(`${foreign.url}/orgs/example-company/outside_collaborators?page=2`),
    }));
    expect(foreign.hits).toEqual([]);
    expect(set).toMatchObject({ complete: false, gaps: [{ reason: 'cross_origin_blocked' }] });
    expect(ids).toEqual([1]);
  });

  it.each([
    ['points to itself', next('/x?page=1')],
    ['skips a page', next('/x?page=3')],
    ['has no number', next('/x?per_page=100')],
    ['cannot be read', '<http://x; rel="next"'],
  ])('that %s is broken off, not cut short', async (_, link) => {
    const { set, ids, pages } = await read(() => ({ body: people(1), link }));
    expect(set).toMatchObject({ complete: false, gaps: [{ reason: 'pagination_broken' }] });
    expect(ids).toEqual([1]);
    expect(pages).toHaveLength(1);
  });

  it('of a full page without a Link is asked once more: a proxy may have dropped the header', async () => {
    const cut = await read((page) => ({ body: page === 1 ? hundred(1) : people(101) }));
    expect(cut.ids).toHaveLength(101);
    const whole = await read((page) => ({ body: page === 1 ? hundred(1) : [] }));
    expect(whole.ids).toHaveLength(100);
    expect([cut.set?.complete, whole.set?.complete]).toEqual([true, true]);
    expect(whole.pages).toHaveLength(2);
  });

  it.each([
    ['an object', { message: 'moved' }, 'malformed_response'],
    ['people without numbers', [{ login: 'ada' }], 'missing_member'],
    ['people without names', [{ id: 1 }], 'missing_member'],
    ['a string', 'x', 'malformed_response'],
  ])('that is %s is no list', async (_, body, reason) => {
    const { set } = await read(() => ({ body }));
    expect(set).toMatchObject({ complete: false, resources: [], gaps: [{ reason }] });
  });

  it('that names somebody under a filter only is not whole', async () => {
    const server = await serve((request, response) => {
      const url = new URL(request.url ?? '/', 'http://x');
      const list = url.searchParams.get('filter') === 'all' ? people(1) : people(2);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(url.pathname.endsWith('/outside_collaborators') ? list : { id: 99190, login: 'example-company', type: 'User' }),
      );
    });
    open.push(server);
    const { sets } = await collectOnce({ source, collector: collaborator, config: configFor(server.url), env: ENV, now: NOW });
    expect(sets).toMatchObject([
      { complete: false, gaps: [{ reason: 'changed_during_collection', detail: expect.stringContaining('person-2') }] },
    ]);
  });
});
