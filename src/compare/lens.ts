/** What became of a check itself between two runs: whatever its rows say, this may be why. */
import { isDeepStrictEqual } from 'node:util';
import { digestOf } from '../locker/index.ts';
import type { Cause, Digest, Verdict } from '../model.ts';
import { parseYaml } from '../yaml.ts';
import type { Index, Side } from './side.ts';

export interface Lens {
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  /** About the check as a whole: its file, its parameters, whether it was asked at all. */
  readonly causes: readonly Cause[];
  /** Its sentence counts days or hours. */
  readonly timed: boolean;
  /** Over a period, which moves on from run to run. */
  readonly operating: boolean;
}

/** Members of a check's file that decide about verdicts; the others are words. */
const DECISIVE = ['about', 'with', 'where', 'holds', 'expect', 'whenNone', 'params'] as const;
const TIMED = /\b(?:daysSince|daysUntil|hoursSince|inForce)\(/;

export const fileOf = (check: string): string => `checks/${check.replaceAll('.', '/')}.yaml`;
const digest = (text: string | undefined): Digest | null => (text === undefined ? null : digestOf(new TextEncoder().encode(text)));

export function lensOf(check: string, before: Index, after: Index): Lens {
  const [was, is] = [before.results.get(check), after.results.get(check)];
  const text = after.side.files.get(fileOf(check)) ?? before.side.files.get(fileOf(check)) ?? '';
  return {
    before: was?.verdict ?? null,
    after: is?.verdict ?? null,
    causes: was && is ? changed(check, before, after) : [came(check, before, after)],
    timed: TIMED.test(text),
    operating: (is ?? was)?.evidence === 'operating',
  };
}

/** It was asked in one of the two runs alone. */
function came(check: string, before: Index, after: Index): Cause {
  const dropped = before.results.has(check);
  const [there, lacking] = dropped ? [before, after] : [after, before];
  const source = there.results.get(check)?.about.split('/')[0] as string;
  const when = dropped ? 'no longer' : 'newly';
  if (source !== 'run' && !lacking.side.report.scope.some((entry) => entry.source === source))
    return { kind: 'scope_changed', because: `no source of type ${source} is configured in run ${lacking.side.report.run.seq}` };
  const name = fileOf(check);
  const files = [{ name, before: digest(before.side.files.get(name)), after: digest(after.side.files.get(name)) }];
  return { kind: dropped ? 'check_dropped' : 'check_added', because: `the check is ${when} part of what is asked`, files };
}

function changed(check: string, before: Index, after: Index): Cause[] {
  const name = fileOf(check);
  const members = differing(before.side, after.side, name);
  const fields = paramsOf(check, before, after);
  const given = isDeepStrictEqual(before.side.params[check], after.side.params[check]);
  const causes: Cause[] = [];
  const rewritten = members.filter((member) => member !== 'params' || given);
  if (rewritten.length > 0) {
    const file = { name, before: digest(before.side.files.get(name)), after: digest(after.side.files.get(name)) };
    const moved = given && fields.length > 0 ? { fields } : {};
    causes.push({ kind: 'policy_changed', because: `${name} has another ${rewritten.join(', ')}`, files: [file], ...moved });
  }
  if (fields.length > 0 && !given)
    causes.push({
      kind: 'parameter_changed',
      because: fields.map(({ field }) => `the parameter ${field} has another value`).join('; '),
      fields,
    });
  return causes;
}

function differing(before: Side, after: Side, name: string): string[] {
  const [was, is] = [before.files.get(name), after.files.get(name)];
  if (was === undefined || is === undefined || was === is) return [];
  const [a, b] = [parseYaml(was, name).value, parseYaml(is, name).value] as Record<string, unknown>[];
  return DECISIVE.filter((member) => !isDeepStrictEqual(a?.[member], b?.[member]));
}

function paramsOf(check: string, before: Index, after: Index): { field: string; before: unknown; after: unknown }[] {
  const [was, is] = [before.results.get(check)?.params, after.results.get(check)?.params];
  const names = new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})]);
  return [...names].sort().flatMap((field) => {
    const [a, b] = [was?.[field], is?.[field]];
    return isDeepStrictEqual(a, b) ? [] : [{ field, before: a ?? null, after: b ?? null }];
  });
}
