/** Two standards joined by the checks that both rest on. The same evidence is relevant to both; that makes neither control the other. */
import type { Framework, Requirement } from '../model.ts';
import { checksIn } from './ids.ts';

export interface Crossing {
  readonly from: Pick<Requirement, 'id' | 'title'>;
  readonly to: Pick<Requirement, 'id' | 'title'>;
  /** By id: those that both controls rest on. Never empty. */
  readonly checks: readonly string[];
  /** Checks of `from` that say nothing about `to`. */
  readonly beside: number;
}
export interface Crosswalk {
  readonly from: string;
  readonly to: string;
  readonly crossings: readonly Crossing[];
  /** Controls that share no check with any control of the other standard. */
  readonly alone: { readonly from: readonly string[]; readonly to: readonly string[] };
}

export function crosswalk(from: Framework, to: Framework): Crosswalk {
  const theirs = to.requirements.map((requirement) => ({ requirement, checks: new Set(checksIn(requirement.proof)) }));
  const crossings = from.requirements.flatMap((requirement) => {
    const mine = checksIn(requirement.proof);
    return theirs.flatMap(({ requirement: other, checks }): Crossing[] => {
      const shared = mine.filter((check) => checks.has(check)).sort();
      if (shared.length === 0) return [];
      return [{ from: named(requirement), to: named(other), checks: shared, beside: mine.length - shared.length }];
    });
  });
  const left = (all: readonly Requirement[], side: 'from' | 'to') => {
    const met = new Set(crossings.map((one) => one[side].id));
    return all.map(({ id }) => id).filter((id) => !met.has(id));
  };
  return { from: from.id, to: to.id, crossings, alone: { from: left(from.requirements, 'from'), to: left(to.requirements, 'to') } };
}

function named({ id, title }: Requirement): Pick<Requirement, 'id' | 'title'> {
  return { id, title };
}
