import { describe, expect, it } from 'vitest';
import ebsDefault from '../../../collectors/aws/ebs-encryption-default/index.ts';
import iamRoot from '../../../collectors/aws/iam-root/index.ts';
import source from '../../../collectors/aws/source.ts';
import { openConcealer } from '../../../src/collect/conceal.ts';
import { openPace } from '../../../src/collect/pace.ts';
import { replayWire } from '../../../src/collect/replay.ts';
import { collectRun } from '../../../src/collect/run.ts';
import { openTally } from '../../../src/collect/session.ts';
import { LIMITS, openWire } from '../../../src/collect/wire.ts';
import { type AwsServer, startAws } from '../../../src/demo/aws/server.ts';
import type { Account, Refusal, World } from '../../../src/demo/aws/world.ts';
import { clean, PRODUCTION, SANDBOX } from '../../../src/demo/aws/worlds/clean.ts';
import type { Fault } from '../../../src/demo/faults.ts';
import type { ResourceSet, WireRequest } from '../../../src/model.ts';
import { type Collected, collectAll } from '../../support/collect.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const THIRD = '333333333333';
const account = (id: string): Account => clean.accounts.find((one) => one.id === id) as Account;
const assumable = [{ name: 'audit/claimcheck', externalId: 'a-secret-between-us' }];
/** The caller's own account has no such role, as a management account has none. */
const world: World = {
  ...clean,
  accounts: [
    account(PRODUCTION),
    { ...account(SANDBOX), callerKeys: [], assumable },
    { ...account(SANDBOX), id: THIRD, alias: 'third', callerKeys: [], assumable },
  ],
};
const collectors = [iamRoot, ebsDefault];
const NAMED = {
  accounts: [{ id: PRODUCTION }, { id: SANDBOX, name: 'sandbox' }, { id: THIRD }],
  roleName: 'audit/claimcheck',
  externalId: 'a-secret-between-us',
};

interface Options {
  readonly world?: World;
  readonly refusals?: readonly Refusal[];
  readonly faults?: readonly Fault[];
  /** Sees each request before it leaves. */
  readonly through?: (request: WireRequest) => void;
}
async function look(
  config: object,
  { refusals = [], faults = [], through, ...more }: Options = {},
): Promise<Collected & Pick<AwsServer, 'requests'>> {
  const now = new Date().toISOString();
  const wire = openWire(LIMITS);
  const server = await startAws({ world: { ...(more.world ?? world), refusals }, now: () => now, faults });
  try {
    const parsed = source.config.parse({ type: 'aws', name: 'company', regions: ['eu-central-1'], endpoint: server.url, ...config });
    const watched: typeof wire = {
      ...wire,
      send(request, signal) {
        through?.(request);
        return wire.send(request, signal);
      },
    };
    const collected = await collectAll({ source, collectors, config: parsed, env: KEYS, now, wire: watched });
    return { ...collected, requests: server.requests };
  } finally {
    wire.close();
    await server.close();
  }
}
const rows = ({ sets }: Collected) =>
  sets.map(({ collector, subject, complete, gaps }) => [collector, subject.key, complete, gaps[0]?.reason]);

describe('a list of accounts', () => {
  it('is looked at one by one, each as its own role, each with its own rows', async () => {
    const seen = await look(NAMED);
    expect(seen.scope.subjects.map(({ key, id, label }) => [key, id, label])).toEqual([
      [`aws/company/${PRODUCTION}`, PRODUCTION, PRODUCTION],
      [`aws/company/${PRODUCTION}/eu-central-1`, `${PRODUCTION}/eu-central-1`, `${PRODUCTION} eu-central-1`],
      [`aws/company/${SANDBOX}`, SANDBOX, `sandbox (${SANDBOX})`],
      [`aws/company/${SANDBOX}/eu-central-1`, `${SANDBOX}/eu-central-1`, `sandbox (${SANDBOX}) eu-central-1`],
      [`aws/company/${THIRD}`, THIRD, THIRD],
      [`aws/company/${THIRD}/eu-central-1`, `${THIRD}/eu-central-1`, `${THIRD} eu-central-1`],
    ]);
    expect(seen.sets.every(({ complete }) => complete)).toBe(true);
    // production's root has a password, the others' has not: nobody was given another account's answer
    const root = (id: string) =>
      seen.sets.find(({ collector, subject }) => collector === 'aws/iam-root' && subject.id === id)?.resources[0]?.resource;
    expect(root(PRODUCTION)).toMatchObject({ id: expect.stringContaining(PRODUCTION) });
    expect(root(SANDBOX)).toMatchObject({ id: expect.stringContaining(SANDBOX) });
    expect(JSON.stringify(root(PRODUCTION))).not.toBe(JSON.stringify(root(SANDBOX)));
    const asked = seen.requests.filter(({ operation }) => operation === 'AssumeRole');
    expect(asked).toHaveLength(2);
  });
  it('says the external id, the session name and a session policy that only reads', async () => {
    const sent: string[] = [];
    await look(NAMED, { through: (request) => void sent.push(new TextDecoder().decode(request.body)) });
    const form = new URLSearchParams(sent.find((body) => body.includes('Action=AssumeRole')));
    expect(form.get('RoleArn')).toBe(`arn:aws:iam::${SANDBOX}:role/audit/claimcheck`);
    expect(form.get('RoleSessionName')).toBe('claimcheck');
    expect(form.get('ExternalId')).toBe('a-secret-between-us');
    expect(form.get('PolicyArns.member.1.arn')).toBe('arn:aws:iam::aws:policy/ReadOnlyAccess');
    expect(form.get('PolicyArns.member.2.arn')).toBe('arn:aws:iam::aws:policy/SecurityAudit');
  });
  it('a role that cannot be assumed leaves that account’s rows unknown, and nobody else’s', async () => {
    const two: World = { ...world, accounts: world.accounts.map((one) => (one.id === SANDBOX ? { ...one, assumable: [] } : one)) };
    const seen = await look(NAMED, { world: two });
    for (const [collector, key, complete, reason] of rows(seen))
      expect([collector, key, complete, reason]).toEqual([
        collector,
        key,
        !String(key).includes(SANDBOX),
        String(key).includes(SANDBOX) ? 'access_denied' : undefined,
      ]);
    expect(seen.scope.subjects.find(({ id, key }) => key.endsWith(SANDBOX) && id)?.gap?.detail).toContain(
      `role arn:aws:iam::${SANDBOX}:role/audit/claimcheck gave no credentials`,
    );
    expect(seen.scope.principal).toMatchObject({ id: expect.stringContaining(PRODUCTION) });
    expect(seen.scope.subjects.find(({ key }) => key.endsWith(SANDBOX))?.gap?.permission).toBe('sts:AssumeRole');
  });
  it('a wrong external id opens nothing', async () => {
    const seen = await look({ ...NAMED, externalId: 'guessed' });
    expect(
      rows(seen)
        .filter(([, , complete]) => complete)
        .every(([, key]) => String(key).includes(PRODUCTION)),
    ).toBe(true);
  });
  it('what one account’s service control policy denies is denied there alone', async () => {
    const seen = await look(NAMED, { refusals: [{ operation: 'ec2:DescribeRegions', how: 'scp', account: THIRD }] });
    const unproven = seen.scope.subjects.filter(({ gap }) => gap);
    expect(unproven.map(({ key, gap }) => [key, gap?.reason])).toEqual([[`aws/company/${THIRD}/*`, 'region_scope_unproven']]);
  });
  it('an account that is left out says why', async () => {
    const seen = await look({ ...NAMED, excludeAccounts: [{ account: THIRD, because: 'sold in May' }] });
    expect(seen.scope.subjects.some(({ key }) => key.includes(THIRD))).toBe(false);
    expect(seen.scope.excluded).toContainEqual({ id: THIRD, because: 'sold in May' });
  });
  it('is replayed without a credential, every account by its own answers', async () => {
    const seen = await look(NAMED);
    const wire = replayWire(seen.exchanges.map((exchange, index) => ({ id: `sha256:${index}` as const, exchange })));
    const config = source.config.parse({
      type: 'aws',
      name: 'company',
      regions: ['eu-central-1'],
      endpoint: 'http://127.0.0.1:1',
      ...NAMED,
    });
    const again = await collectAll({ source, collectors, config, env: {}, now: seen.sets[0]?.collectedAt as string, wire });
    const told = (one: Collected) =>
      one.sets.map(({ collector, subject, complete, resources }) => ({
        collector,
        subject: subject.id,
        complete,
        resources: resources.map(({ resource }) => resource),
      }));
    expect(told(again)).toEqual(told(seen));
  });
});

describe('an organisation', () => {
  const AUDIT = '321098765432';
  const ORGANISED = { organization: true, roleName: 'audit/claimcheck', externalId: 'a-secret-between-us' };
  const held = clean.parts?.['organizations']?.[PRODUCTION] as { account: { accounts: { id: string; state: string }[] } };
  const withStates = (states: Record<string, string>, assumableIn = [SANDBOX, AUDIT]): World => {
    const accounts = held.account.accounts.map((one) => ({ ...one, state: states[one.id] ?? one.state }));
    const holding = { ...held, account: { ...held.account, accounts } };
    return {
      ...clean,
      parts: { ...clean.parts, organizations: { [PRODUCTION]: holding, [SANDBOX]: holding } },
      accounts: [
        account(PRODUCTION),
        ...[SANDBOX, AUDIT].map((id) => ({
          ...account(SANDBOX),
          id,
          callerKeys: [],
          assumable: assumableIn.includes(id) ? assumable : [],
        })),
      ],
    };
  };
  const whole = { world: withStates({}) };

  it('is listed, page by page, and looked at account by account', async () => {
    const seen = await look(ORGANISED, whole);
    expect(seen.scope.subjects.filter(({ scope }) => scope === 'account').map(({ key, label }) => [key, label])).toEqual([
      [`aws/company/${PRODUCTION}`, `production (${PRODUCTION})`],
      [`aws/company/${SANDBOX}`, `sandbox (${SANDBOX})`],
      [`aws/company/${AUDIT}`, `audit (${AUDIT})`],
    ]);
    expect(seen.sets.every(({ complete }) => complete)).toBe(true);
    expect(seen.requests.filter(({ operation }) => operation === 'ListAccounts').length).toBeGreaterThan(1);
  });
  it('leaves out a suspended account, and says so', async () => {
    const seen = await look(ORGANISED, { world: withStates({ [SANDBOX]: 'SUSPENDED' }) });
    expect(seen.scope.subjects.some(({ key }) => key.includes(SANDBOX))).toBe(false);
    expect(seen.scope.excluded).toContainEqual({ id: SANDBOX, because: expect.stringContaining('says SUSPENDED') });
  });
  it('an account on its way out is asked: it is not gone yet', async () => {
    const seen = await look(ORGANISED, { world: withStates({ [SANDBOX]: 'PENDING_CLOSURE' }, [AUDIT]) });
    expect(seen.scope.subjects.find(({ key }) => key.endsWith(SANDBOX))?.gap?.reason).toBe('access_denied');
  });
  it('only some of it: the others are named as not asked, the unknown ones as unknown', async () => {
    const seen = await look({ ...ORGANISED, includeAccounts: [SANDBOX, THIRD] }, whole);
    expect(seen.scope.subjects.filter(({ scope }) => scope === 'account').map(({ key, gap }) => [key, gap?.detail])).toEqual([
      [`aws/company/${SANDBOX}`, undefined],
      [`aws/company/${THIRD}`, `the organisation lists no account ${THIRD}`],
    ]);
    expect(seen.scope.excluded.map(({ id }) => id)).toEqual(expect.arrayContaining([PRODUCTION, AUDIT]));
  });
  it.each<[string, Partial<Options>]>([
    ['is denied', { refusals: [{ operation: 'organizations:ListAccounts', how: 'denied' }] }],
    ['breaks off after a page', { faults: [{ operation: 'organizations:ListAccounts', kind: 'denied', after: 1 }] }],
  ])('when the list %s, one row stands for what nobody could count', async (_, options) => {
    const seen = await look(ORGANISED, { ...whole, ...options });
    expect(seen.scope.subjects.map(({ key, gap }) => [key, gap?.reason, gap?.permission])).toEqual([
      ['aws/company/*', 'access_denied', 'organizations:ListAccounts'],
      ['aws/company/*/eu-central-1', 'access_denied', 'organizations:ListAccounts'],
    ]);
    expect(seen.sets.map(({ complete, resources }) => [complete, resources.length])).toEqual([
      [false, 0],
      [false, 0],
    ]);
  });
  it('that is none: the row says so', async () => {
    const seen = await look(ORGANISED, { world: { ...world, parts: {} } });
    expect([...seen.scope.subjects][0]?.gap?.detail).toContain('AWSOrganizationsNotInUseException');
  });
});

describe('the rows that a configuration names', () => {
  const keys = (config: object) =>
    source.declared(source.config.parse({ type: 'aws', name: 'company', roleName: 'r', ...config })).map(({ key }) => key);
  it('are there before anybody is asked', () => {
    expect(keys({ accounts: [{ id: THIRD }], regions: ['eu-west-1'] })).toEqual([`aws/company/${THIRD}`, `aws/company/${THIRD}/eu-west-1`]);
    expect(keys({ organization: true })).toEqual(['aws/company/*', 'aws/company/*/*']);
  });
});

describe('bad configuration', () => {
  const refused = (config: object) =>
    source.config
      .safeParse({ type: 'aws', name: 'company', ...config })
      .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
  it.each<[object, RegExp]>([
    [{ organization: true }, /organization: needs `roleName`/],
    [{ accounts: [{ id: THIRD }] }, /accounts: needs `roleName`/],
    [{ accounts: [{ id: THIRD }], organization: true, roleName: 'r' }, /not both/],
    [{ accounts: [{ id: 333333333333 }], roleName: 'r' }, /accounts\.0\.id: .*in quotes/],
    [{ accounts: [{ id: '33333333333' }], roleName: 'r' }, /twelve digits/],
    [{ accounts: [{ id: THIRD }, { id: THIRD }], roleName: 'r' }, /named twice/],
    [{ roleName: 'r' }, /goes with `organization` or `accounts`/],
    [{ organization: true, roleName: 'arn:aws:iam::333333333333:role/r' }, /roleName: not the name of an IAM role/],
    [{ includeAccounts: [THIRD] }, /includeAccounts: goes with `organization`/],
    [{ excludeAccounts: [{ account: THIRD, because: 'x' }] }, /excludeAccounts: goes with/],
    [{ organization: false, roleName: 'r' }, /organization/],
  ])('%j is refused', (config, message) => {
    expect(refused(config).join('; ')).toMatch(message);
  });
});

/** A whole run over one account; `later` changes what GetCallerIdentity says when it is asked again at the end. */
async function runWith(later: (xml: string) => string): Promise<ResourceSet[]> {
  const now = new Date().toISOString();
  const server = await startAws({ world: clean, now: () => now });
  const wire = openWire(LIMITS);
  let times = 0;
  const tampering = {
    ...wire,
    async send(request: WireRequest, signal: AbortSignal) {
      const response = await wire.send(request, signal);
      if (!new TextDecoder().decode(request.body).includes('Action=GetCallerIdentity') || ++times === 1) return response;
      return { ...response, body: new TextEncoder().encode(later(new TextDecoder().decode(response.body))) };
    },
  };
  try {
    const config = source.config.parse({ type: 'aws', name: 'production', regions: ['eu-central-1'], endpoint: server.url });
    const around = {
      env: (name: string) => KEYS[name as keyof typeof KEYS],
      wire: tampering,
      recorder: { record: async () => 'sha256:0' as const },
      concealer: openConcealer(),
      clock: { now: () => now, monotonic: () => 0, sleep: async () => undefined, random: () => 0 },
      signal: new AbortController().signal,
      tally: openTally(),
      pace: openPace(),
      limits: { pages: 100 },
      retry: { attempts: 2, baseMs: 0, capMs: 0, budgetMs: 60_000 },
    };
    const { sets } = await collectRun({
      sources: [{ source, config, name: 'production' }] as never,
      collectors,
      around,
      now,
      period: { from: now, to: now },
    });
    const found: ResourceSet[] = [];
    for await (const set of sets) found.push(set);
    expect(times).toBe(2);
    return found;
  } finally {
    wire.close();
    await server.close();
  }
}

describe('who answers, at the end of the run', () => {
  it('is asked again, and is the same', async () => {
    const sets = await runWith((xml) => xml);
    expect(sets.map(({ complete }) => complete)).toEqual([true, true]);
  });
  it.each<[string, (xml: string) => string, string]>([
    ['is another account', (xml) => xml.replaceAll(PRODUCTION, THIRD), 'identity_changed'],
    ['is not told', () => '<html/>', 'malformed_response'],
  ])('%s: every row becomes unknown', async (_, later, reason) => {
    const sets = await runWith(later);
    const doubted = sets.filter(({ complete }) => !complete);
    expect(doubted.map(({ collector, gaps }) => [collector, gaps[0]?.reason])).toEqual([
      ['aws/iam-root', reason],
      ['aws/ebs-encryption-default', reason],
    ]);
  });
});
