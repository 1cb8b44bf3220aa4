import { z } from 'zod';
import { defineCollector, isUnknown, known, settled } from '../../../src/kit.ts';
import type { Ask, Known } from '../../../src/model.ts';
import { gap, type Hosts, hear, type Looked, machineIn, type Rows, tableOf, told } from '../client.ts';
import { BLOCK_DEVICES, OSQUERY } from '../queries.ts';
import { type Encryption, joined, type Volume, volumesIn } from './lsblk.ts';

const Mount = z.looseObject({ device: z.string(), path: z.string(), type: z.string() });
const Encrypted = z.looseObject({ name: z.string(), encrypted: z.string() });
/** A volume, and the answers that tell of it. */
type Raw = Volume & { readonly at?: string; readonly rests: readonly unknown[] };

export default defineCollector({
  id: 'host/volume',
  title: 'Mounted volumes of the machine',
  scope: 'machine',
  calls: [BLOCK_DEVICES.call, OSQUERY],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The device: `NAME` of lsblk, `device` of osquery'),
    name: z.string().describe('Where it is mounted'),
    mountpoint: z.string().describe('The same; one of them, where there are several'),
    filesystem: z.string().nullable().describe('`FSTYPE`; null: not told'),
    encrypted: known(z.boolean()).describe('dm-crypt lies between it and every disk under it'),
  }),
  async *fetch(client: Hosts, ask, ctx): AsyncIterable<Raw> {
    const looked = machineIn(client, ctx);
    if (looked.machine.by === 'osquery') return yield* byOsquery(looked, ask);
    const heard = await hear(looked, ask, BLOCK_DEVICES);
    const seen = told(heard, BLOCK_DEVICES, ({ stdout }) => volumesIn(stdout));
    if (isUnknown(seen)) return ask.incomplete(seen.$unknown);
    const [pool] = seen.unseen;
    if (pool !== undefined)
      ask.incomplete(gap(BLOCK_DEVICES.call.operation, 'no_results', `${pool} is of a pool, of which lsblk shows no mountpoint`).$unknown);
    ask.proof(`the whole tree of block devices, with ${seen.volumes.length} mounted volumes`);
    for (const volume of seen.volumes) yield { ...volume, rests: [heard] };
  },
  normalise({ device, mountpoint, filesystem, encrypted }: Raw) {
    return { id: device, name: mountpoint, mountpoint, filesystem, encrypted };
  },
  asOf: ({ at }: Raw) => at,
});

async function* byOsquery(looked: Looked, ask: Ask): AsyncIterable<Raw> {
  const [mounts, encryption] = await Promise.all([
    tableOf(looked, ask, 'mounts', Mount),
    tableOf(looked, ask, 'disk_encryption', Encrypted),
  ]);
  if (isUnknown(mounts)) return ask.incomplete(mounts.$unknown);
  if (mounts === null) return ask.incomplete(gap(OSQUERY.operation, 'missing_member', 'no table mounts').$unknown);
  const known: Known<Rows<Encryption>> = encryption ?? gap(OSQUERY.operation, 'missing_member', 'no table disk_encryption');
  const at = isUnknown(known) || known.at > mounts.at ? mounts.at : known.at;
  const rows = settled<[Rows<Encryption>], readonly Encryption[]>([known], (table) => table.rows);
  ask.proof(`all ${mounts.rows.length} mounts that osquery saw at ${mounts.at}`);
  for (const volume of joined(mounts.rows, rows)) yield { ...volume, at, rests: [mounts, encryption] };
}
