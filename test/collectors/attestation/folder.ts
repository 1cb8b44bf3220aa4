/** A folder of attestations that a test may spoil, and what the collectors and checks make of it. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { openAttestations } from '../../../src/demo/attestation/open.ts';
import { type DemoKey, keyFrom } from '../../../src/demo/attestation/sign.ts';
import { judgeSet } from '../../../src/evaluate/judge.ts';
import { checksDir } from '../../../src/home.ts';
import type { Finding, ResourceSet, Verdict } from '../../../src/model.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { collectors, sources } from '../../../src/registry.ts';
import { collectAll } from '../../support/collect.ts';

export const NOW = '2026-06-15T08:00:00.000Z';
export const NAMESPACE = 'claimcheck-attestation';
export const source = sources.find(({ id }) => id === 'attestation') as (typeof sources)[number];
export const forms = collectors.filter(({ id }) => id.startsWith('attestation/'));
const policy = loadPolicy({ checksDir, collectors, params: {}, select: ['att.*'], frameworks: [] });
export const checks = policy.checks.filter(({ check }) => check.about.startsWith('attestation/'));

export interface Said {
  readonly verdict: Verdict;
  readonly reason: string | undefined;
  readonly because: string;
  readonly name: string;
}
export interface Signed {
  readonly folder: string;
  readonly signers: string;
  close(): Promise<void>;
  read(file: string): Record<string, unknown>;
  /** Writes a statement and signs it; `by` undefined: leaves it unsigned. */
  state(file: string, value: object, by?: DemoKey | null, namespace?: string): void;
  allow(lines: string): void;
  look(
    now?: string,
    more?: object,
  ): Promise<{ said: ReadonlyMap<string, Said>; sets: readonly ResourceSet[]; excluded: readonly object[] }>;
}
export const ADA = keyFrom('ada@example.com');

export async function signed(world: 'clean' | 'drifted' | 'denied' = 'clean'): Promise<Signed> {
  const opened = await openAttestations(world, () => NOW);
  const config = source.config.parse(parse(opened.entry.replace(/^ {4}/gm, ''))) as { folder: string; signers: string };
  const at = (file: string) => join(opened.folder, file);
  return {
    folder: opened.folder,
    signers: config.signers,
    close: opened.close,
    read: (file) => JSON.parse(readFileSync(at(file), 'utf8')) as Record<string, unknown>,
    state(file, value, by = ADA, namespace = NAMESPACE) {
      const text = JSON.stringify(value);
      writeFileSync(at(file), text);
      if (by) writeFileSync(at(`${file}.sig`), by.sign(text, namespace));
    },
    allow: (lines) => writeFileSync(config.signers, lines),
    async look(now = NOW, more = {}, only = forms.map(({ id }) => id)) {
      const { sets, scope } = await collectAll({
        source,
        collectors: forms.filter(({ id }) => only.includes(id)),
        config: { ...config, ...more },
        now,
      });
      return {
        said: new Map(checks.filter(({ check }) => only.includes(check.about)).map((ready) => [ready.check.id, judged(ready, sets, now)])),
        sets,
        excluded: [...scope.excluded],
      };
    },
  };
}
function judged(ready: (typeof checks)[number], sets: readonly ResourceSet[], now: string): Said {
  const findings: Finding[] = [];
  const set = sets.find(({ collector }) => collector === ready.check.about) as ResourceSet;
  const { verdict } = judgeSet(ready, set, { now: Date.parse(now), waivers: [], emit: (one) => findings.push(one) });
  const [first] = findings;
  return { verdict, reason: first?.reason, because: first?.because ?? '', name: first?.resource.name ?? '' };
}
export const scratch = () => mkdtempSync(join(tmpdir(), 'claimcheck-signing-'));
