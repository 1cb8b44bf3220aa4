/** Which ports a firewall opens to the whole internet, computed over all of its inbound rules together. Pure. */
import { unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { coversInternet, parseCidr } from './addresses.ts';

/** As Hetzner gives it. https://docs.hetzner.cloud/reference/cloud#firewalls */
export interface Rule {
  readonly direction: string;
  readonly protocol: string;
  /** `22`, `1-1024`, `any`; null where the protocol has no ports. */
  readonly port: string | null;
  readonly source_ips: readonly string[];
}
/** Both ends belong to it. */
export interface Range {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
}

const WITH_PORTS = new Set(['tcp', 'udp']);
const WITHOUT_PORTS = new Set(['icmp', 'esp', 'gre']);

/** `any` and null mean every port; undefined: not a port specification. */
export function parsePorts(port: string | null): { from: number; to: number } | undefined {
  if (port === null || port === 'any') return { from: 1, to: 65_535 };
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(port);
  if (!match) return undefined;
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  return from <= to && to <= 65_535 ? { from, to } : undefined;
}

/** Ranges of ports open to everybody. One rule for 0.0.0.0/1 and another for 128.0.0.0/1 are together one open door. */
export function worldOpen(rules: readonly Rule[], operation: string): Known<Range[]> {
  const unreadable = (what: string) => unknown({ operation, reason: 'malformed_response', detail: `${operation}: ${what}` });
  const open: (Range & { sources: readonly string[] })[] = [];
  for (const { direction, protocol, port, source_ips: sources } of rules) {
    if (direction === 'out') continue;
    if (direction !== 'in') return unreadable(`a rule has the direction ${JSON.stringify(direction)}`);
    if (WITHOUT_PORTS.has(protocol)) continue;
    if (!WITH_PORTS.has(protocol)) return unreadable(`a rule has the protocol ${JSON.stringify(protocol)}`);
    const ports = parsePorts(port);
    if (!ports) return unreadable(`a rule has the port ${JSON.stringify(port)}`);
    const odd = sources.find((source) => parseCidr(source) === undefined);
    if (odd !== undefined) return unreadable(`a rule has the source ${JSON.stringify(odd)}`);
    open.push({ protocol, ...ports, sources });
  }
  return [...WITH_PORTS].flatMap((protocol) =>
    openRanges(
      open.filter((one) => one.protocol === protocol),
      protocol,
    ),
  );
}

/** Between two neighbouring boundaries the same rules apply, so one look per stretch is enough. */
function openRanges(rules: readonly (Range & { sources: readonly string[] })[], protocol: string): Range[] {
  const starts = [...new Set(rules.flatMap(({ from, to }) => [from, to + 1]))].sort((a, b) => a - b);
  const ranges: Range[] = [];
  starts.forEach((from, index) => {
    const next = starts[index + 1];
    if (next === undefined) return;
    const sources = rules.filter((rule) => rule.from <= from && from <= rule.to).flatMap((rule) => rule.sources);
    if (!coversInternet(sources)) return;
    const last = ranges.at(-1);
    if (last?.to === from - 1) ranges[ranges.length - 1] = { ...last, to: next - 1 };
    else ranges.push({ protocol, from, to: next - 1 });
  });
  return ranges;
}
