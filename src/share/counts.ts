/** What a pack cannot hide: how much there is in all, and that nothing is left out of what it shows. */
import { join } from 'node:path';
import type { Ledger } from '../locker/verify/codes.ts';
import { isProblem, type Shelf } from '../locker/verify/shelf.ts';
import type { Counts, Verdict } from '../model.ts';
import { VERDICTS } from '../model.ts';
import { FINDINGS, PACK, type Pack } from './format.ts';
import { boundedLines } from './lines.ts';
import type { CheckTally, ClaimTally, RunTally, Tally } from './tally.ts';

type Sum = Record<Verdict | 'waived', number>;
const none = (): Sum => ({ pass: 0, fail: 0, unknown: 0, not_applicable: 0, waived: 0 });
/** Nothing that a check observed of one resource is longer. */
const MOST_ROW = 16 << 20;
const KEYS = [...VERDICTS, 'waived'] as const;

export async function checkCounts(shelf: Shelf, pack: Pack, tallies: readonly Tally[], ledger: Ledger): Promise<void> {
  const whole = tallies.filter((one): one is RunTally => one.kind === 'run');
  const checks = tallies.filter((one): one is CheckTally => one.kind === 'check');
  const claims = tallies.filter((one): one is ClaimTally => one.kind === 'claim');
  const [run] = whole;
  if (run === undefined || whole.length !== 1)
    ledger.add('CHECK_WITHHELD', PACK, 'how many checks and claims there are in all is withheld');
  else checkWhole(run, pack, checks, claims, ledger);
  const there = new Set(checks.map(({ check }) => check));
  for (const { framework, id, checks: needed } of claims)
    for (const check of needed)
      if (!there.has(check)) ledger.add('CHECK_WITHHELD', `${framework}/${id}`, `it rests on ${check}, which is withheld`);
  named(
    'claims',
    pack.claims,
    claims.map(({ framework, id }) => `${framework}/${id}`),
    ledger,
  );
  named('checks', pack.checks, [...there], ledger);
  if (!isProblem(shelf.hash(FINDINGS, -1))) await checkRows(shelf, checks, ledger);
  else if (pack.audience !== 'customer') ledger.add('CHECK_WITHHELD', FINDINGS, `the findings are withheld from an ${pack.audience}`);
}

function checkWhole(
  run: RunTally,
  { run: sealed }: Pack,
  checks: readonly CheckTally[],
  claims: readonly ClaimTally[],
  ledger: Ledger,
): void {
  if (!same(run.findings, sealed.counts))
    ledger.add('COUNT_MISMATCH', PACK, `the tally counts ${told(run.findings)}; sealed were ${told(sealed.counts)}`);
  const findings = none();
  const verdicts = none();
  for (const { counts, verdict } of checks) {
    for (const key of KEYS) findings[key] += counts[key];
    verdicts[verdict] += 1;
  }
  const standings = new Map<string, number>();
  for (const { standing } of claims) standings.set(standing, (standings.get(standing) ?? 0) + 1);
  const most = [
    ...KEYS.map((key) => [`findings that are ${key}`, findings[key], run.findings[key]] as const),
    ...VERDICTS.map((key) => [`checks that are ${key}`, verdicts[key], run.verdicts[key]] as const),
    ...[...standings].map(
      ([key, count]) => [`claims that are ${key}`, count, run.standings[key as keyof RunTally['standings']] ?? 0] as const,
    ),
    ['checks', checks.length, run.checks] as const,
    ['claims', claims.length, run.claims] as const,
  ];
  for (const [what, shown, all] of most)
    if (shown > all) ledger.add('COUNT_MISMATCH', PACK, `${shown} ${what} are shown, and the whole run has ${all}`);
  if (checks.length === run.checks && !same(findings, run.findings))
    ledger.add('COUNT_MISMATCH', PACK, `all checks are shown, with ${told(findings)}; sealed were ${told(run.findings)}`);
}

/** What the index says it shows is what it shows, each once. */
function named(what: string, said: readonly string[], there: readonly string[], ledger: Ledger): void {
  if ([...said].sort().join('\n') !== [...there].sort().join('\n'))
    ledger.add('COUNT_MISMATCH', PACK, `the index names ${said.length} ${what}; ${there.length} are shown with their proof, or others`);
}

/** The findings of a check are as many, of each verdict, as were sealed. */
async function checkRows(shelf: Shelf, checks: readonly CheckTally[], ledger: Ledger): Promise<void> {
  const found = new Map<string, Sum>(checks.map(({ check }) => [check, none()]));
  let line = 0;
  for await (const text of boundedLines(join(shelf.root, FINDINGS), MOST_ROW)) {
    line += 1;
    const row = text === undefined ? undefined : rowOf(text);
    const sum = row && found.get(row.check);
    if (row === undefined || sum === undefined) {
      ledger.add('PACK_MALFORMED', FINDINGS, `line ${line} is no finding of a check that is shown`);
      return;
    }
    sum[row.verdict] += 1;
    if (row.waived) sum.waived += 1;
  }
  for (const { check, counts } of checks) {
    const sum = found.get(check) as Sum;
    if (!same(sum, counts)) ledger.add('COUNT_MISMATCH', FINDINGS, `${check}: here are ${told(sum)}; sealed were ${told(counts)}`);
  }
}
function rowOf(text: string): { readonly check: string; readonly verdict: Verdict; readonly waived: boolean } | undefined {
  try {
    const { check, verdict, waiver } = JSON.parse(text) as { check?: unknown; verdict?: unknown; waiver?: unknown };
    const known = VERDICTS.find((one) => one === verdict);
    return typeof check === 'string' && known !== undefined ? { check, verdict: known, waived: waiver !== undefined } : undefined;
  } catch {
    return undefined;
  }
}

const same = (a: Counts, b: Counts): boolean => KEYS.every((key) => a[key] === b[key]);
const told = (counts: Counts): string => KEYS.map((key) => `${counts[key]} ${key}`).join(', ');
