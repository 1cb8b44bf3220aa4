/** Which family of systems a machine is of: https://www.freedesktop.org/software/systemd/man/latest/os-release.html */

import type { Known } from '../../src/model.ts';
import { gap, type Heard, linesOf, told } from './client.ts';
import { OS_RELEASE } from './queries.ts';

export interface Release {
  /** `ID`: debian, ubuntu, rhel, rocky. */
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly family: 'debian' | 'rhel' | 'other';
}
export const releaseIn = (heard: Heard): Known<Release> => told(heard, OS_RELEASE, ({ stdout }) => parseRelease(stdout));

export function parseRelease(text: string): Known<Release> {
  const fields = new Map(
    linesOf(text).flatMap((line) => {
      const found = /^([A-Z][A-Z0-9_]*)=(?:"([^"]*)"|'([^']*)'|(\S*))$/.exec(line.trim());
      return found ? [[found[1] as string, found[2] ?? found[3] ?? (found[4] as string)] as const] : [];
    }),
  );
  const id = fields.get('ID');
  if (id === undefined) return gap(OS_RELEASE.call.operation, 'missing_member', 'no ID');
  const version = fields.get('VERSION_ID') ?? 'rolling';
  const kin = [id, ...(fields.get('ID_LIKE') ?? '').split(' ')];
  const family =
    kin.includes('debian') || kin.includes('ubuntu')
      ? 'debian'
      : kin.some((one) => /^(?:rhel|fedora|centos)$/.test(one))
        ? 'rhel'
        : 'other';
  return { id, version, title: fields.get('PRETTY_NAME') ?? `${id} ${version}`, family };
}
