/** config/access/*.yaml -> who, of what a source shows, may do what. One file for each source; what does not make sense does not load. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { z } from 'zod';
import { nearest, Refusal, Refusals } from '../errors.ts';
import type { Collector } from '../model.ts';
import { keysIn, parseYaml, readText, strictly, type YamlFile } from '../yaml.ts';
import { type Expression, type Language, openLanguage } from './cel.ts';
import { yamlFiles } from './load.ts';
import { AccessFile } from './schema.ts';

/** Whom to look for in one collector's resources. */
export interface AccessRule {
  /** `aws.iam-user`. */
  readonly id: string;
  readonly collector: Collector;
  readonly kind: string;
  readonly each?: string;
  readonly where?: Expression;
  readonly principal: Expression;
  readonly identity?: Expression;
  readonly rights: readonly Expression[];
  readonly since?: Expression;
  readonly lastUsed?: Expression;
  /** SHA-256 over what the file says of it: another one may find others. */
  readonly digest: string;
}
export interface SourceAccess {
  readonly source: string;
  readonly title: string;
  /** Access that no collector shows. */
  readonly beyond: readonly string[];
  readonly rules: readonly AccessRule[];
}
type Row = z.infer<typeof AccessFile>['principals'][number];

export function loadAccess(dir: string, collectors: readonly Collector[]): ReadonlyMap<string, SourceAccess> {
  const known = new Map(collectors.map((one) => [one.id, one]));
  const all = yamlFiles(dir).map((path) => readAccess(parseYaml(readText(path), `access/${basename(path)}`), known));
  return new Map(all.map((one) => [one.source, one]));
}

export function readAccess(yaml: YamlFile, collectors: ReadonlyMap<string, Collector>): SourceAccess {
  const file = strictly(yaml, AccessFile, keysIn(AccessFile), 'POLICY_INVALID');
  if (file.principals.length + file.beyond.length === 0 && file.none === undefined)
    throw new Refusal('POLICY_INVALID', 'it names nobody', { at: yaml.at([]), hint: 'say in `none` why there is nobody' });
  const faults: Refusal[] = [];
  const rules = file.principals.flatMap((row, index) => ruleOf(file.source, row, index, yaml, collectors, faults) ?? []);
  if (faults.length > 0) throw new Refusals(faults);
  return { source: file.source, title: file.title, beyond: file.beyond, rules };
}

function ruleOf(
  source: string,
  row: Row,
  index: number,
  yaml: YamlFile,
  collectors: ReadonlyMap<string, Collector>,
  faults: Refusal[],
): AccessRule | undefined {
  const at = (...path: PropertyKey[]) => yaml.at(['principals', index, ...path]);
  const collector = collectors.get(row.about);
  if (!collector) {
    const meant = nearest(row.about, collectors.keys());
    const hint = meant ? `did you mean \`${meant}\`?` : 'see `claimcheck list collectors`';
    faults.push(new Refusal('POLICY_INVALID', `no collector is called \`${row.about}\``, { at: at('about'), hint }));
    return undefined;
  }
  if (row.each !== undefined && row.identity === undefined)
    faults.push(new Refusal('POLICY_INVALID', 'one item of several needs an `identity`', { at: at('each') }));
  const language = openLanguage(collector.resource, {}, row.each);
  const read = (cel: string | undefined, ...path: PropertyKey[]) =>
    cel === undefined ? undefined : sentence(cel, language, at(...path), faults);
  const principal = read(row.principal, 'principal');
  const optional = {
    where: read(row.where, 'where'),
    identity: read(row.identity, 'identity'),
    since: read(row.since, 'since'),
    lastUsed: read(row.lastUsed, 'lastUsed'),
  };
  const rights = row.rights.flatMap((cel, place) => read(cel, 'rights', place) ?? []);
  if (!principal) return undefined;
  const present = Object.fromEntries(Object.entries(optional).filter(([, one]) => one !== undefined));
  const digest = createHash('sha256').update(JSON.stringify(row)).digest('hex');
  const { kind, each } = row;
  return { id: `${source}.${row.id}`, collector, kind, ...(each !== undefined && { each }), principal, rights, digest, ...present };
}

function sentence(cel: string, language: Language, at: ReturnType<YamlFile['at']>, faults: Refusal[]): Expression | undefined {
  const read = language.compile(cel);
  if (!('message' in read)) return read;
  const meant = read.name === undefined ? undefined : nearest(read.name, language.names);
  const message = read.name === undefined ? read.message : `there is no field \`${read.name}\``;
  const code = read.name === undefined ? 'POLICY_INVALID' : 'POLICY_UNKNOWN_FIELD';
  faults.push(new Refusal(code, message, { at, ...(meant && { hint: `did you mean \`${meant}\`?` }) }));
  return undefined;
}
