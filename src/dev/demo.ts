/** `npm run demo`: the command as a user has it, without npm's own alarm about a status that is meant. */
import { spawnSync } from 'node:child_process';

const { status } = spawnSync(process.execPath, ['dist/src/cli/main.js', 'demo', ...process.argv.slice(2)], { stdio: 'inherit' });
const MEANT: Readonly<Record<number, string>> = {
  1: 'something fails',
  3: 'something is unknown',
  4: 'something fails and something is unknown',
};
const meaning = status === null ? undefined : MEANT[status];
if (meaning === undefined) process.exitCode = status ?? 9;
else console.error(`claimcheck exited with ${status}: ${meaning}. In a cron job this is what raises the alarm.`);
