/** With preload.mjs: writes every module that the process imports into the file `BENCH_MODULES`, one address a line. Costs CPU of its own. */
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { register } from 'node:module';

if (isMainThread) register(import.meta.url);

export function load(url, context, next) {
  appendFileSync(process.env.BENCH_MODULES, `${url}\n`);
  return next(url, context);
}
