import { openWire } from '../collect/wire.ts';
import { collectorsWanted } from '../hear.ts';
import { isAboutTheRun } from '../itself/kinds.ts';
import { collectors } from '../registry.ts';
import { diagnose, forMachines } from './doctor/diagnosis.ts';
import { examine } from './doctor/examine.ts';
import { tell } from './doctor/tell.ts';
import type { Command } from './edge.ts';
import { policyFor, readUserConfig } from './setup.ts';

export interface DoctorOptions {
  readonly config: string;
  readonly checks?: string;
  readonly json?: boolean;
}

/** Before a run: what it would not see, and what would help. 0: all that could be tried can be seen; 3: something cannot. */
export const doctor: Command<DoctorOptions> = async (options, edge) => {
  const config = readUserConfig(options.config, edge);
  const chosen = policyFor(config, options.checks);
  // nobody is asked for what a run knows of itself
  const policy = { ...chosen, checks: chosen.checks.filter(({ check }) => !isAboutTheRun(check)) };
  const wire = openWire();
  try {
    const examination = await examine({ config, collectors: collectorsWanted({ checks: policy.checks }, collectors), wire, edge });
    const diagnosis = diagnose(policy, examination);
    await edge.out(options.json ? `${JSON.stringify(forMachines(diagnosis), null, 2)}\n` : tell(diagnosis));
    return edge.interrupted() ?? diagnosis.exit;
  } finally {
    wire.close();
  }
};
