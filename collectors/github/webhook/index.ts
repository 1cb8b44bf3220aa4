import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, parallel, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Ask, Known } from '../../../src/model.ts';
import { ORGANIZATION, REPOSITORIES } from '../calls.ts';
import { byId, type Github } from '../client.ts';
import { ORGANIZATION_HOOKS, REPOSITORY_HOOKS } from '../organization-calls.ts';
import { eachRepository, type Listing, proveWhole } from '../repositories.ts';

/** `insecure_ssl` is written as text or as a number: https://docs.github.com/en/rest/orgs/webhooks#get-a-webhook-configuration-for-an-organization */
const Hook = z.looseObject({
  id: z.int(),
  active: z.boolean(),
  config: z.looseObject({
    url: z.string().optional(),
    insecure_ssl: z.union([z.string(), z.number()]).optional(),
    secret: z.string().optional(),
  }),
});
type Hook = z.infer<typeof Hook>;
interface Raw {
  /** The organization's login, or a repository's full name. */
  readonly of: string;
  readonly operation: string;
  readonly hook: Hook;
}

async function* ofRepository(github: Github, ask: Ask, { full_name }: Listing): AsyncIterable<Answer<Raw>> {
  const [owner, repo] = full_name.split('/');
  const params = { owner, repo };
  const { operation } = REPOSITORY_HOOKS;
  const hooks = await ask.list(operation, params, github.paging(operation, params, Hook, byId));
  if (hooks === null || isUnknown(hooks)) yield hooks;
  else for (const hook of hooks) yield { of: full_name, operation, hook };
}
async function* ofOrganization(github: Github, ask: Ask): AsyncIterable<Raw> {
  const params = { org: github.organization };
  const { operation } = ORGANIZATION_HOOKS;
  for await (const hook of ask.pages(operation, params, github.paging(operation, params, Hook, byId)))
    yield { of: github.organization, operation, hook };
}

/** What is sent where is as secret as its address may be: the address itself is not handed on. */
function addressOf({ operation, hook }: Raw): Known<URL> {
  const { url } = hook.config;
  if (url === undefined) return missing(operation, 'config.url');
  if (URL.canParse(url)) return new URL(url);
  return unknown({ operation, reason: 'malformed_response', detail: `${operation}: the address of hook ${hook.id} cannot be read` });
}
function verifiesOf({ operation, hook }: Raw): Known<boolean> {
  const { insecure_ssl } = hook.config;
  return insecure_ssl === undefined ? missing(operation, 'config.insecure_ssl') : String(insecure_ssl) === '0';
}
/** GitHub shows a mask where there is a secret, and nothing where there is none; but nothing is only said where the rest is shown. */
function secretOf({ operation, hook }: Raw): Known<boolean> {
  const { secret, url, insecure_ssl } = hook.config;
  if (secret !== undefined) return secret !== '';
  return url === undefined || insecure_ssl === undefined ? missing(operation, 'config.secret') : false;
}

export default defineCollector({
  id: 'github/webhook',
  title: 'Webhooks of an organization and of its repositories',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [ORGANIZATION, ORGANIZATION_HOOKS, REPOSITORIES, REPOSITORY_HOOKS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Whose it is, and GitHub’s number: `id`'),
    name: z.string().describe('Whose it is, and where it leads without what follows the host, which may be secret'),
    active: z.boolean().describe('Something is sent: `active`'),
    outOfScopeBecause: z.string().describe('inactive, or empty'),
    https: known(z.boolean()).describe('The address begins with https: `config.url`'),
    verifiesCertificate: known(z.boolean()).describe('`config.insecure_ssl` is 0'),
    hasSecret: known(z.boolean()).describe('GitHub shows a mask for it: `config.secret`'),
  }),
  async *fetch(github: Github, ask) {
    if (!github.user) yield* ofOrganization(github, ask);
    const each = async (repo: Listing): Promise<readonly Answer<Raw>[]> => {
      const found: Answer<Raw>[] = [];
      // GitHub has switched the whole repository off
      if (!repo.disabled) for await (const one of ofRepository(github, ask, repo)) found.push(one);
      return found;
    };
    for await (const hooks of parallel(eachRepository(github, ask), each))
      for (const one of hooks) {
        if (one === null) continue;
        if (isUnknown(one)) ask.incomplete(one.$unknown);
        else yield one;
      }
    await proveWhole(github, ask);
  },
  normalise(raw: Raw) {
    const address = addressOf(raw);
    return {
      id: `${raw.of}/hooks/${raw.hook.id}`,
      name: `${raw.of}: ${isUnknown(address) ? `hook ${raw.hook.id}` : `${address.protocol}//${address.host}`}`,
      active: raw.hook.active,
      outOfScopeBecause: raw.hook.active ? '' : 'inactive: nothing is sent',
      https: settled([address], (url: URL) => url.protocol === 'https:'),
      verifiesCertificate: verifiesOf(raw),
      hasSecret: secretOf(raw),
    };
  },
});
