import { describe, expect, it } from 'vitest';
import { hostsOf, reversed } from '../../../collectors/endpoint/domain/hosting.ts';
import { isUnknown, unknown } from '../../../src/kit.ts';

const answer = (records: readonly string[]) => ({
  server: 's',
  rcode: 'NOERROR' as const,
  authenticated: false,
  zone: null,
  records: [...records],
});
const of = (...names: readonly string[]) =>
  hostsOf('example.com', { addresses: [answer(['192.0.2.1'])], names: [{ address: '192.0.2.1', answer: answer(names) }] });
const hidden = unknown({ operation: 'dns:GetRecords', reason: 'provider_error', detail: 'SERVFAIL' });

describe('whose an address is', () => {
  it.each([
    ['static.1.2.0.192.clients.your-server.de', 'hetzner'],
    ['ec2-192-0-2-1.eu-central-1.compute.amazonaws.com.', 'aws'],
    ['server-192-0-2-1.fra56.r.cloudfront.net', 'aws'],
    ['1.2.0.192.bc.googleusercontent.com', 'google'],
  ])('%s: %s', (name, provider) => expect(of(name)).toEqual([provider]));
  it.each([[['mail.example.com']], [[]], [['notyour-server.de']]])('a name of its own, or none, tells nobody: %j', (names) => {
    const [one] = of(...names) as unknown[];
    expect(isUnknown(one)).toBe(true);
  });
  it('is unknown where the addresses are, or the name is', () => {
    expect(isUnknown(hostsOf('example.com', { addresses: [hidden], names: [] }))).toBe(true);
    expect(hostsOf('example.com', { addresses: [answer(['192.0.2.1'])], names: [{ address: '192.0.2.1', answer: hidden }] })).toEqual([
      hidden,
    ]);
  });
  it.each([
    ['192.0.2.1', '1.2.0.192.in-addr.arpa'],
    ['2001:db8::567:89ab', 'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
    ['::1', `1.${'0.'.repeat(31)}ip6.arpa`],
  ])('%s is asked about as %s', (address, name) => expect(reversed(address)).toBe(name));
});
