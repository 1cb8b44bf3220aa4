import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Ask, Known } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import { askTree, filesThat, hasFile, placeOf, type Tree } from '../files.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import { askOrganization } from '../organization.ts';
import { listRepositories, unlisted } from '../repositories.ts';
import { PRIVATE_REPORTING, TREE } from '../repository-calls.ts';

const Reporting = z.looseObject({ enabled: z.boolean() });
interface Found {
  readonly tree: Answer<Tree>;
  /** Whether the organization has one for all its repositories. Asked where the repository has none of its own. */
  readonly shared?: Known<boolean>;
  readonly reporting: Answer<z.infer<typeof Reporting>>;
}

/** https://docs.github.com/en/code-security/getting-started/adding-a-security-policy-to-your-repository */
const isPolicy = (path: string) => /^(?:\.github\/|docs\/)?security(?:\.(?:md|markdown|rst|txt|adoc))?$/i.test(path);

export default defineCollector({
  id: 'github/security-policy',
  title: 'Security policies of public repositories',
  scope: 'organization',
  calls: [...IN_SCOPE, TREE, PRIVATE_REPORTING],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    visibility: z.string().describe('public, private or internal: `visibility`'),
    policy: known(z.boolean()).describe(
      'SECURITY.md on the default branch, in the root, `.github` or `docs`; or in the organization’s public repository `.github`, which GitHub shows for all that have none',
    ),
    privateReporting: known(z.boolean()).describe('Weaknesses can be reported in private: `enabled`'),
  }),
  async *fetch(github: Github, ask) {
    let shared: Promise<Known<boolean>> | undefined;
    for await (const one of eachInScope(github, ask, async (repo): Promise<Found | undefined> => {
      if (repo.visibility !== 'public') return undefined;
      const params = placeOf(repo);
      const [tree, reporting] = await Promise.all([
        askTree(github, ask, repo),
        ask(PRIVATE_REPORTING.operation, params, Reporting, () => github.get(PRIVATE_REPORTING.operation, params)),
      ]);
      if (filesThat(tree, isPolicy).found.length > 0) return { tree, reporting };
      shared ??= askShared(github, ask);
      return { tree, reporting, shared: await shared };
    }))
      yield one;
  },
  normalise(one: Scoped<Found | undefined>) {
    const { visibility } = one.repo;
    const asked = <T>(of: (found: Found) => Known<T>) => about(one, (found) => (found ? of(found) : NOT_PUBLIC));
    return {
      ...scopeOf(one),
      visibility,
      policy: asked(policyOf),
      privateReporting: asked(({ reporting }) =>
        settle(reporting, { some: ({ enabled }) => enabled, none: missing(PRIVATE_REPORTING.operation, 'enabled') }),
      ),
    };
  },
});

const NOT_PUBLIC = unknown({ operation: TREE.operation, reason: 'not_run', detail: 'not asked, since the repository is not public' });

function policyOf({ tree, shared }: Found): Known<boolean> {
  const own = hasFile(tree, isPolicy);
  if (own === true || shared === true) return true;
  if (isUnknown(own)) return own;
  return shared ?? own;
}

/** https://docs.github.com/en/communities/setting-up-your-project-for-healthy-contributions/creating-a-default-community-health-file */
async function askShared(github: Github, ask: Ask): Promise<Known<boolean>> {
  const [list, organization] = await Promise.all([listRepositories(github, ask), askOrganization(github, ask)]);
  if (isUnknown(list)) return list;
  const home = list?.find(({ name, private: hidden }) => name === '.github' && !hidden);
  if (home) return hasFile(await askTree(github, ask, home), isPolicy);
  // that there is none is known only when the list is whole
  if (isUnknown(organization)) return organization;
  const gap = list === null || organization === null ? undefined : unlisted(organization, list, 'public');
  return gap ? unknown(gap) : false;
}
