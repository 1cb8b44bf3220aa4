/** Names and ages of Actions secrets; GitHub never shows their values. */
import { z } from 'zod';
import type { Answer, Ask, Call } from '../../src/model.ts';
import type { Github } from './client.ts';

/** https://docs.github.com/en/rest/actions/secrets */
const Secret = z.looseObject({ name: z.string().min(1), updated_at: z.string() });
export type Secret = z.infer<typeof Secret>;

export function askSecrets(github: Github, ask: Ask, { operation }: Call, params: object): Promise<Answer<readonly Secret[]>> {
  return ask.list(
    operation,
    params,
    github.paging(operation, params, Secret, ({ name }) => name, 'secrets'),
  );
}
