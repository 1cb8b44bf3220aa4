/** Units of systemd by name: blocks of `Name=value`, https://manpages.debian.org/systemctl.1 */
import type { Known } from '../../src/model.ts';
import { gap, type Heard, told } from './client.ts';
import { UNITS } from './queries.ts';

/** Whether each runs; a unit that is not there does not. */
export type Units = ReadonlyMap<string, boolean>;
export const unitsIn = (heard: Heard): Known<Units> => told(heard, UNITS, ({ stdout }) => parseUnits(stdout));

export function parseUnits(text: string): Known<Units> {
  const units = new Map<string, boolean>();
  for (const block of text.split(/\n\s*\n/).filter((one) => one.trim() !== '')) {
    const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(block)?.[1];
    const [id, load, active] = [value('Id'), value('LoadState'), value('ActiveState')];
    if (id === undefined || load === undefined || active === undefined)
      return gap(UNITS.call.operation, 'missing_member', 'a unit without Id, LoadState or ActiveState');
    units.set(id, load !== 'not-found' && active === 'active');
  }
  return units;
}
/** Of a unit that was asked for. */
export function runs(units: Units, id: string): Known<boolean> {
  return units.get(id) ?? gap(UNITS.call.operation, 'missing_member', `does not name ${id}`);
}
