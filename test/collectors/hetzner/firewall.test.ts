import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coversInternet, parseCidr } from '../../../collectors/hetzner/firewall/addresses.ts';
import firewall from '../../../collectors/hetzner/firewall/index.ts';
import { parsePorts, type Rule, worldOpen } from '../../../collectors/hetzner/firewall/ports.ts';
import type { Context } from '../../../src/model.ts';

const rule = (port: string | null, source_ips: string[], change: Partial<Rule> = {}): Rule => ({
  direction: 'in',
  protocol: 'tcp',
  port,
  source_ips,
  ...change,
});
const ALL = ['0.0.0.0/0'];

describe('address blocks', () => {
  it.each([
    ['192.0.2.0/24', 4, 0xc0000200n, 0xc00002ffn],
    ['192.0.2.77/24', 4, 0xc0000200n, 0xc00002ffn],
    ['192.0.2.1', 4, 0xc0000201n, 0xc0000201n],
    ['0.0.0.0/0', 4, 0n, 0xffffffffn],
    ['::/0', 6, 0n, (1n << 128n) - 1n],
    ['::1/128', 6, 1n, 1n],
    ['2001:db8::/32', 6, 0x20010db8n << 96n, (0x20010db9n << 96n) - 1n],
    ['2001:db8:1:2:3:4:5:6', 6, 0x20010db8000100020003000400050006n, 0x20010db8000100020003000400050006n],
    ['::ffff:192.0.2.1/128', 6, 0xffffc0000201n, 0xffffc0000201n],
  ])('%s', (text, family, first, last) => expect(parseCidr(text)).toEqual({ family, first, last }));
  it.each([
    '',
    '/',
    '1.2.3',
    '1.2.3.4/33',
    '1.2.3.4/-1',
    '1.2.3.4/8/8',
    '::/129',
    'fe80::1%eth0/64',
    '256.0.0.1/8',
    'any',
    '1.2.3.4/ 8',
    '0.0.0.0/',
  ])('%j is none', (text) => expect(parseCidr(text)).toBeUndefined());
});

describe('the whole internet', () => {
  it.each<[string, string[], boolean]>([
    ['the default route', ['0.0.0.0/0'], true],
    ['the default route of IPv6 alone', ['::/0'], true],
    ['two halves', ['0.0.0.0/1', '128.0.0.0/1'], true],
    ['two halves the other way round, overlapping', ['128.0.0.0/1', '64.0.0.0/2', '0.0.0.0/1'], true],
    ['one half', ['0.0.0.0/1'], false],
    ['two halves of different families', ['0.0.0.0/1', '8000::/1'], false],
    ['halves of IPv6', ['::/1', '8000::/1'], true],
    ['all of IPv6 that IANA has given out', ['2000::/3'], true],
    ['half of that', ['2000::/4'], false],
    [
      'all but private addresses, from which nobody can come',
      ['0.0.0.0/5', '8.0.0.0/7', '11.0.0.0/8', '12.0.0.0/6', '16.0.0.0/4', '32.0.0.0/3', '64.0.0.0/2', '128.0.0.0/1'],
      true,
    ],
    [
      'all but one public /24',
      [
        '0.0.0.0/5',
        '8.0.0.0/13',
        '8.8.0.0/21',
        '8.8.9.0/24',
        '8.8.10.0/23',
        '8.8.12.0/22',
        '8.8.16.0/20',
        '8.16.0.0/12',
        '9.0.0.0/8',
        '10.0.0.0/7',
        '12.0.0.0/6',
        '16.0.0.0/4',
        '32.0.0.0/3',
        '64.0.0.0/2',
        '128.0.0.0/1',
      ],
      false,
    ],
    ['private networks', ['10.0.0.0/8', '192.168.0.0/16'], false],
    ['nobody', [], false],
  ])('%s', (_, sources, expected) => expect(coversInternet(sources)).toBe(expected));

  it('is covered by any way of cutting it into blocks, and not when one block is left out', () => {
    // each split replaces one block by its two halves: the union stays what it was
    const cuts = fc.array(fc.nat(), { maxLength: 40 });
    fc.assert(
      fc.property(cuts, fc.nat(), (splits, lost) => {
        let blocks: [bigint, number][] = [[0n, 0]];
        for (const split of splits) {
          const [first, length] = blocks[split % blocks.length] as [bigint, number];
          if (length >= 7) continue; // blocks of /8 and larger: the smallest holes below are in public space or not at all
          const half: [bigint, number][] = [
            [first, length + 1],
            [first + (1n << BigInt(31 - length)), length + 1],
          ];
          blocks = [...blocks.filter((block) => block[0] !== first), ...half];
        }
        const text = ([first, length]: [bigint, number]) =>
          `${[24n, 16n, 8n, 0n].map((shift) => (first >> shift) & 255n).join('.')}/${length}`;
        expect(coversInternet(blocks.map(text))).toBe(true);
        const hole = blocks[lost % blocks.length] as [bigint, number];
        const rest = blocks.filter((block) => block !== hole);
        // a hole within 224.0.0.0/3 is no hole: nobody comes from there
        expect(coversInternet(rest.map(text))).toBe(hole[0] >= 0xe0000000n);
      }),
    );
  });
});

describe('ports', () => {
  it.each([
    ['22', 22, 22],
    ['1-1024', 1, 1024],
    ['any', 1, 65_535],
    [null, 1, 65_535],
    ['0-65535', 0, 65_535],
  ])('%s', (port, from, to) => expect(parsePorts(port)).toEqual({ from, to }));
  it.each(['', 'ssh', '1024-1', '65536', '22,23', '22-', '-22', ' 22'])('%j is none', (port) => expect(parsePorts(port)).toBeUndefined());
});

describe('what is open to the world', () => {
  it('is nothing without an inbound rule: Hetzner drops', () => {
    expect(worldOpen([], 'op')).toEqual([]);
    expect(worldOpen([rule('any', ALL, { direction: 'out' })], 'op')).toEqual([]);
  });
  it('counts the rules of a firewall together', () => {
    expect(worldOpen([rule('22', ['0.0.0.0/1']), rule('20-30', ['128.0.0.0/1'])], 'op')).toEqual([{ protocol: 'tcp', from: 22, to: 22 }]);
  });
  it('keeps protocols apart', () => {
    expect(worldOpen([rule('53', ['0.0.0.0/1']), rule('53', ['128.0.0.0/1'], { protocol: 'udp' })], 'op')).toEqual([]);
    expect(worldOpen([rule('53', ALL, { protocol: 'udp' })], 'op')).toEqual([{ protocol: 'udp', from: 53, to: 53 }]);
  });
  it('joins neighbours and leaves gaps', () => {
    expect(worldOpen([rule('80', ALL), rule('81-90', ALL), rule('443', ALL), rule('85-100', ALL)], 'op')).toEqual([
      { protocol: 'tcp', from: 80, to: 100 },
      { protocol: 'tcp', from: 443, to: 443 },
    ]);
  });
  it('ends at the last port', () => expect(worldOpen([rule('any', ALL)], 'op')).toEqual([{ protocol: 'tcp', from: 1, to: 65_535 }]));
  it('does not ask ICMP, ESP and GRE for ports', () => {
    expect(
      worldOpen(
        ['icmp', 'esp', 'gre'].map((protocol) => rule(null, ALL, { protocol })),
        'op',
      ),
    ).toEqual([]);
  });
  it.each([rule('22', ['everywhere']), rule('ssh', ALL), rule('22', ALL, { protocol: 'sctp' }), rule('22', ALL, { direction: 'both' })])(
    'is unknown for %j',
    (odd) => {
      expect(worldOpen([odd], 'op')).toMatchObject({ $unknown: { reason: 'malformed_response' } });
    },
  );
});

describe('a firewall', () => {
  const of = (raw: object) => firewall.normalise({ id: 1, ...raw } as never, {} as Context);
  it('is applied by name or through a selector that matches', () => {
    const server = { type: 'server', server: { id: 7 } };
    expect(of({ applied_to: [server] }).applied).toBe(true);
    expect(of({ applied_to: [{ type: 'label_selector', applied_to_resources: [server] }] }).applied).toBe(true);
    expect(of({ applied_to: [{ type: 'label_selector', applied_to_resources: [] }] }).applied).toBe(false);
    expect(of({ applied_to: [] }).applied).toBe(false);
  });
  it('that does not tell whom its selector matches is unknown, unless a server is named beside', () => {
    const selector = { type: 'label_selector', label_selector: { selector: 'role=web' } };
    expect(of({ applied_to: [selector] }).applied).toMatchObject({ $unknown: { reason: 'missing_member' } });
    expect(of({ applied_to: [selector, { type: 'server', server: { id: 7 } }] }).applied).toBe(true);
    expect(of({}).applied).toMatchObject({ $unknown: { reason: 'missing_member' } });
  });
  it('whose rules are left out is unknown', () => {
    expect(of({}).worldOpen).toMatchObject({ $unknown: { reason: 'missing_member' } });
    expect(of({ rules: [{ direction: 'in', protocol: 'tcp', source_ips: ['::/0'] }] }).worldOpen).toMatchObject({
      $unknown: { reason: 'missing_member' },
    });
  });
});
