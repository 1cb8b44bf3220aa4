import { describe, expect, it } from 'vitest';
import type { Item } from '../../../collectors/hetzner/client.ts';
import located from '../../../collectors/hetzner/located-resource/index.ts';
import role from '../../../collectors/hetzner/role/index.ts';
import { byOwner, newestAvailable } from '../../../collectors/hetzner/server/images.ts';
import server from '../../../collectors/hetzner/server/index.ts';
import volume from '../../../collectors/hetzner/volume/index.ts';
import type { Context, Unknown } from '../../../src/model.ts';

const ctx = {} as Context;
const LACKING = { $unknown: { reason: 'missing_member' } };
const noImages = { own: [], stray: [], read: [] };
const serverOf = (raw: object, backups: object | null = noImages, snapshots: object | null = noImages) =>
  server.normalise({ server: { id: 1, name: 's', ...raw }, backups, snapshots } as never, ctx);

describe('a server of which nothing but the id came', () => {
  it('is unknown in every field, and false in none', () => {
    const { id, name, newestBackup, ...fields } = serverOf({});
    expect([id, name, newestBackup]).toEqual(['1', 's', null]);
    for (const [field, value] of Object.entries(fields)) expect([field, value]).toMatchObject([field, LACKING]);
  });
});

describe('a server', () => {
  it('is public when one of its addresses is there, whatever the other hides', () => {
    const net = (ipv4: unknown, ipv6: unknown) => serverOf({ public_net: { ipv4, ipv6 } }).hasPublicAddress;
    expect(net(null, null)).toBe(false);
    expect(net({ ip: '192.0.2.1' }, null)).toBe(true);
    expect(net(null, { ip: '2001:db8::/64' })).toBe(true);
    expect(net(undefined, { ip: '2001:db8::/64' })).toBe(true);
    expect(net(null, undefined)).toMatchObject(LACKING);
  });
  it('keeps a firewall entry that does not tell its status', () => {
    const { firewalls } = serverOf({ public_net: { firewalls: [{ id: 5 }, { id: 6, status: 'applied' }] } });
    expect(firewalls).toMatchObject([
      { id: '5', status: LACKING },
      { id: '6', status: 'applied' },
    ]);
  });
  it('reads null as none', () => {
    expect(serverOf({ backup_window: null, iso: null })).toMatchObject({ backupsEnabled: false, isoAttached: false });
    expect(serverOf({ backup_window: '22-02', iso: { id: 1 } })).toMatchObject({ backupsEnabled: true, isoAttached: true });
  });
  it('says what is odd about a member of the wrong type', () => {
    expect(serverOf({ rescue_enabled: 'no' }).rescueEnabled).toMatchObject({ $unknown: { reason: 'malformed_response' } });
    expect(serverOf({ location: { name: 'fsn1', city: 'Falkenstein' } }).location).toMatchObject({
      $unknown: { reason: 'missing_member', detail: 'GET /servers answered without `location.country`' },
    });
  });
});

describe('the newest backup', () => {
  const image = (id: number, change: object): Item => ({
    id,
    type: 'backup',
    bound_to: 1,
    status: 'available',
    created: '2026-01-01T00:00:00Z',
    created_from: { id: 1, name: 's' },
    ...change,
  });
  const of = (server: number, ...images: Item[]) => {
    const { byServer, stray } = byOwner(images);
    return newestAvailable(byServer.get(server) ?? [], stray);
  };
  it('is the newest by time, not by text', () => {
    // 01:00 at +02:00 is an hour before midnight in UTC
    expect(of(1, image(1, { created: '2026-01-02T01:00:00+02:00' }), image(2, { created: '2026-01-01T23:30:00+00:00' }))).toBe(
      '2026-01-01T23:30:00+00:00',
    );
  });
  it('is available, bound to this server, or a snapshot made from it', () => {
    expect(of(1, image(1, { status: 'creating' }))).toBe(null);
    expect(of(1, image(1, { bound_to: 2 }))).toBe(null);
    expect(of(1, image(1, { bound_to: null }))).toBe(null);
    expect(of(1, image(1, { type: 'snapshot', bound_to: null }))).toBe('2026-01-01T00:00:00Z');
    expect(of(1, image(1, { type: 'snapshot', bound_to: null, created_from: null }))).toBe(null);
  });
  it('is unknown when an image does not tell whose it is, or a server’s own image does not tell when it was made', () => {
    expect(of(1, image(1, {}), image(2, { bound_to: undefined }))).toMatchObject(LACKING);
    expect(of(1, image(1, { created: undefined }))).toMatchObject(LACKING);
    expect(of(1, image(1, { created: 'yesterday' }))).toMatchObject({ $unknown: { reason: 'malformed_response' } });
    expect(of(1, image(1, { bound_to: 2, created: undefined }))).toBe(null);
  });
  it('is the newer of backup and snapshot, and unknown when either list is', () => {
    const own = (created: string) => ({ own: [image(1, { created })], stray: [], read: [] });
    const denied: Unknown = { $unknown: { operation: 'GET /images', reason: 'access_denied', detail: 'forbidden' } };
    expect(serverOf({}, own('2026-01-01T00:00:00Z'), own('2026-01-03T00:00:00Z')).newestBackup).toBe('2026-01-03T00:00:00Z');
    expect(serverOf({}, own('2026-01-01T00:00:00Z'), noImages).newestBackup).toBe('2026-01-01T00:00:00Z');
    expect(serverOf({}, noImages, own('2026-01-01T00:00:00Z')).newestBackup).toBe('2026-01-01T00:00:00Z');
    expect(serverOf({}, own('2026-01-01T00:00:00Z'), denied).newestBackup).toEqual(denied);
    expect(serverOf({}, null, noImages).newestBackup).toMatchObject(LACKING);
  });
});

describe('a role', () => {
  const running = (name: string, place?: string, status: string | undefined = 'running'): Item =>
    ({ id: 1, name, status, labels: { role: 'web' }, ...(place && { location: { name: place, country: 'DE', city: 'x' } }) }) as Item;
  const of = (...servers: Item[]) => role.normalise({ role: 'web', servers }, ctx);
  it('counts locations of running servers', () => {
    expect(of(running('a', 'fsn1'), running('b', 'hel1'))).toMatchObject({ inSeveralLocations: true, runningIn: ['fsn1', 'hel1'] });
    expect(of(running('a', 'fsn1'), running('b', 'fsn1'))).toMatchObject({ inSeveralLocations: false, runningIn: ['fsn1'] });
    expect(of(running('a', 'fsn1'), running('b', 'hel1', 'off'))).toMatchObject({ inSeveralLocations: false, runningIn: ['fsn1'] });
  });
  it('is proved by two, whatever a third hides; is not disproved while one is hidden', () => {
    expect(of(running('a', 'fsn1'), running('b', 'hel1'), running('c')).inSeveralLocations).toBe(true);
    expect(of(running('a', 'fsn1'), running('c')).inSeveralLocations).toMatchObject(LACKING);
    expect(
      of(running('a', 'fsn1'), { id: 2, name: 'c', location: { name: 'hel1', country: 'FI', city: 'x' } }).inSeveralLocations,
    ).toMatchObject(LACKING);
  });
  it('is not disproved while a page of the list is unread', () => {
    const unread: Unknown = { $unknown: { operation: 'GET /servers', reason: 'throttled', detail: 'page 2' } };
    const part = (...servers: Item[]) => role.normalise({ role: 'web', servers, unread }, ctx);
    expect(part(running('a', 'fsn1'))).toMatchObject({ inSeveralLocations: unread, runningIn: unread, declaredRedundant: unread });
    expect(part(running('a', 'fsn1'), running('b', 'hel1')).inSeveralLocations).toBe(true);
  });
  it('is declared redundant by the label of any one of its servers', () => {
    expect(of(running('a', 'fsn1'), { ...running('b', 'hel1'), labels: { role: 'web', redundant: 'true' } }).declaredRedundant).toBe(true);
    expect(of(running('a', 'fsn1')).declaredRedundant).toBe(false);
  });
});

it('a floating IP stands where its home is', () => {
  const home = { name: 'hel1', country: 'FI', city: 'Helsinki' };
  expect(located.normalise({ kind: 'floating-ip', item: { id: 3, name: 'vip', home_location: home } }, ctx)).toEqual({
    id: 'floating-ip/3',
    name: 'vip',
    kind: 'floating-ip',
    location: home,
  });
  expect(located.normalise({ kind: 'floating-ip', item: { id: 3, name: 'vip', location: home } }, ctx).location).toMatchObject(LACKING);
});
it('a volume is attached, or not, or does not say', () => {
  const of = (raw: object) => volume.normalise({ id: 1, name: 'v', ...raw }, ctx).attached;
  expect([of({ server: 5 }), of({ server: null }), of({})]).toMatchObject([true, false, LACKING]);
});
