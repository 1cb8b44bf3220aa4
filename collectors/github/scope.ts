/** Which organization or user answers, as whom we ask, and which repositories are left out. */
import { z } from 'zod';
import { isUnknown, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Known, Principal, Scope, Subject } from '../../src/model.ts';
import { ACCOUNT, INSTALLATION_TOKEN, ORGANIZATION, USER } from './calls.ts';
import type { Github } from './client.ts';
import { type GithubConfig, nameOf } from './config.ts';
import { listRepositories } from './repositories.ts';
import { idle } from './selection.ts';
import { askAccount, askUser } from './user.ts';

const Organization = z.looseObject({ id: z.int(), login: z.string().min(1) });

export function declared(config: GithubConfig): readonly Subject[] {
  const name = nameOf(config);
  const key = `github/${name}`;
  return [{ source: 'github', name, key, id: key, label: name, scope: config.user === undefined ? 'organization' : 'user' }];
}

export async function scope(
  github: Github,
  config: GithubConfig,
  ask: Ask,
  subjects: readonly Subject[],
  about: (subject: Subject) => Ask,
): Promise<Scope> {
  const signedIn = await signIn(github, ask);
  if (isUnknown(signedIn))
    return { principal: signedIn, subjects: subjects.map((one) => ({ ...one, gap: signedIn.$unknown })), excluded: [] };
  const [account, principal] = await Promise.all([whoAnswers(github, ask), signedIn ?? askPrincipal(github, ask)]);
  const identifiedAs = subjects.map((subject) => identified(subject, account, github));
  const [subject] = identifiedAs;
  const excluded = subject && !subject.gap ? await leftOut(github, config, about(subject)) : [];
  return { principal, subjects: identifiedAs, excluded };
}

/** Who a GitHub App is once GitHub has taken its signature; null for a token. Installations have no user, so nobody asks for one. */
async function signIn({ app, tokenKind }: Github, ask: Ask): Promise<Known<Principal> | null> {
  if (!app) return null;
  const answer = await ask(INSTALLATION_TOKEN.operation, app.params, z.looseObject({}), app.signIn);
  return isUnknown(answer) ? answer : { id: app.label, detail: tokenKind };
}

/** Some tokens have no user: then GitHub refuses to say who asks, and the rows stand all the same. */
async function askPrincipal(github: Github, ask: Ask): Promise<Known<Principal>> {
  const user = await askUser(github, ask);
  if (isUnknown(user)) return user;
  if (user === null) return unknown({ operation: USER.operation, reason: 'missing_member', detail: `${USER.operation}: there is none` });
  return { id: `${user.login}/${user.id}`, detail: `${user.type.toLowerCase()} ${user.login}, ${github.tokenKind}` };
}

type Whoever = { readonly id: number; readonly login: string; readonly type?: string };
function whoAnswers(github: Github, ask: Ask): Promise<Answer<Whoever>> {
  if (github.user) return askAccount(github, ask);
  const params = { org: github.organization };
  return ask(ORGANIZATION.operation, params, Organization, () => github.get(ORGANIZATION.operation, params));
}

function identified(subject: Subject, account: Answer<Whoever>, { organization: asked, user }: Github): Subject {
  const operation = user ? ACCOUNT.operation : ORGANIZATION.operation;
  const nobody = (detail: string): Subject => ({ ...subject, gap: { operation, reason: 'identity_changed', detail } });
  if (isUnknown(account)) return { ...subject, gap: account.$unknown };
  if (account === null) return nobody(`nobody answers for ${asked}`);
  const { login, id, type } = account;
  if (login.toLowerCase() !== asked.toLowerCase()) return nobody(`asked about ${asked}, answered about ${login}`);
  if (user && type === 'Organization') return nobody(`${login} is an organization: write \`organization: ${login}\` instead of \`user\``);
  return { ...subject, id: `${login}/${id}`, label: subject.name === login ? login : `${subject.name} (${login})` };
}

/** By name and for the written reason, so that no repository leaves without a word; and what the patterns do not find. */
async function leftOut(github: Github, config: GithubConfig, ask: Ask): Promise<Scope['excluded']> {
  const account = github.organization;
  const others = github.user
    ? [
        {
          id: account,
          because: 'a user account: what is asked of organizations (members, settings, Apps, the audit log) does not apply to it',
        },
      ]
    : [];
  const selection = config.repositories;
  if (!selection) return others;
  const list = await listRepositories(github, ask);
  if (list === null || isUnknown(list)) {
    const why = list === null ? 'there is no list of repositories' : list.$unknown.detail;
    return [...others, { id: `${account}/*`, because: `what the configured patterns leave out is not known: ${why}` }];
  }
  const names = list.map(({ name }) => name).sort();
  const out = names.flatMap((name) => {
    const because = github.leftOut(name);
    return because === undefined ? [] : [{ id: `${account}/${name}`, because }];
  });
  return [...others, ...out, ...idle(selection, names).map(({ pattern, because }) => ({ id: pattern, because }))];
}
