/** What became of each control and claim, and through which of its checks. */
import { isDeepStrictEqual } from 'node:util';
import { digestOf } from '../locker/index.ts';
import type { Assessment, Cause, CheckChange, Effect, JudgedProof, RequirementChange, Verdict } from '../model.ts';
import { parseYaml } from '../yaml.ts';
import { effectOfStanding, effectOfVerdict, weakest } from './effect.ts';
import type { Lens } from './lens.ts';
import type { Index } from './side.ts';

export interface Known {
  lens(check: string): Lens;
  change(check: string): CheckChange | undefined;
}

export function requirementChanges(before: Index, after: Index, known: Known): RequirementChange[] {
  const was = new Map(before.side.report.requirements.map((one) => [keyOf(one), one]));
  const is = new Map(after.side.report.requirements.map((one) => [keyOf(one), one]));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const change = changeOf(was.get(key), is.get(key), before, after, known);
    return change === undefined ? [] : [change];
  });
}
const keyOf = ({ framework, id }: Assessment): string => `${framework}\0${id}`;

function changeOf(
  was: Assessment | undefined,
  is: Assessment | undefined,
  before: Index,
  after: Index,
  known: Known,
): RequirementChange | undefined {
  const { framework, id, title } = (is ?? was) as Assessment;
  if (!was || !is) return oneSided(was, is, before, after);
  if (was.standing === is.standing) return undefined;
  const checks = leavesThatChanged(was.proof, is.proof, known);
  const own = aboutFile(was, before, after);
  const causes = [...own, ...contradictions(was, before, after), ...ofChecks(checks, known)];
  const step = effectOfStanding(was.standing, is.standing);
  const improves = step === 'better' || step === 'known-again';
  return {
    framework,
    id,
    title,
    before: was.standing,
    after: is.standing,
    effect: improves ? weakest([...checks.map(({ effect }) => effect), ...own.map((): Effect => 'asked-otherwise')], step) : step,
    checks,
    causes: causes.length > 0 ? causes : [{ kind: 'unexplained', because: 'nothing that was recorded says why' }],
  };
}

function oneSided(was: Assessment | undefined, is: Assessment | undefined, before: Index, after: Index): RequirementChange {
  const { framework, id, title } = (is ?? was) as Assessment;
  const file = fileOf(framework, before, after);
  const because = `${framework}/${id} is ${is ? 'newly' : 'no longer'} part of what is assessed`;
  return {
    framework,
    id,
    title,
    before: was?.standing ?? null,
    after: is?.standing ?? null,
    effect: was ? 'not-looked-at' : is?.standing === 'contradicted' ? 'worse' : 'new',
    checks: [],
    causes: [{ kind: 'policy_changed', because, ...(file && { files: [file] }) }],
  };
}

function leavesThatChanged(was: JudgedProof, is: JudgedProof, known: Known): RequirementChange['checks'] {
  const [a, b] = [leaves(was), leaves(is)];
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((check) => {
    const [before, after] = [a.get(check) ?? null, b.get(check) ?? null];
    if (before === after) return [];
    const told: Effect = before === null ? 'new' : after === null ? 'not-looked-at' : effectOfVerdict(before, after);
    const change = known.change(check);
    return [{ check, before, after, effect: change && change.before !== change.after ? change.effect : told }];
  });
}
function leaves(proof: JudgedProof): Map<string, Verdict> {
  if ('check' in proof) return new Map([[proof.check, proof.verdict]]);
  const branches = 'all' in proof ? proof.all : 'any' in proof ? proof.any : [];
  return new Map(branches.flatMap((one) => [...leaves(one)]));
}

function ofChecks(checks: RequirementChange['checks'], known: Known): Cause[] {
  const causes = checks.flatMap(({ check }) => {
    const found = known.change(check)?.causes ?? known.lens(check).causes.map((cause) => ({ ...cause, findings: 0 }));
    return found.map(({ findings: _, ...cause }) => cause);
  });
  return [...new Map(causes.map((cause) => [JSON.stringify(cause), cause])).values()];
}

/** Pairs of sources that were held against each other decide about standings too. */
function contradictions({ framework, id }: Assessment, before: Index, after: Index): Cause[] {
  const of = ({ side }: Index) =>
    new Map((side.report.contradictions ?? []).filter(({ claims }) => claims.includes(`${framework}/${id}`)).map((one) => [one.id, one]));
  const [was, is] = [of(before), of(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((pair): Cause[] => {
    const [a, b] = [was.get(pair), is.get(pair)];
    if (a?.verdict === b?.verdict) return [];
    const because = `${(b ?? a)?.title}: ${a?.verdict ?? 'not compared'} then, ${b?.verdict ?? 'not compared'} now`;
    return [{ kind: 'contradiction_changed', because }];
  });
}

/** Members of an entry that decide about its standing. */
const DECISIVE = ['proof', 'covers', 'kind', 'states'] as const;
function aboutFile({ framework, id }: Assessment, before: Index, after: Index): Cause[] {
  const file = fileOf(framework, before, after);
  if (file === undefined || file.before === file.after) return [];
  const entryOf = ({ side }: Index) => {
    const text = side.files.get(file.name);
    const value =
      text === undefined ? undefined : (parseYaml(text, file.name).value as { requirements?: readonly Record<string, unknown>[] });
    return value?.requirements?.find((one) => one['id'] === id);
  };
  const [was, is] = [entryOf(before), entryOf(after)];
  const members = DECISIVE.filter((member) => !isDeepStrictEqual(was?.[member], is?.[member]));
  if (members.length === 0) return [];
  return [{ kind: 'policy_changed', because: `${file.name}: ${id} has another ${members.join(', ')}`, files: [file] }];
}

function fileOf(framework: string, before: Index, after: Index): NonNullable<Cause['files']>[number] | undefined {
  const named = [...new Set([...before.side.files.keys(), ...after.side.files.keys()])];
  const name = named.find((one) => one.endsWith('.yaml') && one.split('/').at(-1) === `${framework}.yaml` && !one.startsWith('checks/'));
  if (name === undefined) return undefined;
  const digest = (text: string | undefined) => (text === undefined ? null : digestOf(new TextEncoder().encode(text)));
  return { name, before: digest(before.side.files.get(name)), after: digest(after.side.files.get(name)) };
}
