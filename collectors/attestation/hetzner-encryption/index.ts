import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';
import { before, silent, tooOld } from '../vouch.ts';

const DAYS = 365;

export default formed(
  {
    id: 'hetzner-encryption',
    title: 'Encryption of disks at Hetzner',
    about: 'which volumes and disks of servers are encrypted at rest, and how that was seen',
    documents: 1,
    days: DAYS,
    facts: {
      disks: z
        .array(
          z.strictObject({
            project: Text.describe('Which project it is in, as claimcheck.yaml calls it'),
            kind: z.enum(['server', 'volume']).describe("A server's own disk, or a volume"),
            id: z.int().min(1).describe("Hetzner's number of the server or volume"),
            encrypted: z.boolean().describe('Whether all that it keeps is encrypted at rest'),
            method: Text.nullable().describe('LUKS2, ...'),
            seenAt: When.describe('When that was looked at on the machine'),
            document: Text.describe('Which of the documents shows it: the output of `cryptsetup status`'),
          }),
        )
        .min(1, 'it names nothing')
        .describe('Every volume and server that it speaks of, each once'),
    },
  },
  {
    vouches: [
      {
        about: 'hetzner/disk',
        field: 'encrypted',
        says(stated, told) {
          const { resource, subject } = told;
          const named = stated.disks.filter(({ project, kind, id }) => project === subject.name && `${kind}/${id}` === resource.id);
          const [disk] = named;
          if (!disk) return silent(`it does not name ${resource.id} (${resource.name}) of the project ${subject.name}`);
          if (named.length > 1) return silent(`it names ${resource.id} (${resource.name}) ${named.length} times`);
          if (!disk.encrypted) return false;
          const wrong = before(disk.seenAt, resource, resource.id);
          if (wrong !== undefined) return wrong;
          if (disk.method === null) return silent(`it says that ${resource.id} is encrypted, and not how`);
          const old = tooOld(`what was seen of ${resource.id}`, disk.seenAt, stated, DAYS, told);
          return old === undefined ? true : old;
        },
      },
    ],
  },
);
