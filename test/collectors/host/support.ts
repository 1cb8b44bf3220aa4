/** Machines over the real transport: looked at, and judged by every shipped check about them. */
import source from '../../../collectors/host/source.ts';
import { type HostServer, startHost } from '../../../src/demo/host/server.ts';
import type { World } from '../../../src/demo/host/world.ts';
import { backups } from '../../../src/demo/host/worlds.ts';
import { judgeSet } from '../../../src/evaluate/judge.ts';
import { checksDir } from '../../../src/home.ts';
import type { Finding, Reason, Verdict } from '../../../src/model.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { collectors } from '../../../src/registry.ts';
import { type Collected, collectAll } from '../../support/collect.ts';

export const mine = collectors.filter(({ id }) => id.startsWith('host/'));
export const { checks } = loadPolicy({ checksDir, frameworks: [], collectors, params: {}, select: ['host.*'] });
export const ids = checks.map(({ check }) => check.id);

export interface Judged {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly findings: readonly Finding[];
}
export interface Looked {
  /** By machine, then by check. */
  readonly machines: ReadonlyMap<string, ReadonlyMap<string, Judged>>;
  readonly collected: Collected;
}
export async function look(entry: object, env: Readonly<Record<string, string>> = {}, now = new Date().toISOString()): Promise<Looked> {
  const config = source.config.parse({ type: 'host', name: 'servers', ...entry });
  const collected = await collectAll({ source, collectors: mine, config, env, now });
  const machines = new Map<string, Map<string, Judged>>();
  for (const { key } of collected.scope.subjects) {
    const judged = new Map<string, Judged>();
    for (const ready of checks) {
      const set = collected.sets.find((one) => one.collector === ready.check.about && one.subject.key === key);
      if (!set) throw new Error(`${key} has no set of ${ready.check.about}`);
      const findings: Finding[] = [];
      const said = judgeSet(ready, set, { now: Date.parse(now), waivers: [], emit: (finding) => findings.push(finding) });
      judged.set(ready.check.id, { verdict: said.verdict, reasons: said.reasons, findings });
    }
    machines.set(key.split('/').at(-1) as string, judged);
  }
  return { machines, collected };
}
export interface At {
  readonly judged: ReadonlyMap<string, Judged>;
  readonly collected: Collected;
  readonly asked: HostServer['requests'];
}
/** One simulated machine, looked at as this machine is: from inside. */
export async function at(world: World, entry: object = {}): Promise<At> {
  const server = await startHost({ world, now: () => new Date().toISOString() });
  try {
    const { machines, collected } = await look({ hosts: [{ name: 'web-1', local: true, path: [server.path], backups, ...entry }] });
    return { judged: machines.get('web-1') as At['judged'], collected, asked: server.requests };
  } finally {
    await server.close();
  }
}
export const verdictsOf = (judged: ReadonlyMap<string, Judged>) =>
  Object.fromEntries([...judged].map(([id, { verdict }]) => [id, verdict]));
export const all = (verdict: Verdict, but: Readonly<Record<string, Verdict>> = {}) => ({
  ...Object.fromEntries(ids.map((id) => [id, verdict])),
  ...but,
});
