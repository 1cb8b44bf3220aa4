/** One look at histories of changes through the real transport, and what the five checks about them say. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import commit from '../../../collectors/github/commit/index.ts';
import pullRequest from '../../../collectors/github/pull-request/index.ts';
import ruleBypass from '../../../collectors/github/rule-bypass/index.ts';
import source from '../../../collectors/github/source.ts';
import { openWire } from '../../../src/collect/wire.ts';
import type { Changes } from '../../../src/demo/github/parts/changes/holding.ts';
import { type GithubOptions, startGithub } from '../../../src/demo/github/server.ts';
import type { Repository, World } from '../../../src/demo/github/world.ts';
import { clean } from '../../../src/demo/github/worlds/clean.ts';
import { judgeSet } from '../../../src/evaluate/judge.ts';
import type { Collector, Finding, ResourceSet, Verdict, WireResponse } from '../../../src/model.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { collectAll } from '../../support/collect.ts';

export const NOW = '2031-03-01T12:00:00.000Z';
export const daysAgo = (days: number) => new Date(Date.parse(NOW) - days * 864e5).toISOString();
const collectors: readonly Collector[] = [commit, pullRequest, ruleBypass];
const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
export const CHECKS = ['merged-prs-reviewed', 'no-direct-commits', 'bypasses-explained', 'merged-prs-checked', 'commits-signed'].map(
  (name) => `github.repo.${name}`,
);
const repo = clean.repositories[0] as Repository;

/** An organization of these repositories; what is not said is as in the clean world. */
export function worldOf(changes: Changes, more: Partial<World> = {}, about: Readonly<Record<string, Partial<Repository>>> = {}): World {
  const names = [...new Set([...Object.keys(changes), ...Object.keys(about)])];
  const repositories = names.map((name, at) => ({ ...repo, id: 80000 + at, name, ...about[name] }));
  const rulesets = clean.rulesets.slice(0, 1).map((one) => ({ ...one, covers: names }));
  return { ...clean, repositories, rulesets, changes, pageSize: 100, ...more };
}

export interface Said {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly set: ResourceSet;
}
export async function lookAt(
  world: World,
  {
    faults,
    params = {},
    days = 90,
    path = '',
    garble,
  }: Pick<GithubOptions, 'faults'> & {
    params?: Readonly<Record<string, Record<string, unknown>>>;
    days?: number;
    path?: string;
    /** What becomes of each body on its way. */
    garble?: (body: string) => string;
  } = {},
) {
  // as patient as the product: a busy machine is no fault of GitHub's
  const wire = openWire();
  const server = await startGithub({ world, now: () => NOW, ...(faults && { faults }) });
  try {
    const { sets, exchanges } = await collectAll({
      source,
      collectors,
      config: source.config.parse({ type: 'github', organization: 'example-company', baseUrl: server.url + path }),
      env: { GITHUB_TOKEN: 'github_pat_00000000000000000000000000000000000000000000' },
      now: NOW,
      time: () => NOW,
      period: { from: daysAgo(days), to: NOW },
      wire: garble ? { send: async (...asked) => garbled(await wire.send(...asked), garble) } : wire,
    });
    const policy = loadPolicy({
      checksDir: join(root, 'config/checks'),
      frameworks: [],
      collectors,
      params,
      select: CHECKS,
    });
    const said: Record<string, Said> = {};
    for (const ready of policy.checks) {
      const set = sets.find(({ collector }) => collector === ready.check.about) as ResourceSet;
      const findings: Finding[] = [];
      const { verdict } = judgeSet(ready, set, { now: Date.parse(NOW), waivers: [], emit: (finding) => findings.push(finding) });
      said[ready.check.id.replace('github.repo.', '')] = { verdict, findings, set };
    }
    return { said, exchanges, requests: server.requests };
  } finally {
    wire.close();
    await server.close();
  }
}
function garbled(response: WireResponse, garble: (body: string) => string): WireResponse {
  return { ...response, body: new TextEncoder().encode(garble(new TextDecoder().decode(response.body))) };
}
export const named = ({ findings }: Said, verdict: Verdict) =>
  findings.filter((one) => one.verdict === verdict).map(({ resource }) => resource.name.replace('example-company/', ''));
