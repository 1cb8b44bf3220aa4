/** The collectors against Prism, which plays Hetzner from its OpenAPI description and refuses requests that do not fit it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOX_CALLS, CALLS, ZONE_CALLS } from '../../collectors/hetzner/calls.ts';
import { collect, collectors } from '../collectors/hetzner/support.ts';
import type { Collected } from '../support/collect.ts';

const file = path.resolve(import.meta.dirname, '../../../shared/reference/hetzner/hcloud-openapi.json');
const prism = process.env['PRISM'];
const present = prism !== undefined && existsSync(file);
if (!present)
  console.error(
    `SKIPPED: ${prism === undefined ? 'PRISM does not name the executable of @stoplight/prism-cli' : 'no OpenAPI description of Hetzner in ../shared/reference/hetzner'}: nothing was asked`,
  );

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(!present)('Prism as Hetzner', () => {
  let child: ChildProcess;
  let collected: Collected;
  let url = '';
  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    child = spawn(prism as string, ['mock', '--errors', '-h', '127.0.0.1', '-p', String(port), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`Prism ended with ${code}`)));
      child.stdout?.on('data', (chunk: Buffer) => chunk.toString().includes('Prism is listening') && resolve());
    });
    collected = await collect(url);
  });
  afterAll(() => child?.kill());

  it('finds every request valid', () => {
    const statuses = Object.fromEntries(
      collected.exchanges.map(({ request, response }) => [`${request.method} ${request.url.slice(url.length)}`, response?.status]),
    );
    // Prism checks its own answers too: these two examples of Hetzner's break the description that they illustrate
    const theirs = collected.exchanges.filter(({ response }) => response?.status === 500);
    for (const { response } of theirs) {
      const { validation } = JSON.parse(new TextDecoder().decode(response?.body)) as { validation: { location: string[] }[] };
      expect(new Set(validation.map(({ location }) => location[0]))).toEqual(new Set(['response']));
    }
    expect(new Set(theirs.map(({ operation }) => operation))).toEqual(new Set(Object.values(BOX_CALLS).map(({ operation }) => operation)));
    expect(Object.entries(statuses).filter(([, status]) => status !== 200 && status !== 500)).toEqual([]);
    const asked = new Set(collected.exchanges.map(({ operation }) => operation));
    expect(
      [...Object.values(CALLS), ...Object.values(BOX_CALLS), ...Object.values(ZONE_CALLS)].filter(({ operation }) => !asked.has(operation)),
    ).toEqual([]);
  });

  it('is told so when a request is not: the check above can fail', async () => {
    expect((await fetch(`${url}/servers`)).status).toBe(401);
    expect((await fetch(`${url}/servers?page=first`, { headers: { authorization: 'Bearer x' } })).status).toBe(422);
  });

  it('has a token that answers, and answers that fit every resource', () => {
    expect(collected.scope.principal).toHaveProperty('id');
    const gaps = collected.sets.flatMap((set) =>
      set.gaps.map(({ operation, reason, detail }) => ({ set: set.collector, operation, reason, detail })),
    );
    const odd = gaps.filter(({ reason }) => reason !== 'pagination_broken');
    // its example counts 21 certificates and shows one: not a population, and we say so
    expect(odd.map(({ operation, reason }) => [operation, reason])).toEqual([['GET /certificates', 'population_mismatch']]);
    for (const { collector, resources } of collected.sets) expect([collector, resources.length > 0]).toEqual([collector, true]);
  });

  it("says next_page 4 for ever, as Hetzner's documentation does: that ends, and is not taken for a population", () => {
    for (const collector of collectors.filter(({ calls }) => calls.length > 0)) {
      const set = collected.sets.find((one) => one.collector === collector.id);
      const reason = collector.id === 'hetzner/certificate' ? 'population_mismatch' : 'pagination_broken';
      expect([collector.id, set?.complete, set?.gaps[0]?.reason]).toEqual([collector.id, false, reason]);
    }
    expect(collected.exchanges.length).toBeLessThan(60);
  });
});
