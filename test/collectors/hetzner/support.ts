/** The whole of Hetzner over the real transport: collected from an address, judged by every shipped check. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import source from '../../../collectors/hetzner/source.ts';
import { params } from '../../../src/demo/hetzner/params.ts';
import { judgeSet } from '../../../src/evaluate/judge.ts';
import type { Collector, Finding, Reason, Verdict } from '../../../src/model.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { type Collected, collectAll } from '../../support/collect.ts';

/** The transport compares `Date` with the real clock, so a fixed day would rightly be distrusted. */
export const now = () => new Date().toISOString();
const NOW = now();
const { collectors: everybodys } = await import('../../../src/registry.ts');
export const collectors: readonly Collector[] = everybodys.filter(({ id }) => id.startsWith('hetzner/'));

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const policy = loadPolicy({
  checksDir: join(root, 'config/checks'),
  frameworks: [],
  collectors: everybodys,
  params,
  select: ['hetzner.*'],
});

export const config = (url: string) => ({ type: 'hetzner' as const, project: 'production', token: { env: 'TOKEN' }, baseUrl: url });
export function collect(url: string, some: readonly Collector[] = collectors): Promise<Collected> {
  return collectAll({ source, collectors: some, config: config(url), env: { TOKEN: 'a-read-only-token' }, now: NOW });
}

export function aboutOf(check: string): string | undefined {
  return policy.checks.find((ready) => ready.check.id === check)?.check.about;
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
