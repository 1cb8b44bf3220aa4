/** A simulated Hetzner on the loopback interface, Cloud and Storage Boxes under one address, answered from a world. Reads only. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Instant, WireResponse } from '../../model.ts';
import { type Fault, hold, matches, serveWith } from '../faults.ts';
import { listen } from '../listen.ts';
import { answersOf, type Entry } from './answers.ts';
import { recordsOf } from './answers-net.ts';
import type { World } from './world.ts';

export interface HetznerOptions {
  readonly world: World;
  /** Ages count back from here; also the `Date` of every answer. */
  readonly now: () => Instant;
  readonly faults?: readonly Fault[];
  /** Added to every answer, in ms: what a benchmark calls the network. */
  readonly latencyMs?: number;
  /** How long a `slow` fault holds an answer back, in ms. */
  readonly slowMs?: number;
}
export interface HetznerServer {
  /** What claimcheck.yaml gives as `baseUrl`: `http://127.0.0.1:54321/v1`. */
  readonly url: string;
  /** What was asked, in the order of arrival, refused or not. */
  readonly requests: readonly { readonly method: string; readonly path: string; readonly query: string }[];
  close(): Promise<void>;
}

const LISTS = [
  'locations',
  'servers',
  'firewalls',
  'images',
  'volumes',
  'load_balancers',
  'floating_ips',
  'primary_ips',
  'certificates',
  'networks',
  'placement_groups',
  'ssh_keys',
  'zones',
  'storage_boxes',
];
/** What belongs to one Storage Box is given whole, without pages. */
const OF_BOX = ['snapshots', 'subaccounts'];
const OPERATIONS = [
  ...LISTS.map((list) => `GET /${list}`),
  'GET /zones/{id}/rrsets',
  ...OF_BOX.map((list) => `GET /storage_boxes/{id}/${list}`),
];

export async function startHetzner({ world, now, faults = [], latencyMs = 0, slowMs }: HetznerOptions): Promise<HetznerServer> {
  const all = [...faults, ...world.refusals];
  for (const { operation } of all) {
    // A fault that can never happen would make every test of it pass.
    if (!OPERATIONS.some((known) => matches(operation, known))) throw new TypeError(`the simulated Hetzner has no operation ${operation}`);
  }
  const serve = serveWith({ faults: all, ...(slowMs === undefined ? {} : { slowMs }) });
  const requests: { method: string; path: string; query: string }[] = [];
  const { url, close } = await listen(async (incoming, response) => {
    const asked = new URL(incoming.url ?? '/', 'http://localhost');
    requests.push({ method: incoming.method ?? 'GET', path: asked.pathname, query: asked.search });
    if (latencyMs > 0) await hold(latencyMs, response);
    const at = Date.parse(now());
    response.setHeader('date', new Date(at).toUTCString());
    response.setHeader('x-correlation-id', createHash('sha256').update(`${world.name}/${requests.length}`).digest('hex').slice(0, 16));
    const operation = `${incoming.method} ${asked.pathname.replace(/^\/v1/, '').replace(/\/\d+(?=\/|$)/, '/{id}')}`;
    const answer = async () => answerTo(incoming, asked, world, now());
    await serve({ operation, answer, refuse: (kind) => refusal(kind, at) }, response);
  });
  return { url: `${url}/v1`, requests, close };
}

/** https://docs.hetzner.cloud/reference/cloud#errors */
function answerTo({ method, headers }: IncomingMessage, url: URL, world: World, now: Instant): WireResponse {
  if (!/^Bearer \S+$/.test(headers.authorization ?? '')) return error(401, 'unauthorized', 'unable to authenticate');
  const box = /^\/v1\/storage_boxes\/(\d+)\/([a-z]+)$/.exec(url.pathname);
  if (box && OF_BOX.includes(box[2] as string) && method === 'GET') return ofBox(Number(box[1]), box[2] as string, world, now);
  const [page, perPage] = [whole(url, 'page', 1), whole(url, 'per_page', 25)];
  const zone = /^\/v1\/zones\/(\d+)\/rrsets$/.exec(url.pathname)?.[1];
  if (zone !== undefined && method === 'GET') return ofZone(Number(zone), url, world, { page, perPage });
  const list = /^\/v1\/([a-z_]+)$/.exec(url.pathname)?.[1];
  if (list === undefined || !LISTS.includes(list)) return error(404, 'not_found', 'route not found');
  if (method !== 'GET') return error(403, 'token_readonly', 'only allowed with read-write token');
  if (page < 1 || perPage < 1) return error(422, 'invalid_input', 'invalid input in field "page"');
  const types = url.searchParams.getAll('type');
  const entries = (answersOf(world, now)[list] as readonly Entry[]).filter(
    (entry) => types.length === 0 || types.includes(String(entry['type'])),
  );
  return json(200, pageOf(list, entries, page, Math.min(perPage, world.pageSize, 50)));
}
/** Copies have no records to be listed: https://docs.hetzner.cloud/reference/cloud#zone-rrsets-list-rrsets */
function ofZone(id: number, url: URL, world: World, { page, perPage }: { page: number; perPage: number }): WireResponse {
  const zone = world.zones.find((one) => one.id === id);
  if (!zone) return error(404, 'not_found', `zone with ID ${id} not found`);
  if (zone.copiedWith) return error(422, 'incorrect_zone_mode', "this operation is not supported for this Zone's mode");
  if (page < 1 || perPage < 1) return error(422, 'invalid_input', 'invalid input in field "page"');
  const types = url.searchParams.getAll('type');
  const entries = recordsOf(zone).filter(({ type }) => types.length === 0 || types.includes(type));
  return json(200, pageOf('rrsets', entries, page, Math.min(perPage, world.pageSize, 100)));
}
function ofBox(id: number, list: string, world: World, now: Instant): WireResponse {
  if (!world.storageBoxes.some((box) => box.id === id)) return error(404, 'not_found', `storage box with ID ${id} not found`);
  const entries = answersOf(world, now)[list] as readonly Entry[];
  return json(200, { [list]: entries.filter((entry) => entry['storage_box'] === id) });
}
function whole(url: URL, name: string, otherwise: number): number {
  const text = url.searchParams.get(name);
  return text === null ? otherwise : /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** https://docs.hetzner.cloud/reference/cloud#pagination */
function pageOf(list: string, entries: readonly object[], page: number, perPage: number): object {
  const last = Math.max(1, Math.ceil(entries.length / perPage));
  return {
    [list]: entries.slice((page - 1) * perPage, page * perPage),
    meta: {
      pagination: {
        page,
        per_page: perPage,
        previous_page: page > 1 ? page - 1 : null,
        next_page: page < last ? page + 1 : null,
        last_page: last,
        total_entries: entries.length,
      },
    },
  };
}

function refusal(kind: 'denied' | 'throttled', at: number): WireResponse {
  if (kind === 'denied') return error(403, 'forbidden', 'insufficient permissions for this request');
  const reset = Math.floor(at / 1000) + 1;
  return error(429, 'rate_limit_exceeded', 'limit of 3600 requests per hour reached', {
    'ratelimit-limit': '3600',
    'ratelimit-remaining': '0',
    'ratelimit-reset': String(reset),
  });
}
function error(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return json(status, { error: { code, message, details: null } }, headers);
}
function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(JSON.stringify(body)) };
}
