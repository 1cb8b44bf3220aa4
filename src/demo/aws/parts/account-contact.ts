/** https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html */
import type * as Account from '@aws-sdk/client-account';
import { PRODUCTION, SANDBOX } from '../accounts.ts';
import type { Answer, Ask } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Holding, type Part, see } from './part.ts';

type Contacts = Readonly<Partial<Record<Account.AlternateContactType, { readonly name: string; readonly email: string }>>>;
type State = Holding<Contacts, null>;

const ID = 'account-contact';
const nothing: State = { account: {}, regions: {}, elsewhere: null };

/** With an account id this is a question of the management account about a member. */
function GetAlternateContact({ AlternateContactType: type, AccountId }: Account.GetAlternateContactRequest, ask: Ask): object {
  if (AccountId !== undefined) throw new AwsRefusal('AccessDeniedException', 'The simulator is asked for its own account only.', 403);
  if (type !== 'SECURITY' && type !== 'BILLING' && type !== 'OPERATIONS')
    throw new AwsRefusal('ValidationException', 'AlternateContactType is not one of BILLING, OPERATIONS, SECURITY', 400);
  const contact = see(ask, ID, nothing).account[type];
  if (!contact) throw new AwsRefusal('ResourceNotFoundException', 'No contact of the inputted alternate contact type found.', 404);
  const { name, email } = contact;
  return {
    AlternateContact: { AlternateContactType: type, Name: name, Title: 'Security', EmailAddress: email, PhoneNumber: '+49 30 5550100' },
  } satisfies Account.GetAlternateContactResponse;
}

const SECURITY = { name: 'Security on call', email: 'security@example.com' };
const having = (account: Contacts): State => ({ ...nothing, account });
const clean = { [PRODUCTION]: having({ SECURITY }), [SANDBOX]: having({ SECURITY }) };

export const accountContact: Part<Contacts, null> = {
  id: ID,
  answers: { account: { GetAlternateContact } satisfies Record<string, Answer> },
  nothing,
  clean,
  drifted: clean,
  drift: [],
  checks: ['aws.account.security-contact'],
  // somebody is there for the bills
  broken: { [PRODUCTION]: having({ BILLING: { name: 'Accounts payable', email: 'bills@example.com' } }) },
  refusals: [],
};
