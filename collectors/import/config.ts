/** What claimcheck.yaml may say about other tools' findings, and how a question about one of their files is written. */
import { z } from 'zod';
import type { Call } from '../../src/model.ts';

export const ImportConfig = z.strictObject({
  type: z.literal('import'),
  name: z.string().min(1).describe('What you call this set of files'),
  files: z
    .array(z.string().min(1))
    .min(1)
    .refine((files) => new Set(files).size === files.length, 'a file is named twice')
    .describe('SARIF, OCSF, ASFF, CycloneDX or Trivy, as JSON; counted from the configuration file'),
});
export type ImportConfig = z.infer<typeof ImportConfig>;

export const GET: Call = {
  operation: 'import:GetFile',
  permission: "read the other tool's file",
  docs: 'https://nodejs.org/api/fs.html#fspromisesreadfilepath-options',
};

/** `import://file/<entry>/<n>`: the nth of its files, from 0. The answer says which one it is. */
export function questionTo({ name, files }: ImportConfig, path: string): URL {
  return new URL(`import://file/${encodeURIComponent(name)}/${files.indexOf(path)}`);
}
export function questionIn(url: URL): { readonly entry: string; readonly at: number } | undefined {
  if (url.protocol !== 'import:' || url.hostname !== 'file') return undefined;
  if ([url.username, url.password, url.port, url.search, url.hash].some((extra) => extra !== '')) return undefined;
  const [empty, entry, at, ...more] = url.pathname.split('/');
  if (empty !== '' || !entry || !/^\d{1,6}$/.test(at as string) || more.length > 0) return undefined;
  return { entry: decodeURIComponent(entry), at: Number(at) };
}
