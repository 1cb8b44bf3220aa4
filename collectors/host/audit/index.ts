import { z } from 'zod';
import { defineCollector, isUnknown, known, settled } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { gap, type Heard, type Hosts, hear, machineIn, type Rows, tableOf } from '../client.ts';
import { OSQUERY, UNITS } from '../queries.ts';
import { type Units, unitsIn } from '../units.ts';

const Unit = z.looseObject({ id: z.string(), load_state: z.string(), active_state: z.string() });
type Unit = z.infer<typeof Unit>;
interface Raw {
  readonly name: string;
  readonly heard?: Heard;
  readonly table?: Answer<Rows<Unit>>;
}
/** What each watches: what is done, who knocks too often, or whether files have changed. */
const WATCHERS: Readonly<Record<string, readonly string[]>> = {
  audit: ['auditd.service'],
  intrusion: ['crowdsec.service', 'fail2ban.service', 'sshguard.service'],
  integrity: ['aidecheck.timer', 'dailyaidecheck.timer', 'samhain.service', 'wazuh-agent.service'],
};

export default defineCollector({
  id: 'host/audit',
  title: 'What watches the machine',
  scope: 'machine',
  calls: [UNITS.call, OSQUERY],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives the machine'),
    name: z.string().describe('The same'),
    watching: known(z.array(z.string())).describe(
      'Kinds of watchers of which a unit of systemd is active: audit (auditd), intrusion (fail2ban, CrowdSec, sshguard), integrity (AIDE’s timer, Samhain, Wazuh)',
    ),
  }),
  async *fetch(client: Hosts, ask, ctx): AsyncIterable<Raw> {
    const looked = machineIn(client, ctx);
    ask.proof('the one machine that was asked');
    const { name, by } = looked.machine;
    if (by === 'osquery') yield { name, table: await tableOf(looked, ask, 'systemd_units', Unit) };
    else yield { name, heard: await hear(looked, ask, UNITS) };
  },
  normalise({ name, heard, table }: Raw) {
    const units = heard === undefined ? fromTable(table) : unitsIn(heard);
    const watching = settled<[Units], string[]>([units], (all) =>
      Object.entries(WATCHERS).flatMap(([kind, names]) => (names.some((one) => all.get(one) === true) ? [kind] : [])),
    );
    return { id: name, name, watching };
  },
  asOf: ({ table }: Raw) => (table === undefined || table === null || isUnknown(table) ? undefined : table.at),
});

/** osquery lists what systemd has loaded: a unit that is not listed does not run. https://osquery.io/schema */
function fromTable(table: Answer<Rows<Unit>> | undefined): Known<Units> {
  if (isUnknown(table)) return table;
  if (table === null || table === undefined || table.rows.length === 0)
    return gap(OSQUERY.operation, 'missing_member', 'no table systemd_units');
  return new Map(table.rows.map(({ id, active_state }) => [id, active_state === 'active']));
}
