/** Folders of YAML -> Policy. Loading is most of the test: what does not make sense does not load. */
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { nearest, Refusal, Refusals } from '../errors.ts';
import type { Claimed, ReadyPair } from '../evaluate/contradict.ts';
import type { ReadyCheck } from '../evaluate/judge.ts';
import { KINDS } from '../itself/kinds.ts';
import type { Collector, Framework } from '../model.ts';
import { parseYaml, readText, type YamlFile } from '../yaml.ts';
import { caseFaults, type ParamValues, prepare, readCheck } from './check.ts';
import { readFramework } from './framework.ts';
import { readPair } from './pair.ts';

export interface Policy {
  readonly checks: readonly ReadyCheck[];
  /** Every id that exists, selected or not. */
  readonly known: readonly string[];
  readonly frameworks: readonly Framework[];
  /** Sources that are held against each other, and the values that the chosen pages state. */
  readonly pairs: Pairs;
  /** What was read, byte for byte: kept in the locker so that the run can be judged again. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}
export interface Pairs {
  readonly ready: readonly ReadyPair[];
  readonly claimed: readonly Claimed[];
}
export interface PolicyOptions {
  readonly checksDir: string;
  /** A folder of the same shape: what is in both is taken from here. */
  readonly over?: string;
  /** Absent: no sources are held against each other. */
  readonly pairsDir?: string;
  /** Framework and claims files, as paths. */
  readonly frameworks: readonly { readonly path: string; readonly shown: string }[];
  readonly collectors: readonly Collector[];
  readonly params: Readonly<Record<string, ParamValues>>;
  /** Which checks: ids or patterns with `*`. Empty: all. */
  readonly select: readonly string[];
  /** How files are read; a sealed run brings its own. */
  readonly read?: typeof readText;
  /** Where `params` and `select` were written, for complaints about them. */
  readonly blame?: (path: readonly PropertyKey[]) => { file: string; line?: number; column?: number };
}

export function loadPolicy(options: PolicyOptions): Policy {
  const collectors = new Map([...options.collectors, ...KINDS].map((collector) => [collector.id, collector]));
  const files: { name: string; text: string }[] = [];
  const faults: Refusal[] = [];
  const read = (path: string, name: string, shown = name): YamlFile => {
    const text = (options.read ?? readText)(path, name);
    files.push({ name, text });
    return parseYaml(text, shown);
  };
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (error instanceof Refusals) faults.push(...error.all);
      else if (error instanceof Refusal) faults.push(error);
      else throw error;
      return undefined;
    }
  };
  const paths = checkFiles(options);
  const known = [...paths.keys()];
  refuseUnknownParams(options, known, faults);
  const wanted = selected(options, known);
  const checks = [...paths].flatMap(([id, { path, name, shown }]) => {
    if (!wanted.has(id)) return [];
    const ready = attempt(() => readyCheck(id, read(path, name, shown), collectors, options));
    return ready ? [ready] : [];
  });
  const frameworks = options.frameworks.flatMap(({ path, shown }) => {
    const framework = attempt(() => readFramework(read(path, shown), path, new Set(known), files, options.read ?? readText));
    return framework ? [framework] : [];
  });
  const ready = (options.pairsDir === undefined ? [] : yamlFiles(options.pairsDir)).flatMap((path) => {
    const id = idOf(options.pairsDir as string, path);
    return attempt(() => readPair(id, read(path, `contradictions/${id}.yaml`), collectors)) ?? [];
  });
  if (faults.length > 0) throw new Refusals(faults);
  return { checks, known, frameworks, pairs: { ready, claimed: frameworks.flatMap(claimedBy) }, files };
}

function claimedBy({ id, requirements }: Framework): Claimed[] {
  return requirements.flatMap((one) =>
    Object.entries(one.states ?? {}).map(([name, stated]) => ({ ...stated, name, claim: `${id}/${one.id}` })),
  );
}

function readyCheck(id: string, yaml: YamlFile, collectors: ReadonlyMap<string, Collector>, { params }: PolicyOptions): ReadyCheck {
  const { check, collector } = readCheck(id, yaml, collectors);
  const shipped = prepare(check, collector, yaml);
  const faults = caseFaults(shipped, collector, yaml);
  if (faults.length > 0) throw new Refusals(faults);
  const given = params[id];
  return given ? prepare(check, collector, yaml, given) : shipped;
}

interface CheckPath {
  readonly path: string;
  /** As it is sealed. */
  readonly name: string;
  /** As complaints call it. */
  readonly shown: string;
}
/** By id, in the order of ids. */
function checkFiles({ checksDir, over }: PolicyOptions): ReadonlyMap<string, CheckPath> {
  const found = new Map<string, CheckPath>();
  for (const dir of [checksDir, ...(over === undefined ? [] : [over])])
    for (const path of yamlFiles(dir)) {
      const name = `checks/${relative(dir, path).split(sep).join('/')}`;
      found.set(idOf(dir, path), { path, name, shown: dir === over ? path : name });
    }
  return over === undefined ? found : new Map([...found].sort(([, a], [, b]) => (a.name < b.name ? -1 : 1)));
}

export function yamlFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
export function idOf(dir: string, path: string): string {
  return relative(dir, path)
    .replace(/\.yaml$/, '')
    .split(sep)
    .join('.');
}

/** `aws.iam.*` and `*mfa*` are patterns; anything else must be an id that exists. */
function selected({ select, blame }: PolicyOptions, known: readonly string[]): ReadonlySet<string> {
  if (select.length === 0) return new Set(known);
  const chosen = select.flatMap((pattern) => {
    const matching = known.filter((id) => matches(pattern, id));
    if (matching.length > 0) return matching;
    const meant = nearest(pattern, known);
    throw new Refusal('SELECTION_EMPTY', `no check is called \`${pattern}\``, {
      hint: meant ? `did you mean \`${meant}\`?` : 'see `claimcheck list checks`',
      ...(blame && { at: blame([]) }),
    });
  });
  return new Set(chosen);
}
function matches(pattern: string, id: string): boolean {
  return new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(id);
}

function refuseUnknownParams({ params, blame }: PolicyOptions, known: readonly string[], faults: Refusal[]): void {
  for (const id of Object.keys(params)) {
    if (known.includes(id)) continue;
    const meant = nearest(id, known);
    faults.push(
      new Refusal('POLICY_UNKNOWN_CHECK', `no check is called \`${id}\``, {
        ...(blame && { at: blame(['params', id]) }),
        hint: meant ? `did you mean \`${meant}\`?` : 'see `claimcheck list checks`',
      }),
    );
  }
}

/** Values given for a check's parameters: known names, right types, refused at their line. */
export function refuseBadParams(
  checks: readonly ReadyCheck[],
  params: PolicyOptions['params'],
  blame: NonNullable<PolicyOptions['blame']>,
): void {
  const faults: Refusal[] = [];
  for (const { check } of checks) {
    for (const [name, value] of Object.entries(params[check.id] ?? {})) {
      const param = check.params[name];
      const at = blame(['params', check.id, name]);
      if (!param) {
        const meant = nearest(name, Object.keys(check.params));
        const names = Object.keys(check.params).join(', ') || 'none';
        faults.push(
          new Refusal('CONFIG_UNKNOWN_KEY', `\`${check.id}\` has no parameter \`${name}\``, {
            at,
            hint: meant ? `did you mean \`${meant}\`?` : `it has: ${names}`,
          }),
        );
      } else if (!sameKind(param.default, value)) {
        faults.push(
          new Refusal('CONFIG_INVALID', `\`${name}\` of \`${check.id}\` must be ${kindOf(param.default)}, not ${kindOf(value)}`, {
            at,
            hint: param.about,
          }),
        );
      }
    }
  }
  if (faults.length > 0) throw new Refusals(faults);
}
function sameKind(shipped: unknown, given: unknown): boolean {
  return (
    kindOf(shipped) === kindOf(given) ||
    (Array.isArray(shipped) &&
      Array.isArray(given) &&
      (shipped.length === 0 || given.length === 0 || kindOf(shipped[0]) === kindOf(given[0])))
  );
}
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'a list' : `a list of ${kindOf(value[0]).replace(/^an? /, '')}s`;
  if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a number';
  return value === null ? 'null' : typeof value === 'boolean' ? 'a boolean' : typeof value === 'string' ? 'a text' : 'an object';
}
