/** Loaded into a measured process before anything else: tells what it used when it ends. `BENCH_USAGE` names the file. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { cache } = createRequire(import.meta.url);
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const usage = {
    /** CPU of all threads, in ms. */
    cpuMs: (user + system) / 1000,
    /** Largest resident set, in MB (`maxRSS` is in KiB on Linux). */
    rssMb: (process.resourceUsage().maxRSS * 1024) / 1e6,
    wallMs: performance.now(),
    /** Files that `require` loaded; what `import` loaded is told by hooks.mjs. */
    required: Object.keys(cache),
    builtin: process.moduleLoadList.length,
  };
  writeFileSync(process.env.BENCH_USAGE, JSON.stringify(usage));
});
