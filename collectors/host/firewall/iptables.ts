/** What iptables and ufw do with what no rule of them lets in. */
import type { Known } from '../../../src/model.ts';
import { gap, linesOf, odd } from '../client.ts';
import { type Question, UFW_STATUS } from '../queries.ts';

/** `iptables -S INPUT`: `-P INPUT DROP`, then the rules in order. The first that takes every packet decides. */
export function iptablesDenies(text: string, { call }: Question): Known<boolean> {
  // what begins with # is a remark of iptables-nft about tables that it does not see
  const lines = linesOf(text).filter((line) => !line.startsWith('#'));
  const policy = /^-P INPUT (ACCEPT|DROP)$/.exec(lines[0] ?? '')?.[1];
  if (policy === undefined) return gap(call.operation, 'missing_member', 'no policy of INPUT');
  for (const line of lines.slice(1)) {
    const rule = /^-A INPUT (.*)$/.exec(line)?.[1];
    if (rule === undefined) return odd(call, line);
    const target = /^(?:-m comment --comment (?:"[^"]*"|\S+) )?-j (ACCEPT|DROP|REJECT)(?: --reject-with \S+)?$/.exec(rule)?.[1];
    if (target !== undefined) return target !== 'ACCEPT';
  }
  return policy === 'DROP';
}

/** `ufw status verbose`: whether its rules are in force, and its default for what comes in. Of IPv4: IPv6 is a setting of its own. */
export function ufwDenies(text: string): Known<boolean> {
  const status = /^Status: (active|inactive)$/m.exec(text)?.[1];
  if (status === undefined) return gap(UFW_STATUS.call.operation, 'missing_member', 'no status');
  if (status === 'inactive') return false;
  const incoming = /^Default: (deny|reject|allow) \(incoming\)/m.exec(text)?.[1];
  return incoming === undefined ? gap(UFW_STATUS.call.operation, 'missing_member', 'no default') : incoming !== 'allow';
}
