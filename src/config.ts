/** claimcheck.yaml -> Config. Strict: what is not understood is refused before anything is asked. */
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';
import { nearest, type Place, Refusal, Refusals } from './errors.ts';
import type { Presentation, Source, Waiver } from './model.ts';
import { PresentationFile, presentationOf } from './report/presentation.ts';
import { readWaivers } from './waivers.ts';
import { keysIn, parseYaml, readText, strictly, type YamlFile } from './yaml.ts';

export interface ConfiguredSource {
  readonly source: Source;
  readonly config: unknown;
}
export interface Config {
  readonly file: string;
  /** Where its relative paths count from; absolute. */
  readonly base: string;
  readonly text: string;
  readonly sources: readonly ConfiguredSource[];
  /** Absolute paths. */
  readonly claims: readonly string[];
  /** Ids of shipped frameworks, and absolute paths of the user's own: see `isOwnFramework`. */
  readonly frameworks: readonly string[];
  readonly period: { readonly from: string; readonly to: string } | undefined;
  readonly params: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly waivers: readonly Waiver[];
  readonly locker: string;
  /** Absent: runs are sealed with hashes only. */
  readonly seal: SealConfig | undefined;
  /** How reports look; absent: as shipped. */
  readonly presentation?: Presentation;
  /** Where a value was written, for complaints that come later. */
  at(path: readonly PropertyKey[]): Place;
}
export interface SealConfig {
  /** A key file of `claimcheck keys new`; absolute. */
  readonly key: string | undefined;
  /** Of the key file; absent: asked for on the terminal when the file wants one. */
  readonly passphrase: { readonly env: string } | undefined;
  /** Or a key that stays in AWS KMS. */
  readonly kms: { readonly key: string; readonly region: string | undefined; readonly endpoint: string | undefined } | undefined;
  /** Address of an RFC 3161 time-stamp authority. */
  readonly timestamp: string | undefined;
}
export interface ConfigOptions {
  readonly sources: readonly Source[];
  /** Ids of the frameworks that ship. */
  readonly frameworks: readonly string[];
  readonly env: (name: string) => string | undefined;
  /** Read out of a locker: the claims it names were sealed with it, and its secrets are not needed. */
  readonly sealed?: boolean;
  /** As they were sealed: their file is not read. */
  readonly waivers?: readonly Waiver[];
}

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is written 2026-07-01');
const Period = z.strictObject({ from: Day, to: Day });
const Seal = z
  .strictObject({
    key: z.string().optional(),
    passphrase: z.strictObject({ env: z.string().min(1) }).optional(),
    kms: z.string().min(1).optional(),
    region: z.string().optional(),
    endpoint: z.url({ protocol: /^https?$/ }).optional(),
    timestamp: z.url({ protocol: /^https?$/ }).optional(),
  })
  .refine(
    ({ key, kms }) => (key === undefined) !== (kms === undefined),
    'a run is sealed with one key: either `key` (a file) or `kms` (an ARN)',
  )
  .refine(({ kms, passphrase }) => kms === undefined || passphrase === undefined, 'a key in KMS has no passphrase')
  .refine(
    ({ kms, region, endpoint }) => kms !== undefined || (region ?? endpoint) === undefined,
    '`region` and `endpoint` belong to `kms`',
  );
const ConfigFile = z.strictObject({
  sources: z.array(z.looseObject({ type: z.string() })).min(1),
  claims: z.array(z.string()).default([]),
  frameworks: z.array(z.string()).optional(),
  period: Period.optional(),
  params: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  waivers: z.string().optional(),
  locker: z.string().default('./.claimcheck'),
  seal: Seal.optional(),
  report: PresentationFile.optional(),
});

/** For editors: with every source's own keys spelt out. */
export function configSchema(sources: readonly Source[]): z.ZodType {
  const [first, ...rest] = sources.map((source) => source.config);
  return first ? ConfigFile.extend({ sources: z.array(z.union([first, ...rest])).min(1) }) : ConfigFile;
}

/** `path` is what is opened, `shown` how the user named it in messages. */
export function readConfig(path: string, shown: string, options: ConfigOptions): Config {
  return parseConfig(readText(path, shown), shown, options, dirname(path));
}

/** Relative paths in it count from `base`. */
export function parseConfig(text: string, file: string, options: ConfigOptions, base = dirname(resolve(file))): Config {
  refuseUnsafeTls(options.env);
  const yaml = parseYaml(text, file);
  const value = strictly(yaml, ConfigFile, keysIn(ConfigFile));
  const faults: Refusal[] = [];
  const sources = value.sources.flatMap((entry, index) => sourceOf(entry, index, yaml, options, faults));
  refuseTwins(sources, yaml, faults);
  const frameworks = frameworksOf(value.frameworks ?? options.frameworks, yaml, base, options, faults);
  const claims = value.claims.map((path, index) =>
    existing(resolve(base, path), path, yaml.at(['claims', index]), options.sealed ? [] : faults),
  );
  if (value.period && value.period.from > value.period.to)
    faults.push(new Refusal('CONFIG_INVALID', '`period.from` is after `period.to`', { at: yaml.at(['period']) }));
  refuseMissing(value.seal, ['seal'], yaml, options, faults);
  const presentation = value.report && presentationOf(value.report, yaml, base, options.sealed === true, faults);
  if (faults.length > 0) throw new Refusals(faults);
  return {
    file,
    base,
    text,
    sources,
    claims,
    frameworks,
    period: value.period && { from: `${value.period.from}T00:00:00.000Z`, to: `${value.period.to}T23:59:59.999Z` },
    params: value.params,
    waivers: options.waivers ?? waiversOf(value.waivers, base),
    locker: resolve(base, value.locker),
    seal: value.seal && sealOf(value.seal, base),
    ...(presentation && { presentation }),
    at: (path) => yaml.at(path, true),
  };
}

function waiversOf(file: string | undefined, base: string): readonly Waiver[] {
  return file === undefined ? [] : readWaivers(resolve(base, file), file).map(({ place: _, ...waiver }) => waiver);
}

/** Node would then trust anybody: https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue */
function refuseUnsafeTls(env: ConfigOptions['env']): void {
  if (env('NODE_TLS_REJECT_UNAUTHORIZED') === '0') {
    throw new Refusal('CONFIG_UNSAFE', 'NODE_TLS_REJECT_UNAUTHORIZED=0 turns certificate verification off', {
      hint: 'unset it; for a private CA use NODE_EXTRA_CA_CERTS',
    });
  }
}

function sourceOf(
  entry: { type: string },
  index: number,
  yaml: YamlFile,
  { sources, env, sealed }: ConfigOptions,
  faults: Refusal[],
): ConfiguredSource[] {
  const source = sources.find((one) => one.id === entry.type);
  if (!source) {
    const known = sources.map((one) => one.id);
    const meant = nearest(entry.type, known);
    faults.push(
      new Refusal('CONFIG_INVALID', `no source is of type \`${entry.type}\``, {
        at: yaml.at(['sources', index, 'type']),
        hint: meant ? `did you mean \`${meant}\`?` : `known: ${known.join(', ')}`,
      }),
    );
    return [];
  }
  try {
    const inner: YamlFile = { file: yaml.file, value: entry, at: (path, onKey) => yaml.at(['sources', index, ...path], onKey) };
    const config = strictly(inner, source.config, keysIn(source.config));
    refuseMissing(config, [], inner, { env, ...(sealed && { sealed }) }, faults);
    return [{ source, config }];
  } catch (error) {
    if (error instanceof Refusals) faults.push(...error.all);
    else if (error instanceof Refusal) faults.push(error);
    else throw error;
    return [];
  }
}

function refuseMissing(
  value: unknown,
  above: readonly PropertyKey[],
  yaml: YamlFile,
  { env, sealed }: Pick<ConfigOptions, 'env' | 'sealed'>,
  faults: Refusal[],
): void {
  for (const { name, path } of variablesOf(value)) {
    if (sealed || env(name)) continue;
    faults.push(
      new Refusal('CONFIG_SECRET_MISSING', `the environment variable ${name} is not set`, {
        at: yaml.at([...above, ...path]),
        hint: `export ${name}=... before the run; its value is never written anywhere`,
      }),
    );
  }
}

function sealOf({ key, passphrase, kms, region, endpoint, timestamp }: z.infer<typeof Seal>, base: string): SealConfig {
  return { key: key && resolve(base, key), passphrase, kms: kms === undefined ? undefined : { key: kms, region, endpoint }, timestamp };
}

/** Everything written as `{ env: NAME }`. */
function variablesOf(value: unknown, path: readonly PropertyKey[] = []): { name: string; path: readonly PropertyKey[] }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('env' in value && typeof value.env === 'string' && Object.keys(value).length === 1)
    return [{ name: value.env, path: [...path, 'env'] }];
  return Object.entries(value).flatMap(([key, inner]) => variablesOf(inner, [...path, key]));
}

function refuseTwins(sources: readonly ConfiguredSource[], yaml: YamlFile, faults: Refusal[]): void {
  const seen = new Set<string>();
  sources.forEach(({ source, config }, index) => {
    const name = `${source.id}/${source.nameOf(config)}`;
    if (seen.has(name))
      faults.push(
        new Refusal('CONFIG_INVALID', `two sources are called \`${name}\``, {
          at: yaml.at(['sources', index]),
          hint: 'give each its own name',
        }),
      );
    seen.add(name);
  });
}

/** A file of the user's own, where a shipped framework would be an id. */
export function isOwnFramework(name: string): boolean {
  return name.endsWith('.yaml');
}
/** A framework is called as its file is: two of one name could not be told apart in a report. */
function frameworksOf(
  named: readonly string[],
  yaml: YamlFile,
  base: string,
  options: ConfigOptions,
  faults: Refusal[],
): readonly string[] {
  const taken = new Map<string, string>();
  return named.map((name, index) => {
    const at = yaml.at(['frameworks', index]);
    const own = isOwnFramework(name);
    if (!own && !options.frameworks.includes(name)) faults.push(unknownFramework(name, named, yaml, options));
    const path = own ? resolve(base, name) : name;
    if (own && !options.sealed && !existsSync(path))
      faults.push(new Refusal('CONFIG_UNREADABLE', `no such framework file: ${name}`, { at }));
    const id = basename(name, '.yaml');
    const ships = own && !options.sealed && options.frameworks.includes(id);
    const other = taken.get(id) ?? (ships ? 'the one that ships' : undefined);
    if (other !== undefined)
      faults.push(
        new Refusal('CONFIG_INVALID', `two frameworks are called \`${id}\`: ${name} and ${other}`, {
          at,
          hint: 'a framework is called as its file is: name each once, and a file of your own as nothing that ships',
        }),
      );
    taken.set(id, name);
    return path;
  });
}

function unknownFramework(id: string, all: readonly string[], yaml: YamlFile, { frameworks }: ConfigOptions): Refusal {
  const meant = nearest(id, frameworks);
  return new Refusal('CONFIG_INVALID', `no framework is called \`${id}\``, {
    at: yaml.at(['frameworks', all.indexOf(id)]),
    hint: meant ? `did you mean \`${meant}\`?` : `known: ${frameworks.join(', ')}; a file of your own ends in .yaml`,
  });
}

function existing(path: string, shown: string, at: Place, faults: Refusal[]): string {
  if (!existsSync(path)) faults.push(new Refusal('CONFIG_UNREADABLE', `no such claims file: ${shown}`, { at }));
  return path;
}
