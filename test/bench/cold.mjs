/** What `claimcheck --help` costs, and what it loads. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, here, measured, median, scratch, times } from './child.mjs';

/** What nobody who asks for help should wait for. */
const HEAVY = /\/node_modules\/(?:@aws-sdk|@smithy|@octokit|pdfkit|fontkit|zod|yaml|@marcbachmann)\//;

export async function cold({ count }) {
  return scratch(async (dir) => {
    const cpu = async (args) => median((await times(Math.max(count, 7), () => measured(args, { dir }))).map((used) => used.cpuMs));
    const [help, nothing] = [await cpu([cli, '--help']), await cpu(['-e', '0'])];
    const loaded = await modulesOf([cli, '--help'], dir);
    const heavy = loaded.filter((path) => HEAVY.test(path));
    // a list that names nothing of what it must name would prove nothing
    const known = await modulesOf([cli, 'list', 'checks'], dir);
    if (!known.some((path) => HEAVY.test(path))) throw new Error('the list of loaded modules does not see what `claimcheck list checks` loads');
    const rows = [
      { what: 'CPU of `claimcheck --help`', measured: `${help.toFixed(0)} ms`, ratio: `${(help / nothing).toFixed(2)} x node -e 0`, target: '< 150 ms' },
      { what: 'modules loaded by `claimcheck --help`', measured: `${loaded.length}, of them SDK, pdfkit, octokit: ${heavy.length}`, ratio: '', target: '0 of these' },
    ];
    return { rows, notes: heavy.slice(0, 20) };
  });
}

/** Paths of every file that `import` or `require` loaded. */
async function modulesOf(args, dir) {
  const list = join(dir, 'modules.txt');
  const used = await measured(args, { dir, env: { BENCH_MODULES: list }, node: ['--import', join(here, 'hooks.mjs')] });
  const imported = existsSync(list) ? readFileSync(list, 'utf8').split('\n') : [];
  const files = imported.filter((url) => url.startsWith('file:')).map((url) => new URL(url).pathname);
  return [...new Set([...files, ...used.required])].filter((path) => !path.startsWith(here));
}
