/** SHA-256 of each query that is answered, and what GitHub's own formula makes it cost. A changed text needs its line here: a test says which. */
import { TEXTS as GOVERNANCE } from '../governance/graphql.ts';

export const TEXTS = {
  ...GOVERNANCE,
  ManyRepositoryChanges: '7b29580a21f91f04837c4f8dc14bf3fe6df503b070cc3e529d5b10a73a4b9e6b',
  RepositoryChanges: '8dee44a269dd6a83f479cf831fd8342aecc9f16d457755a248ccf303aad1313e',
  MoreCommits: '382479410d9edb48be45568e5b288b264bc74a8d8705addb49701ea1cd9e9db4',
  MorePullRequests: '09471d422afee47f89bc42087ffedd7bcc208b741222e9c0ecb709efd1eb27d7',
  CommitOrigins: 'c20171e0615ce2cea04b064492e2c736eb92b1262123c55fcb5f033fabdbf938',
  MoreReviews: '87fec4e2d0d47130817c5dc969e99022e6352e72d31943cfc121840bce10c4da',
  ManyAuthors: 'f6d3bac133115c479ef0e7cc4db5451a28e07993051f9a7ccb57cc35f58d54e7',
  MoreAuthors: '8fd7306ad79bb5a0b4ba5005a0d4339131bb6e56a662b412f7ff646a7c289ae0',
  CoAuthors: 'db17c0c5c3076bd3e7f56757459c189aa3de6e8fc6664ed004638fc4606a3499',
  HeadChecks: 'e6700dcdece02d15c1b256d825dbb634bc781f936ea77cf87bc06551f3fedee8',
  ManyRequiredChecks: '494c12074a69c6bdb4cd90a14393c8cda814bb7b00b766e1567cbc38af2b3365',
  RequiredChecks: '368c8a1eeb1dc796cfed7867b4e6b8f28619f4116a0b0cab2ddd385a67342ee3',
  ManyDeployments: 'f2e95c82b333244dbebae7f24432b51504ff1aef8932864397bc95cc07c26c2a',
  MoreDeployments: 'b993725593269b896218c0bfeca4f896c8a304b32b0cd4638afa827f46ed6cbd',
  PolicyHistory: '179087adf8fea1de04580f86b923b742869c6b92843d8fcca0b3303e7eaee7df',
  MorePolicyHistory: '67cb87f0314bd55ddb6e67449c1c789548e6c76d3e54b48ea7e30f1989ef3011',
} as const satisfies Readonly<Record<string, string>>;

/** Connections that would have to be read at their longest, over a hundred: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
export function costOf(name: keyof typeof TEXTS, variables: Readonly<Record<string, unknown>>): number {
  const {
    commits = 0,
    pulls = 0,
    first = 0,
    edits = 0,
    ids = [],
  } = variables as { edits?: number; commits?: number; pulls?: number; first?: number; ids?: unknown[] };
  // its parents
  const perCommit = 1;
  // reviews and commits
  const perPull = 2;
  const perRepository = 2 + commits * perCommit + pulls * perPull;
  const connections = {
    ManyRepositoryChanges: ids.length * perRepository,
    RepositoryChanges: perRepository,
    CommitOrigins: ids.length,
    MoreCommits: 1 + commits * perCommit,
    MorePullRequests: 1 + pulls * perPull,
    PolicyHistory: 1 + edits * (1 + 3 * perPull),
    MorePolicyHistory: 1 + edits * (1 + 3 * perPull),
    MoreReviews: 1,
    ManyAuthors: ids.length,
    MoreAuthors: 1,
    CoAuthors: ids.length,
    HeadChecks: ids.length,
    ManyDeployments: ids.length,
    MoreDeployments: 1,
    ManyRequiredChecks: 2 * 10,
    RequiredChecks: 2,
    SingleSignOn: 2,
    EnterpriseSingleSignOn: 1,
    MemberActivity: 1 + first,
  }[name];
  return Math.max(1, Math.round(connections / 100));
}
