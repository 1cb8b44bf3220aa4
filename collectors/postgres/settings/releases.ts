/**
 * Major versions and the newest minor release of each, from https://www.postgresql.org/support/versioning/ . Minor releases come in
 * February, May, August and November.
 */
import { unknown } from '../../../src/kit.ts';
import type { Instant, Known } from '../../../src/model.ts';
import { SETTINGS } from '../queries.ts';

/** End of life: the last day on which it is mended. Minor releases as of 2026-08-28. */
const MAJORS: Readonly<Record<string, { readonly until: string; readonly minor: number }>> = {
  '13': { until: '2025-11-13', minor: 23 },
  '14': { until: '2026-11-12', minor: 24 },
  '15': { until: '2027-11-11', minor: 19 },
  '16': { until: '2028-11-09', minor: 15 },
  '17': { until: '2029-11-08', minor: 11 },
  '18': { until: '2030-11-14', minor: 6 },
};
const NEWEST = '2026-08-28';
/** By then two more releases have come, and being one behind the table is being three behind the newest. */
const STALE_DAYS = 183;

/** 150018 is 15.18; 90624 was 9.6.24: https://www.postgresql.org/docs/current/runtime-config-preset.html */
export function releaseOf(number: string): Known<string> {
  const value = /^\d{5,7}$/.test(number) ? Number(number) : 0;
  if (value >= 100_000) return `${Math.floor(value / 10_000)}.${value % 10_000}`;
  if (value >= 70_000) return `${Math.floor(value / 10_000)}.${Math.floor(value / 100) % 100}.${value % 100}`;
  return open(`server_version_num is ${JSON.stringify(number).slice(0, 40)}`, 'malformed_response');
}

export function isSupported(version: string, now: Instant): Known<boolean> {
  const major = version.split('.')[0] as string;
  const row = MAJORS[major];
  if (row) return now.slice(0, 10) <= row.until;
  return Number(major) < 13 ? false : open(`PostgreSQL ${version} is newer than the table that this release of claimcheck carries`);
}

/** One release behind is in time: the newest may be days old. */
export function isCurrent(version: string, now: Instant): Known<boolean> {
  const [major, minor] = version.split('.') as [string, string];
  const row = MAJORS[major];
  if (!row)
    return Number(major) < 13 ? false : open(`PostgreSQL ${version} is newer than the table that this release of claimcheck carries`);
  if (row.minor - Number(minor) > 1) return false;
  const age = (Date.parse(now) - Date.parse(NEWEST)) / 86_400_000;
  return age <= STALE_DAYS ? true : open(`the table of minor releases is of ${NEWEST}; update claimcheck to judge ${version}`);
}

const open = (detail: string, reason: 'no_results' | 'malformed_response' = 'no_results') =>
  unknown({ operation: SETTINGS.call.operation, reason, detail });
