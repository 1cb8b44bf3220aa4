/** A simulated estate in its own process, and a claimcheck.yaml that asks it. */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { here } from './child.mjs';

export async function withEstate({ world, latencyMs, dir }, work) {
  const server = fork(join(here, 'estate.mjs'), [world, String(latencyMs)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let complaint = '';
  server.stderr.on('data', (chunk) => (complaint += chunk));
  try {
    const { env, yaml } = await new Promise((done, failed) => {
      server.once('message', done);
      server.once('exit', () => failed(new Error(`the simulated estate did not start: ${complaint}`)));
    });
    const config = join(dir, 'claimcheck.yaml');
    writeFileSync(config, yaml);
    return await work({ env, config, locker: join(dir, 'locker') });
  } finally {
    server.disconnect();
  }
}
