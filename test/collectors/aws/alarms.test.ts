import { describe, expect, it } from 'vitest';
import { type Alarm, type Filter, logGroupOf, topicOf } from '../../../collectors/aws/event-alarm/answers.ts';
import { carries, catches, type Route, reach, watches } from '../../../collectors/aws/event-alarm/chain.ts';
import { WATCHED } from '../../../collectors/aws/event-alarm/events.ts';
import alarms from '../../../collectors/aws/event-alarm/index.ts';
import logGroups from '../../../collectors/aws/log-group/index.ts';
import { PRODUCTION } from '../../../src/demo/aws/accounts.ts';
import { frankfurt, type InRegion } from '../../../src/demo/aws/parts/monitoring/clean.ts';
import { monitoring } from '../../../src/demo/aws/parts/monitoring/index.ts';
import type { Trail, World } from '../../../src/demo/aws/world.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { drifted } from '../../../src/demo/aws/worlds/drifted.ts';
import { unknown } from '../../../src/kit.ts';
import { ask, setOf } from './estate.ts';
import { fourWorlds, judge, withPart } from './four-worlds.ts';

const FRANKFURT = 'eu-central-1';
const broken = withPart(monitoring);

/** A new account's trail is another area's: without metric filters nobody is told, which fails. */
for (const [check, fails, passes] of [
  ['root-and-nomfa-signin', 'use of the root user', 'console sign-ins of IAM users without MFA'],
  ['identity-and-trail-changes', 'changes of CloudTrail', 'changes of IAM policies'],
  ['network-changes', 'changes of route tables', 'changes of VPCs'],
  ['unauthorized-and-signin-failures', 'API calls that are refused', 'console sign-ins that fail'],
] as const)
  fourWorlds({ check: `aws.alarms.${check}`, collector: alarms, broken, fails: [fails], passes: [fails, passes], whenNone: 'fail' });

fourWorlds({
  check: 'aws.logs.retention',
  collector: logGroups,
  broken,
  fails: ['aws-cloudtrail-logs'],
  passes: ['aws-cloudtrail-logs', '/aws/vpc/flow-logs', '/aws/lambda/edge-redirect'],
  whenNone: 'not_applicable',
});

const ROOT = 'aws.alarms.root-and-nomfa-signin';
const NETWORK = 'aws.alarms.network-changes';
const IDENTITY = 'aws.alarms.identity-and-trail-changes';
function monitored(change: (region: InRegion) => Partial<InRegion>): World {
  const held = monitoring.clean[PRODUCTION];
  return withPart(monitoring, {
    [PRODUCTION]: { ...held, regions: { ...held?.regions, [FRANKFURT]: { ...frankfurt, ...change(frankfurt) } } },
  });
}
function trailed(change: Partial<Trail>): World {
  return {
    ...clean,
    accounts: clean.accounts.map((account) => ({
      ...account,
      regions: Object.fromEntries(
        Object.entries(account.regions).map(([name, region]) => [
          name,
          { ...region, trails: region.trails.map((one) => ({ ...one, ...change })) },
        ]),
      ),
    })),
  };
}

describe('an alarm', () => {
  it('that has drifted away fails its check and no other', async () => {
    expect(await judge(NETWORK, alarms, { world: drifted })).toMatchObject({ verdict: 'fail' });
    for (const check of [ROOT, IDENTITY, 'aws.alarms.unauthorized-and-signin-failures'])
      expect((await judge(check, alarms, { world: drifted })).verdict, check).toBe('pass');
  });

  it('is asked for once, for all kinds of events', async () => {
    const { asked } = await ask(alarms, { world: clean });
    const times = (operation: string) => asked.filter((one) => one.startsWith(`${operation} `)).length;
    expect([times('cloudtrail:DescribeTrails'), times('logs:DescribeMetricFilters'), times('cloudwatch:DescribeAlarms')]).toEqual([
      1, 6, 6,
    ]);
    // one topic, three subscriptions in pages of two
    expect(times('sns:ListSubscriptionsByTopic')).toBe(2);
  });

  it('of which a page is refused is unknown, even where another page has it', async () => {
    const faults = [{ operation: 'cloudwatch:DescribeAlarms', kind: 'denied' as const, after: 2 }];
    const { verdict, reasons, findings } = await judge(ROOT, alarms, { world: clean, faults });
    expect([verdict, reasons]).toEqual(['unknown', ['access_denied']]);
    expect(findings.some(({ verdict: one }) => one === 'fail')).toBe(false);
  });

  it.each(['Dimensions', 'ActionsEnabled', 'AlarmActions', 'ComparisonOperator'])('without %s is unknown', async (member) => {
    const spoil = (json: string) => json.replaceAll(`"${member}":`, '"Other":');
    const { verdict, reasons } = await judge(ROOT, alarms, { world: clean, spoil });
    expect([verdict, reasons]).toEqual(['unknown', ['missing_member']]);
  });

  it('on a list that is not there is unknown', async () => {
    for (const list of ['MetricAlarms', 'metricFilters', 'trailList']) {
      const spoil = (json: string) => json.replaceAll(`"${list}":`, '"Other":');
      expect(await judge(ROOT, alarms, { world: clean, spoil }), list).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
    }
  });

  it('whose topic is gone tells nobody; another topic beside it still may', async () => {
    const gone = monitored(({ alarms: all }) => ({ alarms: all.map((one) => ({ ...one, topics: ['deleted'] })) }));
    expect(await judge(ROOT, alarms, { world: gone })).toMatchObject({ verdict: 'fail' });
    const beside = monitored(({ alarms: all }) => ({ alarms: all.map((one) => ({ ...one, topics: ['deleted', 'security-alarms'] })) }));
    expect(await judge(ROOT, alarms, { world: beside })).toMatchObject({ verdict: 'pass' });
  });

  it('may be shared by filters that match a part each, and by no fewer', async () => {
    const split = monitored(({ groups }) => ({
      groups: groups.map((group) => ({
        ...group,
        filters: group.filters.flatMap((filter) => {
          if (filter.name !== 'CloudTrailChanges') return [filter];
          const part = (name: string, pattern: string) => ({ ...filter, name, pattern });
          return [part('starts-and-stops', '{ $.eventName = *Logging }'), part('rest', '{ $.eventName = *Trail }')];
        }),
      })),
    }));
    expect(await judge(IDENTITY, alarms, { world: split })).toMatchObject({ verdict: 'pass' });
    const { findings } = await judge(IDENTITY, alarms, { world: broken });
    const [row] = findings.filter(({ verdict }) => verdict === 'fail');
    expect(row?.because).toContain(
      'nobody is told of StopLogging (a trail of all regions hands them to a log group: true; a metric filter',
    );
    expect(row?.because).toContain('matches them: false');
  });

  it('behind a pattern that cannot be read is unknown', async () => {
    const world = monitored(({ groups }) => ({
      groups: groups.map((group) => ({
        ...group,
        filters: group.filters.map((one) => (one.name === 'RootUsage' ? { ...one, pattern: '{ $.userIdentity.type = %^Root$% }' } : one)),
      })),
    }));
    const { rows, reasons, findings } = await judge(ROOT, alarms, { world });
    expect(rows).toContain('unknown use of the root user');
    expect(reasons).toEqual(['malformed_response']);
    expect(findings.find(({ verdict }) => verdict === 'unknown')?.because).toContain('RootUsage');
  });
});

describe('a trail', () => {
  it.each<[string, Partial<Trail>]>([
    ['of one region', { multiRegion: false }],
    ['that does not log', { logging: false }],
    ['that takes no reads', { managementEvents: 'WriteOnly' }],
    ['whose log group is gone', { logGroup: 'deleted' }],
  ])('%s carries nothing', async (_, change) => {
    const { verdict, reasons } = await judge(IDENTITY, alarms, { world: trailed(change) });
    expect([verdict, reasons]).toEqual(['fail', []]);
  });

  it('whose log group is another account’s leaves it unknown, and nobody there is asked', async () => {
    const spoil = (json: string) => json.replaceAll(':123456789012:log-group:', ':999999999999:log-group:');
    const { verdict, reasons, asked } = await judge(IDENTITY, alarms, { world: clean, spoil });
    expect([verdict, reasons]).toEqual(['unknown', ['not_run']]);
    expect(asked.filter((one) => /^(?:logs|cloudwatch|sns):/.test(one))).toEqual([]);
  });

  it('that cannot hand over what it records is broken', async () => {
    const spoil = (json: string) => json.replace('"IsLogging":', '"LatestCloudWatchLogsDeliveryError":"Access denied","IsLogging":');
    expect(await judge(IDENTITY, alarms, { world: clean, spoil })).toMatchObject({ verdict: 'fail' });
  });
});

describe('the chain', () => {
  const event = { eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging' };
  const gap = unknown({ operation: 'x', reason: 'access_denied', detail: 'refused' });
  const filter: Filter = {
    filterName: 'stop',
    filterPattern: '{ $.eventName = StopLogging }',
    metricTransformations: [{ metricNamespace: 'N', metricName: 'M' }],
  };
  const alarm: Alarm = {
    AlarmName: 'stop',
    AlarmArn: 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:stop',
    Namespace: 'N',
    MetricName: 'M',
    Dimensions: [],
    ComparisonOperator: 'GreaterThanThreshold',
    ActionsEnabled: true,
    AlarmActions: ['arn:aws:sns:eu-central-1:123456789012:t'],
  };
  const route: Route = {
    trail: {
      TrailARN: 'arn:t',
      Name: 't',
      HomeRegion: FRANKFURT,
      IsMultiRegionTrail: true,
      CloudWatchLogsLogGroupArn: 'arn:aws:logs:eu-central-1:123456789012:log-group:g:*',
    },
    status: { IsLogging: true },
    selectors: { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] },
    filters: [filter],
    alarms: [alarm],
    topics: [
      { arn: 'arn:aws:sns:eu-central-1:123456789012:t', subscriptions: [{ SubscriptionArn: 'arn:aws:sns:eu-central-1:123456789012:t:1' }] },
    ],
  };
  const notified = (...routes: Partial<Route>[]) =>
    reach(
      routes.map((change) => ({ ...route, ...change })),
      event,
    ).notified;

  it('holds link by link', () => {
    expect(reach([route], event)).toEqual({ carried: true, filtered: true, alarmed: true, notified: true });
    expect(reach([{ ...route, topics: [{ arn: route.topics[0]?.arn as string, subscriptions: [] }] }], event)).toEqual({
      carried: true,
      filtered: true,
      alarmed: true,
      notified: false,
    });
    expect(reach([{ ...route, alarms: [] }], event)).toEqual({ carried: true, filtered: true, alarmed: false, notified: false });
    expect(reach([{ ...route, filters: [] }], event)).toEqual({ carried: true, filtered: false, alarmed: false, notified: false });
    expect(reach([], event)).toEqual({ carried: false, filtered: false, alarmed: false, notified: false });
  });
  it.each(['status', 'selectors', 'filters', 'alarms'] as const)(
    'with unknown %s is unknown; beside a whole one it does not matter',
    (member) => {
      expect(notified({ [member]: gap })).toEqual(gap);
      expect(notified({ [member]: gap }, {})).toBe(true);
      // a chain that is certainly broken elsewhere stays broken
      expect(notified({ [member]: gap, trail: { ...route.trail, IsMultiRegionTrail: false } })).toBe(false);
    },
  );
  it('with unknown subscriptions is unknown', () => {
    expect(notified({ topics: [{ arn: route.topics[0]?.arn as string, subscriptions: gap }] })).toEqual(gap);
  });
  it.each(['PendingConfirmation', 'Deleted'])('does not count a subscription that is %s', (SubscriptionArn) => {
    expect(notified({ topics: [{ arn: route.topics[0]?.arn as string, subscriptions: [{ SubscriptionArn }] }] })).toBe(false);
  });
  it('does not carry what the trail leaves out', () => {
    const selectors = {
      EventSelectors: [
        { ReadWriteType: 'All', IncludeManagementEvents: true, ExcludeManagementEventSources: ['cloudtrail.amazonaws.com'] },
      ],
    };
    expect(carries({ ...route, selectors }, event)).toBe(false);
    expect(carries({ ...route, selectors }, WATCHED['root-use'].events.Root)).toBe(true);
  });
  it.each<[string, Partial<Filter>]>([
    ['of transformed events', { applyOnTransformedLogs: true }],
    ['of selected events', { fieldSelectionCriteria: '@aws.region = "eu-central-1"' }],
    ['without a pattern', { filterPattern: undefined as never }],
  ])('does not know of a filter %s', (_, change) => expect(catches({ ...filter, ...change }, event)).toHaveProperty('$unknown'));
  it.each<[string, Partial<Alarm>, Partial<Filter>, boolean | 'unknown']>([
    ['the metric', {}, {}, true],
    ['another metric', { MetricName: 'X' }, {}, false],
    ['another namespace', { Namespace: 'X' }, {}, false],
    ['one value of a dimension', { Dimensions: [{}] }, {}, false],
    [
      'a metric that is reported by dimensions',
      {},
      { metricTransformations: [{ metricNamespace: 'N', metricName: 'M', dimensions: { a: '$.b' } }] },
      false,
    ],
    ['a metric that is reported by system fields', {}, { emitSystemFieldDimensions: ['@aws.account'] }, false],
    ['that nothing happens', { ComparisonOperator: 'LessThanThreshold' }, {}, false],
    ['a sum with the metric in it', { Metrics: [{ MetricStat: { Metric: { Namespace: 'N', MetricName: 'M' } } }] }, {}, 'unknown'],
    ['a query with the metric in it', { Metrics: [{ Expression: 'SELECT SUM(M) FROM "N"' }] }, {}, 'unknown'],
    ['a sum without it', { Metrics: [{ MetricStat: { Metric: { Namespace: 'N', MetricName: 'X' } } }] }, {}, false],
  ])('an alarm on %s', (_, of, by, due) => {
    const got = watches({ ...alarm, ...of }, { ...filter, ...by });
    if (due === 'unknown') expect(got).toHaveProperty('$unknown');
    else expect(got).toBe(due);
  });
  it('reads ARNs, and no others', () => {
    expect(logGroupOf('arn:aws:logs:eu-central-1:123456789012:log-group:/a/b:*')).toEqual({
      region: FRANKFURT,
      account: PRODUCTION,
      name: '/a/b',
    });
    expect(topicOf('arn:aws:sns:eu-central-1:123456789012:t')).toMatchObject({ name: 't' });
    expect(topicOf('arn:aws:lambda:eu-central-1:123456789012:function:f')).toBeUndefined();
  });
});

describe('a log group', () => {
  const of = (group: object) =>
    logGroups.normalise({ group: { logGroupName: 'g', arn: 'a', ...group } } as never, {} as never).retentionInDays;
  it('without a period keeps for ever, unless its class says otherwise', () => {
    expect(of({ creationTime: 1 })).toBeNull();
    expect(of({ creationTime: 1, logGroupClass: 'DELIVERY' })).toBe(1);
    expect(of({ retentionInDays: 30 })).toBe(30);
    expect(of({})).toHaveProperty('$unknown');
  });
  it('of a page that is refused is not forgotten', async () => {
    const faults = [{ operation: 'logs:DescribeLogGroups', kind: 'denied' as const, after: 1 }];
    const { sets } = await ask(logGroups, { world: clean, regions: [FRANKFURT], faults });
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false, gaps: [{ reason: 'access_denied' }] });
    expect(setOf(sets, FRANKFURT).resources).toHaveLength(2);
  });
});
