import { afterEach, describe, expect, it } from 'vitest';
import { BOX_CALLS, CALLS } from '../../../collectors/hetzner/calls.ts';
import type { Fault } from '../../../src/demo/faults.ts';
import { type HetznerServer, startHetzner } from '../../../src/demo/hetzner/server.ts';
import type { LoadBalancer, Server, World } from '../../../src/demo/hetzner/world.ts';
import { clean } from '../../../src/demo/hetzner/worlds/clean.ts';
import { ATTESTED, broken, nothing } from './estate.ts';
import { aboutOf, collect, collectors, type Judged, judge, now } from './support.ts';

const servers: HetznerServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
async function judged(world: World, faults: readonly Fault[] = []) {
  const server = await startHetzner({ world, now, faults });
  servers.push(server);
  return judge(await collect(server.url));
}
const of = (said: ReadonlyMap<string, Judged>, id: string) => said.get(id) as Judged;
const failing = (said: ReadonlyMap<string, Judged>, id: string) =>
  of(said, id)
    .findings.filter(({ verdict }) => verdict === 'fail')
    .map(({ resource }) => resource.id)
    .sort();

describe('every check of Hetzner', () => {
  it('passes in the clean project, but for what nobody has attested', async () => {
    const said = await judged(clean);
    const not = [...said].filter(([, { verdict }]) => verdict !== 'pass').map(([id]) => id);
    expect(not.sort()).toEqual(ATTESTED.filter((id) => id !== 'hetzner.backup.other-location'));
  });

  it('fails in the broken one, on what is broken', async () => {
    const said = await judged(broken);
    const not = [...said].filter(([, { verdict }]) => verdict !== 'fail').map(([id]) => id);
    expect(not.sort()).toEqual(ATTESTED);
    expect(failing(said, 'hetzner.loadbalancer.https')).toEqual(['4001']); // 4002 has no public interface
    expect(failing(said, 'hetzner.loadbalancer.targets-healthy')).toEqual(['4001', '4002']);
    expect(failing(said, 'hetzner.certificate.valid')).toEqual(['11001', '11002']);
    expect(failing(said, 'hetzner.storagebox.hardened')).toEqual(['6001', '6002']);
    expect(failing(said, 'hetzner.storagebox.snapshots')).toEqual(['6001', '6002']);
    expect(failing(said, 'hetzner.redundancy.placement-group')).toEqual(['app/ash', 'data/ash', 'web/ash']);
    // the jump host is labelled as staging
    expect(failing(said, 'hetzner.resources.delete-protection')).toEqual(
      [1001, 1002, 1003, 1004, 1005, 1006, 1009].map((id) => `server/${id}`),
    );
    expect(failing(said, 'hetzner.env.separate-projects')).toEqual(['production']);
    expect(failing(said, 'hetzner.server.image-supported')).toEqual(['1001', '1002', '1003', '1004', '1005', '1006', '1009']);
    expect(failing(said, 'hetzner.sshkeys.known-and-strong')).toEqual(['12009']);
    expect(failing(said, 'hetzner.dns.zone-healthy')).toEqual(['13001', '13002']);
  });

  it('says of nothing what its author decided, and never that it is in order', async () => {
    const said = await judged(nothing);
    const whole = Object.fromEntries([...said].map(([id, { verdict }]) => [id, verdict]));
    const unknown = [
      'hetzner.account.two-factor',
      'hetzner.project.coverage',
      'hetzner.project.members-reviewed',
      'hetzner.redundancy.multi-location',
    ];
    expect(whole).toEqual(Object.fromEntries([...said.keys()].map((id) => [id, unknown.includes(id) ? 'unknown' : 'not_applicable'])));
  });

  const calls = [...Object.values(CALLS), ...Object.values(BOX_CALLS)].map(({ operation }) => operation);
  it.each(calls)('is unknown where %s is refused, if it asks that', async (operation) => {
    const said = await judged(clean, [{ operation, kind: 'denied' }]);
    for (const [id, { verdict, reasons }] of said) {
      const collector = collectors.find((one) => one.id === aboutOf(id));
      const asks = operation === 'GET /locations' || collector?.calls.some((call) => call.operation === operation);
      if (!asks) continue;
      expect(verdict, id).not.toBe('fail');
      if (NEEDLESS[id]?.includes(operation) || ATTESTED.slice(0, 1).includes(id)) continue;
      expect([id, verdict], id).toEqual([id, 'unknown']);
      if (!ATTESTED.includes(id) || operation === 'GET /locations') expect(reasons, id).toContain('access_denied');
    }
  });
});

/** A collector's other check may not need the answer. */
const NEEDLESS: Readonly<Record<string, readonly string[]>> = {
  'hetzner.loadbalancer.https': ['GET /servers'],
  'hetzner.storagebox.hardened': ['GET /storage_boxes/{id}/snapshots'],
  'hetzner.storagebox.snapshots': ['GET /storage_boxes/{id}/subaccounts'],
  ...Object.fromEntries(
    ['firewall-attached', 'backups-enabled', 'no-public-ip-for-data', 'not-in-rescue', 'image-supported'].map((name) => [
      `hetzner.server.${name}`,
      ['GET /images'],
    ]),
  ),
};

describe('a load balancer', () => {
  const [first] = clean.loadBalancers as readonly [LoadBalancer, ...LoadBalancer[]];
  const with_ = (change: Partial<LoadBalancer>) => judged({ ...clean, loadBalancers: [{ ...first, ...change }] });
  const CHECK = 'hetzner.loadbalancer.targets-healthy';
  it('whose selector matches nobody has no target', async () => {
    expect(of(await with_({ targets: [{ selector: 'role=none', servers: [] }] }), CHECK).verdict).toBe('fail');
  });
  it('counts a server once, by whatever name it is called', async () => {
    const twice = [
      { selector: 'role=web', servers: [{ server: 1001, health: 'healthy' as const }] },
      { server: 1001, health: 'healthy' as const },
    ];
    expect(of(await with_({ targets: twice, labels: { env: 'production' } }), CHECK).verdict).toBe('fail');
  });
  it('of whose second target Hetzner does not know the health is unknown, of whose third passes', async () => {
    for (const health of ['silent', 'unknown'] as const) {
      const targets = [
        { server: 1001, health: 'healthy' as const },
        { server: 1002, health },
      ];
      expect(of(await with_({ targets }), CHECK)).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
      const three = [...targets, { server: 1004, health: 'healthy' as const }];
      expect(of(await with_({ targets: three }), CHECK).verdict).toBe('pass');
    }
  });
  it('that is declared redundant needs two campuses, and an address tells none', async () => {
    const both = (a: number, b: number) => [
      { server: a, health: 'healthy' as const },
      { server: b, health: 'healthy' as const },
    ];
    expect(of(await with_({ targets: both(1001, 1009) }), CHECK).verdict).toBe('fail');
    expect(of(await with_({ targets: both(1001, 1009), labels: { env: 'production' } }), CHECK).verdict).toBe('pass');
    const address = [
      { server: 1001, health: 'healthy' as const },
      { ip: '198.51.100.7', health: 'healthy' as const },
    ];
    expect(of(await with_({ targets: address }), CHECK).verdict).toBe('unknown');
    expect(of(await with_({ targets: both(1001, 4711) }), CHECK)).toMatchObject({
      verdict: 'unknown',
      reasons: ['changed_during_collection'],
    });
  });
  it('that passes TCP through is unknown', async () => {
    const said = await with_({ services: [{ port: 443, protocol: 'tcp' }] });
    expect(of(said, 'hetzner.loadbalancer.https')).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
  });
});

describe('environments', () => {
  const CHECK = 'hetzner.env.separate-projects';
  const relabelled = (id: number, labels: Server['labels']): World => ({
    ...clean,
    servers: clean.servers.map((server) => (server.id === id ? { ...server, labels } : server)),
  });
  it('share a project when one server is something else', async () => {
    expect(of(await judged(relabelled(1009, { env: 'test' })), CHECK).verdict).toBe('fail');
  });
  it('are unknown when one server does not say, or a network holds one that no list shows', async () => {
    expect(of(await judged(relabelled(1009, {})), CHECK)).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
    const stranger = { ...clean, networks: [{ id: 7001, name: 'internal', stranger: 999 }] };
    expect(of(await judged(stranger), CHECK)).toMatchObject({ verdict: 'unknown', reasons: ['changed_during_collection'] });
  });
  it('are unknown behind a vSwitch that nobody declared', async () => {
    expect(of(await judged({ ...clean, networks: [{ id: 7001, name: 'internal', vswitch: 4711 }] }), CHECK).verdict).toBe('unknown');
  });
  it('seen on the first page are enough to fail, and one of them is not enough to pass', async () => {
    const cut = [{ operation: 'GET /servers', kind: 'denied' as const, after: 1 }];
    expect(of(await judged(relabelled(1001, { env: 'test' }), cut), CHECK).verdict).toBe('fail');
    const half = of(await judged(relabelled(1009, { env: 'test' }), cut), CHECK);
    expect(half).toMatchObject({ verdict: 'unknown', reasons: expect.arrayContaining(['access_denied']) });
    expect(half.findings.filter(({ verdict }) => verdict === 'pass')).toEqual([]);
  });
});

describe('roles in one location', () => {
  const CHECK = 'hetzner.redundancy.placement-group';
  it('are not proved to be single while a page, a role or a place hides', async () => {
    const alone = { ...clean, servers: clean.servers.filter(({ id }) => id !== 1009) };
    expect(of(await judged(alone), CHECK).verdict).toBe('not_applicable');
    const webs = (said: ReadonlyMap<string, Judged>) =>
      of(said, CHECK).findings.find(({ resource }) => resource.id === 'web/fsn1')?.verdict;
    expect(webs(await judged(alone, [{ operation: 'GET /servers', kind: '500', after: 2 }]))).toBe('unknown');
    const silent = { ...clean, servers: clean.servers.map((server) => (server.id === 1009 ? { ...server, labels: {} } : server)) };
    expect(webs(await judged(silent))).toBe('unknown');
  });
  it('in different groups are not spread', async () => {
    const apart: World = {
      ...clean,
      placementGroups: [...clean.placementGroups, { id: 8002, name: 'other' }],
      servers: clean.servers.map((server) => (server.id === 1009 ? { ...server, group: 8002 } : server)),
    };
    expect(failing(await judged(apart), CHECK)).toEqual(['web/fsn1']);
  });
});

describe('a Storage Box', () => {
  const boxes = (change: object): World => ({
    ...clean,
    storageBoxes: clean.storageBoxes.map((box) => (box.id === 6001 ? { ...box, ...change } : box)),
  });
  it('with a subaccount that opens more is not hardened', async () => {
    for (const open of [{ samba: true }, { webdav: true }, { external: true }])
      expect(failing(await judged(boxes({ subaccounts: [{ id: 1, ...open }] })), 'hetzner.storagebox.hardened')).toEqual(['6001']);
  });
  it('may be as old as its plan lets it', async () => {
    const CHECK = 'hetzner.storagebox.snapshots';
    const at = async (plan: string | null, age: number) => of(await judged(boxes({ plan, snapshots: [{ id: 1, age }] })), CHECK).verdict;
    expect([await at('daily', 1.9), await at('daily', 2.1)]).toEqual(['pass', 'fail']);
    expect([await at('weekly', 6.9), await at('weekly', 7.1)]).toEqual(['pass', 'fail']);
    expect([await at('monthly', 30.9), await at('monthly', 31.1)]).toEqual(['pass', 'fail']);
    expect(await at(null, 0.1)).toBe('fail');
  });
  it('that is being set up does not say yet whether it has a plan', async () => {
    const said = await judged(boxes({ status: 'initializing', plan: null }));
    expect(of(said, 'hetzner.storagebox.snapshots')).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
  });
});

describe('backups in another location', () => {
  const CHECK = 'hetzner.backup.other-location';
  it('are unknown, and no failure, where the only box stands beside the servers', async () => {
    const said = await judged({ ...clean, storageBoxes: clean.storageBoxes.filter(({ place }) => place === 'fsn1') });
    expect(of(said, CHECK)).toMatchObject({ verdict: 'unknown', reasons: ['attestation_missing'] });
    expect(
      of(said, CHECK)
        .findings.map(({ resource, verdict }) => `${resource.id} ${verdict}`)
        .sort(),
    ).toEqual(['fsn1 unknown', 'hel1 pass', 'nbg1 pass']);
  });
});

describe('a DNS zone', () => {
  const CHECK = 'hetzner.dns.zone-healthy';
  const zone = async (change: object) => of(await judged({ ...clean, zones: clean.zones.map((one) => ({ ...one, ...change })) }), CHECK);
  it.each([{ status: 'updating' }, { delegation: 'unknown' }, { copiedWith: [] }])('with %j is unknown', async (change) => {
    expect(await zone(change)).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
  });
  it.each([{ status: 'error' }, { delegation: 'partially-valid' }, { unprotected: true }, { copiedWith: ['hmac-sha256', 'hmac-sha1'] }])(
    'with %j fails',
    async (change) => expect((await zone(change)).verdict).toBe('fail'),
  );
  const names = async (world: World, faults: readonly Fault[] = []) => {
    const server = await startHetzner({ world, now, faults });
    servers.push(server);
    const { sets } = await collect(server.url);
    const set = sets.find(({ collector }) => collector === 'hetzner/zone');
    return Object.fromEntries(
      (set?.resources ?? []).map(({ resource }) => [resource.name, (resource as { hostNames?: unknown }).hostNames]),
    );
  };
  it('tells the names that somebody outside can go to, page by page; a copy tells none', async () => {
    expect(await names(clean)).toEqual({
      'example.com': ['api.example.com', 'www.example.com'],
      'example.net': { $unknown: expect.objectContaining({ reason: 'no_results', detail: expect.stringContaining('is a copy') }) },
    });
    const many = Array.from({ length: 230 }, (_, at) => ({ name: `h${at}`, type: 'A', values: ['198.51.100.1'] }));
    const large = { ...clean, pageSize: 100, zones: clean.zones.map((one) => (one.copiedWith ? one : { ...one, records: many })) };
    expect((await names(large))['example.com']).toHaveLength(230);
  });
  it('whose records are refused has unknown names, and is judged as before', async () => {
    const faults: Fault[] = [{ operation: 'GET /zones/{id}/rrsets', kind: 'denied' }];
    expect((await names(clean, faults))['example.com']).toMatchObject({ $unknown: { reason: 'access_denied' } });
    expect(of(await judged(clean, faults), CHECK).verdict).toBe('pass');
  });
  it('keeps the key of its transfers out of every record', async () => {
    const server = await startHetzner({ world: clean, now });
    servers.push(server);
    const raw = await (await fetch(`${server.url}/zones`, { headers: { authorization: 'Bearer x' } })).text();
    const keys = [...raw.matchAll(/"tsig_key":"([^"]+)"/g)].map(([, key]) => key as string);
    expect(keys).toHaveLength(2);
    const { exchanges, sets } = await collect(server.url);
    const zones = exchanges.find(({ operation }) => operation === 'GET /zones');
    const written = `${new TextDecoder().decode(zones?.response?.body)} ${JSON.stringify(sets)}`;
    expect(written).toContain('hmac-sha256');
    for (const key of keys) expect(written).not.toContain(key);
  });
});
