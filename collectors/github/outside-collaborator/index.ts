import { z } from 'zod';
import { defineCollector, known } from '../../../src/kit.ts';
import { OUTSIDE_COLLABORATORS } from '../calls.ts';
import type { Github } from '../client.ts';
import { type Account, everyone, type Listed, listed, standsOn, strangers } from '../people.ts';

interface Raw {
  readonly account: Account;
  readonly disabled: Listed;
}

export default defineCollector({
  id: 'github/outside-collaborator',
  title: 'Outside collaborators of a GitHub organization',
  scope: 'organization',
  calls: [OUTSIDE_COLLABORATORS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the account: `id`'),
    name: z.string().describe('`login`'),
    twoFactorDisabled: known(z.boolean()).describe('Signs in without a second factor: stands on the list with `filter=2fa_disabled`'),
  }),
  async *fetch(github: Github, ask) {
    const all = everyone(OUTSIDE_COLLABORATORS, github, ask);
    const disabled = await listed(OUTSIDE_COLLABORATORS, github, ask, { filter: '2fa_disabled' });
    const accounts: Account[] = [];
    for await (const account of all) {
      accounts.push(account);
      yield { account, disabled } satisfies Raw;
    }
    const gap = strangers(accounts, disabled, OUTSIDE_COLLABORATORS);
    if (gap) ask.incomplete(gap);
  },
  normalise({ account, disabled }: Raw) {
    return { id: String(account.id), name: account.login, twoFactorDisabled: standsOn(disabled, account, OUTSIDE_COLLABORATORS) };
  },
});
