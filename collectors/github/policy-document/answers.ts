/** What answers about the history of a file must have. */
import { z } from 'zod';
import { Actor, Page, PullRequest, RateLimit } from '../changes/answers.ts';

/** https://docs.github.com/en/graphql/reference/objects#treeentry; its object is a Blob, but for folders and submodules. */
export const Version = z
  .looseObject({
    mode: z.int(),
    object: z
      .looseObject({
        __typename: z.string(),
        text: z.string().nullable().optional(),
        isBinary: z.boolean().nullable().optional(),
        isTruncated: z.boolean().optional(),
      })
      .nullable(),
  })
  .nullable();
/** Null: there is no such file in that commit. */
export type Version = z.infer<typeof Version>;

/** A pull request that GitHub connects with a commit; of one that was never merged there is no time. */
const Candidate = PullRequest.extend({
  merged: z.boolean(),
  mergedAt: z.iso.datetime({ offset: true }).nullable(),
  mergedBy: Actor,
  repository: z.looseObject({ nameWithOwner: z.string() }),
});
export type Candidate = z.infer<typeof Candidate>;

/** One commit that changed the file. Null pull requests: GitHub does not say. */
export const Edit = z.looseObject({
  id: z.string().min(1),
  oid: z.string().min(1),
  url: z.string(),
  committedDate: z.iso.datetime({ offset: true }),
  author: z.looseObject({ name: z.string().nullable(), user: z.looseObject({ login: z.string().min(1) }).nullable() }).nullable(),
  file: Version,
  associatedPullRequests: z.looseObject({ totalCount: z.int(), nodes: z.array(Candidate) }).nullable(),
});
export type Edit = z.infer<typeof Edit>;
export const Edits = Page(Edit);

/** Null branch: nothing was ever pushed. */
export const PolicyHistory = z.looseObject({
  rateLimit: RateLimit,
  repository: z.looseObject({
    nameWithOwner: z.string(),
    defaultBranchRef: z
      .looseObject({
        name: z.string().min(1),
        target: z.looseObject({ __typename: z.literal('Commit'), oid: z.string().min(1), file: Version, history: Edits }),
      })
      .nullable(),
  }),
});
export type PolicyHistory = z.infer<typeof PolicyHistory>;
export const MorePolicyHistory = z.looseObject({
  rateLimit: RateLimit,
  repository: z.looseObject({ object: z.looseObject({ __typename: z.literal('Commit'), history: Edits }) }),
});
export type MorePolicyHistory = z.infer<typeof MorePolicyHistory>;

/** https://docs.github.com/en/rest/commits/commits#get-a-commit */
export const CommitFiles = z.looseObject({
  sha: z.string().min(1),
  files: z.array(z.looseObject({ filename: z.string(), status: z.string(), previous_filename: z.string().optional() })),
});
