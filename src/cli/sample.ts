/** A reproducible sample of what a check was about, for somebody who looks at each by hand. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { nearest, Refusal } from '../errors.ts';
import type { SealedRun } from '../locker/index.ts';
import type { FindingRow, Report, Worksheet } from '../model.ts';
import { renderers } from '../registry.ts';
import { csv } from './csv.ts';
import type { Command, Edge } from './edge.ts';
import { lockerOf } from './evaluate.ts';
import { COLUMNS, rowOf } from './worksheet.ts';

export interface SampleOptions {
  readonly check: string;
  readonly size: string;
  readonly seed: string;
  readonly run: string;
  readonly config: string;
  readonly locker?: string;
  readonly out?: string;
  readonly ids?: string;
  readonly pdf?: string;
}

export const sample: Command<SampleOptions> = async (options, edge) => {
  const size = sizeOf(options.size);
  if (options.seed === '' || /[\0\r\n]/.test(options.seed)) throw new Refusal('USAGE', '--seed is one line of text that is not empty');
  const sealed = await (await lockerOf(options, edge)).run(options.run);
  const report = JSON.parse(new TextDecoder().decode(await sealed.file('report.json'))) as Report;
  const result = report.results.find(({ check }) => check === options.check);
  if (!result) throw unknownCheck(options.check, report);
  const population = await populationOf(sealed, options.check);
  const chosen = drawn([...population.keys()], options.seed).slice(0, size);
  const rows = await rowsFor(sealed, result.about, chosen, population);
  const worksheet: Worksheet = {
    check: options.check,
    title: result.title,
    seed: options.seed,
    population: { ...result.population, size: population.size },
    columns: COLUMNS,
    rows,
    how: recipe(options.seed, chosen.length),
    run: report.run,
  };
  await write(worksheet, [...population.keys()], options, edge);
  return 0;
};

function sizeOf(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Refusal('USAGE', `--size is a number of findings, not ${JSON.stringify(text)}`);
}
function unknownCheck(check: string, { results }: Report): Refusal {
  const meant = nearest(
    check,
    results.map((one) => one.check),
  );
  return new Refusal('USAGE', `this run did not judge ${JSON.stringify(check)}`, {
    hint: meant ? `did you mean \`${meant}\`?` : '`claimcheck list checks`',
  });
}

/** By id, in the order of the ids: all that the check passed, failed or could not tell. Read to the end, so that it is as it was sealed. */
async function populationOf(sealed: SealedRun, check: string): Promise<ReadonlyMap<string, FindingRow>> {
  const rows: FindingRow[] = [];
  for await (const row of sealed.findings()) {
    // what stands about the subject says that something is missing; it is nothing that could be looked at
    if (row.check === check && row.verdict !== 'not_applicable' && row.resource.id !== row.subject.id) rows.push(row);
  }
  const ids = rows.map(({ resource }) => resource.id);
  const twice = new Set(ids).size !== ids.length;
  const named = rows.map((row) => [twice ? `${row.subject.key} ${row.resource.id}` : row.resource.id, row] as const);
  if (named.some(([id]) => /[\0\r\n]/.test(id))) throw new Refusal('USAGE', 'an id of this population is not one line of text');
  return new Map(named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** By SHA-256 of seed, a zero byte and id, in hexadecimal: nobody can choose the seed so as to spare a resource and be unnoticed. */
export function drawn(ids: readonly string[], seed: string): readonly string[] {
  const keyed = ids.map((id) => `${createHash('sha256').update(`${seed}\0${id}`).digest('hex')}  ${id}`);
  return keyed.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map((line) => line.slice(66));
}

async function rowsFor(
  sealed: SealedRun,
  collector: string,
  chosen: readonly string[],
  population: ReadonlyMap<string, FindingRow>,
): Promise<readonly (readonly string[])[]> {
  const keyOf = (subject: string, id: string) => `${subject} ${id}`;
  const wanted = new Set(chosen.map((id) => population.get(id) as FindingRow).map((row) => keyOf(row.subject.key, row.resource.id)));
  const resources = new Map<string, object>();
  for await (const row of sealed.resources() as AsyncIterable<{ collector: string; subject: string; resource: { id: string } }>) {
    const key = keyOf(row.subject, row.resource.id);
    if (row.collector === collector && wanted.has(key)) resources.set(key, row.resource);
  }
  return chosen.map((id) => {
    const finding = population.get(id) as FindingRow;
    return rowOf(id, finding, resources.get(keyOf(finding.subject.key, finding.resource.id)) ?? {});
  });
}

/** For a shell with coreutils; `ids` is what --ids wrote. */
function recipe(seed: string, size: number): readonly string[] {
  return [
    `seed='${seed.replaceAll("'", String.raw`'\''`)}'`,
    'while IFS= read -r id; do',
    String.raw`  printf '%s  %s\n' "$(printf '%s\000%s' "$seed" "$id" | sha256sum | cut -d ' ' -f 1)" "$id"`,
    `done < ids | LC_ALL=C sort | head -n ${size}`,
  ];
}

async function write(worksheet: Worksheet, ids: readonly string[], options: SampleOptions, edge: Edge): Promise<void> {
  const { rows, population, columns, how } = worksheet;
  const table = csv([columns, ...rows]);
  if (options.out === undefined) await edge.out(table);
  else await put(options.out, table, edge);
  if (options.ids !== undefined) await put(options.ids, ids.map((id) => `${id}\n`).join(''), edge);
  if (options.pdf !== undefined) await put(options.pdf, await printed(worksheet), edge);
  edge.say(
    `${rows.length} of ${population.size} findings of ${worksheet.check} in run ${worksheet.run.seq}, by SHA-256 of the seed, a zero byte and the id`,
  );
  if (!population.complete) edge.say('the population is NOT whole: what could not be read can be in no sample');
  edge.say('to draw it again, with the file that --ids writes:');
  for (const line of how) edge.say(`  ${line}`);
}

async function printed(worksheet: Worksheet): Promise<Uint8Array> {
  const renderer = renderers.find((one) => one.worksheet !== undefined);
  if (!renderer?.worksheet) throw new Refusal('USAGE', 'no report format can print a worksheet');
  return (await renderer.worksheet(worksheet)).bytes;
}
async function put(file: string, content: string | Uint8Array, edge: Edge): Promise<void> {
  const path = resolve(edge.cwd, file);
  try {
    await writeFile(path, content);
  } catch (error) {
    throw new Refusal('OUTPUT_UNWRITABLE', `${path} cannot be written`, {
      hint: (error as NodeJS.ErrnoException).code ?? String(error),
      cause: error,
    });
  }
  edge.say(`written: ${path}`);
}
