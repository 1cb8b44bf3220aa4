/** Kernels by their names in /boot, and whether the one that runs is the newest of its kind. */
import type { Known } from '../../../src/model.ts';
import { gap, linesOf } from '../client.ts';
import { KERNELS, NEEDS_RESTARTING } from '../queries.ts';

/** `vmlinuz-6.1.0-28-amd64`; rescue images have no version. */
export function installedIn(text: string): string[] {
  return linesOf(text).flatMap((line) => {
    const found = /^vmlinuz-(\d\S*)$/.exec(line.trim());
    return found ? [found[1] as string] : [];
  });
}

/** The flavour is what comes after the last number: amd64, generic, el9_4.x86_64, azure. */
const flavourOf = (version: string) => /[a-z][a-z-]*(?:64|86)?$/i.exec(version)?.[0];
const numbersOf = (version: string) => (version.match(/\d+/g) ?? []).map(Number);

export function compare(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? -1) - (right[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A kernel that is not of /boot came from elsewhere (a container, a hypervisor), and what waits there is not seen. */
export function isBehind(running: string, installed: readonly string[]): Known<boolean> {
  const kin = installed.filter((version) => flavourOf(version) === flavourOf(running));
  if (!kin.includes(running)) return gap(KERNELS.call.operation, 'no_results', `the running kernel ${running} is not among those in /boot`);
  return kin.some((version) => compare(version, running) > 0);
}

/** In its own words, beside the exit status: 1 is also how it fails. */
export function needsRestarting(text: string): Known<boolean> {
  if (/^Reboot is required\b/m.test(text)) return true;
  if (/^Reboot should not be necessary\b/m.test(text)) return false;
  return gap(NEEDS_RESTARTING.call.operation, 'malformed_response', 'says neither that a reboot is required nor that it is not');
}
