import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as A from '../../../collectors/aws/addresses.ts';
import { allowed, openToInternet as openByAcl, type Rule, rulesOf } from '../../../collectors/aws/network-acl/evaluate.ts';
import { openPorts } from '../../../collectors/aws/ports.ts';
import { Permission } from '../../../collectors/aws/security-group/answers.ts';
import { grantsOf, openToInternet as openByGroup } from '../../../collectors/aws/security-group/grants.ts';
import { isUnknown, unknown } from '../../../src/kit.ts';

/** One address, one port, one rule at a time: slow, and hard to get wrong. */
type Bits = string;
const WIDTH = { v4: 32, v6: 128 } as const;
const bitsOf = (address: bigint, family: A.Family): Bits => address.toString(2).padStart(WIDTH[family], '0');
/** A block as its fixed bits. */
interface Block {
  readonly family: A.Family;
  readonly prefix: Bits;
}
const lies = (address: Bits, { prefix }: Block) => address.startsWith(prefix);
function written({ family, prefix }: Block): string {
  const bits = prefix.padEnd(WIDTH[family], '0');
  const size = family === 'v4' ? 8 : 16;
  const parts = bits.match(new RegExp(`.{${size}}`, 'g')) as string[];
  const text =
    family === 'v4' ? parts.map((part) => parseInt(part, 2)).join('.') : parts.map((part) => parseInt(part, 2).toString(16)).join(':');
  return `${text}/${prefix.length}`;
}

const bit = fc.constantFrom('0', '1');
const block = (family: A.Family, longest: number): fc.Arbitrary<Block> =>
  fc.string({ unit: bit, maxLength: longest }).map((prefix) => ({ family, prefix }));
const anyBlock = fc.oneof(block('v4', 32), block('v4', 4), block('v6', 128), block('v6', 6));
/** Addresses near the edges of blocks, where mistakes live. */
const near = (blocks: readonly Block[], family: A.Family): bigint[] => {
  const last = (1n << BigInt(WIDTH[family])) - 1n;
  const edges = blocks
    .filter((one) => one.family === family)
    .flatMap(({ prefix }) => [BigInt(`0b${prefix.padEnd(WIDTH[family], '0')}`), BigInt(`0b${prefix.padEnd(WIDTH[family], '1')}`)]);
  return [0n, last, ...edges.flatMap((edge) => [edge - 1n, edge, edge + 1n])].filter((address) => address >= 0n && address <= last);
};
const has = (set: A.Addresses, address: bigint) => set.some(({ from, to }) => from <= address && address <= to);
const setOf = (blocks: readonly Block[], family: A.Family) =>
  A.union(blocks.filter((one) => one.family === family).map((one) => (A.parseCidr(written(one)) as { range: A.Range }).range));

describe('sets of addresses', () => {
  it.each([
    ['10.0.0.0/8', 'v4', 0x0a000000n, 0x0affffffn],
    ['10.1.2.3/8', 'v4', 0x0a000000n, 0x0affffffn],
    ['0.0.0.0/0', 'v4', 0n, 0xffffffffn],
    ['255.255.255.255/32', 'v4', 0xffffffffn, 0xffffffffn],
    ['::/0', 'v6', 0n, (1n << 128n) - 1n],
    ['2001:db8::/32', 'v6', 0x20010db8n << 96n, ((0x20010db8n + 1n) << 96n) - 1n],
    ['::ffff:1.2.3.4/128', 'v6', 0xffff01020304n, 0xffff01020304n],
    ['1:2:3:4:5:6:7:8/128', 'v6', 0x00010002000300040005000600070008n, 0x00010002000300040005000600070008n],
  ] as const)('%s is read', (cidr, family, from, to) => expect(A.parseCidr(cidr)).toEqual({ family, range: { from, to } }));

  it.each([
    '',
    '10.0.0.0',
    '10.0.0/8',
    '10.0.0.256/8',
    '10.0.0.0/33',
    '::/129',
    '1::2::3/64',
    '1:2:3/64',
    'g::/8',
    '10.0.0.0/8 ',
    '1:2:3:4:5:6:7:8::/64',
  ])('%o is no block', (cidr) => expect(A.parseCidr(cidr)).toBeUndefined());

  it('agree with a look at each address', () => {
    fc.assert(
      fc.property(
        fc.array(anyBlock, { maxLength: 8 }),
        fc.array(anyBlock, { maxLength: 8 }),
        fc.constantFrom(...A.FAMILIES),
        (some, others, family) => {
          const [a, b] = [setOf(some, family), setOf(others, family)];
          for (const address of near([...some, ...others], family)) {
            const text = bitsOf(address, family);
            const inA = some.some((one) => one.family === family && lies(text, one));
            const inB = others.some((one) => one.family === family && lies(text, one));
            expect(has(a, address)).toBe(inA);
            expect(has(A.union(a, b), address)).toBe(inA || inB);
            expect(has(A.intersection(a, b), address)).toBe(inA && inB);
            expect(has(A.without(a, b), address)).toBe(inA && !inB);
          }
          for (const set of [a, A.union(a, b), A.intersection(a, b), A.without(a, b)])
            for (const [i, range] of set.entries()) {
              expect(range.from <= range.to).toBe(true);
              if (i > 0) expect(range.from > (set[i - 1] as A.Range).to + 1n).toBe(true);
            }
          expect(A.count(A.union(a, b)) + A.count(A.intersection(a, b))).toBe(A.count(a) + A.count(b));
        },
      ),
    );
  });

  it('know private addresses from public ones', () => {
    const of = (cidr: string) => (A.parseCidr(cidr) as { family: A.Family; range: A.Range }).range.from;
    for (const inside of [
      '1.1.1.1/32',
      '8.8.8.8/32',
      '11.0.0.0/32',
      '100.128.0.0/32',
      '172.32.0.0/32',
      '192.0.1.0/32',
      '223.255.255.255/32',
    ])
      expect(has(A.INTERNET.v4, of(inside)), inside).toBe(true);
    for (const outside of [
      '0.0.0.0/32',
      '10.255.255.255/32',
      '100.64.0.1/32',
      '127.0.0.1/32',
      '169.254.169.254/32',
      '172.16.0.1/32',
      '192.168.1.1/32',
    ])
      expect(has(A.INTERNET.v4, of(outside)), outside).toBe(false);
    for (const outside of ['224.0.0.1/32', '255.255.255.255/32', '198.51.100.7/32', '203.0.113.9/32'])
      expect(has(A.INTERNET.v4, of(outside)), outside).toBe(false);
    expect(has(A.INTERNET.v6, of('2a00:1450::1/128'))).toBe(true);
    for (const outside of ['::1/128', 'fe80::1/128', 'fc00::1/128', '2001:db8::1/128'])
      expect(has(A.INTERNET.v6, of(outside)), outside).toBe(false);
  });
});

/**
 * How many public addresses begin with each octet, counted by hand from IANA's registry: an oracle that knows no ranges.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const OCTET = 2 ** 24;
const publicIn = (octet: number): number => {
  if (octet === 0 || octet === 10 || octet === 127 || octet >= 224) return 0;
  const special: Record<number, number> = {
    100: 2 ** 22,
    169: 2 ** 16,
    172: 2 ** 20,
    192: 2 ** 16 + 2 * 2 ** 8,
    198: 2 ** 17 + 2 ** 8,
    203: 2 ** 8,
  };
  return OCTET - (special[octet] ?? 0);
};
const OCTETS = Array.from({ length: 256 }, (_, octet) => octet);
const ALL_PUBLIC = OCTETS.reduce((sum, octet) => sum + publicIn(octet), 0);
/** Of IPv6, in blocks of /32: 001 is what is handed out, less the documentation's 2001:db8::/32 and 3fff::/20, which tip a tie. */
const publicIn6 = (octet: number): number => (octet >>> 5 !== 1 ? 0 : OCTET - (octet === 0x20 ? 1 : octet === 0x3f ? 2 ** 12 : 0));
const ALL_PUBLIC6 = OCTETS.reduce((sum, octet) => sum + publicIn6(octet), 0);
/** Blocks of at most eight bits, so that each first octet is in or out as a whole. */
const coarse = (family: A.Family) => fc.oneof(block(family, 3), block(family, 8));
function isMost(family: A.Family, inside: (octet: Bits) => boolean): boolean {
  const weigh = family === 'v4' ? publicIn : publicIn6;
  const sum = OCTETS.reduce((total, octet) => total + (inside(octet.toString(2).padStart(8, '0')) ? weigh(octet) : 0), 0);
  return sum > (family === 'v4' ? ALL_PUBLIC : ALL_PUBLIC6) / 2;
}

describe('the internet', () => {
  it('is as large as counted by hand', () => expect(Number(A.count(A.INTERNET.v4))).toBe(ALL_PUBLIC));
  it.each(['v4', 'v6'] as const)('is where most of it is (%s)', (family) => {
    fc.assert(
      fc.property(fc.array(coarse(family), { maxLength: 40 }), (blocks) => {
        const due = isMost(family, (octet) => blocks.some(({ prefix }) => octet.startsWith(prefix)));
        expect(A.isInternet(family, setOf(blocks, family))).toBe(due);
      }),
    );
  });
});

const port = fc.oneof(fc.constantFrom(0, 1, 21, 22, 23, 3388, 3389, 3390, 65534, 65535), fc.integer({ min: 0, max: 65535 }));
const ports = fc.tuple(port, port).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const PROBED = [0, 1, 21, 22, 23, 80, 3388, 3389, 3390, 65534, 65535];
const at = (found: readonly { protocol: string; from: number; to: number; open: unknown }[], protocol: string, number: number) => {
  const hits = found.filter((range) => range.protocol === protocol && range.from <= number && number <= range.to);
  expect(hits.length).toBeLessThanOrEqual(1);
  return hits[0] === undefined ? false : isUnknown(hits[0].open) ? 'unknown' : hits[0].open;
};

interface GroupRule {
  readonly protocol: 'tcp' | 'udp' | '-1' | 'icmp' | '47';
  readonly ports: readonly [number, number];
  readonly blocks: readonly Block[];
  readonly hidden: boolean;
}
const groupRule: fc.Arbitrary<GroupRule> = fc.record({
  protocol: fc.constantFrom('tcp', 'udp', '-1', 'icmp', '47'),
  ports,
  blocks: fc.array(fc.oneof(coarse('v4'), coarse('v6')), { maxLength: 4 }),
  hidden: fc.boolean(),
});
const LIST = { 'pl-1': unknown({ operation: 'ec2:GetManagedPrefixListEntries', reason: 'access_denied', detail: 'no' }) };
function grants(rule: GroupRule, list: boolean) {
  const {
    protocol,
    ports: [FromPort, ToPort],
    blocks,
  } = rule;
  const permission = {
    IpProtocol: protocol,
    ...(protocol !== '-1' && { FromPort, ToPort }),
    IpRanges: blocks.filter(({ family }) => family === 'v4').map((one) => ({ CidrIp: written(one) })),
    Ipv6Ranges: blocks.filter(({ family }) => family === 'v6').map((one) => ({ CidrIpv6: written(one) })),
    PrefixListIds: list ? [{ PrefixListId: 'pl-1' }] : [],
  };
  return grantsOf(Permission.parse(permission), LIST);
}
const concerns = ({ protocol, ports: [from, to] }: GroupRule, of: string, number: number) =>
  protocol === '-1' || (protocol === of && from <= number && number <= to);

describe('a security group', () => {
  it('opens what most of the internet may reach, address by address and port by port', () => {
    fc.assert(
      fc.property(fc.array(groupRule, { maxLength: 6 }), (rules) => {
        const found = openByGroup(rules.flatMap((rule) => grants(rule, false)));
        for (const protocol of ['tcp', 'udp'])
          for (const number of PROBED) {
            const blocks = rules.filter((rule) => concerns(rule, protocol, number)).flatMap((rule) => rule.blocks);
            const due = A.FAMILIES.some((family) =>
              isMost(family, (octet) => blocks.some((one) => one.family === family && octet.startsWith(one.prefix))),
            );
            expect(at(found, protocol, number)).toBe(due);
          }
      }),
    );
  });

  it('with a hidden list is unknown exactly where the list decides', () => {
    fc.assert(
      fc.property(fc.array(groupRule, { maxLength: 6 }), (rules) => {
        const found = openByGroup(rules.flatMap((rule) => grants(rule, rule.hidden)));
        const without = openByGroup(rules.flatMap((rule) => grants(rule, false)));
        for (const protocol of ['tcp', 'udp'])
          for (const number of PROBED) {
            const open = at(without, protocol, number);
            const hidden = rules.some((rule) => rule.hidden && concerns(rule, protocol, number));
            expect(at(found, protocol, number)).toBe(open || (hidden ? 'unknown' : false));
          }
      }),
    );
  });
});

interface AclRule {
  readonly number: number;
  readonly allow: boolean;
  readonly protocol: '6' | '17' | '-1' | '1';
  readonly ports: readonly [number, number];
  readonly block: Block;
  readonly egress: boolean;
}
const aclRules: fc.Arbitrary<AclRule[]> = fc.uniqueArray(
  fc.record({
    number: fc.integer({ min: 1, max: 32766 }),
    allow: fc.boolean(),
    protocol: fc.constantFrom('6', '17', '-1', '1'),
    ports,
    block: fc.oneof(coarse('v4'), coarse('v6')),
    egress: fc.boolean(),
  }),
  { maxLength: 10, selector: ({ number }) => number },
);
function parsed(rules: readonly AclRule[]): readonly Rule[] {
  const read = rulesOf(
    rules.map(({ number, allow, protocol, ports: [From, To], block: one, egress }) => ({
      RuleNumber: number,
      RuleAction: allow ? 'allow' : 'deny',
      Protocol: protocol,
      Egress: egress,
      PortRange: { From, To },
      ...(one.family === 'v4' ? { CidrBlock: written(one) } : { Ipv6CidrBlock: written(one) }),
    })),
  );
  if (isUnknown(read)) throw new Error(read.$unknown.detail);
  return read;
}
const NUMBER = { tcp: '6', udp: '17' } as const;
/** As AWS says it: from the lowest number up, the first that fits decides, and what fits none is denied. */
function admits(rules: readonly AclRule[], family: A.Family, protocol: 'tcp' | 'udp', number: number, address: Bits): boolean {
  const fit = rules.filter(
    (rule) =>
      !rule.egress &&
      rule.block.family === family &&
      address.startsWith(rule.block.prefix) &&
      (rule.protocol === '-1' || (rule.protocol === NUMBER[protocol] && rule.ports[0] <= number && number <= rule.ports[1])),
  );
  return (
    fit.reduce<AclRule | undefined>((first, rule) => (first === undefined || rule.number < first.number ? rule : first), undefined)
      ?.allow === true
  );
}

describe('a network ACL', () => {
  it('admits address by address what the first entry that fits says', () => {
    fc.assert(
      fc.property(aclRules, fc.constantFrom('tcp' as const, 'udp' as const), (rules, protocol) => {
        const read = parsed(rules);
        for (const family of A.FAMILIES)
          for (const number of PROBED) {
            const set = allowed(read, family, protocol, number);
            for (const address of near(
              rules.map((rule) => rule.block),
              family,
            ))
              expect(has(set, address)).toBe(admits(rules, family, protocol, number, bitsOf(address, family)));
          }
      }),
    );
  });
  it('opens what most of the internet gets through to', () => {
    fc.assert(
      fc.property(aclRules, (rules) => {
        const found = openByAcl(parsed(rules));
        for (const protocol of ['tcp', 'udp'] as const)
          for (const number of PROBED) {
            const due = A.FAMILIES.some((family) => isMost(family, (octet) => admits(rules, family, protocol, number, octet)));
            expect(at(found, protocol, number)).toBe(due);
          }
      }),
    );
  });

  const entry = (number: number, action: string, block: string, range?: [number, number], protocol = '6') => ({
    RuleNumber: number,
    RuleAction: action,
    Protocol: protocol,
    Egress: false,
    ...(block.includes(':') ? { Ipv6CidrBlock: block } : { CidrBlock: block }),
    ...(range && { PortRange: { From: range[0], To: range[1] } }),
  });
  const ssh = (...entries: object[]) => {
    const read = rulesOf(entries);
    return isUnknown(read) ? read.$unknown.reason : at(openByAcl(read), 'tcp', 22);
  };
  it.each<[string, unknown, object[]]>([
    [
      'a denial with a lower number wins',
      false,
      [entry(200, 'allow', '0.0.0.0/0', undefined, '-1'), entry(100, 'deny', '0.0.0.0/0', [22, 22])],
    ],
    [
      'a denial with a higher number does not',
      true,
      [entry(100, 'allow', '0.0.0.0/0', undefined, '-1'), entry(200, 'deny', '0.0.0.0/0', [22, 22])],
    ],
    [
      'a denial of a few does not close the port',
      true,
      [entry(90, 'deny', '8.8.8.0/24', [22, 22]), entry(100, 'allow', '0.0.0.0/0', [0, 65535])],
    ],
    ['a denial in IPv4 does not close IPv6', true, [entry(90, 'deny', '0.0.0.0/0', [22, 22]), entry(100, 'allow', '::/0', [22, 22])]],
    [
      'halves that are allowed are the whole',
      true,
      [entry(90, 'allow', '0.0.0.0/1', [22, 22]), entry(100, 'allow', '128.0.0.0/1', [0, 100])],
    ],
    ['an office is not the internet', false, [entry(90, 'allow', '8.8.8.8/32', [22, 22]), entry(100, 'deny', '0.0.0.0/0', [22, 22])]],
    ['what is not spoken of is denied', false, []],
    ['ICMP opens no port', false, [entry(100, 'allow', '0.0.0.0/0', undefined, '1')]],
    ['outwards is another matter', false, [{ ...entry(100, 'allow', '0.0.0.0/0', [22, 22]), Egress: true }]],
    ['an action that nobody knows could be either', 'malformed_response', [entry(100, 'permit', '0.0.0.0/0', [22, 22])]],
    ['a block that nobody can read could be any', 'malformed_response', [entry(100, 'deny', '0.0.0.0/99', [22, 22])]],
    ['TCP without ports could be any', 'missing_member', [entry(100, 'deny', '0.0.0.0/0')]],
  ])('%s', (_, due, entries) => expect(ssh(...entries)).toBe(due));
});

it('ranges of ports are whole, sorted and as long as they can be', () => {
  const open = openPorts(
    'tcp',
    [
      { from: 5, to: 9 },
      { from: 10, to: 12 },
      { from: 7, to: 20 },
    ],
    (number) => number >= 5 && number <= 20,
  );
  expect(open).toEqual([{ protocol: 'tcp', from: 5, to: 20, open: true }]);
  expect(openPorts('udp', [], () => true)).toEqual([{ protocol: 'udp', from: 0, to: 65535, open: true }]);
  expect(openPorts('udp', [{ from: 0, to: 65535 }], (number) => number === 0)).toEqual([
    { protocol: 'udp', from: 0, to: 65535, open: true },
  ]);
});
