/**
 * From an event to somebody who is told: trail, log group, metric filter, alarm, topic, confirmed subscription. Each link may be
 * unknown, and one whole chain is enough. Pure.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
 */
import { type Answer, isUnknown, type Known, missing, settle, unknown } from '../../../src/kit.ts';
import { managementEvents, type Selectors } from '../cloudtrail-trail/selectors.ts';
import { and, or } from '../kleene.ts';
import { TRAILS, type Trail } from '../trails.ts';
import {
  ALARMS,
  type Alarm,
  FILTERS,
  type Filter,
  SELECTORS,
  STATUS,
  type Status,
  SUBSCRIPTIONS,
  type Subscription,
  topicOf,
} from './answers.ts';
import { type EventKind, matches } from './match.ts';
import { parsePattern, Unreadable } from './pattern.ts';

export interface Topic {
  readonly arn: string;
  readonly subscriptions: Answer<readonly Subscription[]>;
}
/** One trail, and all that hangs on its log group. */
export interface Route {
  readonly trail: Trail;
  readonly status: Answer<Status>;
  readonly selectors: Answer<Selectors>;
  /** Null: the log group does not exist. */
  readonly filters: Answer<readonly Filter[]>;
  readonly alarms: Answer<readonly Alarm[]>;
  readonly topics: readonly Topic[];
}
/** How far an event is known to get. Each holds only where the one before does. */
export interface Reach {
  readonly carried: Known<boolean>;
  readonly filtered: Known<boolean>;
  readonly alarmed: Known<boolean>;
  readonly notified: Known<boolean>;
}

const some = (parts: readonly Known<boolean>[]): Known<boolean> => parts.reduce(or, false);
export const every = (parts: readonly Known<boolean>[]): Known<boolean> => parts.reduce(and, true);
const unclear = (operation: string, detail: string) =>
  unknown({ operation, reason: 'malformed_response', detail: `${operation}: ${detail}` });

export function reach(routes: readonly Route[], kind: EventKind): Reach {
  const upTo = (depth: number) => some(routes.map((route) => chain(route, kind, depth)));
  return { carried: upTo(1), filtered: upTo(2), alarmed: upTo(3), notified: upTo(4) };
}
function chain(route: Route, kind: EventKind, depth: number): Known<boolean> {
  const carried = carries(route, kind);
  if (depth === 1 || carried === false) return carried;
  const filters = settle(route.filters, { some: (all): Known<readonly Filter[]> => all, none: [] });
  if (isUnknown(filters)) return and(carried, filters);
  return and(carried, some(filters.map((filter) => and(catches(filter, kind), depth === 2 ? true : rings(route, filter, depth)))));
}
function rings(route: Route, filter: Filter, depth: number): Known<boolean> {
  const alarms = settle(route.alarms, { some: (all): Known<readonly Alarm[]> => all, none: missing(ALARMS, 'MetricAlarms') });
  if (isUnknown(alarms)) return alarms;
  return some(alarms.map((alarm) => every([watches(alarm, filter), acts(alarm), ...(depth === 3 ? [] : [tells(alarm, route.topics)])])));
}

/** CIS asks for a trail of all regions that takes management events of both kinds; and it has to reach the log group. */
export function carries({ trail, status, selectors }: Route, kind: EventKind): Known<boolean> {
  const noSelectors = missing(SELECTORS, '(the answer)');
  const recorded = settle(selectors, { some: (answer): Known<boolean> => records(answer, kind), none: noSelectors });
  const hands = trail.CloudWatchLogsLogGroupArn !== undefined && trail.CloudWatchLogsLogGroupArn !== '';
  const multiRegion = trail.IsMultiRegionTrail ?? missing(TRAILS, 'trailList[].IsMultiRegionTrail');
  return every([hands, multiRegion, settle(status, { some: delivers, none: missing(STATUS, '(the answer)') }), recorded]);
}
function records(answer: Selectors, { eventSource }: EventKind): boolean {
  const { reads, writes, leftOut } = managementEvents(answer);
  return reads && writes && !(typeof eventSource === 'string' && leftOut.includes(eventSource));
}
function delivers({ IsLogging, LatestCloudWatchLogsDeliveryError: error }: Status): Known<boolean> {
  if (IsLogging === undefined) return missing(STATUS, 'IsLogging');
  return IsLogging && (error === undefined || error === '');
}

/** Whether a filter counts every event of the kind. */
export function catches({ filterName, filterPattern, ...filter }: Filter, kind: EventKind): Known<boolean> {
  if (filterPattern === undefined) return missing(FILTERS, `metricFilters[${filterName}].filterPattern`);
  if (filter.applyOnTransformedLogs || filter.fieldSelectionCriteria)
    return unclear(FILTERS, `${filterName} looks at transformed or selected events, and which these are cannot be seen`);
  try {
    return matches(parsePattern(filterPattern), kind) ?? unclear(FILTERS, `whether ${filterName} matches every such event cannot be told`);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return unclear(FILTERS, `the pattern of ${filterName} cannot be read: ${error.message}`);
  }
}

/** An alarm sees a metric only with the very dimensions it is reported with; one value of a dimension is not every event. */
export function watches(alarm: Alarm, filter: Filter): Known<boolean> {
  return some(filter.metricTransformations.map((metric) => watchesMetric(alarm, metric, filter)));
}
function watchesMetric(
  alarm: Alarm,
  { metricNamespace, metricName, dimensions }: Filter['metricTransformations'][number],
  filter: Filter,
): Known<boolean> {
  if (alarm.Metrics !== undefined && alarm.Metrics.length > 0) {
    const mentioned = alarm.Metrics.some(
      ({ MetricStat, Expression }) =>
        (MetricStat?.Metric?.MetricName === metricName && MetricStat.Metric.Namespace === metricNamespace) ||
        Expression?.includes(metricName),
    );
    return mentioned && unclear(ALARMS, `${alarm.AlarmName} reckons with ${metricName}, and when it fires cannot be told`);
  }
  if (alarm.MetricName !== metricName || alarm.Namespace !== metricNamespace) return false;
  const plain = Object.keys({ ...dimensions }).length === 0 && !filter.emitSystemFieldDimensions?.length;
  const of = alarm.Dimensions === undefined ? missing(ALARMS, 'MetricAlarms[].Dimensions') : alarm.Dimensions.length === 0;
  // it must fire when there is something to count, not when there is nothing
  const upwards = alarm.ComparisonOperator?.startsWith('GreaterThan') ?? missing(ALARMS, 'MetricAlarms[].ComparisonOperator');
  return every([plain, of, upwards]);
}
function acts({ ActionsEnabled, AlarmActions }: Alarm): Known<boolean> {
  const any = AlarmActions === undefined ? missing(ALARMS, 'MetricAlarms[].AlarmActions') : AlarmActions.length > 0;
  return and(ActionsEnabled ?? missing(ALARMS, 'MetricAlarms[].ActionsEnabled'), any);
}
function tells({ AlarmActions }: Alarm, topics: readonly Topic[]): Known<boolean> {
  if (AlarmActions === undefined) return missing(ALARMS, 'MetricAlarms[].AlarmActions');
  return some(
    topicArns(AlarmActions).map((arn) => {
      const topic = topics.find((one) => one.arn === arn);
      // null: SNS says that there is no such topic
      return topic ? settle(topic.subscriptions, { some: heard, none: false }) : missing(SUBSCRIPTIONS, `(the topic ${arn})`);
    }),
  );
}
/** `PendingConfirmation` and `Deleted` stand where the ARN of a confirmed one would. */
function heard(subscriptions: readonly Subscription[]): boolean {
  return subscriptions.some(({ SubscriptionArn: arn }) => arn.startsWith('arn:'));
}
export function topicArns(actions: readonly string[]): readonly string[] {
  return actions.filter((action) => topicOf(action) !== undefined);
}

/** Names of the filters that certainly count some event of the kind. */
export function filtersOf(routes: readonly Route[], kinds: readonly EventKind[]): readonly string[] {
  const all = routes.flatMap(({ filters }) => (filters === null || isUnknown(filters) ? [] : (filters as readonly Filter[])));
  return [
    ...new Set(all.filter((filter) => kinds.some((kind) => catches(filter, kind) === true)).map(({ filterName }) => filterName)),
  ].sort();
}
