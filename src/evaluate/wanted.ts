/** Which fields of which resources the sentences of a run can come to read. Pure. */
import { unasked } from '../kit.ts';
import type { Instant, Resource, Wanted } from '../model.ts';
import type { Expression } from '../policy/cel.ts';
import type { Take } from './contradict.ts';
import type { ReadyCheck } from './judge.ts';

/** One who reads: of the resources that `where` does not put aside, these fields. */
interface Reader {
  readonly where: Expression | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly fields: ReadonlySet<string>;
}

/** By collector. `now`: the run's start, from which ages are counted. */
export function wantedBy(checks: readonly ReadyCheck[], takes: readonly Take[], now: Instant): (collector: string) => Wanted {
  const readers = new Map<string, Reader[]>();
  const add = (about: string, where: Expression | undefined, params: Reader['params'], sentences: readonly (Expression | string)[]) => {
    const fields = new Set([...(where ? [where] : []), ...sentences].flatMap((one) => (typeof one === 'string' ? [] : one.reads)));
    readers.set(about, [...(readers.get(about) ?? []), { where, params, fields }]);
  };
  for (const { check, where, expect, fail, params } of checks) add(check.about, where, params, [expect, ...fail]);
  for (const { about, where, take } of takes) add(about, where, {}, [take]);
  return (collector) => {
    const mine = readers.get(collector) ?? [];
    return (fields, known = {}) =>
      mine.some((one) => fields.some((field) => one.fields.has(field)) && !putsAside(one, known, Date.parse(now)));
  };
}

/** By what is known of the resource alone. What is not known yet decides nothing, and so puts nothing aside. */
function putsAside({ where, params }: Reader, known: Readonly<Record<string, unknown>>, now: number): boolean {
  if (!where) return false;
  const open = Object.fromEntries(where.reads.map((field) => [field, unasked(field)]));
  const told = where.evaluate({ r: { ...open, ...known } as unknown as Resource, p: params, now });
  return 'value' in told && told.value === false;
}
