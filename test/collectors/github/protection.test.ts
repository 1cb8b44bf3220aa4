import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classicLayer } from '../../../collectors/github/repository/classic.ts';
import { effective } from '../../../collectors/github/repository/effective.ts';
import { type Bypasser, everyRule, type Layer, type Layers, RULES } from '../../../collectors/github/repository/layer.ts';
import { normalise } from '../../../collectors/github/repository/normalise.ts';
import type { Classic, Rule, Ruleset } from '../../../collectors/github/repository/questions.ts';
import { rulesetLayers } from '../../../collectors/github/repository/rulesets.ts';
import { isUnknown, unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';

const refused = unknown({ operation: 'GET x', reason: 'access_denied', detail: '404 Not Found' });
const off = { enabled: false };
const bare: Classic = {
  enforce_admins: { enabled: true },
  allow_force_pushes: off,
  allow_deletions: off,
  required_conversation_resolution: off,
  required_signatures: off,
};
const reviews = (count: number) => ({
  dismiss_stale_reviews: false,
  required_approving_review_count: count,
  require_last_push_approval: false,
});
const rule = (type: string, parameters?: Rule['parameters'], ruleset_id = 1): Rule => ({
  type,
  ruleset_id,
  ruleset_source_type: 'Organization',
  ruleset_source: 'acme',
  ...(parameters && { parameters }),
});
const pull = (count: number, id = 1) =>
  rule(
    'pull_request',
    {
      required_approving_review_count: count,
      dismiss_stale_reviews_on_push: false,
      require_last_push_approval: false,
      required_review_thread_resolution: false,
    },
    id,
  );
const open = (id: number, actors: Ruleset['bypass_actors']) => [id, { id, name: `set ${id}`, bypass_actors: actors } as Ruleset] as const;
const closed = (...ids: number[]) => new Map(ids.map((id) => open(id, [])));
const ruleOf = (layers: Layers, name: (typeof RULES)[number]) => effective(layers).rules.find((one) => one.rule === name);

describe('classic protection', () => {
  it('asks for nothing where GitHub leaves a block out', () => {
    expect(effective([classicLayer(bare)])).toMatchObject({ protected: true, approvals: 0, approvalsAtLeast: 0 });
    expect(ruleOf([classicLayer(bare)], 'status checks required')?.inForce).toBe(false);
  });
  it('does not call unknown what is off, nor off what is left out', () => {
    const { allow_force_pushes: _, required_signatures: __, ...less } = bare;
    const layer = classicLayer(less);
    expect(layer.enforces['force pushes blocked']).toMatchObject({ $unknown: { reason: 'missing_member' } });
    expect(layer.enforces['signed commits required']).toMatchObject({ $unknown: { reason: 'missing_member' } });
    expect(layer.enforces['deletion blocked']).toBe(true);
  });
  it('demands no check with an empty list, and is not known without any list', () => {
    const checks = (block: Classic['required_status_checks']) =>
      classicLayer({ ...bare, required_status_checks: block }).enforces['status checks required'];
    expect(checks({ contexts: [], checks: [] })).toBe(false);
    expect(checks({ contexts: ['build'] })).toBe(true);
    expect(checks({ checks: [{ context: 'build' }] })).toBe(true);
    expect(checks({})).toMatchObject({ $unknown: { reason: 'missing_member' } });
  });
  it('lets through whom it names, in what a pull request demands', () => {
    const { bypassers } = classicLayer({
      ...bare,
      enforce_admins: off,
      required_pull_request_reviews: {
        ...reviews(1),
        bypass_pull_request_allowances: { users: [{ login: 'ada' }], teams: [{ slug: 'core' }], apps: [] },
      },
    });
    expect(bypassers['approving review required']).toEqual(
      ['administrators', 'users: ada', 'teams: core'].map((name) => ({ name, mode: 'always' })),
    );
    expect(bypassers['force pushes blocked']).toEqual([{ name: 'administrators', mode: 'always' }]);
  });
});

describe('rulesets', () => {
  it('asks for as many approvals as the strictest rule', () => {
    const layers = rulesetLayers([pull(1), pull(2, 7)], closed(1, 7));
    expect(effective(layers)).toMatchObject({ approvals: 2, approvalsAtLeast: 2, protected: true });
    expect(ruleOf(layers, 'approving review required')?.sources).toEqual([
      'ruleset 1 "set 1" of organization acme',
      'ruleset 7 "set 7" of organization acme',
    ]);
  });
  it('a pull request with zero approvals is no review', () => {
    const layers = rulesetLayers([pull(0)], closed(1));
    expect(ruleOf(layers, 'pull request required')?.inForce).toBe(true);
    expect(ruleOf(layers, 'approving review required')?.inForce).toBe(false);
  });
  it.each([
    [rule('required_status_checks', { required_status_checks: [] }), false],
    [rule('required_status_checks', { required_status_checks: [{ context: 'x' }] }), true],
    [rule('workflows', { workflows: [] }), false],
    [rule('workflows', { workflows: [{}] }), true],
    [rule('code_scanning', { code_scanning_tools: [{}] }), true],
    [rule('merge_queue'), true],
    [rule('required_linear_history'), false],
    [rule('constructor'), false],
  ])('status checks: %#', (one, demanded) => {
    expect(ruleOf(rulesetLayers([one], closed(1)), 'status checks required')?.inForce).toBe(demanded);
  });
  it('some other rule does not make a branch protected', () => {
    expect(effective(rulesetLayers([rule('commit_message_pattern'), rule('required_signatures')], closed(1))).protected).toBe(false);
  });
  it('a parameter that is left out is not known', () => {
    const layers = rulesetLayers([rule('pull_request', {}), rule('required_status_checks')], closed(1));
    expect(effective(layers)).toMatchObject({ approvals: { $unknown: { reason: 'missing_member' } }, approvalsAtLeast: 0 });
    expect(ruleOf(layers, 'status checks required')?.inForce).toMatchObject({ $unknown: { reason: 'missing_member' } });
  });
  it('hidden bypass actors are not nobody', () => {
    const hidden = new Map([[1, { id: 1, name: 'x' } as Ruleset]]);
    expect(ruleOf(rulesetLayers([pull(1)], hidden), 'approving review required')?.bypassActors).toMatchObject({
      $unknown: { reason: 'missing_member' },
    });
    expect(ruleOf(rulesetLayers([pull(1)], new Map()), 'approving review required')?.bypassActors).toMatchObject({
      $unknown: { reason: 'missing_member' },
    });
    expect(ruleOf(rulesetLayers([pull(1)], new Map([[1, refused]])), 'approving review required')?.bypassActors).toBe(refused);
  });
});

describe('both together', () => {
  it('require every check that either names; what could not be read may require any', () => {
    const classic = classicLayer({
      ...bare,
      required_status_checks: { contexts: ['build'], checks: [{ context: 'build' }, { context: 'scan' }] },
    });
    const sets = rulesetLayers(
      [rule('required_status_checks', { required_status_checks: [{ context: 'gate' }] }), rule('required_status_checks', {}, 2)],
      closed(1, 2),
    );
    expect(effective([classic, ...sets]).requiredChecks).toMatchObject([
      { context: 'build' },
      { context: 'scan' },
      { context: 'gate' },
      { context: { $unknown: { reason: 'missing_member' } } },
    ]);
    expect(effective([refused]).requiredChecks).toEqual([{ context: refused }]);
    expect(effective([]).requiredChecks).toEqual([]);
  });
  const team: Bypasser = { name: 'Team 7', mode: 'always' };
  const openClassic = classicLayer({ ...bare, enforce_admins: off, required_pull_request_reviews: reviews(1) });

  it('one that lets nobody through settles it', () => {
    const layers = [openClassic, ...rulesetLayers([pull(1)], closed(1))];
    expect(ruleOf(layers, 'approving review required')?.bypassActors).toEqual([]);
    // the ruleset says nothing about force pushes: there the administrators still get past
    expect(ruleOf(layers, 'force pushes blocked')?.bypassActors).toEqual([{ name: 'administrators', mode: 'always' }]);
  });
  it('one that cannot be read might be the one', () => {
    const layers = [refused, ...rulesetLayers([pull(1)], new Map([open(1, [{ actor_type: 'Team', actor_id: 7 }])]))];
    expect(ruleOf(layers, 'approving review required')).toMatchObject({ inForce: true, bypassActors: refused });
    expect(ruleOf([refused, ...rulesetLayers([pull(1)], closed(1))], 'approving review required')).toMatchObject({
      inForce: true,
      bypassActors: [],
    });
  });
  it('the safest of several open ones counts', () => {
    const inRequest = { actor_type: 'Team', actor_id: 9, bypass_mode: 'pull_request' };
    const layers = rulesetLayers(
      [pull(1), pull(1, 2)],
      new Map([open(1, [{ actor_type: 'Team', actor_id: 7 }]), open(2, [inRequest, inRequest])]),
    );
    expect(ruleOf(layers, 'approving review required')?.bypassActors).toEqual([
      { name: 'Team 9', mode: 'pull_request' },
      { name: 'Team 9', mode: 'pull_request' },
    ]);
    expect(ruleOf(layers.slice(0, 1), 'approving review required')?.bypassActors).toEqual([team]);
  });
});

/** The law, over every mixture of layers: to hide a layer or a part of one may turn an answer into unknown, and never into another answer. */
describe('seeing less', () => {
  const actors = fc.constantFrom<readonly Bypasser[]>([], [{ name: 'a', mode: 'always' }], [{ name: 'b', mode: 'pull_request' }]);
  const layer: fc.Arbitrary<Layer> = fc
    .record({
      count: fc.nat(2),
      on: fc.array(fc.boolean(), { minLength: RULES.length, maxLength: RULES.length }),
      who: actors,
      protects: fc.boolean(),
    })
    .map(({ count, on, who, protects }) => ({
      source: 'x',
      protects,
      approvals: count,
      enforces: { ...everyRule((name) => on[RULES.indexOf(name)] as boolean), 'approving review required': count > 0 },
      bypassers: everyRule(() => who),
    }));
  const blur = (one: Layer, how: number): Known<Layer> => {
    if (how === 0) return refused;
    if (how === 1) return { ...one, bypassers: everyRule(() => refused) };
    return how === 2 ? { ...one, enforces: everyRule(() => refused), approvals: refused } : one;
  };
  it('never changes an answer', () => {
    fc.assert(
      fc.property(fc.array(layer, { maxLength: 4 }), fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }), (all, how) => {
        const whole = effective(all);
        const less = effective(all.map((one, index) => blur(one, how[index] as number)));
        const same = (seen: Known<unknown>, truth: Known<unknown>) =>
          expect(isUnknown(seen) || seen === truth || JSON.stringify(seen) === JSON.stringify(truth)).toBe(true);
        same(less.protected, whole.protected);
        same(less.approvals, whole.approvals);
        expect(less.approvalsAtLeast).toBeLessThanOrEqual(whole.approvalsAtLeast);
        less.rules.forEach((one, index) => {
          same(one.inForce, whole.rules[index]?.inForce as never);
          if (one.inForce === true) same(one.bypassActors, whole.rules[index]?.bypassActors as never);
        });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a repository', () => {
  const repo = {
    id: 1,
    name: 'web',
    full_name: 'acme/web',
    private: true,
    visibility: 'private',
    archived: false,
    disabled: false,
    fork: false,
    size: 10,
    default_branch: 'main',
  };
  const about = { detail: { id: 1 }, classic: null, rules: [] };
  const of = (change: object, more: object = {}) => normalise({ repo: { ...repo, ...change }, about, rulesets: {}, ...more } as never);

  it('without any rule is not protected', () => {
    expect(of({})).toMatchObject({ inScope: true, protected: false, approvals: 0, forcePushesBlocked: false, note: '' });
  });
  it('that the plan cannot protect is not protected, and says why', () => {
    expect(of({}, { about: { ...about, rules: null } })).toMatchObject({
      protected: false,
      approvals: 0,
      note: expect.stringContaining('plan'),
    });
  });
  it('whose rules could not be read is unknown unless classic protection is enough', () => {
    expect(of({}, { about: { ...about, rules: refused } })).toMatchObject({ protected: refused, approvals: refused });
    expect(of({}, { about: { ...about, rules: refused, classic: { ...bare, required_pull_request_reviews: reviews(1) } } })).toMatchObject({
      protected: true,
      approvals: refused,
      approvalsAtLeast: 1,
      forcePushesBlocked: true,
    });
  });
  it('is out of scope when archived, disabled, a fork or empty, and unknown when it may be empty', () => {
    for (const change of [{ archived: true }, { disabled: true }, { fork: true }])
      expect(of(change, { about: undefined })).toMatchObject({ inScope: false, protected: { $unknown: { reason: 'not_run' } } });
    expect(of({ size: 0 }, { branch: null, about: undefined })).toMatchObject({ empty: true, inScope: false, outOfScopeBecause: 'empty' });
    expect(of({ size: 0 }, { branch: { name: 'main' } })).toMatchObject({ empty: false, inScope: true });
    expect(of({ size: 0 }, { branch: refused })).toMatchObject({ empty: refused, inScope: refused });
  });
  it('whose security settings are hidden is unknown, not off', () => {
    for (const detail of [{ id: 1 }, { id: 1, security_and_analysis: null }, { id: 1, security_and_analysis: {} }]) {
      expect(of({}, { about: { ...about, detail } })).toMatchObject({
        secretScanning: { $unknown: { reason: 'missing_member' } },
        pushProtection: { $unknown: { reason: 'missing_member' } },
      });
    }
    const shown = { id: 1, security_and_analysis: { secret_scanning: { status: 'disabled' } } };
    expect(of({}, { about: { ...about, detail: shown } })).toMatchObject({
      secretScanning: 'disabled',
      pushProtection: { $unknown: { reason: 'missing_member' } },
    });
    expect(of({}, { about: { ...about, detail: refused } })).toMatchObject({ secretScanning: refused });
  });
});
