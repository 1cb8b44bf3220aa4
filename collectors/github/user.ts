/** A person's account: who it is, and how many repositories it has. */
import { z } from 'zod';
import { isUnknown } from '../../src/kit.ts';
import type { Answer, Ask } from '../../src/model.ts';
import { ACCOUNT, USER } from './calls.ts';
import type { Github } from './client.ts';
import type { Counts } from './repositories.ts';

/** https://docs.github.com/en/rest/users/users#get-the-authenticated-user: the count of private ones is shown with the permission for it. */
const UserAnswer = z.looseObject({
  id: z.int(),
  login: z.string().min(1),
  type: z.string(),
  public_repos: z.int().optional(),
  owned_private_repos: z.int().optional(),
});
export type UserAnswer = z.infer<typeof UserAnswer>;

/** Whose token it is; null: nobody's that is looked at. An installation of an App has no user, and GitHub then says 403. */
export async function askOwnUser(github: Github, ask: Ask): Promise<UserAnswer | null> {
  const user = await askUser(github, ask);
  return user === null || isUnknown(user) || user.login.toLowerCase() !== github.organization.toLowerCase() ? null : user;
}
export function askUser(github: Github, ask: Ask): Promise<Answer<UserAnswer>> {
  return ask(USER.operation, {}, UserAnswer, () => github.get(USER.operation, {}));
}
export function askAccount(github: Github, ask: Ask): Promise<Answer<UserAnswer>> {
  const params = { username: github.organization };
  return ask(ACCOUNT.operation, params, UserAnswer, () => github.get(ACCOUNT.operation, params));
}

/** Counts of what the user owns; the private ones are told to that user's own token alone. */
export async function askUserCounts(github: Github, ask: Ask): Promise<Answer<Counts>> {
  const about = (await askOwnUser(github, ask)) ?? (await askAccount(github, ask));
  if (about === null || isUnknown(about)) return about;
  const { public_repos, owned_private_repos } = about;
  return public_repos === undefined ? null : { public_repos, total_private_repos: owned_private_repos };
}
