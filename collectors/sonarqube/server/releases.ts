/**
 * Which versions SonarSource maintains. Releases come every two months as YYYY.N, Long-Term Active ones are patched for a year, others until
 * the next but one: https://docs.sonarsource.com/sonarqube-server/server-update-and-maintenance/update/release-cycle-model
 * No page gives the days: where the rule leaves it open, so do we. LTA releases as the documentation listed them on 2026-07-21.
 */
import { unknown } from '../../../src/kit.ts';
import type { Instant, Known } from '../../../src/model.ts';

const LTA = new Set(['2025.1', '2025.4', '2026.1']);
/** In months since the month in which the release is due. */
const KEPT = { lta: { surely: 12, never: 18 }, other: { surely: 2, never: 6 }, community: { surely: 1, never: 3 } } as const;

export function isSupported(version: string, now: Instant, operation: string): Known<boolean> {
  const release = releaseOf(version);
  if (!release) return open(operation, version, 'its number follows no scheme of SonarSource’s');
  if (release.kind === 'ended') return false;
  const age = monthsOf(now) - release.due;
  const { surely, never } = KEPT[release.kind];
  if (age < 0) return open(operation, version, 'it is newer than this release of claimcheck knows of');
  if (age <= surely) return true;
  return age >= never ? false : open(operation, version, 'SonarSource publishes no day on which its maintenance ends');
}

type Release = { readonly kind: keyof typeof KEPT; readonly due: number } | { readonly kind: 'ended' };
function releaseOf(version: string): Release | undefined {
  const [major, minor] = version.split('.').map(Number);
  if (major === undefined || minor === undefined || !Number.isInteger(major) || !Number.isInteger(minor)) return undefined;
  // the last of the old numbers, 9.9 LTA and 10.8, ended by July 2025, six months after 2025.1
  if (major <= 10) return { kind: 'ended' };
  // the year's first release comes in its first month
  if (major >= 2025) return { kind: LTA.has(`${major}.${minor}`) ? 'lta' : 'other', due: major * 12 + 2 * (minor - 1) };
  // SonarQube Community Build is numbered by year and month: 25.3
  return major >= 24 && major < 100 && minor <= 12 ? { kind: 'community', due: (2000 + major) * 12 + minor - 1 } : undefined;
}
const monthsOf = (now: Instant) => Number(now.slice(0, 4)) * 12 + Number(now.slice(5, 7)) - 1;

const open = (operation: string, version: string, why: string) =>
  unknown({ operation, reason: 'no_results', detail: `whether SonarQube ${version} is maintained cannot be told: ${why}` });
