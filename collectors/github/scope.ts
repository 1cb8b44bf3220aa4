/** Which organization answers, and as whom we ask. */
import { z } from 'zod';
import { isUnknown, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Gap, Known, Principal, Scope, Subject } from '../../src/model.ts';
import { ORGANIZATION, USER } from './calls.ts';
import type { Github } from './client.ts';
import { type GithubConfig, nameOf } from './config.ts';

const Organization = z.looseObject({ id: z.int(), login: z.string().min(1) });
const User = z.looseObject({ id: z.int(), login: z.string().min(1), type: z.string() });

export function declared(config: GithubConfig): readonly Subject[] {
  const name = nameOf(config);
  const key = `github/${name}`;
  return [{ source: 'github', name, key, id: key, label: name, scope: 'organization' }];
}

export async function scope(github: Github, config: GithubConfig, ask: Ask, subjects: readonly Subject[]): Promise<Scope> {
  const params = { org: config.organization };
  const [organization, user] = await Promise.all([
    ask(ORGANIZATION.operation, params, Organization, () => github.get(ORGANIZATION.operation, params)),
    ask(USER.operation, {}, User, () => github.get(USER.operation, {})),
  ]);
  return {
    principal: principalOf(user, github.tokenKind),
    subjects: subjects.map((subject) => identified(subject, organization, config)),
    excluded: [],
  };
}

/** Installations have no user: then GitHub refuses to say who asks, and the rows stand all the same. */
function principalOf(user: Answer<z.infer<typeof User>>, kind: string): Known<Principal> {
  if (isUnknown(user)) return user;
  if (user === null) return unknown({ operation: USER.operation, reason: 'missing_member', detail: `${USER.operation}: there is none` });
  return { id: `${user.login}/${user.id}`, detail: `${user.type.toLowerCase()} ${user.login}, ${kind}` };
}

function identified(subject: Subject, organization: Answer<z.infer<typeof Organization>>, config: GithubConfig): Subject {
  if (organization === null || isUnknown(organization)) return { ...subject, gap: organization?.$unknown ?? nobody(config) };
  const { login, id } = organization;
  if (login.toLowerCase() !== config.organization.toLowerCase()) return { ...subject, gap: nobody(config, login) };
  return { ...subject, id: `${login}/${id}`, label: subject.name === login ? login : `${subject.name} (${login})` };
}
function nobody({ organization }: GithubConfig, login?: string): Gap {
  const detail =
    login === undefined ? `nobody answers for the organization ${organization}` : `asked about ${organization}, answered about ${login}`;
  return { operation: ORGANIZATION.operation, reason: 'identity_changed', detail };
}
