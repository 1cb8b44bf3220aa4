import type { Instant } from '../model.ts';

/** ISO 8601 durations without years and months, whose length is not fixed: `P1D`, `PT12H`, `P1DT6H30M`. */
export function durationMs(duration: string): number {
  const match = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration);
  if (!match) throw new RangeError(`not an ISO 8601 duration of days and smaller: ${duration}`);
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? '0')) as [number, number, number, number];
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
export function addDuration(at: Instant, duration: string): Instant {
  return new Date(Date.parse(at) + durationMs(duration)).toISOString();
}
