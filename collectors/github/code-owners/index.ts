import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { PROTECTION, RULES } from '../calls.ts';
import type { Github } from '../client.ts';
import { askTree, filesThat, placeOf, type Tree } from '../files.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import { or } from '../repository/layer.ts';
import { CODEOWNERS_ERRORS, TREE } from '../repository-calls.ts';

/** What is always there tells a protection without reviews from half an answer. */
const Classic = z.looseObject({
  enforce_admins: z.looseObject({ enabled: z.boolean() }),
  required_pull_request_reviews: z.looseObject({ require_code_owner_reviews: z.boolean().optional() }).optional(),
});
const Rule = z.looseObject({
  type: z.string(),
  parameters: z.looseObject({ require_code_owner_review: z.boolean().optional() }).optional(),
});
const Errors = z.looseObject({ errors: z.array(z.looseObject({ kind: z.string(), path: z.string(), line: z.int() })) });

interface Found {
  readonly classic: Answer<z.infer<typeof Classic>>;
  readonly rules: Answer<readonly z.infer<typeof Rule>[]>;
  readonly tree: Answer<Tree>;
  /** Asked where there is such a file: without one GitHub answers 404, as it does to who may not know. */
  readonly errors?: Answer<z.infer<typeof Errors>>;
}

/** In this order, and the first one counts: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-file-location */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
const isCodeowners = (path: string) => PLACES.includes(path);

export default defineCollector({
  id: 'github/code-owners',
  title: 'Code owners of repositories',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...IN_SCOPE, PROTECTION, RULES, TREE, CODEOWNERS_ERRORS],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    reviewRequired: known(z.boolean()).describe(
      'Code owners must approve: `require_code_owner_review` of an active rule, or `require_code_owner_reviews` of classic protection',
    ),
    file: known(z.string()).describe('Where CODEOWNERS is on the default branch; empty: there is none'),
    errors: known(z.array(z.string())).describe('What GitHub finds wrong in it: kind, path and line of `errors`'),
  }),
  async *fetch(github: Github, ask) {
    yield* eachInScope(github, ask, async (repo): Promise<Found> => {
      const place = placeOf(repo);
      const params = { ...place, branch: repo.default_branch };
      const [classic, rules, tree] = await Promise.all([
        ask(PROTECTION.operation, params, Classic, () => github.get(PROTECTION.operation, params)),
        ask.list(RULES.operation, params, github.paging(RULES.operation, params, Rule)),
        askTree(github, ask, repo),
      ]);
      if (filesThat(tree, isCodeowners).found.length === 0) return { classic, rules, tree };
      const about = { ...place, ref: repo.default_branch };
      const errors = await ask(CODEOWNERS_ERRORS.operation, about, Errors, () => github.get(CODEOWNERS_ERRORS.operation, about));
      return { classic, rules, tree, errors };
    });
  },
  normalise(one: Scoped<Found>) {
    return {
      ...scopeOf(one),
      reviewRequired: about(one, ({ classic, rules }) => or([ofClassic(classic), ...ofRules(rules)])),
      file: about(one, ({ tree }) => {
        const { found, all } = filesThat(tree, isCodeowners);
        const first = PLACES.find((place) => found.includes(place));
        return first ?? (isUnknown(all) ? all : '');
      }),
      errors: about(one, errorsOf),
    };
  },
});

function ofClassic(classic: Found['classic']): Known<boolean> {
  const hidden = missing(PROTECTION.operation, 'required_pull_request_reviews.require_code_owner_reviews');
  return settle(classic, {
    none: false,
    some: ({ required_pull_request_reviews: reviews }) => (reviews ? (reviews.require_code_owner_reviews ?? hidden) : false),
  });
}
function ofRules(rules: Found['rules']): readonly Known<boolean>[] {
  if (rules === null) return [];
  if (isUnknown(rules)) return [rules];
  const hidden = missing(RULES.operation, 'pull_request.parameters.require_code_owner_review');
  return rules.filter(({ type }) => type === 'pull_request').map(({ parameters }) => parameters?.require_code_owner_review ?? hidden);
}

function errorsOf({ errors }: Found): Known<string[]> {
  if (errors === undefined) return []; // without a file there is nothing that could be wrong in it
  const none = unknown({
    operation: CODEOWNERS_ERRORS.operation,
    reason: 'missing_member',
    detail: `${CODEOWNERS_ERRORS.operation}: there is no answer, although the file is there`,
  });
  return settle(errors, { none, some: (answer) => answer.errors.map(({ kind, path, line }) => `${kind} in ${path}, line ${line}`) });
}
