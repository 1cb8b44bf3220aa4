import { describe, expect, it } from 'vitest';
import certificate from '../../../collectors/hetzner/certificate/index.ts';
import environment from '../../../collectors/hetzner/environment/index.ts';
import loadBalancer from '../../../collectors/hetzner/load-balancer/index.ts';
import { healthOn, targetsOf } from '../../../collectors/hetzner/load-balancer/targets.ts';
import { AS_OF, SYSTEMS, supportEnds } from '../../../collectors/hetzner/server/end-of-life.ts';
import { systemOf } from '../../../collectors/hetzner/server/system.ts';
import { parsePublicKey } from '../../../collectors/hetzner/ssh-key/key.ts';
import storageBox from '../../../collectors/hetzner/storage-box/index.ts';
import { newestSnapshot, planInterval } from '../../../collectors/hetzner/storage-box/plan.ts';
import zone from '../../../collectors/hetzner/zone/index.ts';
import { hostNamesIn } from '../../../collectors/hetzner/zone/names.ts';
import { ed25519, fingerprintOf, rsa } from '../../../src/demo/hetzner/keys.ts';
import type { Context } from '../../../src/model.ts';

const ctx = {} as Context;
const LACKING = { $unknown: { reason: 'missing_member' } };
const MALFORMED = { $unknown: { reason: 'malformed_response' } };

describe('public keys', () => {
  // made by ssh-keygen of OpenSSH, whose -l says what is expected here
  it.each([
    [
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICPpzJLQ8yi0VYSTcqZ2Y5U3Xh7pmyERRbUZF/gvoGmr k ed25519',
      { algorithm: 'ssh-ed25519', rsaBits: null, fingerprint: 'SHA256:3F4UpBTKc7t0qZft3ygh2yhlOikrdPw0r1EUTuxgaao' },
    ],
    [
      'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBG+Ab4FSM/RzKQyl2RfQzsn4CnoSYDdJ/FihqC6QbUFKBTd9laJhlrO/Iq+i7JVN1W2LzNF+6XFvKxKIlrUpNjA=',
      { algorithm: 'ecdsa-sha2-nistp256', rsaBits: null, fingerprint: 'SHA256:EL/Vxl6NW6lABMc2uRqqUAciwwnnDtqWTO6g833DTeE' },
    ],
    [
      'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAGVEC5m1dSS5D8kOSUaPNZRZ+yJIuVB86oZrecu+vhG1XgZtIfUELLTc16K8FcqmfOtdblbM51LCu+oeT4LnTh7FkSS7zWCCa2irXEod4hmwyC32e7fjEoSHMH83nCvGWAFRopqL2CjQCoCPMzWhJbQSTGxD+V2RGpxGQT4Uw+r3YoNpnS5CM+Xk0vhb6KKoARS+j0Fm556JF+tmgaGG3sPAOM64Ge+vJ7hIpkJxkhonehFXL0r4RzgbEZCWpD6ox+JLu/oNLGe0sscML7YTcAg4kuiGHViBK6camlhdOMv5ES/u867tXNhvf0sbd/qMc8NMiUTjcRA3E4/Ou2G9tvk= x',
      { algorithm: 'ssh-rsa', rsaBits: 2047, fingerprint: 'SHA256:z6war69k/8nh/3fb1DtkfUPCc14c63rRMONY6LKq7bE' },
    ],
  ])('%s', (text, expected) => expect(parsePublicKey(text)).toEqual(expected));
  it('of the simulated estate are keys too', () => {
    expect(parsePublicKey(ed25519('a'))).toMatchObject({ algorithm: 'ssh-ed25519', fingerprint: fingerprintOf(ed25519('a')) });
    for (const bits of [2048, 3072, 4096]) expect(parsePublicKey(rsa('a', bits))).toMatchObject({ rsaBits: bits });
  });
  const [algorithm = '', blob = ''] = rsa('a', 2048).split(' ');
  it.each([
    '',
    'ssh-rsa',
    'ssh-rsa !!!!',
    `ssh-ed25519 ${blob}`, // the outside says another algorithm than the inside
    `${algorithm} ${blob.slice(0, 40)}`,
    `${algorithm} ${Buffer.from([0, 0, 0, 7, ...Buffer.from('ssh-rsa'), 0, 0, 0, 1, 3, 0, 0, 0, 1, 0]).toString('base64')}`,
    '---- BEGIN SSH2 PUBLIC KEY ----',
  ])('%j is none', (text) => expect(parsePublicKey(text)).toBeUndefined());
});

describe('the table of operating systems', () => {
  it('holds days, each with the page of its makers', () => {
    for (const [flavor, { source, ends }] of Object.entries(SYSTEMS)) {
      expect(source, flavor).toMatch(/^https:\/\//);
      for (const day of Object.values(ends)) expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day);
    }
    expect(AS_OF).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
  it('ends at the end of the last day, and knows CentOS Stream by either name', () => {
    expect(supportEnds('ubuntu', '20.04', 'op')).toBe('2025-05-31T23:59:59Z');
    expect(supportEnds('centos', 'stream9', 'op')).toBe(supportEnds('centos', '9', 'op'));
    expect(supportEnds('centos', 'stream-9', 'op')).toBe('2027-05-31T23:59:59Z');
  });
  it.each([
    ['debian', null],
    ['debian', '99'],
    ['unknown', '1'],
    ['toString', '1'],
    ['debian', 'toString'],
  ])('does not guess about %s %s', (flavor, version) => expect(supportEnds(flavor, version, 'op')).toMatchObject(LACKING));
  it('is not asked about an image that is gone', () => {
    const none = { system: LACKING, deprecatedSince: LACKING, supportEnds: LACKING };
    expect(systemOf({ id: 1, image: null })).toMatchObject(none);
    expect(systemOf({ id: 1 })).toMatchObject(none);
    const image = { os_flavor: 'debian', os_version: '12' };
    expect(systemOf({ id: 1, image })).toMatchObject({
      system: 'debian 12',
      supportEnds: '2028-06-30T23:59:59Z',
      deprecatedSince: LACKING,
    });
    expect(systemOf({ id: 1, image: { ...image, deprecated: 'soon' } })).toMatchObject({ deprecatedSince: MALFORMED });
  });
});

describe('targets of a load balancer', () => {
  const server = (id: number, health_status: unknown) => ({ type: 'server', server: { id }, health_status });
  const on = (port: number, ...targets: object[]) => {
    const { healthy, unclear } = healthOn(port, targetsOf({ id: 1, targets }));
    return [healthy.map(({ key }) => key), unclear.length];
  };
  const well = [{ listen_port: 443, status: 'healthy' }];
  it('are the servers of a selector, machines outside, and servers by name', () => {
    const selector = { type: 'label_selector', targets: [server(1, well), server(2, well)] };
    const outside = { type: 'ip', ip: { ip: '198.51.100.7' }, health_status: well };
    expect(on(443, selector, outside, server(2, well))).toEqual([['server/1', 'server/2', 'ip/198.51.100.7'], 0]);
  });
  it('are judged on the port in question', () => expect(on(80, server(1, well))).toEqual([[], 1]));
  it('may hide: a selector that is not resolved, a type that is new, a server without a number', () => {
    for (const odd of [{ type: 'label_selector' }, { type: 'bucket' }, { type: 'server' }, { type: 'label_selector', targets: [{}] }])
      expect(on(443, odd, server(1, well))).toEqual([['server/1'], 1]);
    expect(healthOn(443, targetsOf({ id: 1 })).unclear).toHaveLength(1);
  });
  it('say nothing with an entry that lacks its port or state', () => {
    for (const odd of [[{ status: 'healthy' }], [{ listen_port: 443 }], [{ listen_port: 443, status: 'fine' }], undefined])
      expect(on(443, server(1, odd))).toEqual([[], 1]);
  });
  it('that are one at most are fewer than two; that may be many are not', () => {
    const backend = (targets: unknown) =>
      loadBalancer.normalise({ balancer: { id: 1, targets, services: [{ listen_port: 443 }] }, servers: [] } as never, ctx).backends;
    expect(backend([server(1, undefined)])).toMatchObject([{ healthy: 0, atLeastTwo: false }]);
    expect(backend([server(1, undefined), server(2, well)])).toMatchObject([{ healthy: 1, atLeastTwo: LACKING }]);
    expect(backend([{ type: 'label_selector' }])).toMatchObject([{ atLeastTwo: LACKING }]);
    expect(backend([server(1, well), server(2, well), { type: 'label_selector' }])).toMatchObject([{ atLeastTwo: true }]);
  });
});

describe('things of which nothing but the id came', () => {
  it.each([
    ['certificate', certificate.normalise({ id: 1, name: 'n' }, ctx)],
    ['zone', zone.normalise({ zone: { id: 1, name: 'n' } }, ctx)],
    ['load balancer', loadBalancer.normalise({ balancer: { id: 1, name: 'n' }, servers: [] }, ctx)],
    ['Storage Box', storageBox.normalise({ box: { id: 1, name: 'n' }, snapshots: null, subaccounts: null }, ctx)],
  ])('%s: unknown in every field, and false in none', (_, { id, name, ...fields }) => {
    expect([id, name]).toEqual(['1', 'n']);
    for (const [field, value] of Object.entries(fields)) expect([field, value]).toMatchObject([field, LACKING]);
  });
});

describe('names in a zone', () => {
  const set = (name: string, type: string, ...values: string[]) => ({
    id: `${name}/${type}`,
    name,
    type,
    records: values.map((value) => ({ value })),
  });
  const names = (...sets: ReturnType<typeof set>[]) => hostNamesIn('example.com', sets, 'GET /zones/{id}/rrsets');
  it('are in full, once each, the zone itself among them', () => {
    expect(names(set('www', 'AAAA', '2001:db8::1'), set('www', 'A', '198.51.100.1'), set('@', 'A', '198.51.100.1'))).toEqual([
      'example.com',
      'www.example.com',
    ]);
    expect(names(set('*', 'CNAME', 'www.example.net.'), set('a.b', 'A', '10.0.0.1', '198.51.100.1'))).toEqual([
      '*.example.com',
      'a.b.example.com',
    ]);
  });
  it('that lead inside, or are no names of hosts, are none', () => {
    const inside = ['10.1.2.3', '172.31.0.1', '192.168.0.1', '127.0.0.1', '169.254.1.1', '100.64.0.1', '0.0.0.0'];
    expect(names(...inside.map((value, at) => set(`h${at}`, 'A', value)), set('six', 'AAAA', 'fd00::1', 'fe80::1', '::1'))).toEqual([]);
    expect(
      names(set('_dmarc', 'CNAME', 'x.'), set('k._domainkey', 'CNAME', 'x.'), set('@', 'MX', '10 mail'), set('@', 'TXT', '"a"')),
    ).toEqual([]);
    expect(names(set('out', 'A', '172.32.0.1'), set('under_score', 'A', '198.51.100.1'))).toEqual([
      'out.example.com',
      'under_score.example.com',
    ]);
  });
  it('are unknown where what they lead to cannot be read', () => {
    expect(names(set('www', 'A', 'elsewhere'), set('api', 'A', '198.51.100.1'))).toMatchObject(MALFORMED);
    expect(names(set('www', 'A', '2001:db8::1'))).toMatchObject(MALFORMED);
  });
});

describe('a certificate', () => {
  const of = (raw: object) => certificate.normalise({ id: 1, name: 'n', used_by: [], ...raw }, ctx);
  it('without an end is one that was never issued, if Hetzner issues it', () => {
    expect(of({ type: 'managed', not_valid_after: null, status: { issuance: 'pending', renewal: 'unavailable' } })).toMatchObject({
      notValidAfter: null,
      issuance: 'pending',
    });
    expect(of({ type: 'uploaded', not_valid_after: null, status: null }).notValidAfter).toMatchObject(LACKING);
    expect(of({ type: 'bought', not_valid_after: null })).toMatchObject({ managed: MALFORMED, issuance: MALFORMED, renewal: MALFORMED });
  });
  it('in a state that we do not know is not in order', () => {
    const status = { issuance: 'completed', renewal: 'paused' };
    expect(of({ type: 'managed', not_valid_after: '2027-01-01T00:00:00+00:00', status })).toMatchObject({ renewal: MALFORMED });
    expect(of({ type: 'managed', not_valid_after: 'next year', status: null })).toMatchObject({
      notValidAfter: MALFORMED,
      renewal: MALFORMED,
    });
  });
});

describe('snapshots of a Storage Box', () => {
  it('are the newest by time, none, or not told', () => {
    expect(
      newestSnapshot([
        { id: 1, created: '2026-01-02T01:00:00+02:00' },
        { id: 2, created: '2026-01-01T23:30:00Z' },
      ]),
    ).toBe('2026-01-01T23:30:00Z');
    expect(newestSnapshot([])).toBe(null);
    expect(newestSnapshot([{ id: 1 }])).toMatchObject(LACKING);
    // as Hetzner's own example has it
    expect(newestSnapshot([{ id: 1, created: '2025-02-22:00:02.000Z' }])).toMatchObject(MALFORMED);
  });
  it('are planned by the day, the week or the month', () => {
    const plan = (day_of_week: number | null, day_of_month: number | null) =>
      planInterval({ id: 1, snapshot_plan: { day_of_week, day_of_month } });
    expect([plan(null, null), plan(7, null), plan(null, 1)]).toEqual([24, 168, 744]);
    expect(planInterval({ id: 1, snapshot_plan: null, status: 'active' })).toBe(null);
    expect(planInterval({ id: 1, snapshot_plan: null })).toMatchObject(LACKING);
    expect(planInterval({ id: 1, snapshot_plan: {}, status: 'active' })).toMatchObject(LACKING);
  });
});

it('a network that does not tell its subnets may reach anywhere', () => {
  const project = environment.normalise({ project: 'p', servers: [], networks: [{ id: 1 }], whole: [[], []] }, ctx);
  expect(project).toMatchObject({ vswitches: LACKING, whole: LACKING });
});
