import { resolve } from 'node:path';
import { Refusals } from '../errors.ts';
import type { Report } from '../model.ts';
import { renderers } from '../registry.ts';
import { choose, deliver, exitAfter, openOut } from './deliver.ts';
import type { Command } from './edge.ts';
import { checkedEdition, type EditionFlags, shownTo } from './edition.ts';
import { lockerOf } from './evaluate.ts';

export interface ReportOptions extends EditionFlags {
  readonly run: string;
  readonly config: string;
  readonly locker?: string;
  readonly out: string;
  readonly format: string;
}

/** The report of a sealed run, from the locker alone. Its exit status is that of the run. What is no format keeps no other one back. */
export const report: Command<ReportOptions> = async (options, edge) => {
  checkedEdition(options);
  const { chosen, unknown } = choose(options.format, renderers);
  if (chosen.length === 0) throw new Refusals(unknown);
  const out = resolve(edge.cwd, options.out);
  const sealed = await (await lockerOf(options, edge)).run(options.run);
  await openOut(out);
  const document = JSON.parse(new TextDecoder().decode(await sealed.file('report.json'))) as Report;
  const shown = shownTo(document, () => sealed.findings(), options, () => sealed.subjects());
  const { written, failed } = await deliver(out, chosen, shown.report, shown.findings, shown.subjects);
  for (const path of written) edge.say(`written: ${path}`);
  const refused = [...unknown, ...failed];
  for (const refusal of refused) edge.say(refusal.line);
  return exitAfter(refused, document.run.exit);
};
