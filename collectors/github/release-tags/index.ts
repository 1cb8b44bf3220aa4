import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, parallel, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Ask, Context, Known } from '../../../src/model.ts';
import { askSwitched, type Switched, switched } from '../administers.ts';
import { REPOSITORY, RULESET } from '../calls.ts';
import { byId, type Github } from '../client.ts';
import { placeOf } from '../files.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import type { Listing } from '../repositories.ts';
import { and, or } from '../repository/layer.ts';
import { IMMUTABLE_RELEASES, RELEASES, RULESETS } from '../repository-calls.ts';
import { covers } from './patterns.ts';

/** Null: a draft, whose tag need not exist yet. https://docs.github.com/en/rest/releases/releases#list-releases */
const Release = z.looseObject({ id: z.int(), tag_name: z.string().min(1), published_at: z.string().nullable() });
type Release = z.infer<typeof Release>;
const Summary = z.looseObject({ id: z.int(), target: z.string(), enforcement: z.string(), source_type: z.string() });
type Summary = z.infer<typeof Summary>;
const Ruleset = z.looseObject({
  id: z.int(),
  rules: z.array(z.looseObject({ type: z.string() })),
  conditions: z.looseObject({ ref_name: z.looseObject({ include: z.array(z.string()), exclude: z.array(z.string()) }) }),
});
type Ruleset = z.infer<typeof Ruleset>;
const Immutable = z.looseObject({ enabled: z.boolean() });

interface Found {
  readonly releases: Answer<readonly Release[]>;
  /** Asked where there is a release in the period. */
  readonly guarded?: { readonly rulesets: Answer<readonly Summary[]>; readonly immutable: Switched<z.infer<typeof Immutable>> };
}
type Raw = Scoped<Found> & { readonly details: Readonly<Record<string, Answer<Ruleset>>> };

export default defineCollector({
  id: 'github/release-tags',
  title: 'Tags of releases',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...IN_SCOPE, REPOSITORY, RELEASES, RULESETS, RULESET, IMMUTABLE_RELEASES],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    tags: known(z.array(z.string())).describe('Tags of the releases that were published in the period: `tag_name`, by `published_at`'),
    immutableReleases: known(z.boolean()).describe('`enabled` of immutable releases; 404 means off only to who administers the repository'),
    unprotectedTags: known(z.array(z.string())).describe(
      'Those of the tags that no active ruleset with target `tag` keeps from being moved (`update` or `non_fast_forward`) and from being deleted (`deletion`)',
    ),
  }),
  async *fetch(github: Github, ask, ctx) {
    const all: Scoped<Found>[] = [];
    for await (const one of eachInScope(github, ask, (repo) => look(github, ask, repo, ctx))) all.push(one);
    yield* withDetails(github, ask, all);
  },
  normalise(one: Raw, ctx) {
    return {
      ...scopeOf(one),
      tags: about(one, (found) => tagsOf(found, ctx)),
      immutableReleases: about(one, ({ guarded }) =>
        guarded ? switched(guarded.immutable, IMMUTABLE_RELEASES, ({ enabled }) => enabled, false) : NOTHING_RELEASED,
      ),
      unprotectedTags: about(one, (found) =>
        settled([tagsOf(found, ctx)], (tags: string[]) => unprotectedOf(tags, found.guarded?.rulesets, one.details)),
      ),
    };
  },
});

async function look(github: Github, ask: Ask, repo: Listing, ctx: Context): Promise<Found> {
  const params = placeOf(repo);
  const releases = await ask.list(RELEASES.operation, params, github.paging(RELEASES.operation, params, Release, byId));
  const tags = tagsOf({ releases }, ctx);
  if (!isUnknown(tags) && tags.length === 0) return { releases };
  const targets = { ...params, targets: 'tag' };
  const [rulesets, immutable] = await Promise.all([
    ask.list(RULESETS.operation, targets, github.paging(RULESETS.operation, targets, Summary, byId)),
    askSwitched(github, ask, repo, IMMUTABLE_RELEASES, Immutable),
  ]);
  return { releases, guarded: { rulesets, immutable } };
}

const isActive = ({ target, enforcement }: Summary) => target === 'tag' && enforcement === 'active';
function activeOf({ about: found }: Scoped<Found>): readonly Summary[] {
  const rulesets = found?.guarded?.rulesets;
  return rulesets === undefined || rulesets === null || isUnknown(rulesets) ? [] : rulesets.filter(isActive);
}

/** A ruleset of a parent is asked once, through the first repository that it covers. */
async function* withDetails(github: Github, ask: Ask, all: readonly Scoped<Found>[]): AsyncIterable<Raw> {
  const through = new Map<number, Listing>();
  for (const one of all) for (const { id } of activeOf(one)) if (!through.has(id)) through.set(id, one.repo);
  yield* parallel(all, async (one) => {
    const answers = activeOf(one).map(async ({ id, source_type }) => {
      const repo = source_type === 'Repository' ? one.repo : (through.get(id) ?? one.repo);
      const params = { ...placeOf(repo), ruleset_id: id };
      return [String(id), await ask(RULESET.operation, params, Ruleset, () => github.get(RULESET.operation, params))] as const;
    });
    return { ...one, details: Object.fromEntries(await Promise.all(answers)) };
  });
}

function tagsOf({ releases }: Pick<Found, 'releases'>, { period }: Context): Known<string[]> {
  const inside = (at: string | null) => at !== null && Date.parse(at) >= Date.parse(period.from) && Date.parse(at) <= Date.parse(period.to);
  return settle(releases, {
    some: (list) =>
      list
        .filter(({ published_at }) => inside(published_at))
        .map(({ tag_name }) => tag_name)
        .sort(),
    none: missing(RELEASES.operation, 'tag_name'),
  });
}

/** One that is seen to be open settles it; otherwise one that is not known leaves the whole list unknown. */
function unprotectedOf(
  tags: readonly string[],
  rulesets: Answer<readonly Summary[]> | undefined,
  details: Raw['details'],
): Known<string[]> {
  if (rulesets === undefined) return NOTHING_RELEASED;
  if (isUnknown(rulesets)) return rulesets;
  const layers = (rulesets ?? []).filter(isActive).map(({ id }) => details[id] ?? missing(RULESET.operation, 'rules'));
  const states = tags.map((tag) => ({ tag, safe: and([...GUARDS.map((guard) => or(layers.map((layer) => guards(layer, guard, tag))))]) }));
  const open = states.filter(({ safe }) => safe === false).map(({ tag }) => tag);
  if (open.length > 0) return open;
  const gap = states.map(({ safe }) => safe).find(isUnknown);
  return gap ?? [];
}
/** https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets */
const GUARDS = [['update', 'non_fast_forward'], ['deletion']] as const;
function guards(layer: Answer<Ruleset>, types: readonly string[], tag: string): Known<boolean> {
  return settle(layer, {
    none: missing(RULESET.operation, 'rules'),
    some: ({ rules, conditions }) => (rules.some(({ type }) => types.includes(type)) ? covers(conditions.ref_name, tag) : false),
  });
}

const NOTHING_RELEASED = unknown({
  operation: RULESETS.operation,
  reason: 'not_run',
  detail: `${RULESETS.operation}: not asked, since nothing was released in the period`,
});
