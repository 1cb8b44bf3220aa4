import { z } from 'zod';
import { defineCollector, isUnknown, known, missing } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { type Postgres, rowsOf } from '../client.ts';
import { ARCHIVER, SETTINGS } from '../queries.ts';
import { askSettings, type Settings, settingOf } from '../setting.ts';

const Archiver = z.looseObject({
  archived: z.int(),
  failed: z.int(),
  lastArchived: z.string().nullable(),
  lastFailed: z.string().nullable(),
});
type Archiver = z.infer<typeof Archiver>;
interface Raw {
  readonly name: string;
  readonly settings: Settings;
  readonly archiver: Answer<readonly Archiver[]>;
}

export default defineCollector({
  id: 'postgres/wal-archive',
  title: 'Archiving of the write-ahead log, where it is declared as the backup',
  scope: 'database',
  calls: [SETTINGS.call, ARCHIVER.call],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives the database'),
    name: z.string().describe('The same'),
    mode: known(z.string()).describe('`archive_mode`: off, on or always'),
    lastArchived: known(z.string().nullable()).describe('`last_archived_time`; null: never'),
    lastFailed: known(z.string().nullable()).describe('`last_failed_time`; null: never'),
    failedSince: known(z.boolean()).describe('The newest attempt failed: `last_failed_time` is later than `last_archived_time`'),
  }),
  async *fetch(client: Postgres, ask): AsyncIterable<Raw> {
    const { name, walArchive } = client.config;
    if (!walArchive) return ask.proof('claimcheck.yaml does not declare that this database is backed up by its write-ahead log');
    ask.proof('the one server that was asked');
    const [settings, archiver] = await Promise.all([askSettings(client, ask), rowsOf(client, ask, ARCHIVER, Archiver)]);
    yield { name, settings, archiver };
  },
  normalise({ name, settings, archiver }: Raw) {
    const of = <T>(pick: (row: Archiver) => T): Known<T> => {
      if (isUnknown(archiver)) return archiver;
      const [row] = archiver ?? [];
      return row ? pick(row) : missing(ARCHIVER.call.operation, 'rows');
    };
    const instant = (text: string | null) => (text === null ? null : new Date(text).toISOString());
    return {
      id: name,
      name,
      mode: settingOf(settings, 'archive_mode'),
      lastArchived: of(({ lastArchived }) => instant(lastArchived)),
      lastFailed: of(({ lastFailed }) => instant(lastFailed)),
      failedSince: of(
        ({ lastArchived, lastFailed }) =>
          lastFailed !== null && (lastArchived === null || Date.parse(lastFailed) >= Date.parse(lastArchived)),
      ),
    };
  },
});
