import { resolve } from 'node:path';
import type { Report } from '../model.ts';
import { renderers } from '../registry.ts';
import { chosenRenderers, deliver, openOut } from './deliver.ts';
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

/** The report of a sealed run, from the locker alone. Its exit status is that of the run. */
export const report: Command<ReportOptions> = async (options, edge) => {
  checkedEdition(options);
  const chosen = chosenRenderers(options.format, renderers);
  const out = resolve(edge.cwd, options.out);
  const sealed = await (await lockerOf(options, edge)).run(options.run);
  await openOut(out);
  const document = JSON.parse(new TextDecoder().decode(await sealed.file('report.json'))) as Report;
  const shown = shownTo(document, () => sealed.findings(), options);
  const { written, failed } = await deliver(out, chosen, shown.report, shown.findings);
  for (const path of written) edge.say(`written: ${path}`);
  for (const refusal of failed) edge.say(refusal.line);
  return failed.length > 0 ? 9 : document.run.exit;
};
