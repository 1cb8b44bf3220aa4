/** The whole of Hetzner over the real transport: collected from an address, judged by every shipped check. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import disk from '../../../collectors/hetzner/disk/index.ts';
import firewall from '../../../collectors/hetzner/firewall/index.ts';
import image from '../../../collectors/hetzner/image/index.ts';
import located from '../../../collectors/hetzner/located-resource/index.ts';
import project from '../../../collectors/hetzner/project/index.ts';
import role from '../../../collectors/hetzner/role/index.ts';
import server from '../../../collectors/hetzner/server/index.ts';
import source from '../../../collectors/hetzner/source.ts';
import volume from '../../../collectors/hetzner/volume/index.ts';
import { judgeSet } from '../../../src/evaluate/judge.ts';
import type { Collector, Finding, Reason, Verdict } from '../../../src/model.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { type Collected, collectAll } from '../../support/collect.ts';

/** The transport compares `Date` with the real clock, so a fixed day would rightly be distrusted. */
export const now = () => new Date().toISOString();
const NOW = now();
export const collectors: readonly Collector[] = [disk, firewall, image, located, project, role, server, volume];

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const policy = loadPolicy({
  checksDir: join(root, 'config/checks'),
  frameworks: [],
  collectors: await all(),
  params: {},
  select: ['hetzner.*'],
});
async function all(): Promise<readonly Collector[]> {
  return (await import('../../../src/registry.ts')).collectors;
}

export const config = (url: string) => ({ type: 'hetzner' as const, project: 'production', token: { env: 'TOKEN' }, baseUrl: url });
export function collect(url: string, some: readonly Collector[] = collectors): Promise<Collected> {
  return collectAll({ source, collectors: some, config: config(url), env: { TOKEN: 'a-read-only-token' }, now: NOW });
}

export interface Judged {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly findings: readonly Finding[];
}
/** Check id -> what it says about the one subject. */
export function judge({ sets }: Collected): ReadonlyMap<string, Judged> {
  return new Map(
    policy.checks.map((ready) => {
      const set = sets.find(({ collector }) => collector === ready.check.about);
      if (!set) throw new Error(`${ready.check.about} was not collected`);
      const findings: Finding[] = [];
      const { verdict, reasons } = judgeSet(ready, set, { now: Date.parse(NOW), waivers: [], emit: (finding) => findings.push(finding) });
      return [ready.check.id, { verdict, reasons, findings }];
    }),
  );
}
