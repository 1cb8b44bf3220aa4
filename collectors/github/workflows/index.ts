import { z } from 'zod';
import { defineCollector, isUnknown, known, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import { askText, askTree, filesThat, placeOf, type Tree } from '../files.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import { CONTENTS, TREE } from '../repository-calls.ts';
import { problemsOf } from './analyse.ts';
import { parse } from './yaml.ts';

interface Found {
  readonly tree: Answer<Tree>;
  readonly files: readonly { readonly path: string; readonly text: Known<string> }[];
}
const isWorkflow = (path: string) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);

export default defineCollector({
  id: 'github/workflows',
  title: 'Workflows of GitHub Actions',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...IN_SCOPE, TREE, CONTENTS],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    workflows: known(z.array(z.string())).describe('Workflow files on the default branch: `.github/workflows/*.yml` and `*.yaml`'),
    problems: known(
      z.array(
        z.object({
          file: z.string().describe('The workflow file'),
          kind: z.string().describe('untrusted checkout, script injection, unpinned action or no permissions'),
          at: z.string().describe('Job and step, and what stands there'),
        }),
      ),
    ).describe('What is dangerous in the files that could be read; unknown where one could not be read and the others are sound'),
  }),
  async *fetch(github: Github, ask) {
    yield* eachInScope(github, ask, async (repo): Promise<Found> => {
      const tree = await askTree(github, ask, repo);
      const { found } = filesThat(tree, isWorkflow);
      const files = await Promise.all(found.map(async (path) => ({ path, text: await askText(github, ask, repo, path) })));
      return { tree, files };
    });
  },
  normalise(one: Scoped<Found>) {
    const owner = placeOf(one.repo).owner;
    return {
      ...scopeOf(one),
      workflows: about(one, ({ tree }) => {
        const { found, all } = filesThat(tree, isWorkflow);
        return found.length > 0 || !isUnknown(all) ? [...found] : all;
      }),
      problems: about(one, (found) => allProblems(found, owner)),
    };
  },
});

interface Located {
  readonly file: string;
  readonly kind: string;
  readonly at: string;
}
/** What is seen to be wrong stands, whatever could not be read beside it. */
function allProblems({ tree, files }: Found, owner: string): Known<Located[]> {
  const judged = files.map(({ path, text }) => (isUnknown(text) ? text : inFile(path, text as string, owner)));
  const seen = judged.flatMap((one) => (isUnknown(one) ? [] : one));
  if (seen.length > 0) return seen;
  const { all } = filesThat(tree, isWorkflow);
  return judged.find(isUnknown) ?? (isUnknown(all) ? all : []);
}

function inFile(path: string, text: string, owner: string): Known<Located[]> {
  const parsed = parse(text);
  const found = 'flaw' in parsed ? parsed : problemsOf(parsed.workflow, owner);
  if ('flaw' in found)
    return unknown({
      operation: CONTENTS.operation,
      reason: 'malformed_response',
      detail: `${CONTENTS.operation}: ${path}: ${found.flaw}`,
    });
  return found.map((problem) => ({ file: path, ...problem }));
}
