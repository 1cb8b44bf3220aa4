import { z } from 'zod';
import { defineCollector, known, settle } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';

// "The operation failed because it specified a resource that can't be found": https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html
const CONTACT = call('account', 'GetAlternateContact', { absentOn: ['ResourceNotFoundException'] });
const Contact = z.looseObject({
  AlternateContact: z.looseObject({ AlternateContactType: z.literal('SECURITY'), EmailAddress: z.string().min(1) }),
});

export default defineCollector({
  id: 'aws/alternate-contact',
  title: 'Whom AWS writes to about the security of an account',
  scope: 'account',
  calls: [CONTACT],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The account: twelve digits'),
    name: z.string().describe('The account: twelve digits'),
    securityContact: known(z.boolean()).describe('AlternateContact of the type `SECURITY` is set, with an EmailAddress'),
  }),
  async *fetch(aws: Aws, ask) {
    const input = { AlternateContactType: 'SECURITY' };
    const contact = await ask(CONTACT.operation, input, Contact, () => aws.send('account', 'GetAlternateContact', input));
    yield { account: aws.account, contact };
  },
  normalise({ account, contact }) {
    return { id: account, name: account, securityContact: settle(contact, { some: () => true, none: false }) };
  },
});
