/** Looks at endpoints on loopback as a run would, and judges every check about them. */

import { EndpointConfig } from '../../collectors/endpoint/config.ts';
import dkimKey from '../../collectors/endpoint/dkim-key/index.ts';
import domain from '../../collectors/endpoint/domain/index.ts';
import host from '../../collectors/endpoint/host/index.ts';
import login from '../../collectors/endpoint/login/index.ts';
import mtaSts from '../../collectors/endpoint/mta-sts/index.ts';
import revocation from '../../collectors/endpoint/revocation/index.ts';
import securityTxt from '../../collectors/endpoint/security-txt/index.ts';
import site from '../../collectors/endpoint/site/index.ts';
import source from '../../collectors/endpoint/source.ts';
import ssh from '../../collectors/endpoint/ssh/index.ts';
import tls from '../../collectors/endpoint/tls/index.ts';
import updatesPage from '../../collectors/endpoint/updates-page/index.ts';
import { judgeSet } from '../../src/evaluate/judge.ts';
import { checksDir } from '../../src/home.ts';
import type { Collector, Finding, Verdict } from '../../src/model.ts';
import { prepare, readCheck } from '../../src/policy/check.ts';
import { idOf, yamlFiles } from '../../src/policy/load.ts';
import { parseYaml, readText } from '../../src/yaml.ts';
import { type Collected, collectAll } from './collect.ts';

export const collectors: readonly Collector[] = [
  dkimKey,
  domain,
  host,
  login,
  mtaSts,
  revocation,
  securityTxt,
  site,
  ssh,
  tls,
  updatesPage,
];

const byId = new Map(collectors.map((collector) => [collector.id, collector]));
const AREAS = ['tls', 'http', 'dns', 'net', 'ssh'];
export const checks = AREAS.flatMap((area) =>
  yamlFiles(`${checksDir}/${area}`).map((path) => {
    const yaml = parseYaml(readText(path), path);
    const { check, collector } = readCheck(idOf(checksDir, path), yaml, byId);
    return prepare(check, collector, yaml);
  }),
);

export interface Judged {
  readonly verdict: Verdict;
  /** By the resource's name. */
  readonly rows: ReadonlyMap<string, Finding>;
}
export interface Looked extends Collected {
  readonly judged: ReadonlyMap<string, Judged>;
  /** Resources of one collector, by name. */
  fields(collector: string): ReadonlyMap<string, Record<string, unknown>>;
}
export interface LookOptions {
  readonly now?: string;
  readonly only?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export async function look(config: Readonly<Record<string, unknown>>, { now, only, env }: LookOptions = {}): Promise<Looked> {
  const at = now ?? new Date().toISOString();
  const chosen = only ? collectors.filter(({ id }) => only.includes(id)) : collectors;
  const parsed = EndpointConfig.parse({ type: 'endpoint', name: 'test', ...config });
  const collected = await collectAll({
    source,
    collectors: chosen,
    config: parsed,
    now: at,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  const judged = new Map<string, Judged>();
  for (const ready of checks) {
    const set = collected.sets.find((one) => one.collector === ready.check.about);
    if (!set) continue;
    const rows = new Map<string, Finding>();
    const { verdict } = judgeSet(ready, set, {
      now: Date.parse(at),
      waivers: [],
      emit: (finding) => rows.set(finding.resource.name, finding),
    });
    judged.set(ready.check.id, { verdict, rows });
  }
  const fields = (id: string) =>
    new Map(
      collected.sets
        .filter((set) => set.collector === id)
        .flatMap((set) => set.resources.map(({ resource }) => [resource.name, resource as unknown as Record<string, unknown>] as const)),
    );
  return { ...collected, judged, fields };
}
