/** How many questions a run would have asked, had it asked for each attribute of each resource: pairs of a resource and a field that a check reads. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { checksDir } from '../../dist/src/home.js';
import { loadPolicy } from '../../dist/src/policy/load.js';
import { collectors } from '../../dist/src/registry.js';

/** `pattern`: of which checks. The run is the only one in the locker. */
export async function asked(locker, pattern = 'aws.*') {
  const { checks } = loadPolicy({ checksDir, collectors, params: {}, frameworks: [], select: [pattern] });
  const reads = new Map();
  for (const { check, where, expect } of checks) {
    const fields = reads.get(check.about) ?? new Set();
    for (const field of [...(where?.reads ?? []), ...expect.reads]) if (field !== 'id' && field !== 'name') fields.add(field);
    reads.set(check.about, fields);
  }
  const [run] = await readdir(join(locker, 'runs'));
  let pairs = 0;
  for await (const line of createInterface({ input: createReadStream(join(locker, 'runs', run, 'resources.jsonl')) })) {
    const { collector, resource } = JSON.parse(line);
    for (const field of reads.get(collector) ?? []) if (resource[field] !== undefined) pairs += 1;
  }
  return pairs;
}
