/** SonarQube over the real transport: collected from an address, judged by every shipped check about it. */
import source from '../../../collectors/sonarqube/source.ts';
import type { Fault } from '../../../src/demo/faults.ts';
import { startSonar } from '../../../src/demo/sonarqube/server.ts';
import type { World } from '../../../src/demo/sonarqube/world.ts';
import { judgeSet } from '../../../src/evaluate/judge.ts';
import { checksDir } from '../../../src/home.ts';
import type { Finding, Reason, ResourceSet, Verdict } from '../../../src/model.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { collectors } from '../../../src/registry.ts';
import { collectAll } from '../../support/collect.ts';

export const mine = collectors.filter(({ id }) => id.startsWith('sonarqube/'));
export const policy = loadPolicy({ checksDir, frameworks: [], collectors, params: {}, select: ['sonar.*'] });
/** Those about SonarQube's own answers; the one about required checks is GitHub's. */
export const checks = policy.checks.filter(({ check }) => check.about.startsWith('sonarqube/'));

export interface Judged {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly findings: readonly Finding[];
}
export interface Asking {
  readonly faults?: readonly Fault[];
  /** Laid over the configuration; undefined takes a key away. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
export interface Looked {
  readonly judged: ReadonlyMap<string, Judged>;
  readonly sets: readonly ResourceSet[];
  readonly asked: readonly string[];
  readonly scope: Awaited<ReturnType<typeof collectAll>>['scope'];
  readonly written: string;
}

export async function look(world: World, { faults = [], config = {}, env = {} }: Asking = {}): Promise<Looked> {
  // the transport compares `Date` with the real clock, so a fixed day would rightly be distrusted
  const now = new Date().toISOString();
  const server = await startSonar({ world, now: () => now, faults });
  try {
    const repositories = Object.fromEntries(world.projects.map(({ repository, key }) => [repository, key]));
    const entry = {
      type: 'sonarqube',
      name: 'sonar',
      baseUrl: server.url,
      token: { env: 'SONAR' },
      repositories,
      github: { token: { env: 'HUB' }, baseUrl: server.url },
      ...config,
    };
    const read = source.config.parse(Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)));
    const secrets = { SONAR: 'squ_0123456789abcdef', HUB: 'hub-token-0123456789', ...env };
    const { sets, scope, exchanges } = await collectAll({ source, collectors: mine, config: read, env: secrets, now });
    const judged = new Map(
      checks.map((ready) => {
        const set = sets.find(({ collector }) => collector === ready.check.about) as ResourceSet;
        const findings: Finding[] = [];
        const { verdict, reasons } = judgeSet(ready, set, { now: Date.parse(now), waivers: [], emit: (finding) => findings.push(finding) });
        return [ready.check.id, { verdict, reasons, findings }];
      }),
    );
    const written = JSON.stringify(exchanges, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value));
    return { judged, sets, scope, written, asked: server.requests.map(({ operation }) => operation) };
  } finally {
    await server.close();
  }
}
