import { z } from 'zod';
import { defineCollector, isUnknown, known } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { type Files, type Imported, imported } from '../client.ts';
import { GET } from '../config.ts';
import type { Document } from '../formats/said.ts';

export default defineCollector({
  id: 'import/file',
  title: 'Files of other tools',
  scope: 'files',
  calls: [GET],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string(),
    name: z.string(),
    sha256: known(z.string()).describe("SHA-256 of the file's bytes"),
    format: known(z.string()).describe('SARIF, OCSF, ASFF, CycloneDX or Trivy'),
    tool: known(z.string()).describe('Who wrote it, as it says itself'),
    version: known(z.string()).describe('Version of that tool'),
    producedAt: known(z.string()).describe('When it was made, as it says itself; of several times the newest'),
    findings: known(z.int()).describe('How many findings stand in it, closed ones as well'),
  }),
  async *fetch(client: Files, ask): AsyncIterable<Imported> {
    for (const path of client.config.files) yield await imported(client, ask, path);
    ask.proof(`${client.config.files.length} files named in the configuration`);
  },
  normalise: ({ path, sha256, document }) => {
    const of = <T>(member: (one: Document) => Known<T>): Known<T> => (isUnknown(document) ? document : member(document));
    return {
      id: path,
      name: path,
      sha256,
      format: of(({ format }) => format),
      tool: of(({ tool }) => tool),
      version: of(({ version }) => version),
      producedAt: of(({ producedAt }) => producedAt),
      findings: of(({ said }) => said.length),
    };
  },
});
