import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ids, look } from './support.ts';

/** This machine, whatever it is: every check says one of the four, and what it says stands on whole answers. */
const linux = process.platform === 'linux';
if (!linux) console.warn('SKIPPED: this machine is not Linux, whose commands are known here');

it.skipIf(!linux)('this machine', async () => {
  const { machines, collected } = await look({ hosts: [{ name: 'here', local: true }] });
  const judged = machines.get('here');
  expect([...(judged?.keys() ?? [])].sort()).toEqual([...ids].sort());
  for (const [id, { verdict, reasons, findings }] of judged ?? []) {
    expect(['pass', 'fail', 'unknown', 'not_applicable'], id).toContain(verdict);
    if (verdict === 'unknown') expect(reasons.length, id).toBeGreaterThan(0);
    // nothing that was thrown by us, and nothing that was said by nobody
    for (const reason of reasons) expect(['plugin_crashed', 'internal_error', 'policy_error'], `${id}: ${reason}`).not.toContain(reason);
    for (const { because } of findings) expect(because, id).not.toMatch(/undefined|\[object/);
  }
  const [subject] = collected.scope.subjects;
  const title = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  expect(subject?.label).toBe(`here (${title})`);
  // what listens here is what the kernel's own table says: state 0A is LISTEN, https://docs.kernel.org/networking/proc_net_tcp.html
  const sockets = collected.sets.find(({ collector }) => collector === 'host/listener');
  if (!sockets?.complete) return;
  const ports = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .flatMap((line) =>
      /^\s*\d+: [0-9A-F]{8}:([0-9A-F]{4}) \S+ 0A /.exec(line)?.[1]
        ? [Number.parseInt(/:([0-9A-F]{4}) /.exec(line)?.[1] as string, 16)]
        : [],
    );
  const seen = sockets.resources.map(({ resource }) => resource.id).filter((id) => /^tcp \d/.test(id));
  expect(ports.length === 0 || seen.some((id) => ports.includes(Number(id.split(':').at(-1))))).toBe(true);
});
