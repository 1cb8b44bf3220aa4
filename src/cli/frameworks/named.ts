/** Frameworks by id or by file: those that ship, those that claimcheck.yaml names, and any file that is named. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isOwnFramework } from '../../config.ts';
import { nearest, Refusal } from '../../errors.ts';
import { type Listed, listedIn } from '../../framework/ids.ts';
import { checksDir, home, shippedFrameworks } from '../../home.ts';
import type { EvidenceKind, Framework } from '../../model.ts';
import { EVIDENCE_KINDS } from '../../model.ts';
import { readFramework } from '../../policy/framework.ts';
import { idOf, yamlFiles } from '../../policy/load.ts';
import { parseYaml, readText } from '../../yaml.ts';
import type { Edge } from '../edge.ts';

export interface FrameworkFile {
  readonly id: string;
  readonly path: string;
  readonly shown: string;
}
export interface Named {
  readonly framework: Framework;
  /** All controls of the standard; absent: of one's own, the file is all there is. */
  readonly listed: readonly Listed[] | undefined;
}

export function knownChecks(): readonly string[] {
  return yamlFiles(checksDir).map((path) => idOf(checksDir, path));
}

/** What ships, and what the configuration names beside it. Nothing else of the configuration is read, and there need be none. */
export function frameworkFiles(config: string, edge: Pick<Edge, 'cwd'>): readonly FrameworkFile[] {
  const shipped = shippedFrameworks().map((id) => ({
    id,
    path: join(home, `config/frameworks/${id}.yaml`),
    shown: `frameworks/${id}.yaml`,
  }));
  return [...shipped, ...ownFrameworks(config, edge)];
}
export function ownFrameworks(config: string, { cwd }: Pick<Edge, 'cwd'>): readonly FrameworkFile[] {
  if (!existsSync(resolve(cwd, config))) {
    if (config === 'claimcheck.yaml') return [];
    throw new Refusal('CONFIG_UNREADABLE', `there is no ${config} here`, { hint: 'no such file' });
  }
  const { frameworks } = (parseYaml(readText(resolve(cwd, config), config), config).value ?? {}) as { frameworks?: unknown };
  if (!Array.isArray(frameworks)) return [];
  const own = frameworks.filter((one): one is string => typeof one === 'string' && isOwnFramework(one));
  return own.map((name) => {
    const shown = resolve('/', name) === name ? name : join(dirname(config), name);
    return { id: basename(name, '.yaml'), path: resolve(cwd, shown), shown };
  });
}

/** `nist-csf-2.0`, `acme` of the configuration, or `./acme.yaml`. */
export function fileNamed(name: string, files: readonly FrameworkFile[], { cwd }: Pick<Edge, 'cwd'>): FrameworkFile {
  if (isOwnFramework(name)) return { id: basename(name, '.yaml'), path: resolve(cwd, name), shown: name };
  const file = files.find(({ id }) => id === name);
  if (file) return file;
  const ids = files.map(({ id }) => id);
  const meant = nearest(name, ids);
  throw new Refusal('USAGE', `no framework is called \`${name}\``, {
    hint: meant ? `did you mean \`${meant}\`?` : `known: ${ids.join(', ')}; or name a file that ends in .yaml`,
  });
}

export function read({ id, path, shown }: FrameworkFile, checks: ReadonlySet<string>): Named {
  const framework = readFramework(parseYaml(readText(path, shown), shown), path, checks, [], readText);
  if (framework.kind !== 'controls')
    throw new Refusal('USAGE', `${shown} is a page of claims, not a framework`, { hint: '`claimcheck claims lint` reads those' });
  const ships = path === join(home, `config/frameworks/${id}.yaml`);
  return { framework, listed: ships ? listedIn(home, id) : undefined };
}

/** What a check's file says of itself: read, and not compiled for it. */
export interface CheckNote {
  readonly evidence: EvidenceKind;
  /** The source that it asks: `aws`. */
  readonly source: string;
}
export function checkNotes(): (check: string) => CheckNote {
  const known = new Map<string, CheckNote>();
  return (check) => {
    const note = known.get(check) ?? noteOf(check);
    known.set(check, note);
    return note;
  };
}
function noteOf(check: string): CheckNote {
  const shown = `checks/${check.replaceAll('.', '/')}.yaml`;
  const { evidence, about } = parseYaml(readText(join(home, 'config', shown), shown), shown).value as {
    evidence?: unknown;
    about?: unknown;
  };
  const kind = EVIDENCE_KINDS.find((one) => one === evidence);
  if (kind === undefined || typeof about !== 'string')
    throw new Refusal('POLICY_INVALID', `${shown} does not say what it is about, or what kind of evidence it takes`);
  return { evidence: kind, source: about.split('/')[0] as string };
}
