/** Whether we administer a repository: only then does 404 say that a feature is off, rather than that we may not know. */
import { z } from 'zod';
import { isUnknown, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Call, Known } from '../../src/model.ts';
import { REPOSITORY } from './calls.ts';
import type { Github } from './client.ts';
import { placeOf } from './files.ts';
import type { Listing } from './repositories.ts';

/** https://docs.github.com/en/rest/repos/repos#get-a-repository: what the user behind the token may do */
const Ours = z.looseObject({ id: z.int(), permissions: z.looseObject({ admin: z.boolean() }).optional() });
type Ours = z.infer<typeof Ours>;

/** A feature's answer; who we are to the repository is asked only where the answer says that there is none. */
export interface Switched<T> {
  readonly answer: Answer<T>;
  readonly ours?: Answer<Ours>;
}
export async function askSwitched<T>(
  github: Github,
  ask: Ask,
  repo: Listing,
  { operation }: Call,
  schema: z.ZodType<T>,
): Promise<Switched<T>> {
  const params = placeOf(repo);
  const answer = await ask(operation, params, schema, () => github.get(operation, params));
  if (answer !== null) return { answer };
  return { answer, ours: await ask(REPOSITORY.operation, params, Ours, () => github.get(REPOSITORY.operation, params)) };
}

/** Off, or not for us to know. */
export function switched<T, U>(
  { answer, ours }: Switched<T>,
  { operation, permission }: Call,
  on: (value: T) => Known<U>,
  off: U,
): Known<U> {
  if (isUnknown(answer)) return answer;
  if (answer !== null) return on(answer as T);
  if (isUnknown(ours)) return ours;
  if (ours?.permissions?.admin === true) return off;
  const detail = `${operation}: GitHub answers 404, and says so too to who does not administer the repository`;
  return unknown({ operation, reason: 'access_denied', detail, permission: `${permission}, by an admin of the repository` });
}
