/** How many requests may be under way to one origin at once. The learning pace (rates, points, budgets) has an issue of its own. */
export interface Pace {
  /** Runs `work` when there is room, first come first served. */
  through<T>(origin: string, work: () => Promise<T>): Promise<T>;
}

/** Half of GitHub's hundred concurrent requests, and within the sockets that the wire keeps per origin: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export const WIDTH = 50;

export function openPace(width = WIDTH): Pace {
  const origins = new Map<string, { underway: number; waiting: (() => void)[] }>();
  return {
    async through(origin, work) {
      const lane = origins.get(origin) ?? { underway: 0, waiting: [] };
      origins.set(origin, lane);
      if (lane.underway >= width) await new Promise<void>((go) => lane.waiting.push(go));
      else lane.underway += 1;
      try {
        return await work();
      } finally {
        const next = lane.waiting.shift();
        if (next) next();
        else lane.underway -= 1;
      }
    },
  };
}
