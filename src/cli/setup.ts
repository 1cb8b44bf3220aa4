/** From the options of a command to a configuration and a policy: everything that can be refused is refused here. */
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type Config, type ConfigOptions, isOwnFramework, parseConfig, readConfig } from '../config.ts';
import { Refusal } from '../errors.ts';
import { checksDir, home, pairsDir, shippedFrameworks } from '../home.ts';
import { isAboutTheRun } from '../itself/kinds.ts';
import { looksAt } from '../kit.ts';
import type { Check } from '../model.ts';
import { idOf, loadPolicy, type Policy, refuseBadParams, yamlFiles } from '../policy/load.ts';
import { collectors, sources } from '../registry.ts';
import { readText } from '../yaml.ts';
import type { Edge } from './edge.ts';

export function configOptions(edge: Pick<Edge, 'env'>): ConfigOptions {
  return { sources, frameworks: shippedFrameworks(), env: edge.env };
}

export function readUserConfig(path: string, edge: Edge, extra: Partial<ConfigOptions> = {}): Config {
  if (!existsSync(resolve(edge.cwd, path))) {
    const hint =
      path === 'claimcheck.yaml' ? 'write one (see the README), name another with --config, or try `claimcheck demo`' : 'no such file';
    throw new Refusal('CONFIG_UNREADABLE', `there is no ${path} here`, { hint });
  }
  return readConfig(resolve(edge.cwd, path), path, { ...configOptions(edge), ...extra });
}
export { parseConfig };

/** What stands between commas. */
export function namesIn(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** The source that a check is about, and those beside which alone it says something. */
export function sourcesOf({ about, with: beside = [] }: Pick<Check, 'about' | 'with'>): readonly string[] {
  return [about.split('/')[0] as string, ...beside];
}

/** Checks about configured sources; a pattern that selects none of them is refused. */
export function policyFor(config: Config, patterns: string | undefined, read: typeof readText = readText, over?: string): Policy {
  const dirs = [checksDir, ...(over === undefined ? [] : [over])];
  const known = [...new Set(dirs.flatMap((dir) => yamlFiles(dir).map((path) => idOf(dir, path))))];
  const configured = new Set(config.sources.map(({ source }) => source.id));
  const asked = namesIn(patterns);
  const policy = loadPolicy({
    checksDir,
    ...(over !== undefined && { over }),
    // some checks alone are about something else than whether sources agree
    ...(asked.length === 0 && { pairsDir }),
    collectors,
    read,
    params: config.params,
    blame: config.at,
    select: asked.length > 0 ? asked : known,
    frameworks: [
      ...config.frameworks.map((name) => frameworkFile(config, name)),
      ...config.claims.map((path) => ({ path, shown: shownPath(config, path) })),
    ],
  });
  const looked = lookedAt(config);
  const checks = policy.checks.filter(
    ({ check }) => isAboutTheRun(check) || (sourcesOf(check).every((id) => configured.has(id)) && looked(check)),
  );
  if (checks.every(({ check }) => isAboutTheRun(check)))
    throw new Refusal('SELECTION_EMPTY', `no chosen check is about a configured source (${[...configured].join(', ')})`, {
      hint: 'see `claimcheck list checks`',
    });
  refuseBadParams(policy.checks, config.params, config.at);
  return { ...policy, checks, pairs: { ...policy.pairs, ready: policy.pairs.ready.flatMap((pair) => asFarAs(configured, pair)) } };
}
/** A pair is of sources that are configured: of several that could show it those that are, and none of it where none is. */
function asFarAs(configured: ReadonlySet<string>, pair: Policy['pairs']['ready'][number]): Policy['pairs']['ready'] {
  const there = ({ about }: { readonly about: string }) => configured.has(about.split('/')[0] as string);
  const seen = pair.seen.filter(there);
  const said = 'state' in pair.said ? pair.said : pair.said.filter(there);
  return seen.length === 0 || ('length' in said && said.length === 0) ? [] : [{ ...pair, said, seen }];
}
/** What is asked of organizations alone is no question where all that is configured is a user's account. */
function lookedAt({ sources }: Config): (check: Pick<Check, 'about'>) => boolean {
  return ({ about }) => {
    const collector = collectors.find(({ id }) => id === about);
    const entries = sources.filter(({ source }) => about.startsWith(`${source.id}/`));
    return entries.some(({ source, config }) =>
      (source.scopesOf?.(config) ?? source.scopes).some((scope) => collector && looksAt(collector, { scope })),
    );
  };
}
/** One's own is shown as no shipped one can be, so that a sealed run is judged again by what it was sealed with. */
function frameworkFile(config: Config, name: string): { path: string; shown: string } {
  if (!isOwnFramework(name)) return { path: `${home}/config/frameworks/${name}.yaml`, shown: `frameworks/${name}.yaml` };
  const shown = shownPath(config, name);
  return { path: name, shown: shown.startsWith('.') ? shown : `./${shown}` };
}
function shownPath(config: Config, path: string): string {
  return relative(config.base, path).replaceAll('\\', '/');
}
