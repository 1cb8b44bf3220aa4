import { z } from 'zod';
import { defineCollector, isUnknown, known, parallel } from '../../../src/kit.ts';
import type { Context } from '../../../src/model.ts';
import { ORGANIZATION, REPOSITORIES } from '../calls.ts';
import type { Github } from '../client.ts';
import { POLICIES, REVIEWS } from '../graphql/documents.ts';
import { ACTIVITY, COMMIT, TREE } from '../repository-calls.ts';
import { askDocument } from './ask.ts';
import { type Declared, filesDeclared } from './declared.ts';
import { normalise, type Raw } from './normalise.ts';

const day = known(z.string().nullable());
const Change = z.object({
  commit: z.string().describe('`oid`'),
  link: z.string().describe('The page of the commit'),
  at: z.string().describe('When it came onto the default branch: the merge of its pull request, else `committedDate`'),
  author: z.string().describe('The login of its author, or the name that the commit gives'),
  viaPullRequest: known(z.boolean()).describe('It came with a pull request that was merged into the default branch'),
  pullRequests: z.array(z.string()).describe('The pages of these'),
  approvals: z
    .array(z.object({ login: z.string().describe('Who approved'), at: z.string().describe('When: `submittedAt`') }))
    .describe(
      'By people other than the author and the co-authors, on the merged head, before the merge, neither dismissed nor taken back; of the declared approvers, or of those who may push',
    ),
  perhaps: known(z.boolean()).describe('False, or unknown where it cannot be told whether another approval counts'),
  others: z.array(z.string()).describe('Approvals that do not count, each with why'),
});

export default defineCollector({
  id: 'github/policy-document',
  title: 'Policy documents that are kept in git',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [ORGANIZATION, REPOSITORIES, TREE, ...POLICIES, ...REVIEWS, ACTIVITY, COMMIT],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Repository and path'),
    name: z.string().describe('`owner/repository:path`; with a pattern for a path where no file fits it'),
    title: z.string().describe('As declared; else the path'),
    reviewEvery: z.int().nullable().describe('Months, as declared in `reviewEvery`; null: nothing is declared'),
    exists: known(z.boolean()).describe('It is on the default branch today: GET /repos/{owner}/{repo}/git/trees/{tree_sha}'),
    lastReviewed: day.describe('`last_reviewed` in its front matter, as `2026-03-01`; null: it says nothing of that'),
    lastUpdated: day.describe('`last_updated` in its front matter'),
    owner: known(z.string().nullable()).describe('`owner` in its front matter'),
    facts: known(
      z.array(
        z.object({
          name: z.string().describe('As the claims call it: `minimumPasswordLength`'),
          value: z.union([z.string(), z.number(), z.boolean()]).describe('What the document says it is'),
        }),
      ),
    ).describe('`facts` in its front matter: values that other sources may be held against'),
    change: known(Change).describe('Its latest change on the default branch'),
    reviewedAt: known(z.string().nullable()).describe(
      'The latest review that git proves: the approval of a change or, where the document has `last_reviewed`, of the change that set it, on that date if earlier. Null: none is proved',
    ),
    reviewedBy: known(z.array(z.string())).describe('Who approved it'),
    reviewedIn: known(z.array(z.string())).describe('The pages of the pull requests'),
    perhapsAt: known(z.string().nullable()).describe('Until when there may have been a later one that is not seen; null: there was none'),
    perhaps: known(z.boolean()).describe('False, or unknown with the reason why there may have been one'),
    contradicted: known(z.array(z.string())).describe('Dates in the document that its history contradicts, each with how'),
  }),
  async *fetch(github: Github, ask, context) {
    if (github.policies.length === 0) {
      ask.proof('the configuration declares no policy document (`policies`)');
      return;
    }
    const files = await filesDeclared(github, ask);
    yield* parallel(files, async (one): Promise<Raw> => look(github, ask, context, one), 8);
    ask.proof(`each of ${github.policies.length} declared ${github.policies.length === 1 ? 'path' : 'paths'} was looked for`);
  },
  normalise: (raw: Raw, context) => normalise(raw, context),
});

async function look(github: Github, ask: Parameters<typeof askDocument>[1], context: Context, one: Declared): Promise<Raw> {
  const { repo, listed, path, policy } = one;
  // a list that is cut may lack the file, and the branch may have it
  if (repo === undefined || listed === false || (isUnknown(listed) && path.includes('*'))) return one;
  return { ...one, document: await askDocument(github, ask, context, repo, path, policy.approvers) };
}
