import { z } from 'zod';
import { defineCollector } from '../../../src/kit.ts';
import { byId, type Github } from '../client.ts';
import { PERSONAL_TOKENS } from '../organization-calls.ts';

const Token = z.looseObject({
  id: z.int(),
  token_name: z.string(),
  token_expires_at: z.iso.datetime({ offset: true }).nullable(),
  token_last_used_at: z.iso.datetime({ offset: true }).nullable(),
  owner: z.looseObject({ login: z.string().min(1) }),
});
type Token = z.infer<typeof Token>;

export default defineCollector({
  id: 'github/personal-token',
  title: 'Fine-grained personal access tokens with access to an organization',
  scope: 'organization',
  calls: [PERSONAL_TOKENS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the grant: `id`'),
    name: z.string().describe('`owner.login` and `token_name`'),
    owner: z.string().describe('`owner.login`'),
    expiresAt: z.string().nullable().describe('`token_expires_at`; null: never'),
    lastUsedAt: z.string().nullable().describe('`token_last_used_at`; null: never used'),
  }),
  async *fetch(github: Github, ask): AsyncIterable<Token> {
    const params = { org: github.organization };
    yield* ask.pages(PERSONAL_TOKENS.operation, params, github.paging(PERSONAL_TOKENS.operation, params, Token, byId));
  },
  normalise({ id, owner: { login }, token_name, token_expires_at, token_last_used_at }: Token) {
    return { id: String(id), name: `${login}: ${token_name}`, owner: login, expiresAt: token_expires_at, lastUsedAt: token_last_used_at };
  },
});
