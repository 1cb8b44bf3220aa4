import { z } from 'zod';
import { defineCollector, known, parallel, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { Count, type Mysql } from '../client.ts';
import type { Column } from '../config.ts';
import { formatOf } from '../formats.ts';
import { COLUMN, PASSWORD_COLUMN } from '../queries.ts';

const { operation } = PASSWORD_COLUMN;
const Counted = z.looseObject({
  sampled: z.boolean(),
  classes: z.array(
    z.looseObject({
      shape: z
        .string()
        .regex(/^-?\d+$/)
        .transform(Number),
      count: Count,
    }),
  ),
});
type Counted = z.infer<typeof Counted>;
interface Raw {
  readonly column: Column;
  readonly answer: Answer<Counted>;
}

export default defineCollector({
  id: 'mysql/password-column',
  title: 'What is stored of application passwords: formats and counts; never a value',
  scope: 'server',
  calls: [PASSWORD_COLUMN],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('schema.table.column'),
    name: z.string().describe('The same'),
    values: known(z.int()).describe('Values that were looked at; null ones are not counted'),
    sampled: known(z.boolean()).describe('There are too many rows to look at them all: these are some'),
    formats: known(z.array(z.object({ format: z.string(), count: z.int() }))).describe('Formats, the commonest first'),
  }),
  fetch(client: Mysql, ask) {
    ask.proof(`claimcheck.yaml declares ${client.config.passwordColumns.length} columns with passwords`);
    return parallel(
      client.config.passwordColumns,
      async (column): Promise<Raw> => ({
        column,
        answer: await ask(operation, { ...column }, Counted, () => client.look(COLUMN, { ...column })),
      }),
    );
  },
  normalise({ column: { schema, table, column }, answer }: Raw) {
    const name = `${schema}.${table}.${column}`;
    const none = unknown({ operation, reason: 'no_results', detail: `${name}: nobody answered` });
    const of = <T>(some: (counted: Counted) => T): Known<T> => settle(answer, { some, none });
    return {
      id: name,
      name,
      values: of(({ classes }) => classes.reduce((sum, { count }) => sum + count, 0)),
      sampled: of(({ sampled }) => sampled),
      formats: of(({ classes }) => summed(classes)),
    };
  },
});

/** Several shapes are one format. */
function summed(classes: Counted['classes']): { format: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { shape, count } of classes) {
    const format = formatOf(shape);
    const before = counts.get(format);
    counts.set(format, before === undefined ? count : before + count);
  }
  return [...counts].map(([format, count]) => ({ format, count })).sort((a, b) => b.count - a.count || (a.format < b.format ? -1 : 1));
}
