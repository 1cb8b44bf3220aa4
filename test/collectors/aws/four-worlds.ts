/** Holds one check of AWS to its word over the simulator: it passes, fails, knows that it does not know, and has nothing to look at. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cleanParts } from '../../../src/demo/aws/parts/index.ts';
import type { Part } from '../../../src/demo/aws/parts/part.ts';
import type { Account, World } from '../../../src/demo/aws/world.ts';
import { clean, PRODUCTION } from '../../../src/demo/aws/worlds/clean.ts';
import type { Fault, FaultKind } from '../../../src/demo/faults.ts';
import { foldAll } from '../../../src/evaluate/fold.ts';
import { judgeSet, type ReadyCheck } from '../../../src/evaluate/judge.ts';
import type { Collector, Finding, Reason, ResourceSet, Verdict } from '../../../src/model.ts';
import { prepare, readCheck } from '../../../src/policy/check.ts';
import { parseYaml, readText } from '../../../src/yaml.ts';
import { type Asking, ask } from './estate.ts';

const CHECKS = join(dirname(fileURLToPath(import.meta.url)), '../../../config/checks');

export interface Judged {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  /** `fail orders`, one for each resource that the check is about. */
  readonly rows: readonly string[];
  readonly findings: readonly Finding[];
  readonly sets: readonly ResourceSet[];
  readonly asked: readonly string[];
}
export function readyCheck(id: string, collector: Collector, params: object = {}): ReadyCheck {
  const path = join(CHECKS, `${id.split('.').join('/')}.yaml`);
  const yaml = parseYaml(readText(path), path);
  return prepare(readCheck(id, yaml, new Map([[collector.id, collector]])).check, collector, yaml, { ...params });
}
export async function judge(id: string, collector: Collector, asking: Asking, params: object = {}): Promise<Judged> {
  const ready = readyCheck(id, collector, params);
  const { sets, asked } = await ask(collector, asking);
  const findings: Finding[] = [];
  const now = Date.now();
  const results = sets.map((set) => judgeSet(ready, set, { now, waivers: [], emit: (finding) => findings.push(finding) }));
  return {
    verdict: foldAll(results.map(({ verdict }) => verdict)),
    reasons: [...new Set(results.flatMap(({ reasons }) => reasons))],
    rows: findings.filter(({ verdict }) => verdict !== 'not_applicable').map(({ verdict, resource }) => `${verdict} ${resource.name}`),
    findings,
    sets,
    asked,
  };
}

/** The clean estate with one part of it as that part calls `broken`, or as given. */
export function withPart(part: Part<never, never> | Part, held: unknown = part.broken): World {
  return { ...clean, parts: { ...cleanParts, [part.id]: held as never } };
}
/** A new account in production's place: it has nothing of any part. */
export const bare: World = {
  ...clean,
  parts: {},
  accounts: clean.accounts.map((one) => (one.id === PRODUCTION ? { ...one, buckets: [], regions: withoutSnapshots(one.regions) } : one)),
};

function withoutSnapshots(regions: Account['regions']): Account['regions'] {
  return Object.fromEntries(Object.entries(regions).map(([name, region]) => [name, { ...region, snapshots: [] }]));
}

export interface Expected {
  readonly check: string;
  readonly collector: Collector;
  readonly broken: World;
  /** Those that fail in the broken world, by name. */
  readonly fails: readonly string[];
  /** Those that pass in the clean one: at least these. */
  readonly passes: readonly string[];
  readonly whenNone: Verdict;
  /** Where there is nothing that could have looked, nobody has: why the set is not whole then. */
  readonly gapsWhenNone?: readonly Reason[];
  /** Operations that decide nothing by themselves in the clean estate, each for a reason. */
  readonly spare?: Readonly<Record<string, string>>;
  readonly params?: object;
  /** How answers are spoilt; absent: in five ways. For collectors that ask much. */
  readonly kinds?: readonly FaultKind[];
  /** Operations that may have done their part once they are asked, however spoilt their answer, each for a reason. */
  readonly unheard?: Readonly<Record<string, string>>;
  /** Where there is nothing to look at, when that takes more than a new account without parts. */
  readonly nothing?: World;
}

export function fourWorlds(expected: Expected): void {
  const {
    check,
    collector,
    broken,
    fails,
    passes,
    whenNone,
    gapsWhenNone = [],
    spare = {},
    unheard = {},
    params = {},
    kinds = ['html', 'empty', 'truncated', 'garbled', 'throttled'],
    nothing = bare,
  } = expected;
  const ofClean = (more: Partial<Asking> = {}) => judge(check, collector, { world: clean, ...more }, params);
  describe(check, () => {
    it('passes the clean estate', async () => {
      const { verdict, rows, sets } = await ofClean();
      expect(rows.filter((row) => !row.startsWith('pass '))).toEqual([]);
      expect(verdict).toBe('pass');
      for (const name of passes) expect(rows).toContain(`pass ${name}`);
      for (const set of sets) expect(set).toMatchObject({ complete: true, gaps: [] });
    });

    it('fails the broken one, on what is broken', async () => {
      const { verdict, rows } = await judge(check, collector, { world: broken }, params);
      expect(rows.filter((row) => !row.startsWith('pass ')).sort()).toEqual(fails.map((name) => `fail ${name}`).sort());
      expect(verdict).toBe('fail');
    });

    it(`is ${whenNone} where there is nothing`, async () => {
      const { verdict, sets } = await judge(check, collector, { world: nothing }, params);
      for (const set of sets) expect(set.gaps.map(({ reason }) => reason)).toEqual(gapsWhenNone);
      for (const set of sets) expect(set.complete).toBe(gapsWhenNone.length === 0);
      expect(verdict).toBe(whenNone);
    });

    it.each(collector.calls.map(({ operation }) => operation))('does not know when %s is refused', async (operation) => {
      const before = await ofClean();
      const refused: Fault[] = [{ operation, kind: 'denied' }];
      const { verdict, reasons, findings, sets } = await ofClean({ faults: refused });
      expect(findings.filter((finding) => finding.verdict === 'fail')).toEqual([]);
      if (operation in spare) return expect(verdict, spare[operation]).toBe('pass');
      expect(verdict).toBe('unknown');
      expect(reasons).toContain('access_denied');
      // no row vanishes from a set that calls itself whole
      const still = new Set(findings.map(({ resource }) => resource.id));
      const gone = before.findings.filter(({ resource }) => !still.has(resource.id));
      if (gone.length > 0) expect(sets.some(({ complete }) => !complete)).toBe(true);
    });

    it.each(collector.calls.map(({ operation }) => operation))('never takes a spoilt answer to %s for one', async (operation) => {
      for (const kind of kinds) {
        const { verdict, findings } = await ofClean({ faults: [{ operation, kind }] });
        expect(
          findings.filter((finding) => finding.verdict === 'fail'),
          kind,
        ).toEqual([]);
        if (operation in unheard) expect(['pass', 'unknown'], kind).toContain(verdict);
        else expect(verdict, kind).toBe(operation in spare ? 'pass' : 'unknown');
      }
    });
  });
}
