/** `stat -c %Y:%n` of several files: seconds since 1970, of those that are there. */
import { isUnknown } from '../../../src/kit.ts';
import type { Instant, Known } from '../../../src/model.ts';
import { gap, type Heard, linesOf, odd, told } from '../client.ts';
import type { Question } from '../queries.ts';

/** The newest of them. None of them there is no age. */
export function newestOf(heard: Heard, question: Question): Known<Instant> {
  return told(heard, question, ({ stdout }) => {
    const lines = linesOf(stdout);
    const strange = lines.find((line) => !/^\d{1,11}:\//.test(line));
    if (strange !== undefined) return odd(question.call, strange);
    if (lines.length === 0) return gap(question.call.operation, 'no_results', 'none of these files is there');
    return new Date(Math.max(...lines.map((line) => Number(line.split(':')[0]))) * 1000).toISOString();
  });
}

/** After a week without a look at the archives, that nothing is pending is old news. */
const DAYS = 7;
/** What is pending is pending; that nothing is, only as long as the lists are fresh. */
export function whileFresh(pending: Known<string[]>, fetched: Known<Instant>, now: Instant, { call }: Question): Known<string[]> {
  if (isUnknown(pending) || pending.length > 0) return pending;
  if (isUnknown(fetched)) return fetched;
  const days = (Date.parse(now) - Date.parse(fetched)) / 86_400_000;
  if (days <= DAYS) return pending;
  return gap(call.operation, 'stale_evidence', `nothing is pending by lists of ${fetched}, and those are older than ${DAYS} days`);
}
