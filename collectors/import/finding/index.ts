import { z } from 'zod';
import { defineCollector, isUnknown, known } from '../../../src/kit.ts';
import { brokenOff, type Files, imported } from '../client.ts';
import { GET } from '../config.ts';
import { type Document, type Said, SEVERITIES } from '../formats/said.ts';

interface Raw {
  readonly path: string;
  readonly sha256: string;
  readonly at: number;
  readonly document: Document;
  readonly said: Said;
  readonly answer: object | null;
}

export default defineCollector({
  id: 'import/finding',
  title: 'Findings of other tools',
  scope: 'files',
  calls: [GET],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string(),
    name: z.string(),
    tool: z.string().describe('Who says so, as the file names it'),
    version: known(z.string()).describe('Version of that tool'),
    format: z.string().describe('SARIF, OCSF, ASFF, CycloneDX or Trivy'),
    file: z.string().describe('The file it stands in, as configured'),
    sha256: z.string().describe("SHA-256 of that file's bytes"),
    rule: z.string().describe("The tool's own id of what it looked for"),
    target: z.string().describe('Where it was found, in the words of the tool'),
    title: z.string().describe('What it says'),
    severity: known(z.enum(SEVERITIES)).describe(
      'As the tool has it; of SARIF the score, or else the level: error high, warning medium, note low',
    ),
    closed: known(z.boolean()).describe('Passed, resolved or gone, as the tool has it; suppressed or accepted is not closed'),
  }),
  async *fetch(client: Files, ask): AsyncIterable<Raw> {
    for (const path of client.config.files) {
      const { sha256, document, answer } = await imported(client, ask, path);
      if (isUnknown(document)) ask.incomplete(document.$unknown);
      else if (isUnknown(sha256)) ask.incomplete(sha256.$unknown);
      else {
        if (document.brokenOff !== undefined) ask.incomplete(brokenOff(path, document.brokenOff));
        for (const [at, said] of document.said.entries()) yield { path, sha256, at, document: { ...document, said: [] }, said, answer };
      }
    }
    ask.proof(`${client.config.files.length} files named in the configuration`);
  },
  normalise: ({ path, sha256, at, document: { tool, version, format }, said }) => ({
    id: `${path}#${at}`,
    name: `${said.rule} at ${said.target}`,
    tool,
    version,
    format,
    file: path,
    sha256,
    ...said,
  }),
});
