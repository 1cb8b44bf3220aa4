/** Secrets of Secrets Manager: what is told about them, never what they say. */
import type * as Secrets from '@aws-sdk/client-secrets-manager';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Age } from '../world.ts';
import { type Holding, type Part, see } from './part.ts';

export interface Secret {
  readonly name: string;
  /** `rds`, for those that RDS makes and rotates by itself. */
  readonly owner?: string;
  /** Absent: never set up, which the listing shows by saying nothing. */
  readonly rotation?: boolean;
  readonly changed: Age;
  readonly age: Age;
}
type Held = Holding<null, readonly Secret[]>;
const nothing: Held = { account: null, regions: {}, elsewhere: [] };

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
function ListSecrets(input: Secrets.ListSecretsRequest, ask: Ask): Secrets.ListSecretsResponse {
  const { MaxResults: size, NextToken: token, Filters } = input;
  if (Filters?.length) throw new AwsRefusal('InvalidParameterException', 'The simulator knows no filters.');
  if (size !== undefined && (size < 1 || size > 100))
    throw new AwsRefusal('ValidationException', 'MaxResults must be between 1 and 100', 400);
  const bad = () => new AwsRefusal('InvalidNextTokenException', 'The NextToken value is invalid.');
  const { items, next } = page(here(ask), ask, { size, token }, bad);
  return { SecretList: items.map((secret) => describe(secret, ask)), NextToken: next };
}
/** Whoever never set up rotation sees no word of it: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
function describe({ name, owner, rotation, changed, age }: Secret, ask: Ask): Secrets.SecretListEntry {
  return {
    ARN: `arn:aws:secretsmanager:${ask.regionName}:${ask.account.id}:secret:${name}-AbCdEf`,
    Name: name,
    OwningService: owner,
    RotationEnabled: rotation,
    LastRotatedDate: rotation ? ago(changed, ask) : undefined,
    LastChangedDate: ago(changed, ask),
    LastAccessedDate: ago(1, ask),
    CreatedDate: ago(age, ask),
    Tags: [],
  };
}
const here = (ask: Ask) => see(ask, secrets.id, nothing).region;

const frankfurt: readonly Secret[] = [
  { name: 'prod/orders/database', rotation: true, changed: 12, age: 900 },
  { name: 'rds!db-5f1a9c', owner: 'rds', rotation: true, changed: 5, age: 500 },
  { name: 'prod/mail/smtp', changed: 200, age: 700 },
];
function held(inFrankfurt: readonly Secret[]): Held {
  return { account: null, regions: { 'eu-central-1': inFrankfurt }, elsewhere: [] };
}
const old = frankfurt.map((secret) => (secret.name === 'prod/mail/smtp' ? { ...secret, changed: 500 } : secret));

export const secrets: Part<null, readonly Secret[]> = {
  id: 'secrets',
  answers: { secretsmanager: { ListSecrets } },
  nothing,
  clean: { [PRODUCTION]: held(frankfurt) },
  drifted: { [PRODUCTION]: held(frankfurt) },
  drift: [],
  checks: ['aws.secretsmanager.rotation'],
  broken: { [PRODUCTION]: held(old) },
  refusals: [],
};
