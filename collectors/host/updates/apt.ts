/** What apt says of updates that mend a weakness, and of installing them by itself. Debian and Ubuntu. */
import type { Known } from '../../../src/model.ts';
import { gap, linesOf, type Output, odd } from '../client.ts';
import { APT_CONFIG, APT_POLICY, APT_UNATTENDED, APT_UPGRADES } from '../queries.ts';

/** `Inst curl [7.88.1-10] (7.88.1-10+deb12u5 Debian-Security:12/stable-security [amd64]) []`, one line for each package: apt-get(8), --simulate */
const INST = /^Inst (\S+)(?: \[[^\]]*\])? \((\S+) (.+?)(?: \[[\w-]+\])?\)/;
/** Debian's security archive, Ubuntu's pocket of that name, and Ubuntu's extended maintenance. */
const SECURITY = /Debian-Security:|\/[\w.]+-security\b|UbuntuESM(?:Apps)?:/;

export function securityUpgrades(text: string): Known<string[]> {
  const lines = linesOf(text);
  const installs = lines.filter((line) => line.startsWith('Inst '));
  const strange = installs.find((line) => !INST.test(line));
  if (strange !== undefined) return odd(APT_UPGRADES.call, strange);
  // the closing sum says that it came to an end
  const sum = lines.map((line) => /^(\d+) upgraded, (\d+) newly installed, \d+ to remove and \d+ not upgraded\./.exec(line)).find(Boolean);
  if (!sum) return gap(APT_UPGRADES.call.operation, 'missing_member', 'ended without its sum');
  if (installs.length !== Number(sum[1]) + Number(sum[2]))
    return gap(APT_UPGRADES.call.operation, 'malformed_response', 'its sum is another');
  return installs
    .map((line) => INST.exec(line) as RegExpExecArray)
    .filter(([, , , origin]) => SECURITY.test(origin as string))
    .map(([, name]) => name as string);
}

/** Whether security updates are looked for at all: a release line of apt-cache(8) policy whose label or archive says so. */
export function hasSecurityArchive(text: string): Known<boolean> {
  const releases = linesOf(text).filter((line) => /^\s+release /.test(line));
  if (!/^Package files:/m.test(text)) return gap(APT_POLICY.call.operation, 'missing_member', 'no list of package files');
  return releases.some((line) => /[ ,]l=Debian-Security\b|[ ,]a=[\w.]+-security\b/.test(line));
}

/** `APT::Periodic::Unattended-Upgrade "1";`. Days between two runs; 0, or no line, is never: /usr/lib/apt/apt.systemd.daily */
export function isPeriodic(text: string): Known<boolean> {
  const value = (name: string) => new RegExp(`^APT::Periodic::${name} "([^"]*)";`, 'm').exec(text)?.[1];
  if (!/^APT::Periodic /m.test(text) && text.trim() !== '') return odd(APT_CONFIG.call, linesOf(text)[0] as string);
  const runs = (name: string) => /^(?:[1-9]\d*[smhd]?|always)$/.test(value(name) ?? '0') && value('Enable') !== '0';
  return runs('Update-Package-Lists') && runs('Unattended-Upgrade');
}
/** dpkg(1) -s: a package that it does not know has status 1, and one that was removed another word than `installed`. */
export function isInstalled({ code, stdout }: Output): Known<boolean> {
  if (code === 1) return false;
  const status = /^Status: \S+ \S+ (\S+)$/m.exec(stdout)?.[1];
  return status === undefined ? gap(APT_UNATTENDED.call.operation, 'missing_member', 'no status') : status === 'installed';
}
