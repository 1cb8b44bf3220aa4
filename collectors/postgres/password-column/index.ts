import { z } from 'zod';
import { defineCollector, isUnknown, known, parallel, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import type { Postgres } from '../client.ts';
import type { Column } from '../config.ts';
import { formatOf } from '../formats.ts';
import { COLUMN, PASSWORD_COLUMN } from '../queries.ts';

const { operation } = PASSWORD_COLUMN;
const Cost = z.int().nullable();
const Counted = z.looseObject({
  estimate: z.number(),
  sampled: z.boolean(),
  classes: z.array(z.looseObject({ shape: z.int(), a: Cost, b: Cost, c: Cost, count: z.int() })),
});
interface Raw {
  readonly column: Column;
  readonly answer: Answer<z.infer<typeof Counted>>;
}
/** More kinds of cost than anybody sets: the list was cut, and the rest may be anything. */
const MOST = 1000;

export default defineCollector({
  id: 'postgres/password-column',
  title: 'What is stored of application passwords: formats, costs and counts; never a value',
  scope: 'database',
  calls: [PASSWORD_COLUMN],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('schema.table.column'),
    name: z.string().describe('The same'),
    values: known(z.int()).describe('Values that were looked at; null ones are not counted'),
    sampled: known(z.boolean()).describe('There are too many rows to look at them all: these are some'),
    formats: known(z.array(z.object({ format: z.string(), count: z.int() }))).describe('Formats, the commonest first'),
    costs: known(
      z.array(
        z.object({
          format: z.string(),
          cost: z.int().describe('bcrypt: cost; argon2: memory in KiB; PBKDF2 and SCRAM: iterations; scrypt: N'),
          passes: z.int().describe('argon2: t; 0 elsewhere'),
          count: z.int(),
        }),
      ),
    ).describe('Cost parameters of those that have any'),
  }),
  fetch(client: Postgres, ask) {
    ask.proof(`claimcheck.yaml declares ${client.config.passwordColumns.length} columns with passwords`);
    return parallel(
      client.config.passwordColumns,
      async (column): Promise<Raw> => ({
        column,
        answer: await ask(operation, { ...column }, Counted, () => client.look(COLUMN, { ...column })),
      }),
      2,
    );
  },
  normalise({ column: { schema, table, column }, answer }: Raw) {
    const name = `${schema}.${table}.${column}`;
    const of = <T>(pick: (counted: z.infer<typeof Counted>) => T): Known<T> => {
      if (isUnknown(answer)) return answer;
      if (answer === null || answer.classes.length > MOST)
        return unknown({ operation, reason: 'truncated', detail: `${name} has more than ${MOST} kinds of formats and costs` });
      return pick(answer);
    };
    return {
      id: name,
      name,
      values: of(({ classes }) => classes.reduce((sum, { count }) => sum + count, 0)),
      sampled: of(({ sampled }) => sampled),
      formats: of(({ classes }) => summed(classes)),
      costs: of(({ classes }) => costsOf(classes)),
    };
  },
});

type Classes = z.infer<typeof Counted>['classes'];
const plain = (format: string) => (format === 'scrypt-n' ? 'scrypt' : format);
function summed(classes: Classes): { format: string; count: number }[] {
  const all = grouped(classes.map(({ shape, count }) => ({ format: plain(formatOf(shape)), count })));
  return all.sort((a, b) => b.count - a.count || (a.format < b.format ? -1 : 1));
}

/** Some write N of scrypt as a power of two, some in full. */
function costsOf(classes: Classes): { format: string; cost: number; passes: number; count: number }[] {
  return grouped(
    classes.flatMap(({ shape, a, b, count }) => {
      if (a === null) return [];
      const format = formatOf(shape);
      return [{ format: plain(format), cost: format === 'scrypt' ? 2 ** Math.min(a, 52) : a, passes: b === null ? 0 : b, count }];
    }),
  );
}

/** Those that differ in nothing but their count, counted together. */
function grouped<T extends { readonly count: number }>(list: readonly T[]): T[] {
  const groups = new Map<string, T>();
  for (const one of list) {
    const key = JSON.stringify({ ...one, count: 0 });
    const before = groups.get(key);
    groups.set(key, before === undefined ? one : { ...one, count: before.count + one.count });
  }
  return [...groups.values()];
}
