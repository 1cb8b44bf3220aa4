/** What the two runs were to look at, and how they did it: what changed before any verdict did. */
import { isDeepStrictEqual } from 'node:util';
import { isUnknown } from '../kit.ts';
import { digestOf } from '../locker/index.ts';
import type { Cause, Digest, ScopeChange, ScopeEntry } from '../model.ts';
import type { Index } from './side.ts';

export function scopeChanges(before: Index, after: Index): ScopeChange[] {
  const left = lacking(before, after).map((one): ScopeChange => ({ ...one, effect: 'not-looked-at' }));
  const came = lacking(after, before).map((one): ScopeChange => ({ ...one, effect: 'new', because: 'it was not looked at then' }));
  return [...left, ...came, ...leftOut(before, after)].sort((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0));
}

/** Sources and subjects of the one that the other does not have. */
function lacking(there: Index, other: Index): Omit<ScopeChange, 'effect'>[] {
  const named = new Map(other.side.report.scope.map((entry) => [idOf(entry), entry]));
  return there.side.report.scope.flatMap((entry) => {
    const { source, name } = entry;
    const same = named.get(idOf(entry));
    if (same === undefined) return [{ source, name, subject: idOf(entry), because: 'this source is no longer configured' }];
    const keys = new Set(same.subjects.map(({ key }) => key));
    return entry.subjects
      .filter(({ key }) => !keys.has(key))
      .map(({ key, id, region }) => {
        const why = same.excluded.find((one) => one.id === id || one.id === region || one.id === key);
        return { source, name, subject: key, because: why ? `it is left out now: ${why.because}` : 'it is no longer declared' };
      });
  });
}
const idOf = ({ source, name }: ScopeEntry): string => `${source}/${name}`;

/** Left out by name, and no subject of the run before: a repository, an account of an organisation. */
function leftOut(before: Index, after: Index): ScopeChange[] {
  const subjects = new Set(
    [...before.subjects.values()].flatMap(({ id, region, key }) => [id, key, ...(region === undefined ? [] : [region])]),
  );
  return after.side.report.scope.flatMap(({ source, name, excluded }) =>
    excluded
      .filter(({ id }) => before.excluded(id) === undefined && !subjects.has(id))
      .map(
        ({ id, because }): ScopeChange => ({
          source,
          name,
          subject: id,
          effect: 'not-looked-at',
          because: `it is left out now: ${because}`,
        }),
      ),
  );
}

/** Policy, parameters, tool and caller: each said once, whatever it led to. */
export function contextOf(before: Index, after: Index): Cause[] {
  return [...tool(before, after), ...policy(before, after), ...params(before, after), ...callers(before, after)];
}

function tool({ side: a }: Index, { side: b }: Index): Cause[] {
  const [was, is] = [a.report.run.tool.version, b.report.run.tool.version];
  return was === is
    ? []
    : [{ kind: 'tool_changed', because: `claimcheck ${was} then, ${is} now`, fields: [{ field: 'version', before: was, after: is }] }];
}

function policy({ side: a }: Index, { side: b }: Index): Cause[] {
  const names = [...new Set([...a.files.keys(), ...b.files.keys()])].sort().filter((name) => a.files.get(name) !== b.files.get(name));
  if (names.length === 0) return [];
  const digest = (text: string | undefined): Digest | null => (text === undefined ? null : digestOf(new TextEncoder().encode(text)));
  const files = names.map((name) => ({ name, before: digest(a.files.get(name)), after: digest(b.files.get(name)) }));
  const of = (what: string, list: readonly unknown[]) => (list.length > 0 ? [`${list.length} ${what}`] : []);
  const because = [
    ...of(
      'changed',
      files.filter((file) => file.before && file.after),
    ),
    ...of(
      'added',
      files.filter((file) => !file.before),
    ),
    ...of(
      'removed',
      files.filter((file) => !file.after),
    ),
  ];
  return [{ kind: 'policy_changed', because: `files of the policy: ${because.join(', ')}`, files }];
}

function params({ side: a }: Index, { side: b }: Index): Cause[] {
  const flat = ({ params: all }: typeof a) =>
    new Map(Object.entries(all).flatMap(([check, values]) => Object.entries(values).map(([name, value]) => [`${check}.${name}`, value])));
  const [was, is] = [flat(a), flat(b)];
  const fields = [...new Set([...was.keys(), ...is.keys()])]
    .sort()
    .flatMap((field) =>
      isDeepStrictEqual(was.get(field), is.get(field)) ? [] : [{ field, before: was.get(field) ?? null, after: is.get(field) ?? null }],
    );
  return fields.length === 0
    ? []
    : [
        {
          kind: 'parameter_changed',
          because: `parameters set in the configuration: ${fields.map(({ field }) => field).join(', ')}`,
          fields,
        },
      ];
}

function callers({ side: a }: Index, { side: b }: Index): Cause[] {
  const named = new Map(a.report.scope.map((entry) => [idOf(entry), entry]));
  return b.report.scope.flatMap((entry): Cause[] => {
    const was = named.get(idOf(entry))?.principal;
    const is = entry.principal;
    if (was === undefined || isUnknown(was) || isUnknown(is) || was.id === is.id) return [];
    const fields = [{ field: 'principal', before: was.id, after: is.id }];
    return [{ kind: 'principal_changed', because: `${idOf(entry)} is asked by somebody else`, fields }];
  });
}
