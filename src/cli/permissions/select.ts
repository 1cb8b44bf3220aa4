/** Which checks are meant: by id or pattern, by the claims that rely on them, or all; of the configured sources only, where a configuration is given. */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Config, isOwnFramework } from '../../config.ts';
import { nearest, Refusal } from '../../errors.ts';
import { checksDir, home, shippedClaims, shippedFrameworks } from '../../home.ts';
import type { Check, Framework, Proof, Requirement } from '../../model.ts';
import { loadPolicy, type Policy } from '../../policy/load.ts';
import { collectors } from '../../registry.ts';
import type { Edge } from '../edge.ts';
import { namesIn, sourcesOf } from '../setup.ts';

export interface Selection {
  readonly checks?: string | undefined;
  readonly claims?: string | undefined;
}

/** What is named by either is chosen; nothing named: everything. */
export function select({ checks, claims }: Selection, config: Config | undefined, edge: Pick<Edge, 'cwd'>): Check[] {
  const [patterns, relied] = [namesIn(checks), namesIn(claims)];
  const files = relied.length === 0 ? [] : filesOf(relied, config, edge);
  const load = (pattern: readonly string[]): Policy =>
    loadPolicy({ checksDir, collectors, params: {}, select: pattern, frameworks: files.map(({ path, shown }) => ({ path, shown })) });
  const named = relied.length > 0 && patterns.length > 0 ? load(patterns).checks.map(({ check }) => check.id) : [];
  const all = load(relied.length > 0 ? [] : patterns);
  const wanted = new Set([...named, ...relied.flatMap((name) => checksOf(name, files, all.frameworks))]);
  const configured = config && new Set(config.sources.map(({ source }) => source.id));
  const chosen = all.checks
    .map(({ check }) => check)
    .filter(({ id }) => relied.length === 0 || wanted.has(id))
    .filter((check) => !configured || sourcesOf(check).every((id) => configured.has(id)));
  if (chosen.length > 0) return chosen;
  throw new Refusal(
    'SELECTION_EMPTY',
    `no check is chosen${configured ? ` about a configured source (${[...configured].join(', ')})` : ''}`,
    {
      hint: 'see `claimcheck list checks` and `claimcheck list claims`',
    },
  );
}

interface PolicyFile {
  readonly id: string;
  readonly path: string;
  readonly shown: string;
}

/** `best-practices`, `nist-csf-2.0/PR.AA-*`, `./claims/security.yaml`: the file before the slash, or the path. */
function filesOf(names: readonly string[], config: Config | undefined, { cwd }: Pick<Edge, 'cwd'>): PolicyFile[] {
  const shipped = (folder: string) => (id: string) => ({ id, path: `${home}/config/${folder}/${id}.yaml`, shown: `${folder}/${id}.yaml` });
  const own =
    config &&
    [...config.claims, ...config.frameworks.filter(isOwnFramework)].map((path) => ({
      id: basename(path, '.yaml'),
      path,
      shown: basename(path),
    }));
  const known: PolicyFile[] = [
    ...(own ?? []),
    ...shippedClaims().map(shipped('claims')),
    ...shippedFrameworks().map(shipped('frameworks')),
  ];
  const found = names.map((name) => {
    if (name.endsWith('.yaml') && existsSync(resolve(cwd, name)))
      return { id: basename(name, '.yaml'), path: resolve(cwd, name), shown: name };
    const file = known.find(({ id }) => id === name.split('/')[0]);
    if (file) return file;
    const meant = nearest(
      name.split('/')[0] as string,
      known.map(({ id }) => id),
    );
    throw new Refusal('USAGE', `no page of claims is called \`${name}\``, {
      hint: meant ? `did you mean \`${meant}\`?` : 'name a file, or see `claimcheck list claims`',
    });
  });
  return [...new Map(found.map((file) => [file.path, file])).values()];
}

function checksOf(name: string, files: readonly PolicyFile[], frameworks: readonly Framework[]): string[] {
  const [, path] = /\.yaml$/.test(name) ? [] : (/^[^/]+\/(.+)$/.exec(name) ?? []);
  const id = files.find((file) => file.shown === name)?.id ?? (name.split('/')[0] as string);
  const framework = frameworks.find((one) => one.id === id) as Framework;
  const wanted = framework.requirements.filter((requirement) => path === undefined || fits(path, requirement));
  if (wanted.length > 0) return wanted.flatMap(({ proof }) => leaves(proof));
  const meant = nearest(
    path as string,
    framework.requirements.map((requirement) => requirement.id),
  );
  throw new Refusal('USAGE', `\`${framework.id}\` has no claim \`${path}\``, {
    hint: meant ? `did you mean \`${meant}\`?` : 'see `claimcheck list claims` and `claimcheck list frameworks`',
  });
}
function fits(pattern: string, { id }: Requirement): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(id);
}
export function leaves(proof: Proof): string[] {
  if ('check' in proof) return [proof.check];
  return ('all' in proof ? proof.all : 'any' in proof ? proof.any : []).flatMap(leaves);
}
