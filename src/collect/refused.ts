import type { Gap, Reason } from '../model.ts';

/**
 * Questions of a run that ended without an answer, each once: by the record of the refusal, or by source and operation where there is no record.
 * Whoever makes the report takes note of what rests on them: one that nothing rests on was swallowed.
 */
export type Refused = Map<
  string,
  { readonly entry: string; readonly operation: string; readonly reason: Reason; readonly attached: boolean }
>;

export function noteRefused(refused: Refused, entry: string, { operation, reason, evidence = [] }: Gap): void {
  // the run as a whole says that it was interrupted
  if (reason === 'aborted') return;
  const keys = evidence.length > 0 ? evidence.slice(-1) : [`${entry} ${operation}`];
  for (const key of keys) refused.set(key, { entry, operation, reason, attached: false });
}
