import { z } from 'zod';
import { defineCollector, isUnknown, known } from '../../../src/kit.ts';
import type { Answer } from '../../../src/model.ts';
import { askSwitched, type Switched, switched } from '../administers.ts';
import { REPOSITORY } from '../calls.ts';
import type { Github } from '../client.ts';
import { askTree, filesThat, type Tree } from '../files.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import { SECURITY_FIXES, TREE } from '../repository-calls.ts';

const Fixes = z.looseObject({ enabled: z.boolean(), paused: z.boolean() });
interface Found {
  readonly fixes: Switched<z.infer<typeof Fixes>>;
  readonly tree: Answer<Tree>;
}

/**
 * https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference and
 * https://docs.renovatebot.com/configuration-options/ name the places; in package.json Renovate no longer looks by default.
 */
const isConfiguration = (path: string) =>
  /^\.github\/dependabot\.ya?ml$/.test(path) || /^(?:\.github\/)?renovate\.json5?$|^\.renovaterc(?:\.json5?)?$/.test(path);

export default defineCollector({
  id: 'github/dependency-updates',
  title: 'Automated dependency updates of repositories',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...IN_SCOPE, REPOSITORY, SECURITY_FIXES, TREE],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    securityUpdates: known(z.string()).describe('Dependabot security updates: enabled, paused or disabled; `enabled` and `paused`'),
    configuration: known(z.string()).describe(
      'The file on the default branch that configures Dependabot version updates or Renovate; empty: there is none',
    ),
  }),
  async *fetch(github: Github, ask) {
    yield* eachInScope(github, ask, async (repo): Promise<Found> => {
      const [fixes, tree] = await Promise.all([askSwitched(github, ask, repo, SECURITY_FIXES, Fixes), askTree(github, ask, repo)]);
      return { fixes, tree };
    });
  },
  normalise(one: Scoped<Found>) {
    return {
      ...scopeOf(one),
      securityUpdates: about(one, ({ fixes }) => switched(fixes, SECURITY_FIXES, wordOf, 'disabled')),
      configuration: about(one, ({ tree }) => {
        const { found, all } = filesThat(tree, isConfiguration);
        return found[0] ?? (isUnknown(all) ? all : '');
      }),
    };
  },
});

function wordOf({ enabled, paused }: z.infer<typeof Fixes>): string {
  if (!enabled) return 'disabled';
  return paused ? 'paused' : 'enabled';
}
