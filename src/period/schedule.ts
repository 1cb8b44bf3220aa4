/** When runs were to begin, by a line of crontab(5), in UTC. */
import { Refusal } from '../errors.ts';
import type { Instant, PeriodTable } from '../model.ts';

/** A run every minute for two months; more is a mistake. */
const MOST_EXPECTED = 100_000;
const MOST_NAMED = 50;

export async function expected(cron: string, from: Instant, to: Instant): Promise<readonly Instant[]> {
  const { Cron } = await import('croner');
  let schedule: InstanceType<typeof Cron>;
  try {
    schedule = new Cron(cron, { timezone: 'UTC', mode: '5-part', paused: true });
  } catch (cause) {
    throw new Refusal('USAGE', `--schedule \`${cron}\` is no schedule: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: 'five fields as in crontab, in UTC: "0 6 * * *" is every day at six',
      cause,
    });
  }
  const times: Instant[] = [];
  // croner names what comes after an instant, and the first of them may be the first instant itself
  for (let at = schedule.nextRun(new Date(Date.parse(from) - 1000)); at !== null; at = schedule.nextRun(at)) {
    const time = at.toISOString();
    if (time > to) break;
    if (time >= from) times.push(time);
    if (times.length > MOST_EXPECTED)
      throw new Refusal('USAGE', `--schedule \`${cron}\` expects more than ${MOST_EXPECTED} runs in this period`);
  }
  return times;
}

/** A run stands for the last time before it began; one that came after the next one was due stands for that. */
export function met(cron: string, times: readonly Instant[], runs: readonly Instant[]): NonNullable<PeriodTable['runs']['schedule']> {
  const missed = times.filter((time, index) => {
    const next = times[index + 1];
    return !runs.some((run) => run >= time && (next === undefined || run < next));
  });
  return { cron, expected: times.length, missed: missed.length, firstMissed: missed.slice(0, MOST_NAMED) };
}
