/** What a collector is given: a look at one question, and what the user declared. */
import { z } from 'zod';
import { isUnknown } from '../../src/kit.ts';
import type { Answer, Ask } from '../../src/model.ts';
import type { PostgresConfig } from './config.ts';
import { QUESTIONS, type Question } from './queries.ts';

export interface Postgres {
  readonly config: PostgresConfig;
  look(name: string, query?: Readonly<Record<string, string>>): Promise<unknown>;
}

/** All rows of one question. */
export async function rowsOf<T>(client: Postgres, ask: Ask, { call }: Question, row: z.ZodType<T>): Promise<Answer<readonly T[]>> {
  const name = Object.keys(QUESTIONS).find((key) => QUESTIONS[key]?.call === call) as string;
  const answer = await ask(call.operation, {}, z.looseObject({ rows: z.array(row) }), () => client.look(name));
  return answer === null || isUnknown(answer) ? answer : answer.rows;
}
