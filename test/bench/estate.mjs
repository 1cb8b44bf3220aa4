/** The simulated estate in a process of its own, so that it does not share a thread with what is measured: `estate.mjs <world> <latencyMs>`. */
import { openEstate } from '../../dist/src/demo/estate.js';

const [world, latencyMs] = process.argv.slice(2);
const estate = await openEstate({ world, now: () => new Date().toISOString(), latencyMs: Number(latencyMs) });
process.send({ env: estate.env, yaml: estate.yaml([]) });
process.on('message', async (message) => {
  if (message === 'requests') process.send({ requests: estate.requests() });
});
process.once('disconnect', () => estate.close().then(() => process.exit(0)));
