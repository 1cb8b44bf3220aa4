import { z } from 'zod';
import { defineCollector, isUnknown, known, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Ask, Known } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import { placeOf } from '../files.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import type { Listing } from '../repositories.ts';
import { CODE_SCANNING_ANALYSES, CODE_SCANNING_SETUP, LANGUAGES } from '../repository-calls.ts';

const Setup = z.looseObject({ state: z.string() });
/** Of each, the bytes: https://docs.github.com/en/rest/repos/repos#list-repository-languages */
const Languages = z.record(z.string(), z.int());
const Analysis = z.looseObject({
  ref: z.string(),
  created_at: z.string(),
  error: z.string(),
  tool: z.looseObject({ name: z.string().nullish() }),
});
type Analysis = z.infer<typeof Analysis>;

interface Found {
  readonly languages: Answer<z.infer<typeof Languages>>;
  /** Null: the repository has no licence for code scanning. */
  readonly setup: Answer<z.infer<typeof Setup>>;
  /** Asked where default setup does not settle it. Newest first, up to the first that ended without an error. Null: there never was one. */
  readonly analyses?: Answer<readonly Analysis[]>;
}

export default defineCollector({
  id: 'github/code-scanning',
  title: 'Code scanning of repositories',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...IN_SCOPE, LANGUAGES, CODE_SCANNING_SETUP, CODE_SCANNING_ANALYSES],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    languages: known(z.array(z.string())).describe('What it is written in, in GitHub’s names: `GET /repos/{owner}/{repo}/languages`'),
    setup: known(z.string()).describe(
      'Default setup of code scanning: configured or not-configured, as in `state`; unavailable where GitHub says that Advanced Security or Code Security must be enabled first',
    ),
    lastAnalysis: known(z.string().nullable()).describe(
      'When the newest analysis of the default branch without an `error` was made: its `created_at`; null: there is none. Not asked for where default setup is configured',
    ),
  }),
  async *fetch(github: Github, ask) {
    yield* eachInScope(github, ask, async (repo): Promise<Found> => {
      const params = placeOf(repo);
      const [languages, setup] = await Promise.all([
        ask(LANGUAGES.operation, params, Languages, () => github.get(LANGUAGES.operation, params)),
        ask(CODE_SCANNING_SETUP.operation, params, Setup, () => github.get(CODE_SCANNING_SETUP.operation, params)),
      ]);
      if (setup !== null && !isUnknown(setup) && setup.state === 'configured') return { languages, setup };
      return { languages, setup, analyses: await askAnalyses(github, ask, repo) };
    });
  },
  normalise(one: Scoped<Found>) {
    return {
      ...scopeOf(one),
      languages: about(one, ({ languages }) => settle(languages, { some: (found) => Object.keys(found).sort(), none: [] })),
      setup: about(one, ({ setup }) => settle(setup, { some: ({ state }) => state, none: 'unavailable' })),
      lastAnalysis: about(one, lastOf),
    };
  },
});

const isSound = ({ error }: Analysis) => error === '';

/** The order is asked for, so what follows the first sound one is older still. */
function askAnalyses(github: Github, ask: Ask, repo: Listing): Promise<Answer<readonly Analysis[]>> {
  const { operation } = CODE_SCANNING_ANALYSES;
  const params = { ...placeOf(repo), ref: `refs/heads/${repo.default_branch}`, sort: 'created', direction: 'desc' };
  const paging = github.paging(operation, params, Analysis);
  return ask.list(operation, params, { ...paging, next: (page) => (page.items.some(isSound) ? undefined : page.next) });
}

function lastOf({ analyses }: Found): Known<string | null> {
  const { operation } = CODE_SCANNING_ANALYSES;
  if (analyses === undefined)
    return unknown({ operation, reason: 'not_run', detail: `${operation}: not asked, since default setup is configured` });
  return settle<readonly Analysis[], string | null>(analyses, {
    none: null,
    some: (list) => {
      const times = list.filter(isSound).map(({ created_at }) => created_at);
      return times.sort((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null;
    },
  });
}
