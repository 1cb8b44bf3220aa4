/** A report as the bytes that are sealed, attached and hashed: members in the order of their names. */
import type { Comparison, PeriodTable, Report } from '../src/model.ts';
import { shown } from './machine.ts';

/** Members in the order of their names, so that the same report is the same bytes however it was put together. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  // Without a prototype, `__proto__` is a name like any other: a provider may call a tag so.
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, member] of entries) object[key] = ordered(member);
  return object;
}

/** Two spaces, one line end at the end; what would not show stands as an escape. While `run.findings.inline` is false, findings stand in `findings.jsonl` alone. */
export const reportBytes = (report: Report | Comparison | PeriodTable): Uint8Array =>
  new TextEncoder().encode(`${shown(JSON.stringify(ordered(report), null, 2))}\n`);
