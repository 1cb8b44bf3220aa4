/** Mounted volumes, and whether dm-crypt is under each: the tree of lsblk(8), https://manpages.debian.org/lsblk.8 */
import { z } from 'zod';
import { isUnknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { gap } from '../client.ts';
import { BLOCK_DEVICES } from '../queries.ts';

export interface Volume {
  readonly device: string;
  readonly mountpoint: string;
  readonly filesystem: string | null;
  readonly encrypted: Known<boolean>;
}
export interface Volumes {
  readonly volumes: readonly Volume[];
  /** What holds data and shows no mountpoint of its own. */
  readonly unseen: readonly string[];
}
interface Device {
  readonly name: string;
  readonly type: string;
  readonly fstype: string | null;
  readonly mountpoint: string | null;
  readonly children?: readonly Device[] | undefined;
}
const Device: z.ZodType<Device> = z.looseObject({
  name: z.string(),
  type: z.string(),
  fstype: z.string().nullable(),
  mountpoint: z.string().nullable(),
  get children() {
    return z.array(Device).optional();
  },
});
const Tree = z.looseObject({ blockdevices: z.array(Device) });

/** Images that hold no data of anybody's: snaps, installation media. */
const IMAGES = new Set(['squashfs', 'iso9660', 'erofs', 'udf']);
/** File systems that may stretch over several devices, of which lsblk shows the mountpoint at one. */
const POOLS = new Set(['zfs_member', 'btrfs', 'bcachefs']);
const { operation } = BLOCK_DEVICES.call;

export function volumesIn(text: string): Known<Volumes> {
  const tree = Tree.safeParse(parsed(text));
  if (!tree.success) return gap(operation, 'malformed_response', 'is not the tree that lsblk -J writes');
  const volumes = new Map<string, Volume>();
  const unseen: string[] = [];
  const walk = ({ name, type, fstype, mountpoint, children = [] }: Device, above: boolean) => {
    const crypt = above || type === 'crypt';
    if (mountpoint?.startsWith('/') && !IMAGES.has(fstype ?? '')) {
      const encrypted =
        type === 'loop' && !crypt ? gap(operation, 'no_results', `${name} is a file of another volume, which lsblk does not name`) : crypt;
      const before = volumes.get(name)?.encrypted;
      // a device over several others stands under each of them
      volumes.set(name, { device: name, mountpoint, filesystem: fstype, encrypted: before === false ? false : encrypted });
    } else if (mountpoint === null && POOLS.has(fstype ?? '') && !crypt) unseen.push(name);
    for (const child of children) walk(child, crypt);
  };
  for (const device of tree.data.blockdevices) walk(device, false);
  return { volumes: [...volumes.values()], unseen };
}
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface Mount {
  readonly device: string;
  readonly path: string;
  readonly type: string;
}
export interface Encryption {
  readonly name: string;
  readonly encrypted: string;
}
/** The same of osquery's tables `mounts` and `disk_encryption`, joined by the device: https://osquery.io/schema */
export function joined(mounts: readonly Mount[], encryption: Known<readonly Encryption[]>): Volume[] {
  return mounts
    .filter(({ device, path, type }) => device.startsWith('/dev/') && !IMAGES.has(type) && path.startsWith('/'))
    .map(({ device, path, type }) => {
      const row = isUnknown(encryption) ? encryption : encryption.find(({ name }) => name === device);
      const encrypted =
        row === undefined
          ? gap('host:GetOsqueryTable', 'missing_member', `disk_encryption does not name ${device}`)
          : isUnknown(row)
            ? row
            : row.encrypted === '1';
      return { device, mountpoint: path, filesystem: type, encrypted };
    });
}
