import { z } from 'zod';
import { defineCollector, known, settled, unknown } from '../../../src/kit.ts';
import type { Aws } from '../client.ts';
import { AUTHORIZATION, AUTHORIZATION_CALL, each, type Role } from '../iam-authorization.ts';
import { githubTrusts } from '../policy-github.ts';
import { isSupportAccess } from '../policy-grants.ts';
import { opensToAnyone, parseTrust } from '../policy-trust.ts';

const GithubTrust = z.object({
  audiencePinned: z.boolean().describe('The condition on `:aud` leaves `sts.amazonaws.com` alone'),
  subjects: z.array(z.string()).describe('Values of the condition on `:sub`; none: any subject'),
  repositoriesPinned: known(z.boolean()).describe('Each subject names owner and repository in full'),
  environmentsPinned: z.boolean().describe('Each subject names an environment in full'),
  owners: z.array(z.string()).describe('Whose repositories the subjects name'),
});
const Resource = z.object({
  id: z.string().describe('Arn'),
  name: z.string().describe('RoleName'),
  serviceLinked: z.boolean().describe('It lies under /aws-service-role/, where a service of AWS writes and keeps the trust policy'),
  supportAccess: z.boolean().describe("AWS's policy AWSSupportAccess is among AttachedManagedPolicies"),
  assumableByAnyone: known(z.boolean()).describe(
    'AssumeRolePolicyDocument lets everyone assume it, and neither a condition there nor a Deny keeps it to chosen principals',
  ),
  githubTrusts: known(z.array(GithubTrust)).describe('Statements of AssumeRolePolicyDocument that let workflows of GitHub Actions in'),
  undeclared: known(z.boolean()).describe('Never known: stands for what nobody has declared'),
});

export default defineCollector({
  id: 'aws/iam-role',
  title: 'IAM roles and whom they trust',
  scope: 'account',
  calls: [AUTHORIZATION_CALL],
  freshFor: 'P1D',
  resource: Resource,
  fetch: (aws: Aws, ask) => each(aws, ask, 'role'),
  normalise(role: Role) {
    const trust = parseTrust(AUTHORIZATION, role.trust);
    return {
      id: role.arn,
      name: role.name,
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-service-linked-roles.html; customers cannot use this path
      serviceLinked: /^arn:[^:]+:iam::\d+:role\/aws-service-role\//.test(role.arn),
      supportAccess: role.attached.some(isSupportAccess),
      assumableByAnyone: settled([trust], opensToAnyone),
      githubTrusts: settled([trust], (policy) =>
        githubTrusts(AUTHORIZATION, policy).map((one) => ({ ...one, subjects: [...one.subjects], owners: [...one.owners] })),
      ),
      undeclared: unknown({
        operation: 'declaration',
        reason: 'attestation_missing',
        detail: 'nobody has declared which owners on GitHub are ours: the parameter `owners` of this check',
      }),
    };
  },
});
