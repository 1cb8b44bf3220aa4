/** Reads the policy data as a stranger would: the `yaml` package and assertions, not our own loader. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SHARED = fileURLToPath(new URL('../../../shared/catalog/', import.meta.url));

export type Node = { check?: string; why?: string; all?: Node[]; any?: Node[]; none?: string };
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly covers: string;
  readonly remainder?: string;
  readonly family?: string;
  readonly kind?: string;
  readonly quote?: string;
  readonly at?: string;
  readonly text?: string;
  readonly wording?: string;
  readonly controls?: readonly (string | { readonly control?: string; readonly controls?: readonly string[]; readonly why: string })[];
  readonly proof: Node;
}
export interface PolicyFile {
  readonly id: string;
  /** The YAML as it stands on the disk. */
  readonly source: string;
  readonly keys: readonly string[];
  readonly title: string;
  readonly version: unknown;
  readonly publisher: string;
  readonly kind: string;
  readonly page?: string;
  readonly size?: number;
  readonly requirements: readonly Row[];
}

export function textOf(path: string): string {
  return readFileSync(`${ROOT}${path}`, 'utf8');
}

/** All files of `config/frameworks` or `config/claims`, by name. */
export function policyFiles(folder: 'frameworks' | 'claims'): readonly PolicyFile[] {
  const names = readdirSync(`${ROOT}config/${folder}`).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => {
    const source = textOf(`config/${folder}/${name}`);
    const value = parse(source, { strict: true, uniqueKeys: true }) as Omit<PolicyFile, 'id' | 'source' | 'keys'>;
    return { ...value, id: name.slice(0, -'.yaml'.length), source, keys: Object.keys(value) };
  });
}

/** Every leaf of a proof that names a check. */
export function mappingsOf(proof: Node): readonly { readonly check: string; readonly why: string }[] {
  if (proof.check !== undefined) return [{ check: proof.check, why: String(proof.why) }];
  return [...(proof.all ?? []), ...(proof.any ?? [])].flatMap(mappingsOf);
}
export function checksOf(row: Row): readonly string[] {
  return mappingsOf(row.proof).map(({ check }) => check);
}

/** A claim names controls one by one, or several with one reason. */
export function controlIdsOf({ controls = [] }: Row): readonly string[] {
  return controls.flatMap((one) =>
    typeof one === 'string' ? [one] : [...(one.controls ?? []), ...(one.control === undefined ? [] : [one.control])],
  );
}

/** The ids of the checks that ship: their paths, dotted. */
export function shippedChecks(): ReadonlySet<string> {
  const folder = `${ROOT}config/checks`;
  const paths = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const files = paths.filter((path) => path.endsWith('.yaml'));
  return new Set(files.map((path) => path.slice(0, -'.yaml'.length).replaceAll(/[/\\]/g, '.')));
}

/** A file of the catalogue that lies beside the checkout, or undefined where it does not, said aloud. */
export function shared<T>(name: string): T | undefined {
  if (existsSync(SHARED + name)) return JSON.parse(readFileSync(SHARED + name, 'utf8')) as T;
  console.warn(`SKIPPED: ../shared/catalog/${name} is not there, so nothing was compared with it`);
  return undefined;
}

export interface CatalogueCheck {
  readonly id: string;
  readonly controls: Readonly<Record<string, readonly string[] | Readonly<Record<string, readonly string[]>>>>;
}
export interface CatalogueClaim {
  readonly id: string;
  readonly checks: readonly string[];
}
export interface Standard {
  readonly id: string;
  readonly version: string;
  readonly counts?: Readonly<Record<string, number>>;
  readonly controls: readonly { readonly id: string; readonly title: string; readonly level?: string }[];
  readonly withdrawn?: readonly string[];
}
