/** A person's account and its repositories, in a world whose owner is one of its people: https://docs.github.com/en/rest/users/users */
import { simpleUser } from '../answers/accounts.ts';
import { repositories } from '../answers/repositories.ts';
import { ago, notFound, type Visit } from '../answers/visit.ts';
import type { Operation } from './part.ts';

type Json = Record<string, unknown>;

const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();
function owned(visit: Visit): Json[] {
  const path = { ...visit.path, org: visit.world.organization.login };
  return repositories({ ...visit, path });
}
const isPublic = (repo: Json): boolean => repo['private'] === false;

function account(visit: Visit): Json {
  const { members, collaborators, organization } = visit.world;
  const { username } = visit.path;
  const person = [...members, ...collaborators].find(({ login }) => same(username, login));
  const words = { name: null, company: null, blog: '', location: null, email: null, hireable: null, bio: null };
  const counts = { public_gists: 0, followers: 0, following: 0, created_at: ago(visit, 1500), updated_at: ago(visit, 2) };
  const public_repos = same(username, organization.login) ? owned(visit).filter(isPublic).length : 0;
  if (person) return { ...simpleUser(person, visit), ...words, ...counts, public_repos };
  if (!same(username, organization.login)) throw notFound();
  const { id, login } = organization;
  return { ...simpleUser({ id, login, secondFactor: 'secure' }, visit), type: 'Organization', ...words, ...counts, public_repos };
}

/** Of whoever asks, private ones too. */
function own(visit: Visit): Json[] {
  visit.app.refuseUser(visit.headers);
  return same(visit.caller.login, visit.world.organization.login) ? owned(visit) : [];
}
function others(visit: Visit): Json[] {
  return same(visit.path['username'], visit.world.organization.login) ? owned(visit).filter(isPublic) : [];
}

export const operations: readonly Operation[] = [
  ['GET /users/{username}', account, ''],
  ['GET /user/repos', own, 'metadata=read'],
  ['GET /users/{username}/repos', others, 'metadata=read'],
];
