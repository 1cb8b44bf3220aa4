import { z } from 'zod';
import { defineCollector, isUnknown, known } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { gap, type Heard, type Hosts, hear, isAbsent, linesOf, machineIn, odd, told } from '../client.ts';
import { either } from '../kleene.ts';
import { CHRONYC, TIMEDATECTL } from '../queries.ts';

interface Raw {
  readonly name: string;
  readonly timedatectl: Heard;
  readonly chronyc: Heard;
}

/** `NTPSynchronized=yes`: the kernel's own word, whoever keeps its clock. https://manpages.debian.org/timedatectl.1 */
export function kernelSays(text: string): Known<boolean> {
  const value = /^NTPSynchronized=(yes|no)$/m.exec(text)?.[1];
  return value === undefined ? gap(TIMEDATECTL.call.operation, 'missing_member', 'no NTPSynchronized') : value === 'yes';
}
/** Fourteen fields, the last of them the leap status: https://manpages.debian.org/chronyc.1 */
export function chronySays(text: string): Known<boolean> {
  const fields = (linesOf(text)[0] ?? '').split(',');
  const status = fields.at(-1)?.trim() ?? '';
  if (fields.length !== 14 || !/^(?:Normal|Insert second|Delete second|Not synchronised)$/.test(status)) return odd(CHRONYC.call, text);
  return status !== 'Not synchronised';
}

export default defineCollector({
  id: 'host/clock',
  title: 'Clock of the machine',
  scope: 'machine',
  calls: [TIMEDATECTL.call, CHRONYC.call],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives the machine'),
    name: z.string().describe('The same'),
    synchronised: known(z.boolean()).describe(
      '`NTPSynchronized` of timedatectl, or a leap status of chronyd’s other than `Not synchronised`',
    ),
  }),
  async *fetch(client: Hosts, ask, ctx): AsyncIterable<Raw> {
    const looked = machineIn(client, ctx);
    ask.proof('the one machine that was asked');
    const [timedatectl, chronyc] = await Promise.all([hear(looked, ask, TIMEDATECTL), hear(looked, ask, CHRONYC)]);
    yield { name: looked.machine.name, timedatectl, chronyc };
  },
  normalise({ name, timedatectl, chronyc }: Raw) {
    const kernel = told(timedatectl, TIMEDATECTL, ({ stdout }) => kernelSays(stdout));
    // one tool that is not installed leaves the word to the other; a chronyd that does not run (status 1) keeps no clock
    const chrony: Known<boolean> = isAbsent(chronyc)
      ? isUnknown(kernel)
        ? kernel
        : false
      : told(chronyc, CHRONYC, ({ code, stdout }) => (code === 1 && stdout.trim().startsWith('506') ? false : chronySays(stdout)));
    const both = isAbsent(timedatectl) && !isUnknown(chrony) ? chrony : either(kernel, chrony);
    return { id: name, name, synchronised: both };
  },
});
