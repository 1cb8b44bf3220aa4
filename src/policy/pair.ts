/** config/contradictions/*.yaml -> pairs of sources that are held against each other. What does not make sense does not load. */
import { nearest, type Place, Refusal, Refusals } from '../errors.ts';
import type { ReadyPair, Take } from '../evaluate/contradict.ts';
import type { Collector } from '../model.ts';
import { keysIn, strictly, type YamlFile } from '../yaml.ts';
import { compileFree, type Expression, type Flaw, type Free, openLanguage } from './cel.ts';
import { PairFile } from './schema.ts';

export function readPair(id: string, yaml: YamlFile, collectors: ReadonlyMap<string, Collector>): ReadyPair {
  const file = strictly(yaml, PairFile, keysIn(PairFile), 'POLICY_INVALID');
  const faults: Refusal[] = [];
  const takes = (rows: readonly TakeRow[], side: 'said' | 'seen') =>
    rows.flatMap((row, index) => readTake(row, [side, index], yaml, collectors, faults));
  const free = (cel: string, path: readonly PropertyKey[]) => compiled<Free>(compileFree(cel, ['said', 'seen']), yaml.at(path), faults);
  const said = Array.isArray(file.said) ? takes(file.said, 'said') : (file.said as { by: string; state: string });
  const seen = takes(file.seen, 'seen');
  const agrees = free(file.agrees, ['agrees']);
  const fail = file.fail.split(/\{([^{}]*)\}/).flatMap((part, index): (string | Free)[] => {
    const told = index % 2 === 0 ? part : free(part, ['fail']);
    return told === undefined ? [] : [told];
  });
  if (faults.length > 0 || !agrees) throw new Refusals(faults);
  const { title, compare, whenNone, whenNoneBecause, unsaidBecause } = file;
  return { id, title, said, seen, compare, agrees, fail, whenNone, whenNoneBecause, ...(unsaidBecause !== undefined && { unsaidBecause }) };
}

interface TakeRow {
  readonly by: string;
  readonly about: string;
  readonly where?: string | undefined;
  readonly take: string;
}

function readTake(
  row: TakeRow,
  path: readonly PropertyKey[],
  yaml: YamlFile,
  collectors: ReadonlyMap<string, Collector>,
  faults: Refusal[],
): Take[] {
  const collector = collectors.get(row.about);
  if (!collector) {
    const meant = nearest(row.about, collectors.keys());
    const hint = meant ? `did you mean \`${meant}\`?` : 'see `claimcheck list collectors`';
    faults.push(new Refusal('POLICY_INVALID', `no collector is called \`${row.about}\``, { at: yaml.at([...path, 'about']), hint }));
    return [];
  }
  const language = openLanguage(collector.resource, {});
  const read = (cel: string, field: string) =>
    compiled<Expression>(language.compile(cel), yaml.at([...path, field]), faults, language.names);
  const take = read(row.take, 'take');
  const where = row.where === undefined ? undefined : read(row.where, 'where');
  return take ? [{ by: row.by, about: row.about, take, ...(where && { where }) }] : [];
}

function compiled<T extends Expression | Free>(
  result: T | Flaw,
  at: Place,
  faults: Refusal[],
  names: readonly string[] = ['said', 'seen'],
): T | undefined {
  if (!('message' in result)) return result;
  const meant = result.name === undefined ? undefined : nearest(result.name, names);
  const message = result.name === undefined ? result.message : `there is no field \`${result.name}\``;
  faults.push(
    new Refusal(result.name === undefined ? 'POLICY_INVALID' : 'POLICY_UNKNOWN_FIELD', message, {
      at,
      ...(meant && { hint: `did you mean \`${meant}\`?` }),
    }),
  );
  return undefined;
}
