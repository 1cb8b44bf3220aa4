import { z } from 'zod';
import { defineCollector, known } from '../../../src/kit.ts';
import { type Heard, type Hosts, hear, machineIn, told } from '../client.ts';
import type { Backup } from '../config.ts';
import { argvOf, BORG, callOf, RESTIC } from '../queries.ts';
import { newestIn } from './snapshots.ts';

interface Raw {
  readonly backup: Backup;
  readonly heard: Heard;
}

export default defineCollector({
  id: 'host/backup',
  title: 'Repositories of backups, where they are declared',
  scope: 'machine',
  calls: [RESTIC, BORG],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The repository, as claimcheck.yaml declares it'),
    name: z.string().describe('With the tool'),
    tool: z.string().describe('`restic` or `borg`'),
    newest: known(z.string().nullable()).describe('When the newest snapshot or archive was begun; null: it holds none'),
  }),
  async *fetch(client: Hosts, ask, ctx): AsyncIterable<Raw> {
    const looked = machineIn(client, ctx);
    const { machine } = looked;
    const backups = machine.by === 'osquery' ? [] : machine.host.backups;
    ask.proof(`claimcheck.yaml declares ${backups.length} repositories of backups for ${machine.name}`);
    const heard = await Promise.all(
      backups.map(async (backup, at) => ({
        backup,
        heard: await hear(looked, ask, { name: `${backup.tool}/${at}`, call: callOf(backup) }),
      })),
    );
    yield* heard;
  },
  normalise({ backup, heard }: Raw) {
    const question = { call: callOf(backup), argv: argvOf(backup) };
    const newest = told(heard, question, ({ stdout }) => newestIn(stdout, backup));
    return { id: backup.repository, name: `${backup.tool} ${backup.repository}`, tool: backup.tool, newest };
  },
});
