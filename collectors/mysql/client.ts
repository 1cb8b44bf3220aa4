/** What a collector is given: a look at one question, and what the user declared. */
import { z } from 'zod';
import type { Answer, Ask } from '../../src/model.ts';
import type { MysqlConfig } from './config.ts';
import { QUESTIONS, type Question } from './queries.ts';

export interface Mysql {
  readonly config: MysqlConfig;
  look(name: string, query?: Readonly<Record<string, string>>): Promise<unknown>;
}
/** All rows of one question. */
export function rowsOf<T>(client: Mysql, ask: Ask, { call }: Question, row: z.ZodType<T>): Promise<Answer<readonly T[]>> {
  const name = Object.keys(QUESTIONS).find((key) => QUESTIONS[key]?.call === call) as string;
  const rows = z.looseObject({ rows: z.array(row) }).transform((answer) => answer.rows);
  return ask(call.operation, {}, rows, () => client.look(name));
}
/** Every column comes as text. */
export const Count = z.string().regex(/^\d+$/).transform(Number);
export const YesNo = z.enum(['Y', 'N']);
