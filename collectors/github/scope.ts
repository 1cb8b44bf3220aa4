/** Which organization answers, and as whom we ask. */
import { z } from 'zod';
import { isUnknown, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Gap, Known, Principal, Scope, Subject } from '../../src/model.ts';
import { INSTALLATION_TOKEN, ORGANIZATION, USER } from './calls.ts';
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
  const signedIn = await signIn(github, ask);
  if (isUnknown(signedIn))
    return { principal: signedIn, subjects: subjects.map((one) => ({ ...one, gap: signedIn.$unknown })), excluded: [] };
  const params = { org: config.organization };
  const [organization, principal] = await Promise.all([
    ask(ORGANIZATION.operation, params, Organization, () => github.get(ORGANIZATION.operation, params)),
    signedIn ?? askPrincipal(github, ask),
  ]);
  return {
    principal,
    subjects: subjects.map((subject) => identified(subject, organization, config)),
    excluded: [],
  };
}

/** Who a GitHub App is once GitHub has taken its signature; null for a token. Installations have no user, so nobody asks for one. */
async function signIn({ app, tokenKind }: Github, ask: Ask): Promise<Known<Principal> | null> {
  if (!app) return null;
  const answer = await ask(INSTALLATION_TOKEN.operation, app.params, z.looseObject({}), app.signIn);
  return isUnknown(answer) ? answer : { id: app.label, detail: tokenKind };
}

/** Some tokens have no user: then GitHub refuses to say who asks, and the rows stand all the same. */
async function askPrincipal(github: Github, ask: Ask): Promise<Known<Principal>> {
  const user = await ask(USER.operation, {}, User, () => github.get(USER.operation, {}));
  if (isUnknown(user)) return user;
  if (user === null) return unknown({ operation: USER.operation, reason: 'missing_member', detail: `${USER.operation}: there is none` });
  return { id: `${user.login}/${user.id}`, detail: `${user.type.toLowerCase()} ${user.login}, ${github.tokenKind}` };
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
