/** What the simulator says, held against Hetzner's own OpenAPI description: our fake may not drift from the provider. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Ajv as AjvClass } from 'ajv';
import AjvModule from 'ajv';
import formatsModule from 'ajv-formats';
import { afterAll, describe, expect, it } from 'vitest';
import { BOX_CALLS, CALLS, ZONE_CALLS } from '../../collectors/hetzner/calls.ts';
import { type HetznerServer, startHetzner } from '../../src/demo/hetzner/server.ts';
import { clean } from '../../src/demo/hetzner/worlds/clean.ts';
import { denied } from '../../src/demo/hetzner/worlds/denied.ts';
import { drifted } from '../../src/demo/hetzner/worlds/drifted.ts';

const file = path.resolve(import.meta.dirname, '../../../shared/reference/hetzner/hcloud-openapi.json');
const present = existsSync(file);
if (!present)
  console.error('SKIPPED: no OpenAPI description of Hetzner beside the repository (../shared/reference/hetzner): nothing was compared');

type Json = { [key: string]: unknown };
const now = () => new Date().toISOString();

/** OpenAPI 3.0 -> JSON Schema: `nullable` becomes a type of its own; `datacenter` was removed after this description was written. */
function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, example: _, examples: __, deprecated: ___, required, ...rest } = schema as Json;
  const kept = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, plain(value)]));
  const demanded = Array.isArray(required)
    ? { required: required.filter((member) => member !== 'datacenter') }
    : required === undefined
      ? {}
      : { required: plain(required) };
  const whole = { ...kept, ...demanded };
  return nullable === true ? { anyOf: [{ type: 'null' }, whole] } : whole;
}

describe.skipIf(!present)("the simulator's answers", () => {
  const api = (present ? plain(JSON.parse(readFileSync(file, 'utf8'))) : {}) as { paths: Record<string, Json>; components: Json };
  const ajv = new (AjvModule as unknown as typeof AjvClass)({ strict: false, allErrors: true });
  (formatsModule as unknown as (ajv: AjvClass) => void)(ajv);
  ajv.addFormat('decimal', true);
  const validatorOf = (route: string, status: string) => {
    const get = api.paths[route]?.['get'] as { responses: Record<string, { content: Record<string, { schema: Json }> }> };
    const schema = get.responses[status]?.content['application/json']?.schema;
    return ajv.compile({ ...schema, components: api.components });
  };
  const servers: HetznerServer[] = [];
  afterAll(() => Promise.all(servers.map((server) => server.close())));
  const start = async (...options: Parameters<typeof startHetzner>) => {
    const server = await startHetzner(...options);
    servers.push(server);
    return server;
  };
  const ROUTES = Object.values(CALLS).map(({ operation }) => operation.replace('GET ', ''));
  const OF_BOX = Object.values(BOX_CALLS).map(({ operation }) => operation.replace('GET ', ''));
  const get = (url: string, token = 'x') => fetch(url, { headers: { authorization: `Bearer ${token}` } });

  it.each([clean, drifted].flatMap((world) => ROUTES.map((route) => [world.name, route, world] as const)))(
    '%s %s: every page is what Hetzner describes',
    async (_, route, world) => {
      const { url } = await start({ world, now });
      const validate = validatorOf(route, '200');
      let entries = 0;
      for (let page: number | null = 1; page !== null; ) {
        const response = await get(`${url}${route}?page=${page}&per_page=50`);
        const body = (await response.json()) as Json & { meta: { pagination: { next_page: number | null } } };
        expect(validate(body), JSON.stringify(validate.errors?.slice(0, 5))).toBe(true);
        entries += (body[route.slice(1)] as unknown[]).length;
        page = body.meta.pagination.next_page;
      }
      expect(entries).toBeGreaterThan(0); // an empty list would satisfy any schema
    },
  );

  it.each([clean, drifted].flatMap((world) => OF_BOX.map((route) => [world.name, route, world] as const)))(
    '%s %s: the list of every Storage Box is what Hetzner describes',
    async (_, route, world) => {
      const { url } = await start({ world, now });
      const validate = validatorOf(route, '200');
      let entries = 0;
      for (const { id } of world.storageBoxes) {
        const body = (await (await get(`${url}${route.replace('{id}', String(id))}`)).json()) as Json;
        expect(validate(body), JSON.stringify(validate.errors?.slice(0, 5))).toBe(true);
        entries += (body[route.slice(route.lastIndexOf('/') + 1)] as unknown[]).length;
      }
      expect(entries).toBeGreaterThan(0);
    },
  );

  it('the records of a zone, in pages of three, are what Hetzner describes', async () => {
    const { url } = await start({ world: clean, now });
    const validate = validatorOf('/zones/{id_or_name}/rrsets', '200');
    const body = (await (await get(`${url}/zones/13001/rrsets?type=A&type=CNAME`)).json()) as Json;
    expect(validate(body), JSON.stringify(validate.errors?.slice(0, 5))).toBe(true);
    expect((body['rrsets'] as { type: string }[]).map(({ type }) => type)).toEqual(['A', 'CNAME', 'A']);
    const copy = await get(`${url}/zones/13002/rrsets`);
    expect([copy.status, validatorOf('/zones/{id_or_name}/rrsets', '4xx')(await copy.json())]).toEqual([422, true]);
  });

  it('describes no pages where we ask for none', () => {
    for (const route of OF_BOX) {
      const get = api.paths[route]?.['get'] as { parameters: { name: string }[]; responses: Json };
      expect(get.parameters.map(({ name }) => name)).not.toContain('page');
      expect(JSON.stringify(get.responses['200'])).not.toContain('"meta"');
    }
  });

  it('refuses in the words that Hetzner describes', async () => {
    const { url } = await start({ world: denied, now });
    const refused = { '/images': 403, '/volumes': 429 };
    for (const [route, status] of Object.entries(refused)) {
      const response = await get(`${url}${route}`);
      expect(response.status).toBe(status);
      const validate = validatorOf(route, '4xx');
      expect(validate(await response.json()), JSON.stringify(validate.errors)).toBe(true);
    }
    const nobody = await fetch(`${url}/servers`);
    expect([nobody.status, validatorOf('/servers', '4xx')(await nobody.json())]).toEqual([401, true]);
  });

  it('would be found out: an entry without a member that Hetzner promises does not pass', async () => {
    const { url } = await start({ world: denied, now });
    expect(validatorOf('/servers', '200')(await (await get(`${url}/servers?per_page=50`)).json())).toBe(false);
  });

  it('each question goes where the description says that it is answered', () => {
    const document = JSON.parse(readFileSync(file, 'utf8')) as { paths: Record<string, { servers: { url: string }[] }> };
    const ofZone = Object.values(ZONE_CALLS).map(({ operation }) => operation.replace('GET ', ''));
    for (const route of [...ROUTES, ...OF_BOX, ...ofZone])
      expect([route, document.paths[route.replace('/zones/{id}', '/zones/{id_or_name}')]?.servers[0]?.url]).toEqual([
        route,
        route.startsWith('/storage_boxes') ? 'https://api.hetzner.com/v1' : 'https://api.hetzner.cloud/v1',
      ]);
  });
});
