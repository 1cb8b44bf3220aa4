import { z } from 'zod';
import { defineCollector, known, missing } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';

const OPERATION = 'secretsmanager:ListSecrets';
const Secret = z.looseObject({
  ARN: z.string().min(1),
  Name: z.string().min(1),
  OwningService: z.string().optional(),
  RotationEnabled: z.boolean().nullish(),
  LastChangedDate: z.date().optional(),
  LastRotatedDate: z.date().nullish(),
  LastAccessedDate: z.date().nullish(),
});

const Resource = z.object({
  id: z.string().describe('ARN'),
  name: z.string().describe('Name'),
  owningService: known(z.string().nullable()).describe(
    'OwningService, which made the secret and looks after it: `rds`; null: nobody but you',
  ),
  rotationEnabled: known(z.boolean()).describe('RotationEnabled'),
  lastChanged: known(z.string()).describe('LastChangedDate: when anything about the secret was last changed, RFC 3339'),
  lastRotated: known(z.string().nullable()).describe('LastRotatedDate: when a rotation was last completed; null: never'),
  lastAccessed: known(z.string().nullable()).describe('LastAccessedDate, which is a day; null: never'),
});

export default defineCollector({
  id: 'aws/secret',
  title: 'Secrets of Secrets Manager: how old they are and whether they rotate; their values are never read',
  scope: 'region',
  calls: [call('secrets-manager', 'ListSecrets')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }) {
    const send = (token: object) => aws.send('secrets-manager', 'ListSecrets', { MaxResults: 100, ...token }, region);
    yield* ask.pages(OPERATION, {}, turning({ list: 'SecretList', token: 'NextToken', item: Secret, key: ({ ARN }) => ARN, send }));
  },
  normalise(secret) {
    return {
      id: secret.ARN,
      name: secret.Name,
      // absent or empty: no service owns it: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_SecretListEntry.html
      owningService: secret.OwningService === undefined || secret.OwningService === '' ? null : secret.OwningService,
      // "If the secret has never been configured for rotation, Secrets Manager returns null":
      // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
      rotationEnabled: secret.RotationEnabled === true,
      lastChanged: secret.LastChangedDate?.toISOString() ?? missing(OPERATION, 'SecretList[].LastChangedDate'),
      // "null if the secret hasn't ever rotated"; "omitted if the secret has never been retrieved": API_SecretListEntry, as above
      lastRotated: secret.LastRotatedDate?.toISOString() ?? null,
      lastAccessed: secret.LastAccessedDate?.toISOString() ?? null,
    };
  },
});
