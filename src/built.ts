/** What this copy was built from, as its build wrote it down. Nothing is concluded from where it happens to lie. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Null: nobody recorded it. */
export interface Built {
  /** 40 or 64 hex digits: the git commit, where nothing that is built differed from it. */
  readonly commit: string | null;
  /** 64 hex digits: of the lock file of npm, beside which it was built and tested. */
  readonly lockfileSha256: string | null;
}
const BUILT: z.ZodType<Built> = z.strictObject({
  commit: z
    .string()
    .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
    .nullable(),
  lockfileSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});
const UNTOLD: Built = { commit: null, lockfileSha256: null };
/** Beside dist/src; run from its sources, a program was not built. */
const RECORD = join(dirname(fileURLToPath(import.meta.url)), '../built.json');

let known: Built | undefined;
export function builtFrom(): Built {
  known ??= readBuilt(RECORD, fileURLToPath(import.meta.url));
  return known;
}

/** A record that is older than the code beside it speaks of other code. */
export function readBuilt(record: string, code: string): Built {
  const at = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN;
  if (!(at(record) >= at(code))) return UNTOLD;
  try {
    return BUILT.parse(JSON.parse(readFileSync(record, 'utf8')));
  } catch {
    // a run is not lost for want of it: that nobody can say is an answer
    return UNTOLD;
  }
}
