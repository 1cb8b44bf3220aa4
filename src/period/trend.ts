/** What each run of a period said as a whole: so many checks of each verdict, so many requirements of each standing. */
import { type PeriodPoint, STANDINGS, type Standing, VERDICTS, type Verdict } from '../model.ts';
import type { PastRun, Said } from './runs.ts';

interface Wanted {
  readonly check: (id: string) => boolean;
  readonly requirement: (id: string) => boolean;
}

export function trendOf(runs: readonly PastRun[], { check, requirement }: Wanted): PeriodPoint[] {
  return runs.map(({ seq, startedAt, aborted, checks, requirements }) => {
    const kept = [...requirements].filter(([id]) => requirement(id));
    const frameworks = [...new Set(kept.map(([id]) => frameworkOf(id)))].sort();
    const verdicts = [...checks].filter(([id]) => check(id)).map(([, said]) => said);
    return {
      run: seq,
      at: startedAt,
      aborted,
      verdicts: counted(VERDICTS, verdicts),
      standings: Object.fromEntries(
        frameworks.map((framework) => {
          const own = kept.filter(([id]) => frameworkOf(id) === framework).map(([, said]) => said);
          return [framework, counted(STANDINGS, own)];
        }),
      ),
    };
  });
}
/** Of `best-practices/mfa`. */
const frameworkOf = (id: string): string => id.slice(0, id.indexOf('/'));
const counted = <S extends Verdict | Standing>(states: readonly S[], said: readonly Said[]): Record<S, number> =>
  Object.fromEntries(states.map((state) => [state, said.filter((one) => one.state === state).length])) as Record<S, number>;
