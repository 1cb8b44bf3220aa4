import { afterEach, describe, expect, it } from 'vitest';
import { BOX_CALLS, CALLS } from '../../collectors/hetzner/calls.ts';
import { type HetznerOptions, type HetznerServer, startHetzner } from '../../src/demo/hetzner/server.ts';
import type { World } from '../../src/demo/hetzner/world.ts';
import { clean } from '../../src/demo/hetzner/worlds/clean.ts';
import { denied } from '../../src/demo/hetzner/worlds/denied.ts';
import { drift, drifted } from '../../src/demo/hetzner/worlds/drifted.ts';
import { collect, judge, now } from '../collectors/hetzner/support.ts';

const ATTESTED = [
  'hetzner.account.two-factor',
  'hetzner.project.coverage',
  'hetzner.project.members-reviewed',
  'hetzner.volume.backup-evidence',
  'hetzner.volume.encryption',
];

const servers: HetznerServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
async function start(world: World, more: Partial<HetznerOptions> = {}): Promise<HetznerServer> {
  const server = await startHetzner({ world, now, ...more });
  servers.push(server);
  return server;
}
async function judged(world: World, more: Partial<HetznerOptions> = {}) {
  return judge(await collect((await start(world, more)).url));
}

describe('the clean world', () => {
  it('passes every check, except what only an attestation can say', async () => {
    const said = await judged(clean);
    expect(
      [...said].filter(([, { verdict }]) => verdict !== 'pass').map(([id, { verdict, reasons }]) => [id, verdict, ...reasons]),
    ).toEqual(ATTESTED.map((id) => [id, 'unknown', 'attestation_missing']));
    expect(said.size).toBe(28);
  });
  it('makes listings turn pages, and proves each population with the count that Hetzner gives', async () => {
    const { sets } = await collect((await start(clean)).url);
    const servers = sets.find(({ collector }) => collector === 'hetzner/server');
    expect(servers?.complete).toBe(true);
    expect(servers?.proof).toContain('8 in 3 pages');
    expect(servers?.proof).toContain("provider's own total is 8");
  });
  it('is asked with GET alone, and each question once per run', async () => {
    const { url, requests } = await start(clean);
    await collect(url);
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    const asked = requests.map(({ path, query }) => `${path}${query}`);
    expect(asked.filter((one, index) => asked.indexOf(one) !== index)).toEqual([]);
  });
});

describe('the drifted world', () => {
  it('fails exactly where something was planted', async () => {
    const said = await judged(drifted);
    const failed = [...said].flatMap(([id, { findings }]) =>
      findings.filter(({ verdict }) => verdict === 'fail').map(({ resource }) => `${id} ${resource.id}`),
    );
    expect(failed.sort()).toEqual(drift.map(({ check, resource }) => `${check} ${resource}`).sort());
  });
  it('says in words what is wrong', async () => {
    const said = await judged(drifted);
    const words = [...said.values()].flatMap(({ findings }) =>
      findings.filter(({ verdict }) => verdict === 'fail').map(({ because }) => because),
    );
    expect(words).toContain('office opens 22 to the internet');
    expect(words).toContain('internal opens 5432 to the internet');
    expect(words).toContain('app-2 has no backup and no snapshot');
    expect(words).toContain('role data runs in fsn1 only');
    expect(words).toContain('server app-3 lies in US (ash, Ashburn, VA)');
    expect(words.filter((one) => one.includes('not known'))).toEqual([]);
  });
});

describe('the denied world', () => {
  it('fails nothing and passes nothing that it could not see', async () => {
    const [said, whole] = [await judged(denied), await judged(clean)];
    expect([...said].filter(([, { verdict }]) => verdict === 'fail')).toEqual([]);
    for (const [id, { verdict }] of said) if (verdict === 'pass') expect([id, whole.get(id)?.verdict]).toEqual([id, 'pass']);
    const reasons = Object.fromEntries([...said].filter(([, { verdict }]) => verdict === 'unknown').map(([id, one]) => [id, one.reasons]));
    expect(reasons).toEqual({
      'hetzner.account.two-factor': ['attestation_missing'],
      'hetzner.project.coverage': ['attestation_missing'],
      'hetzner.project.members-reviewed': ['attestation_missing'],
      // the web server without a place: nothing can be said to stand elsewhere than it does
      'hetzner.backup.other-location': ['missing_member'],
      'hetzner.redundancy.placement-group': ['missing_member'],
      'hetzner.loadbalancer.https': ['unexpected_content_type'],
      'hetzner.loadbalancer.targets-healthy': ['unexpected_content_type'],
      'hetzner.resources.delete-protection': ['rate_limited', 'unexpected_content_type'],
      'hetzner.location.allowed': ['missing_member', 'rate_limited', 'unexpected_content_type'],
      'hetzner.server.backup-recent': ['access_denied'],
      'hetzner.snapshot.protected': ['access_denied'],
      'hetzner.volume.backup-evidence': ['rate_limited'],
      'hetzner.volume.encryption': ['attestation_missing', 'rate_limited'],
      // one of two web servers does not tell where it stands, so that two places are not proved
      'hetzner.redundancy.multi-location': ['missing_member'],
    });
  });
});

describe('faults in front of it', () => {
  const LISTS = [...Object.values(CALLS).filter(({ operation }) => operation !== 'GET /locations'), ...Object.values(BOX_CALLS)].map(
    ({ operation }) => operation,
  );
  const KINDS = ['denied', 'throttled', 'html', 'empty', 'truncated', 'garbled', 'reset', '500'] as const;
  let before: Awaited<ReturnType<typeof judged>> | undefined;
  it.each(LISTS.flatMap((list) => KINDS.map((kind) => [list, kind] as const)))(
    '%s %s: no verdict gets better, none becomes a failure',
    async (list, kind) => {
      before ??= await judged(clean);
      const said = await judged(clean, { faults: [{ operation: list, kind }] });
      const whole = before;
      const worse = [...said].filter(([id, { verdict }]) => verdict !== whole.get(id)?.verdict);
      for (const [id, { verdict }] of worse) expect([id, verdict]).toEqual([id, 'unknown']);
      // every one of these lists carries something that has a place or is judged: none can be spoiled unnoticed
      expect(worse).not.toEqual([]);
    },
  );
  it('a second page that does not come leaves what was seen, and no pass', async () => {
    const said = await judged(drifted, { faults: [{ operation: 'GET /servers', kind: 'denied', after: 1 }] });
    expect(said.get('hetzner.server.firewall-attached')?.verdict).toBe('fail'); // web-2 stands on the first page
    expect(said.get('hetzner.server.not-in-rescue')?.verdict).toBe('unknown'); // jump-1 does not
  });
  it.each([1, 2])('with %i pages of servers no role is said to run in one place only', async (after) => {
    const said = await judged(clean, { faults: [{ operation: 'GET /servers', kind: '500', after }] });
    expect([...said].filter(([, { findings }]) => findings.some(({ verdict }) => verdict === 'fail'))).toEqual([]);
    expect(said.get('hetzner.redundancy.multi-location')?.verdict).toBe('unknown');
  });
  it('a token that is refused leaves every check unknown, by name', async () => {
    const collected = await collect((await start(clean, { faults: [{ operation: 'GET /locations', kind: 'denied' }] })).url);
    expect(collected.scope.subjects[0]?.gap?.reason).toBe('access_denied');
    for (const [id, { verdict }] of judge(collected)) expect([id, verdict]).toEqual([id, 'unknown']);
  });
});

it('a fault for an operation that does not exist is refused', async () => {
  await expect(startHetzner({ world: clean, now, faults: [{ operation: 'GET /server', kind: 'denied' }] })).rejects.toThrow(TypeError);
});
