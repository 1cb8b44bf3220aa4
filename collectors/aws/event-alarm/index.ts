import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, type Unknown, unknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { Selectors } from '../cloudtrail-trail/selectors.ts';
import { TRAILS, TRAILS_INPUT, type Trail, trailPages } from '../trails.ts';
import {
  ALARMS,
  type Alarm,
  alarmPages,
  FILTERS,
  type Filter,
  filterPages,
  logGroupOf,
  SELECTORS,
  STATUS,
  Status,
  SUBSCRIPTIONS,
  subscriptionPages,
  topicOf,
} from './answers.ts';
import { every, filtersOf, type Reach, type Route, reach, type Topic, topicArns, watches } from './chain.ts';
import { WATCHED, type Watched, type WatchedKind } from './events.ts';

const link = (what: string) => known(z.boolean()).describe(`All such events: ${what}`);
const Resource = z.object({
  id: z.string().describe('Account and kind of event'),
  name: z.string().describe('What people call such events'),
  kind: z.enum(Object.keys(WATCHED) as [WatchedKind, ...WatchedKind[]]).describe('Kind of event: `root-use`, `trail-change`, …'),
  carried: link('a trail of all regions that logs hands them to a log group'),
  filtered: link('and a metric filter of that log group matches each of them'),
  alarmed: link('and an alarm on its metric has actions, which are enabled'),
  notified: link('and one of the actions is a topic with a confirmed subscription'),
  unheard: z.array(z.string()).describe('Events of which certainly nobody is told, by eventName or what tells them apart'),
  filters: z.array(z.string()).describe('Metric filters that certainly match some of the events, by filterName'),
});

interface Raw {
  readonly account: string;
  readonly kind: WatchedKind;
  readonly routes: Known<readonly Route[]>;
}

export default defineCollector({
  id: 'aws/event-alarm',
  title: 'Kinds of events in CloudTrail, and whether an alarm tells somebody of them',
  scope: 'account',
  calls: [
    call('cloudtrail', 'DescribeTrails'),
    call('cloudtrail', 'GetTrailStatus'),
    call('cloudtrail', 'GetEventSelectors'),
    // the log group is gone: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html
    call('cloudwatch-logs', 'DescribeMetricFilters', { absentOn: ['ResourceNotFoundException'] }),
    call('cloudwatch', 'DescribeAlarms'),
    // the topic is gone: https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
    call('sns', 'ListSubscriptionsByTopic', { absentOn: ['NotFound'] }),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask): AsyncIterable<Raw> {
    const routes = await routesOf(aws, ask);
    ask.proof(`${Object.keys(WATCHED).length} kinds of events, each looked for`);
    for (const kind of Object.keys(WATCHED) as WatchedKind[]) yield { account: aws.account, kind, routes };
  },
  normalise({ account, kind, routes }) {
    const { name, events }: Watched = WATCHED[kind];
    const common = { id: `${account}/${kind}`, name, kind };
    if (isUnknown(routes)) return { ...common, ...nothingKnown(routes), unheard: [], filters: [] };
    const reached = Object.entries(events).map(([event, of]) => ({ event, ...reach(routes, of) }));
    const link = (which: keyof Reach) => every(reached.map((one) => one[which]));
    return {
      ...common,
      carried: link('carried'),
      filtered: link('filtered'),
      alarmed: link('alarmed'),
      notified: link('notified'),
      unheard: reached.filter(({ notified }) => notified === false).map(({ event }) => event),
      filters: [...filtersOf(routes, Object.values(events))],
    };
  },
});
function nothingKnown(gap: Unknown): Reach {
  return { carried: gap, filtered: gap, alarmed: gap, notified: gap };
}

async function routesOf(aws: Aws, ask: Ask): Promise<Known<readonly Route[]>> {
  const trails = await ask.list(TRAILS, TRAILS_INPUT, trailPages(aws, aws.home));
  if (trails === null) return missing(TRAILS, 'trailList');
  if (isUnknown(trails)) return trails;
  // a trail of one region cannot carry all, however it goes on
  const wide = (trails as readonly Trail[]).filter(({ IsMultiRegionTrail }) => IsMultiRegionTrail !== false);
  return Promise.all(wide.map((trail) => routeOf(trail, aws, ask)));
}

async function routeOf(trail: Trail, aws: Aws, ask: Ask): Promise<Route> {
  const { TrailARN: arn, HomeRegion: region } = trail;
  const [status, selectors, onwards] = await Promise.all([
    ask(STATUS, { arn }, Status, () => aws.send('cloudtrail', 'GetTrailStatus', { Name: arn }, region)),
    ask(SELECTORS, { arn }, Selectors, () => aws.send('cloudtrail', 'GetEventSelectors', { TrailName: arn }, region)),
    onwardsOf(trail, aws, ask),
  ]);
  return { trail, status, selectors, ...onwards };
}

async function onwardsOf(
  { CloudWatchLogsLogGroupArn: arn }: Trail,
  aws: Aws,
  ask: Ask,
): Promise<Pick<Route, 'filters' | 'alarms' | 'topics'>> {
  if (arn === undefined || arn === '') return { filters: [], alarms: [], topics: [] };
  const group = logGroupOf(arn);
  if (group === undefined || group.account !== aws.account) return notOurs(arn);
  const { region, name } = group;
  const [filters, alarms] = await Promise.all([
    ask.list(FILTERS, { region, logGroupName: name }, filterPages(aws, name, region)),
    ask.list(ALARMS, { region }, alarmPages(aws, region)),
  ]);
  return { filters, alarms, topics: await topicsOf(filters, alarms, aws, ask) };
}
/** Filters and alarms of another account are not shown here: an organisation's trail has them where its log group is. */
function notOurs(arn: string): Pick<Route, 'filters' | 'alarms' | 'topics'> {
  const detail = `${FILTERS}: the trail hands its events to ${arn}, which is not this account's, so that nobody here was asked`;
  const gap = unknown({ operation: FILTERS, reason: 'not_run', detail });
  return { filters: gap, alarms: gap, topics: [] };
}

async function topicsOf(
  filters: Answer<readonly Filter[]>,
  alarms: Answer<readonly Alarm[]>,
  aws: Aws,
  ask: Ask,
): Promise<readonly Topic[]> {
  if (filters === null || isUnknown(filters) || alarms === null || isUnknown(alarms)) return [];
  const [all, watched] = [alarms as readonly Alarm[], filters as readonly Filter[]];
  const watching = all.filter((alarm) => watched.some((filter) => watches(alarm, filter) !== false));
  // absent: what an alarm does is then unknown by itself
  const arns = new Set(watching.flatMap(({ AlarmActions }) => topicArns(AlarmActions ?? [])));
  return Promise.all(
    [...arns].map(async (arn) => {
      const region = topicOf(arn)?.region as string;
      return { arn, subscriptions: await ask.list(SUBSCRIPTIONS, { arn }, subscriptionPages(aws, arn, region)) };
    }),
  );
}
