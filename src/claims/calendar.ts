/** Days as people write them, and intervals of ISO 8601 counted on the calendar: a year after 29 February is 28 February. */

/** The day on which the interval after `day` has passed. */
export function after(day: string, every: string): string {
  const [years = '0', months = '0', weeks = '0', days = '0'] = ['Y', 'M', 'W', 'D'].map(
    (unit) => new RegExp(`(\\d+)${unit}`).exec(every)?.[1],
  );
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year + Number(years), month - 1 + Number(months), 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last) + Number(weeks) * 7 + Number(days));
  return first.toISOString().slice(0, 10);
}
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
export function dayOf(instant: string): string {
  return instant.slice(0, 10);
}
