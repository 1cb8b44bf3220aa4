import { z } from 'zod';
import { defineCollector, known, unknown } from '../../../src/kit.ts';
import type { Aws } from '../client.ts';
import { AUTHORIZATION_CALL, each, type Identity } from '../iam-authorization.ts';
import { isAdministratorAccess } from '../policy-grants.ts';

const Resource = z.object({
  id: z.string().describe('Arn'),
  name: z.string().describe('UserName, GroupName or RoleName'),
  kind: z.enum(['user', 'group', 'role']).describe('What AdministratorAccess is attached to: one of the three that have policies'),
  listedAs: z
    .string()
    .describe(
      'How a list of administrators names it: `user/…`, `group/…`, `role/…`, or `permission-set/…` for a role that Identity Center made',
    ),
  undeclared: known(z.boolean()).describe('Never known: stands for what nobody has declared'),
});

export default defineCollector({
  id: 'aws/iam-administrator',
  title: "Users, groups and roles that AWS's policy AdministratorAccess is attached to",
  scope: 'account',
  calls: [AUTHORIZATION_CALL],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask) {
    for await (const identity of each(aws, ask, 'user', 'group', 'role')) if (identity.attached.some(isAdministratorAccess)) yield identity;
  },
  normalise: (identity: Identity) => ({
    id: identity.arn,
    name: identity.name,
    kind: identity.kind,
    listedAs: listedAs(identity),
    undeclared: unknown({
      operation: 'declaration',
      reason: 'attestation_missing',
      detail: 'nobody has declared who may hold AdministratorAccess: the parameter `administrators` of this check',
    }),
  }),
});

/**
 * `AWSReservedSSO_<permission set>_<16 hexadecimal digits>`, under a path in which customers cannot make roles:
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
const RESERVED = /^arn:[^:]+:iam::\d+:role\/aws-reserved\/sso\.amazonaws\.com\/(?:[^/]+\/)?AWSReservedSSO_(.+)_[0-9a-f]{16}$/;
export function listedAs({ kind, name, arn }: Pick<Identity, 'kind' | 'name' | 'arn'>): string {
  const set = RESERVED.exec(arn)?.[1];
  return set === undefined ? `${kind}/${name}` : `permission-set/${set}`;
}
