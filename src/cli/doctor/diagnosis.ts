/** Everything that the doctor found. */
import type { Framework } from '../../model.ts';
import type { Policy } from '../../policy/load.ts';
import type { Examination, ExaminedSource, TriedCall } from './examine.ts';
import { type CheckOutlook, outlookOf, type RequirementOutlook, unprovable } from './outlook.ts';

export interface Missing {
  readonly permission: string;
  readonly checks: readonly string[];
  readonly claims: readonly string[];
}
export interface Diagnosis {
  readonly sources: readonly ExaminedSource[];
  readonly checks: readonly CheckOutlook[];
  readonly requirements: readonly RequirementOutlook[];
  /** The permission that serves most first. */
  readonly missing: readonly Missing[];
  readonly requests: number;
  /** 0: what could be tried can be seen; 3: not all of it. */
  readonly exit: 0 | 3;
}

export function diagnose(policy: Policy, { sources, requests, now }: Examination): Diagnosis {
  const examined = sources.flatMap((source) => source.examined);
  const checks = policy.checks.map((ready) => outlookOf(ready, examined, now));
  const requirements = unprovable(policy.frameworks, checks);
  const exit = checks.every(({ outlook }) => outlook === 'partly' || outlook === 'seen' || outlook === 'nothing') ? 0 : 3;
  return { sources, checks, requirements, missing: missing(checks, requirements, policy.frameworks), requests, exit };
}

function missing(
  checks: readonly CheckOutlook[],
  requirements: readonly RequirementOutlook[],
  frameworks: readonly Framework[],
): Missing[] {
  const claims = new Set(frameworks.filter(({ kind }) => kind === 'claims').map(({ id }) => id));
  return [...new Set(checks.flatMap(({ permissions }) => permissions))]
    .map((permission) => ({
      permission,
      checks: checks.filter((one) => one.permissions.includes(permission)).map(({ check }) => check),
      claims: requirements
        .filter((one) => claims.has(one.framework) && one.permissions.includes(permission))
        .map(({ framework, id }) => `${framework}/${id}`),
    }))
    .sort((a, b) => b.checks.length - a.checks.length || (a.permission < b.permission ? -1 : 1));
}

/** For machines: without the resources, which are evidence and are not kept here. */
export function forMachines({ sources, checks, requirements, missing: lacking, requests, exit }: Diagnosis): object {
  return {
    exit,
    requests,
    sources: sources.map(({ source, name, principal, subjects, calls, examined }) => ({
      source,
      name,
      principal,
      subjects: subjects.map(({ key, label, gap }) => ({ key, label, ...(gap && { gap: bare(gap) }) })),
      calls: merged([...calls, ...examined.flatMap((one) => one.calls)]),
    })),
    missing: lacking,
    checks: checks.map((one) => ({ ...one, subjects: one.subjects.map((subject) => ({ ...subject, gaps: subject.gaps.map(bare) })) })),
    requirements,
  };
}
/** Evidence ids name what nobody kept. */
function bare<G extends { readonly evidence?: unknown }>({ evidence: _, ...gap }: G): Omit<G, 'evidence'> {
  return gap;
}

/** One line for each call and subject: what any collector was refused counts, then what any was told. */
function merged(calls: readonly TriedCall[]): object[] {
  const worst = { unanswered: 2, answered: 1, untried: 0 };
  const kept = new Map<string, TriedCall>();
  for (const one of calls) {
    const key = `${one.call.operation} ${one.subject}`;
    const before = kept.get(key);
    if (!before || worst[one.state] > worst[before.state]) kept.set(key, one);
  }
  return [...kept.values()].map(({ call: { operation, permission }, subject, ...rest }) => ({
    operation,
    permission,
    subject,
    ...rest,
    ...('gap' in rest && { gap: bare(rest.gap) }),
  }));
}
