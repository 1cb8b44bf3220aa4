/** What a run holds of an estate, whoever answers: `BENCH_FLOW=100,5000` accounts in `BENCH_REGIONS` (default 17) regions each. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { here, measured, scratch } from './child.mjs';

export async function flow() {
  const rows = [];
  const regions = process.env.BENCH_REGIONS ?? '17';
  let first;
  for (const accounts of (process.env.BENCH_FLOW ?? '100,1000').split(',')) {
    const run = await scratch(async (dir) => {
      const used = await measured([join(here, 'flow-run.mjs'), accounts, regions, dir], { dir });
      const size = async (name) => ((await stat(join(dir, 'locker/runs/00000001', name))).size / 1e6).toFixed(1);
      return { ...used, report: await size('report.json'), findings: await size('findings.jsonl') };
    });
    const ratio = first ? `${(run.rssMb / first).toFixed(2)} x the first` : '';
    rows.push({ what: `${accounts} accounts x ${regions} regions, sealed and reported: peak RSS`, measured: `${Math.round(run.rssMb)} MB`, ratio, target: '<= 256 MB, <= 1.5 x' });
    rows.push({ what: 'wall; CPU; report, findings', measured: `${((run.ended - run.began) / 1000).toFixed(0)} s; ${(run.cpuMs / 1000).toFixed(0)} s; ${run.report} MB, ${run.findings} MB`, ratio: '', target: '' });
    first ??= run.rssMb;
  }
  return { rows, notes: ['the provider answers in the same process, without SDK and HTTP: what is measured is collecting, judging, sealing and reporting'] };
}
