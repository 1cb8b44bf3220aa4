/** What a collector is given: a look at one question, and what the user declared. */
import { z } from 'zod';
import type { Answer, Ask } from '../../src/model.ts';
import type { PostgresConfig } from './config.ts';
import { QUESTIONS, type Question } from './queries.ts';

export interface Postgres {
  readonly config: PostgresConfig;
  look(name: string, query?: Readonly<Record<string, string>>): Promise<unknown>;
}

/** All rows of one question. */
export function rowsOf<T>(client: Postgres, ask: Ask, { call }: Question, row: z.ZodType<T>): Promise<Answer<readonly T[]>> {
  const name = Object.keys(QUESTIONS).find((key) => QUESTIONS[key]?.call === call) as string;
  // the rows themselves are the answer: what is made of them rests on it
  const rows = z.looseObject({ rows: z.array(row) }).transform((answer) => answer.rows);
  return ask(call.operation, {}, rows, () => client.look(name));
}
