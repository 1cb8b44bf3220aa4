/** A simulated machine, with its entry in claimcheck.yaml. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Instant } from '../../model.ts';
import { startHost } from './server.ts';
import { backups, clean, denied, drift, drifted, osqueryLog, rhel, ubuntu } from './worlds.ts';

const WORLDS = { clean, drifted, denied, rhel, ubuntu };
export interface Opened {
  readonly drift: typeof drift;
  /** Under `sources`, as YAML. */
  readonly entry: string;
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** `osquery`: the clean machine, of which nothing but osqueryd's log is known. */
export async function openHost(name: keyof typeof WORLDS | 'osquery', now: () => Instant): Promise<Opened> {
  const world = name === 'osquery' ? clean : WORLDS[name];
  const server = await startHost({ world, now });
  const log = join(dirname(server.path), 'db-1.log');
  writeFileSync(log, osqueryLog(now()));
  const held = backups.map((one) => `\n          - ${JSON.stringify(one)}`).join('');
  const machine = `hosts:
      - name: web-1
        local: true
        path: [${JSON.stringify(server.path)}]
        backups:${held}`;
  return {
    drift,
    entry: `type: host
    name: servers
    ${name === 'osquery' ? `osquery: [${JSON.stringify(log)}]` : machine}`,
    get requests() {
      return server.requests;
    },
    close: () => server.close(),
  };
}

/** The same as an estate of its own. */
export async function openHostAlone(name: Parameters<typeof openHost>[0], now: () => Instant) {
  const { entry, close } = await openHost(name, now);
  return { env: {} as Readonly<Record<string, string>>, yaml: () => `sources:\n  - ${entry}\nclaims: []\nlocker: ./locker\n`, close };
}
