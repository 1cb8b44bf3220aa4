import { z } from 'zod';
import { defineCollector, known } from '../../../src/kit.ts';
import { MEMBERS, ORGANIZATION } from '../calls.ts';
import type { Github } from '../client.ts';
import { askedByOwner, askOrganization } from '../organization.ts';
import { type Account, everyone, type Listed, listed, NOT_ALL_MEMBERS, standsOn, strangers } from '../people.ts';

interface Raw {
  readonly account: Account;
  readonly owners: Listed;
  readonly disabled: Listed;
  readonly insecure: Listed;
}

export default defineCollector({
  id: 'github/member',
  title: 'Members of a GitHub organization',
  scope: 'organization',
  calls: [ORGANIZATION, MEMBERS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the account: `id`'),
    name: z.string().describe('`login`'),
    owner: known(z.boolean()).describe('An owner of the organization: stands on the list with `role=admin`'),
    twoFactorDisabled: known(z.boolean()).describe('Signs in without a second factor: stands on the list with `filter=2fa_disabled`'),
    twoFactorInsecure: known(z.boolean()).describe(
      'Has a second factor that can be intercepted, such as SMS: stands on the list with `filter=2fa_insecure`',
    ),
  }),
  async *fetch(github: Github, ask) {
    const all = everyone(MEMBERS, github, ask);
    const [organization, owners, disabled, insecure] = await Promise.all([
      askOrganization(github, ask),
      listed(MEMBERS, github, ask, { filter: 'all', role: 'admin' }),
      listed(MEMBERS, github, ask, { filter: '2fa_disabled' }),
      listed(MEMBERS, github, ask, { filter: '2fa_insecure' }),
    ]);
    const accounts: Account[] = [];
    for await (const account of all) {
      accounts.push(account);
      yield { account, owners, disabled, insecure } satisfies Raw;
    }
    if (!askedByOwner(organization)) ask.incomplete(NOT_ALL_MEMBERS);
    for (const list of [owners, disabled, insecure]) {
      const gap = strangers(accounts, list, MEMBERS);
      if (gap) ask.incomplete(gap);
    }
  },
  normalise({ account, owners, disabled, insecure }: Raw) {
    return {
      id: String(account.id),
      name: account.login,
      owner: standsOn(owners, account, MEMBERS),
      twoFactorDisabled: standsOn(disabled, account, MEMBERS),
      twoFactorInsecure: standsOn(insecure, account, MEMBERS),
    };
  },
});
