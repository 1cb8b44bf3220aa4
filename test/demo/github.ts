/** One look at a world of GitHub through the real transport, and what the shipped checks say about it. */
import { generateKeyPairSync } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import source from '../../collectors/github/source.ts';
import { type GithubOptions, type GithubServer, startGithub } from '../../src/demo/github/server.ts';
import { paramsAt, policies } from '../../src/demo/github/worlds/clean.ts';
import { judgeSet } from '../../src/evaluate/judge.ts';
import type { Collector, Finding, Verdict } from '../../src/model.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { collectors as registered } from '../../src/registry.ts';
import { type Collected, collectAll } from '../support/collect.ts';

export const NOW = '2031-03-01T12:00:00.000Z';
export const ENV = { GITHUB_TOKEN: 'github_pat_00000000000000000000000000000000000000000000' };
export const collectors: readonly Collector[] = registered.filter(({ id }) => id.startsWith('github/'));
export { source };

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const policy = loadPolicy({
  checksDir: join(root, 'config/checks'),
  frameworks: [],
  collectors,
  params: paramsAt(NOW),
  select: ['github.*'],
});

export interface Judged {
  readonly check: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}
export interface Look extends Collected {
  readonly results: readonly Judged[];
  /** Every resource of a collector, by name, as checks see it. */
  resources(collector: string): Readonly<Record<string, Record<string, unknown>>>;
  readonly requests: GithubServer['requests'];
}

export const configFor = (url: string) => source.config.parse({ type: 'github', organization: 'example-company', policies, baseUrl: url });

/** As what may ask everything: an App, and an administrator's token for the enterprise. */
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const APP_ENV = {
  APP_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  ENTERPRISE_TOKEN: 'ghp_0000000000000000000000000000000000',
};
const APP = { id: 12345, installation: 67890 };
const asApp = (url: string) =>
  source.config.parse({
    type: 'github',
    organization: 'example-company',
    policies,
    baseUrl: url,
    app: { ...APP, privateKey: { env: 'APP_KEY' } },
    enterprise: { slug: 'example-enterprise', token: { env: 'ENTERPRISE_TOKEN' } },
  });

export async function look(options: Omit<GithubOptions, 'now'>, only: readonly Collector[] = collectors, path = ''): Promise<Look> {
  const server = await startGithub({ now: () => NOW, app: { ...APP, publicKey }, ...options });
  try {
    const collected = await collectAll({
      source,
      collectors: only,
      config: asApp(server.url + path),
      env: APP_ENV,
      now: NOW,
      time: () => NOW,
    });
    return { ...collected, ...judged(collected), requests: server.requests };
  } finally {
    await server.close();
  }
}

export function judged({ sets }: Collected): Pick<Look, 'results' | 'resources'> {
  const results = policy.checks.flatMap((ready) =>
    sets.flatMap((set) => {
      if (set.collector !== ready.check.about) return [];
      const findings: Finding[] = [];
      const { verdict } = judgeSet(ready, set, { now: Date.parse(NOW), waivers: [], emit: (finding) => findings.push(finding) });
      return [{ check: ready.check.id, verdict, findings }];
    }),
  );
  const resources = (collector: string) =>
    Object.fromEntries(
      sets
        .filter((set) => set.collector === collector)
        .flatMap((set) => set.resources.map(({ resource }) => [resource.name, resource as never])),
    );
  return { results, resources };
}
