import { z } from 'zod';
import { defineCollector, known, missing } from '../../../src/kit.ts';
import type { Aws } from '../client.ts';
import { FILE_SYSTEMS, fileSystemPages, fileSystemsCall, nameOf } from '../efs.ts';

const Resource = z.object({
  id: z.string().describe('FileSystemId'),
  name: z.string().describe('Name, or FileSystemId where it has none'),
  encrypted: known(z.boolean()).describe('Encrypted'),
});

export default defineCollector({
  id: 'aws/efs-file-system',
  title: 'EFS file systems',
  scope: 'region',
  calls: [fileSystemsCall],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }) {
    yield* ask.pages(FILE_SYSTEMS, {}, fileSystemPages(aws, region));
  },
  normalise(system) {
    return {
      id: system.FileSystemId,
      name: nameOf(system),
      encrypted: system.Encrypted ?? missing(FILE_SYSTEMS, 'FileSystems[].Encrypted'),
    };
  },
});
