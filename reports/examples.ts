/** One failing resource of each check, for reports that have room for one. */
import type { FindingRow } from '../src/model.ts';

/** The first failing resource of each check, one without a waiver before one with. */
export type Examples = ReadonlyMap<string, FindingRow>;
/** Reads the stream once and keeps one row a check, however many there are. */
export async function examplesOf(findings: () => AsyncIterable<FindingRow>): Promise<Examples> {
  const kept = new Map<string, FindingRow>();
  for await (const row of findings()) {
    if (row.verdict !== 'fail') continue;
    const before = kept.get(row.check);
    if (before === undefined || (before.waiver !== undefined && row.waiver === undefined)) kept.set(row.check, row);
  }
  return kept;
}
