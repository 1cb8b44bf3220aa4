/** What of a standard anything speaks to at all. It says nothing about verdicts, and never that a control is met. */
import type { EvidenceKind, Framework } from '../model.ts';
import { checksIn, type Listed } from './ids.ts';

/**
 * `machine`: checks that look for themselves. `attested`: signed words alone. `partly`: some of each.
 * `none`: no check of ours says anything about it.
 */
export const COVERS = ['machine', 'partly', 'attested', 'none'] as const;
export type Covers = (typeof COVERS)[number];
export interface CoveredControl {
  readonly id: string;
  readonly title: string | undefined;
  readonly covered: Covers;
  readonly checks: readonly string[];
  /** What no check covers of a control that some check speaks to. */
  readonly remainder: string | undefined;
}
export interface Coverage {
  readonly framework: string;
  readonly title: string;
  readonly version: string;
  /** How many controls the standard has; undefined: its file does not say. */
  readonly size: number | undefined;
  readonly counts: Readonly<Record<Covers, number>>;
  /** Controls that the standard has and nobody listed here: they are counted under `none`, and have no row. */
  readonly unlisted: number;
  readonly controls: readonly CoveredControl[];
}

/** `evidenceOf` a check that exists; `listed`: all controls, where they are known. */
export function coverageOf(
  framework: Framework,
  listed: readonly Listed[] | undefined,
  evidenceOf: (check: string) => EvidenceKind,
): Coverage {
  const mapped = new Map(framework.requirements.map((requirement) => [requirement.id, requirement]));
  const all: readonly Listed[] = listed ?? framework.requirements;
  const controls = all.map(({ id, title }): CoveredControl => {
    const requirement = mapped.get(id);
    const checks = requirement ? checksIn(requirement.proof) : [];
    return {
      id,
      title: requirement?.title ?? title,
      covered: coveredBy(checks.map(evidenceOf)),
      checks,
      remainder: requirement?.remainder,
    };
  });
  const size = framework.size ?? listed?.length;
  const unlisted = Math.max(0, (size ?? 0) - controls.length);
  const count = (what: Covers) => controls.filter(({ covered }) => covered === what).length;
  return {
    framework: framework.id,
    title: framework.title,
    version: framework.version,
    size,
    counts: { machine: count('machine'), partly: count('partly'), attested: count('attested'), none: count('none') + unlisted },
    unlisted,
    controls,
  };
}

function coveredBy(kinds: readonly EvidenceKind[]): Covers {
  const signed = kinds.filter((kind) => kind === 'attested').length;
  if (kinds.length === 0) return 'none';
  if (signed === 0) return 'machine';
  return signed === kinds.length ? 'attested' : 'partly';
}
