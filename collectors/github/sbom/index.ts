import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settle, unknown } from '../../../src/kit.ts';
import type { Answer } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import { askTree, filesThat, placeOf, type Tree } from '../files.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import { SBOM, TREE } from '../repository-calls.ts';
import { isManifest } from './manifests.ts';

const Bill = z.looseObject({
  sbom: z.looseObject({ packages: z.array(z.looseObject({})), creationInfo: z.looseObject({ created: z.string() }) }),
});
interface Found {
  readonly tree: Answer<Tree>;
  /** Asked unless it is known that there is no manifest. */
  readonly bill?: Answer<z.infer<typeof Bill>>;
}

export default defineCollector({
  id: 'github/sbom',
  title: 'Software bills of materials of repositories',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...IN_SCOPE, TREE, SBOM],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    manifests: known(z.array(z.string())).describe(
      'Files that the dependency graph reads, at most ten of them, by their names on the default branch',
    ),
    packages: known(z.int()).describe('How many `packages` the bill has; GitHub counts the repository itself among them'),
    created: known(z.string()).describe('`creationInfo.created`'),
  }),
  async *fetch(github: Github, ask) {
    yield* eachInScope(github, ask, async (repo): Promise<Found> => {
      const tree = await askTree(github, ask, repo);
      const { found, all } = filesThat(tree, isManifest);
      if (found.length === 0 && !isUnknown(all)) return { tree };
      const params = placeOf(repo);
      return { tree, bill: await ask(SBOM.operation, params, Bill, () => github.get(SBOM.operation, params)) };
    });
  },
  normalise(one: Scoped<Found>) {
    const of = <T>(value: (bill: z.infer<typeof Bill>) => T) =>
      about(one, ({ bill }) =>
        bill === undefined ? NOTHING_TO_LIST : settle(bill, { some: value, none: missing(SBOM.operation, 'sbom') }),
      );
    return {
      ...scopeOf(one),
      manifests: about(one, ({ tree }) => {
        const { found, all } = filesThat(tree, isManifest);
        return found.length > 0 || !isUnknown(all) ? found.slice(0, 10) : all;
      }),
      packages: of(({ sbom }) => sbom.packages.length),
      created: of(({ sbom }) => sbom.creationInfo.created),
    };
  },
});

const NOTHING_TO_LIST = unknown({
  operation: SBOM.operation,
  reason: 'not_run',
  detail: `${SBOM.operation}: not asked, since there is no manifest`,
});
