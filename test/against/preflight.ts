/** PDFBox's preflight, as Debian packages it. It knows PDF/A-1 alone. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const jars = ['preflight', 'pdfbox2', 'xmpbox', 'fontbox2', 'commons-logging', 'javax.activation', 'jaxb-api'].map((name) =>
  join('/usr/share/java', `${name}.jar`),
);
export const preflight = jars.every((jar) => existsSync(jar)) && spawnSync('java', ['-version']).error === undefined;

/** What a PDF/A-3 file is told by a validator of PDF/A-1. */
export const OF_PART_ONE = [
  /^1\.4\.7 : .*EmbeddedFile entry is present in the Names dictionary$/,
  /^1\.2\.9 : .*EmbeddedFile entry is present in a FileSpecification dictionary$/,
  /^3\.1\.11 : .*The CIDSet entry is missing for the Composite Subset$/,
  /^7\.11\.2 : Error on MetaData, part must be 1$/,
];

/** Its complaints; undefined when it is not here. */
export function preflightOf(file: string): readonly string[] | undefined {
  if (!preflight) return undefined;
  const args = ['-cp', jars.join(':'), 'org.apache.pdfbox.preflight.Validator_A1b', file];
  const { stdout, stderr } = spawnSync('java', args, { encoding: 'utf8' });
  return (stdout + stderr).split('\n').filter((line) => /^\d/.test(line));
}
