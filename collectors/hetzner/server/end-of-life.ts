/**
 * Until when an operating system gets security updates that cost nothing, as its makers say. Data, as of `AS_OF`: what is not in it is not
 * known, and no verdict. The day is the last one; where the makers name a month, its last day.
 */
import { unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';

export const AS_OF = '2026-11-21';

interface System {
  /** The makers' own page. */
  readonly source: string;
  readonly ends: Readonly<Record<string, string>>;
}
/** By Hetzner's `os_flavor`, then by its `os_version`. */
export const SYSTEMS: Readonly<Record<string, System>> = {
  // the end of long-term support, which Debian's LTS team gives everybody after the security team's three years
  debian: {
    source: 'https://wiki.debian.org/LTS',
    ends: { '8': '2020-06-30', '9': '2022-06-30', '10': '2024-06-30', '11': '2026-08-31', '12': '2028-06-30', '13': '2030-06-30' },
  },
  // standard support; expanded maintenance needs a subscription
  ubuntu: {
    source: 'https://ubuntu.com/about/release-cycle',
    ends: {
      '16.04': '2021-04-30',
      '18.04': '2023-05-31',
      '20.04': '2025-05-31',
      '22.04': '2027-04-30',
      '24.04': '2029-05-31',
      '24.10': '2025-07-10',
      '25.04': '2026-01-17',
      '25.10': '2026-07-31',
      '26.04': '2031-04-30',
    },
  },
  rocky: { source: 'https://wiki.rockylinux.org/rocky/version/', ends: { '8': '2029-05-31', '9': '2032-05-31', '10': '2035-05-31' } },
  alma: { source: 'https://wiki.almalinux.org/release-notes/', ends: { '8': '2029-03-01', '9': '2032-05-31', '10': '2035-05-31' } },
  // 8 may be CentOS Linux or CentOS Stream: the later of the two days; 9 and 10 exist as Stream only
  centos: {
    source: 'https://www.centos.org/cl-vs-cs/',
    ends: { '7': '2024-06-30', '8': '2024-05-31', '9': '2027-05-31', '10': '2030-01-01' },
  },
  fedora: {
    source: 'https://docs.fedoraproject.org/en-US/releases/eol/',
    ends: {
      '37': '2023-12-05',
      '38': '2024-05-21',
      '39': '2024-11-26',
      '40': '2025-05-13',
      '41': '2025-12-15',
      '42': '2026-05-13',
      '43': '2026-12-09',
    },
  },
  // `15` alone: the last of its minor releases
  opensuse: {
    source: 'https://en.opensuse.org/Lifetime',
    ends: { '15': '2026-04-30', '15.4': '2023-12-07', '15.5': '2024-12-31', '15.6': '2026-04-30', '16.0': '2027-10-31' },
  },
};

/** RFC 3339 instant at which support is over: the end of the last day, in UTC. */
export function supportEnds(flavor: string, version: string | null, operation: string): Known<string> {
  const untold = (detail: string) => unknown({ operation, reason: 'missing_member', detail });
  if (version === null) return untold(`${operation} does not say which version of ${flavor} the image holds`);
  const system = Object.hasOwn(SYSTEMS, flavor) ? SYSTEMS[flavor] : undefined;
  const plain = flavor === 'centos' ? version.replace(/^stream-?/, '') : version;
  const day = system && Object.hasOwn(system.ends, plain) ? system.ends[plain] : undefined;
  return day === undefined ? untold(`the table of ${AS_OF} does not say until when ${flavor} ${version} is supported`) : `${day}T23:59:59Z`;
}
