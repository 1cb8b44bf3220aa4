import { z } from 'zod';
import { defineCollector, known, missing } from '../../../src/kit.ts';
import type { Aws } from '../client.ts';
import { AUTHORIZATION, AUTHORIZATION_CALL, each, type Identity, type InlinePolicy, type Managed } from '../iam-authorization.ts';
import { documentAllowsEverything } from '../policy-grants.ts';

const Resource = z.object({
  id: z.string().describe("Arn; of an inline policy, which has none, its identity's ARN and its name"),
  name: z.string().describe('PolicyName; of an inline policy with the identity that it is embedded in'),
  kind: z
    .enum(['customer-managed', 'inline'])
    .describe('Made by the customer, or embedded in one user, group or role. Policies of AWS are not listed'),
  attached: known(z.boolean()).describe('AttachmentCount is above 0; inline policies always are'),
  allowsEverything: known(z.boolean()).describe(
    'A statement of the version in force allows every action (or all but those in NotAction) on every resource, under whatever condition',
  ),
});

type Raw = { readonly managed: Managed } | { readonly identity: Identity; readonly inline: InlinePolicy };

export default defineCollector({
  id: 'aws/iam-policy',
  title: "IAM policies of the customer's own making, managed and inline, with their documents",
  scope: 'account',
  calls: [AUTHORIZATION_CALL],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask): AsyncIterable<Raw> {
    for await (const entity of each(aws, ask, 'user', 'group', 'role', 'policy')) {
      if (entity.kind === 'policy') yield { managed: entity };
      else for (const inline of entity.inline) yield { identity: entity, inline };
    }
  },
  normalise(raw) {
    if ('managed' in raw) {
      const { arn, name, attachments, document } = raw.managed;
      return {
        id: arn,
        name,
        kind: 'customer-managed' as const,
        attached: attachments === undefined ? missing(AUTHORIZATION, 'Policies[].AttachmentCount') : attachments > 0,
        allowsEverything: documentAllowsEverything(AUTHORIZATION, 'Policies[].PolicyVersionList[].Document', document),
      };
    }
    const { identity, inline } = raw;
    return {
      id: `${identity.arn}/inline-policy/${inline.name}`,
      name: `${inline.name} of the ${identity.kind} ${identity.name}`,
      kind: 'inline' as const,
      attached: true,
      allowsEverything: documentAllowsEverything(AUTHORIZATION, '…PolicyList[].PolicyDocument', inline.document),
    };
  },
});
