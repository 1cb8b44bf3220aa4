import { resolve } from 'node:path';
import type { Report } from '../model.ts';
import { renderers } from '../registry.ts';
import { chosenRenderers, deliver, openOut } from './deliver.ts';
import type { Command } from './edge.ts';
import { lockerOf } from './evaluate.ts';

export interface ReportOptions {
  readonly run: string;
  readonly config: string;
  readonly locker?: string;
  readonly out: string;
  readonly format: string;
}

/** The report of a sealed run, from the locker alone. Its exit status is that of the run. */
export const report: Command<ReportOptions> = async (options, edge) => {
  const chosen = chosenRenderers(options.format, renderers);
  const out = resolve(edge.cwd, options.out);
  const sealed = await (await lockerOf(options, edge)).run(options.run);
  await openOut(out);
  const document = JSON.parse(new TextDecoder().decode(await sealed.file('report.json'))) as Report;
  const { written, failed } = await deliver(out, chosen, document, () => sealed.findings());
  for (const path of written) edge.say(`written: ${path}`);
  for (const refusal of failed) edge.say(refusal.line);
  return failed.length > 0 ? 9 : document.run.exit;
};
