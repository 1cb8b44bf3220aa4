/** MariaDB over the real driver: looked into, judged by every shipped check about it. */
import source from '../../../collectors/mysql/source.ts';
import { declared } from '../../../src/demo/mysql/worlds.ts';
import { judgeSet } from '../../../src/evaluate/judge.ts';
import { checksDir } from '../../../src/home.ts';
import type { Finding, Reason, ResourceSet, Verdict } from '../../../src/model.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { collectors } from '../../../src/registry.ts';
import { collectAll } from '../../support/collect.ts';

const mine = collectors.filter(({ id }) => id.startsWith('mysql/'));
export const { checks } = loadPolicy({ checksDir, frameworks: [], collectors, params: {}, select: ['mysql.*'] });
interface Judged {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly findings: readonly Finding[];
}
export async function look(entry: object, env: Readonly<Record<string, string>> = {}) {
  const now = new Date().toISOString();
  const config = source.config.parse({
    ...{ type: 'mysql', name: 'blog-db', host: '127.0.0.1', tls: 'off', user: 'claimcheck', ...declared },
    ...entry,
  });
  const collected = await collectAll({ source, collectors: mine, config, env, now });
  const judged = new Map<string, Judged>(
    checks.map((ready) => {
      const set = collected.sets.find(({ collector }) => collector === ready.check.about) as ResourceSet;
      const findings: Finding[] = [];
      const { verdict, reasons } = judgeSet(ready, set, { now: Date.parse(now), waivers: [], emit: (finding) => findings.push(finding) });
      return [ready.check.id, { verdict, reasons, findings }];
    }),
  );
  const written = JSON.stringify([collected, [...judged]], (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  return { judged, collected, written };
}
export type Looked = Awaited<ReturnType<typeof look>>;
export const verdictsOf = ({ judged }: Looked) => Object.fromEntries([...judged].map(([id, { verdict }]) => [id, verdict]));
