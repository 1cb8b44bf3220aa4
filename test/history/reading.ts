/** Two readers that are not ours: DuckDB, and hyparquet with another decompressor than the one that compressed. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** Relative paths of every Parquet file below a folder, sorted. */
export const parquetIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .sort();

/** Rows of one table, with the partitions of their paths. */
export async function rowsOf(folder: string, table: string): Promise<readonly Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for (const path of parquetIn(folder)) {
    if (!path.startsWith(`${table}/`)) continue;
    const partitions = Object.fromEntries(
      path
        .split('/')
        .filter((part) => part.includes('='))
        .map((part) => part.split('=').map(decodeURIComponent)),
    );
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, path)), compressors });
    found.push(...rows.map((row) => ({ ...partitions, ...row })));
  }
  return found;
}
