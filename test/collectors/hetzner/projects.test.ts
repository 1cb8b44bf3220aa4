/** Several projects, one token each, in one run: what one of them cannot see of the other has to be declared. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type HetznerServer, startHetzner } from '../../../src/demo/hetzner/server.ts';
import type { World } from '../../../src/demo/hetzner/world.ts';
import { clean } from '../../../src/demo/hetzner/worlds/clean.ts';
import type { Report } from '../../../src/model.ts';
import { claimcheck, folder } from '../../support/cli.ts';
import { now } from './support.ts';

const CHECK = 'hetzner.env.separate-projects';
const servers: HetznerServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

const production: World = { ...clean, networks: [{ id: 7001, name: 'internal', vswitch: 4711 }] };
const staging: World = {
  ...production,
  name: 'staging',
  servers: clean.servers.slice(0, 2).map((server) => ({ ...server, labels: { ...server.labels, env: 'staging' } })),
};

/** Project -> verdict. */
async function run(params: object): Promise<Record<string, string>> {
  const [one, two] = [await startHetzner({ world: production, now }), await startHetzner({ world: staging, now })];
  servers.push(one, two);
  const entry = (project: string, url: string, env: string) =>
    `  - { type: hetzner, project: ${project}, token: { env: ${env} }, baseUrl: "${url}" }\n`;
  const cwd = folder({
    'claimcheck.yaml': `sources:\n${entry('production', one.url, 'ONE')}${entry('staging', two.url, 'TWO')}params:\n  ${CHECK}: ${JSON.stringify(params)}\n`,
  });
  const env = { ONE: 'token-of-production-0123', TWO: 'token-of-staging-0123456' };
  await claimcheck(['run', '--format', 'json', '--checks', CHECK], { cwd, env });
  const report = JSON.parse(readFileSync(join(cwd, 'claimcheck-report', 'report.json'), 'utf8')) as Report;
  const principals = report.scope.map(({ principal }) => principal);
  expect(new Set(principals.map((principal) => ('id' in principal ? principal.id : principal))).size).toBe(2);
  return Object.fromEntries(report.results.flatMap(({ subjects }) => subjects.map(({ label, verdict }) => [label, verdict])));
}

describe('two projects on one vSwitch', () => {
  it('are unknown while nobody declares whose it is', async () => {
    expect(await run({})).toEqual({ production: 'unknown', staging: 'unknown' });
  });
  it('fail where the other one uses it', async () => {
    expect(await run({ productionVswitches: ['4711'] })).toEqual({ production: 'pass', staging: 'fail' });
    expect(await run({ otherVswitches: ['4711'] })).toEqual({ production: 'fail', staging: 'pass' });
  });
});
