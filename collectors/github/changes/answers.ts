/** The members that answers about changes must have; a null where GitHub documents none makes the answer unreadable, not empty. */
import { z } from 'zod';

/** Null: GraphQL's rate limits are switched off, which a server of one's own may do. */
export const RateLimit = z.looseObject({ cost: z.int(), remaining: z.int(), limit: z.int(), resetAt: z.string() }).nullable();
export const Page = <T>(node: z.ZodType<T>) =>
  z.looseObject({
    totalCount: z.int(),
    pageInfo: z.looseObject({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(node),
  });

/** Null: the account is gone. `User` is a person's account, or a machine's that looks like one. */
export const Actor = z.looseObject({ __typename: z.string(), login: z.string().min(1) }).nullable();
export type Actor = z.infer<typeof Actor>;
/** `user` is null when no account has the address that the commit was written with. */
const GitActor = z.looseObject({ name: z.string().nullable(), user: z.looseObject({ login: z.string().min(1) }).nullable() });
export type GitActor = z.infer<typeof GitActor>;

const Associated = z.looseObject({
  number: z.int(),
  url: z.string(),
  merged: z.boolean(),
  mergedAt: z.string().nullable(),
  baseRefName: z.string(),
  baseRef: z.looseObject({ name: z.string() }).nullable(),
  repository: z.looseObject({ nameWithOwner: z.string() }),
});
export type Associated = z.infer<typeof Associated>;

export const Commit = z.looseObject({
  id: z.string().min(1),
  oid: z.string().min(1),
  url: z.string(),
  committedDate: z.iso.datetime({ offset: true }),
  author: GitActor.nullable(),
  signature: z
    .looseObject({
      isValid: z.boolean(),
      state: z.string(),
      wasSignedByGitHub: z.boolean(),
      signer: z.looseObject({ login: z.string() }).nullable(),
    })
    .nullable(),
  parents: z.looseObject({ totalCount: z.int(), nodes: z.array(z.looseObject({ oid: z.string() })) }),
});
export type Commit = z.infer<typeof Commit>;
/** Null: GitHub does not say. */
export const Origin = z.looseObject({
  id: z.string(),
  associatedPullRequests: z.looseObject({ totalCount: z.int(), nodes: z.array(Associated) }).nullable(),
});
export type Origin = z.infer<typeof Origin>;
export const History = Page(Commit);
export type History = z.infer<typeof History>;

export const Review = z.looseObject({
  id: z.string(),
  state: z.string(),
  submittedAt: z.string().nullable(),
  authorCanPushToRepository: z.boolean(),
  author: Actor,
  commit: z.looseObject({ oid: z.string() }).nullable(),
});
export type Review = z.infer<typeof Review>;
/** A commit of a pull request, by whose word it was written. */
export const Authored = z.looseObject({
  commit: z.looseObject({ id: z.string().min(1), oid: z.string(), message: z.string(), author: GitActor.nullable() }),
});
export type Authored = z.infer<typeof Authored>;
/** All who wrote it, as far as they are shown. */
export const CoAuthors = z.looseObject({ id: z.string(), authors: z.looseObject({ totalCount: z.int(), nodes: z.array(GitActor) }) });
export interface Written {
  readonly oid: string;
  readonly authors: z.infer<typeof CoAuthors>['authors'];
}

export const PullRequest = z.looseObject({
  id: z.string().min(1),
  number: z.int(),
  url: z.string(),
  updatedAt: z.iso.datetime({ offset: true }),
  mergedAt: z.iso.datetime({ offset: true }),
  baseRefName: z.string(),
  baseRef: z.looseObject({ name: z.string() }).nullable(),
  headRefOid: z.string(),
  author: Actor,
  mergedBy: Actor,
  mergeCommit: z.looseObject({ oid: z.string(), committedDate: z.iso.datetime({ offset: true }) }).nullable(),
  reviews: Page(Review),
  /** The last few. */
  commits: z.looseObject({ totalCount: z.int(), nodes: z.array(Authored) }),
});
export type PullRequest = z.infer<typeof PullRequest>;
export const PullRequests = Page(PullRequest);

/** `defaultBranchRef` is null for a repository without a branch: nothing was ever pushed. */
export const Changed = z.looseObject({
  id: z.string(),
  nameWithOwner: z.string(),
  url: z.string(),
  createdAt: z.iso.datetime({ offset: true }),
  defaultBranchRef: z
    .looseObject({
      name: z.string().min(1),
      target: z.looseObject({ __typename: z.literal('Commit'), oid: z.string().min(1), history: History }),
    })
    .nullable(),
  pullRequests: PullRequests,
});
export type Changed = z.infer<typeof Changed>;
export const RepositoryChanges = z.looseObject({ rateLimit: RateLimit, repository: Changed });
export type RepositoryChanges = z.infer<typeof RepositoryChanges>;
