import { z } from 'zod';
import { defineCollector, isUnknown, known, settled } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { type Heard, type Hosts, hear, isAbsent, linesOf, machineIn, odd, told } from '../client.ts';
import { either } from '../kleene.ts';
import { KERNEL, KERNELS, NEEDS_RESTARTING, OS_RELEASE, REBOOT_REQUIRED } from '../queries.ts';
import { releaseIn } from '../release.ts';
import { installedIn, isBehind, needsRestarting } from './kernels.ts';

interface Raw {
  readonly name: string;
  readonly running: Heard;
  readonly installed: Heard;
  /** Debian: the file that packages leave. Red Hat: the tool that compares. */
  readonly file?: Heard;
  readonly tool?: Heard;
}

export default defineCollector({
  id: 'host/kernel',
  title: 'The running kernel',
  scope: 'machine',
  calls: [OS_RELEASE, KERNEL, KERNELS, REBOOT_REQUIRED, NEEDS_RESTARTING].map(({ call }) => call),
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives the machine'),
    name: z.string().describe('The same'),
    running: known(z.string()).describe('`uname -r`'),
    waits: known(z.boolean()).describe(
      'A newer kernel of the same flavour is in /boot, or the system’s own tool or /run/reboot-required asks for a restart',
    ),
  }),
  async *fetch(client: Hosts, ask, ctx): AsyncIterable<Raw> {
    const looked = machineIn(client, ctx);
    ask.proof('the one machine that was asked');
    const [running, installed, heard] = await Promise.all([
      hear(looked, ask, KERNEL),
      hear(looked, ask, KERNELS),
      hear(looked, ask, OS_RELEASE),
    ]);
    const release = releaseIn(heard);
    const family = isUnknown(release) ? 'other' : release.family;
    yield {
      ...{ name: looked.machine.name, running, installed },
      ...(family === 'debian' && { file: await hear(looked, ask, REBOOT_REQUIRED) }),
      ...(family === 'rhel' && { tool: await hear(looked, ask, NEEDS_RESTARTING) }),
    };
  },
  normalise({ name, running, installed, file, tool }: Raw) {
    const version = told(running, KERNEL, ({ stdout }) => (/^\d\S*\s*$/.test(stdout) ? stdout.trim() : odd(KERNEL.call, stdout)));
    const behind = settled<[string], boolean>([version], (now) =>
      told(installed, KERNELS, ({ stdout }) => isBehind(now, installedIn(stdout))),
    );
    const left: Known<boolean> = file === undefined ? false : told(file, REBOOT_REQUIRED, ({ stdout }) => isThere(stdout));
    // the tool sees libraries as well; where it is not installed, the kernels alone are compared
    const asked: Known<boolean> =
      tool === undefined || isAbsent(tool) ? false : told(tool, NEEDS_RESTARTING, ({ stdout }) => needsRestarting(stdout));
    return { id: name, name, running: version, waits: either(behind, left, asked) };
  },
});

/** The one file that was asked for, with its time; or nothing. */
function isThere(text: string): Known<boolean> {
  const [line, ...rest] = linesOf(text);
  if (line === undefined) return false;
  return rest.length === 0 && /^\d+:\//.test(line) ? true : odd(REBOOT_REQUIRED.call, line);
}
