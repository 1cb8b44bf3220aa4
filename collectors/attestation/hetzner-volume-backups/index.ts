import { z } from 'zod';
import { isUnknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';
import { before, silent, tooOld } from '../vouch.ts';

const DAYS = 365;

export default formed(
  {
    id: 'hetzner-volume-backups',
    title: 'Backups of volumes at Hetzner',
    about: 'what backs up each volume, since Hetzner does not: its backups of servers leave volumes out',
    documents: 1,
    days: DAYS,
    facts: {
      volumes: z
        .array(
          z.strictObject({
            project: Text.describe('Which project it is in, as claimcheck.yaml calls it'),
            id: z.int().min(1).describe("Hetzner's number of the volume"),
            server: z.int().min(1).nullable().describe('Number of the server that it was attached to'),
            backup: z
              .strictObject({
                by: Text.describe('What makes it: restic, pgBackRest, ...'),
                to: Text.describe('Where it lies: a Storage Box, a bucket'),
                lastAt: When.describe('When the last one was made that somebody looked at'),
              })
              .nullable()
              .describe('What backs it up'),
          }),
        )
        .min(1, 'it names no volume')
        .describe('Every volume that it speaks of, each once'),
      document: Text.describe('Which of the documents shows these backups'),
    },
  },
  {
    vouches: [
      {
        about: 'hetzner/volume',
        field: 'backedUp',
        says(stated, told) {
          const { resource, subject } = told;
          const named = stated.volumes.filter(({ project, id }) => project === subject.name && String(id) === resource.id);
          const [volume] = named;
          if (!volume) return silent(`it does not name volume ${resource.id} (${resource.name}) of the project ${subject.name}`);
          if (named.length > 1) return silent(`it names volume ${resource.id} (${resource.name}) ${named.length} times`);
          const { backup } = volume;
          if (backup === null) return false;
          const server = resource['server'] as Known<string | null>;
          if (isUnknown(server)) return server;
          const stood = volume.server === null ? null : String(volume.server);
          if (server !== stood)
            return silent(`it says that volume ${resource.id} is attached to ${called(stood)}, and the API says ${called(server)}`);
          const wrong = before(backup.lastAt, resource, `volume ${resource.id}`);
          if (wrong !== undefined) return wrong;
          const old = tooOld('the last backup', backup.lastAt, stated, DAYS, told);
          return old === undefined ? true : old;
        },
      },
    ],
  },
);

const called = (server: string | null) => (server === null ? 'no server' : `server ${server}`);
