/** CloudWatch Logs, CloudWatch's alarms, and the topics they speak to. */
import type * as CloudWatch from '@aws-sdk/client-cloudwatch';
import type * as Logs from '@aws-sdk/client-cloudwatch-logs';
import type * as Sns from '@aws-sdk/client-sns';
import { PRODUCTION } from '../../accounts.ts';
import { type Ask, ago, page } from '../../answers/ask.ts';
import { AwsRefusal } from '../../wire-errors.ts';
import { type Holding, type Part, see } from '../part.ts';
import { type Alarm, EMPTY, frankfurt, type InRegion, type LogGroup, NAMESPACE, TRAIL_GROUP, virginia } from './clean.ts';

type Held = Holding<null, InRegion>;
const nothing: Held = { account: null, regions: {}, elsewhere: EMPTY };
const here = (ask: Ask) => see(ask, monitoring.id, nothing).region;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html */
const badParameter = (message: string) => new AwsRefusal('InvalidParameterException', message, 400);
const badToken = () => badParameter('The specified nextToken is invalid.');
function logsPage<T>(all: readonly T[], { limit, nextToken }: { limit?: number | undefined; nextToken?: string | undefined }, ask: Ask) {
  if (limit !== undefined && (limit < 1 || limit > 50)) throw badParameter('The limit must be between 1 and 50.');
  return page(all, ask, { size: limit, token: nextToken }, badToken);
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
function DescribeLogGroups(input: Logs.DescribeLogGroupsRequest, ask: Ask): Logs.DescribeLogGroupsResponse {
  const { logGroupNamePrefix: prefix = '' } = input;
  const wanted = here(ask).groups.filter(({ name }) => name.startsWith(prefix));
  const { items, next } = logsPage(wanted, input, ask);
  return { logGroups: items.map((group) => describeGroup(group, ask)), nextToken: next };
}
/** Without `retentionInDays` it keeps events for ever: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html */
function describeGroup({ name, retention, class: of = 'STANDARD', age, filters }: LogGroup, ask: Ask): Logs.LogGroup {
  const arn = `arn:aws:logs:${ask.regionName}:${ask.account.id}:log-group:${name}`;
  return {
    logGroupName: name,
    creationTime: ago(age, ask).getTime(),
    retentionInDays: retention ?? undefined,
    metricFilterCount: filters.length,
    arn: `${arn}:*`,
    logGroupArn: arn,
    logGroupClass: of,
    storedBytes: 1_048_576,
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html */
function DescribeMetricFilters(input: Logs.DescribeMetricFiltersRequest, ask: Ask): Logs.DescribeMetricFiltersResponse {
  const { logGroupName: name, filterNamePrefix, metricName } = input;
  if (filterNamePrefix !== undefined || metricName !== undefined) throw badParameter('The simulator looks for filters by log group alone.');
  const group = here(ask).groups.find((one) => one.name === name);
  if (name !== undefined && !group) throw new AwsRefusal('ResourceNotFoundException', 'The specified log group does not exist.', 400);
  const all = (group ? [group] : here(ask).groups).flatMap((one) => one.filters.map((filter) => ({ filter, group: one })));
  const { items, next } = logsPage(all, input, ask);
  return { metricFilters: items.map(({ filter, group: of }) => describeFilter(filter, of, ask)), nextToken: next };
}
function describeFilter({ name, pattern, metric }: LogGroup['filters'][number], group: LogGroup, ask: Ask): Logs.MetricFilter {
  return {
    filterName: name,
    filterPattern: pattern,
    metricTransformations: [{ metricName: metric, metricNamespace: NAMESPACE, metricValue: '1', unit: 'None' }],
    creationTime: ago(group.age, ask).getTime(),
    logGroupName: group.name,
    applyOnTransformedLogs: false,
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
function DescribeAlarms(input: CloudWatch.DescribeAlarmsInput, ask: Ask): CloudWatch.DescribeAlarmsOutput {
  const { MaxRecords: size, NextToken: token, AlarmTypes: types = ['MetricAlarm'], AlarmNames: names } = input;
  if (size !== undefined && (size < 1 || size > 100)) throw new AwsRefusal('ValidationError', 'MaxRecords must be between 1 and 100', 400);
  const wanted = types.includes('MetricAlarm') ? here(ask).alarms.filter(({ name }) => names?.includes(name) ?? true) : [];
  const bad = () => new AwsRefusal('InvalidNextToken', 'The next token specified is invalid.', 400);
  const { items, next } = page(wanted, ask, { size, token }, bad);
  return { MetricAlarms: items.map((alarm) => describeAlarm(alarm, ask)), CompositeAlarms: [], NextToken: next };
}
function describeAlarm({ name, metric, actionsEnabled, topics }: Alarm, ask: Ask): CloudWatch.MetricAlarm {
  const { regionName, account } = ask;
  return {
    AlarmName: name,
    AlarmArn: `arn:aws:cloudwatch:${regionName}:${account.id}:alarm:${name}`,
    ActionsEnabled: actionsEnabled,
    OKActions: [],
    AlarmActions: topics.map((topic) => topicArn(topic, ask)),
    InsufficientDataActions: [],
    StateValue: 'OK',
    StateUpdatedTimestamp: ago(3, ask),
    MetricName: metric,
    Namespace: NAMESPACE,
    Statistic: 'Sum',
    Dimensions: [],
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  };
}
const topicArn = (name: string, { regionName, account }: Ask) => `arn:aws:sns:${regionName}:${account.id}:${name}`;

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
function ListSubscriptionsByTopic(input: Sns.ListSubscriptionsByTopicInput, ask: Ask): Sns.ListSubscriptionsByTopicResponse {
  const { TopicArn: arn, NextToken: token } = input;
  const topic = here(ask).topics.find(({ name }) => topicArn(name, ask) === arn);
  if (!topic) throw new AwsRefusal('NotFound', 'Topic does not exist', 404);
  const bad = () => new AwsRefusal('InvalidParameter', 'Invalid parameter: NextToken Reason: token is not valid', 400);
  const { items, next } = page([...topic.subscriptions.entries()], ask, { token }, bad);
  const Subscriptions = items.map(([n, { protocol, endpoint, confirmed }]) => ({
    SubscriptionArn: confirmed ? `${arn}:a1a2a3a4-0000-4000-8000-${String(n).padStart(12, '0')}` : 'PendingConfirmation',
    Owner: ask.account.id,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: arn,
  }));
  return { Subscriptions, NextToken: next };
}

const held = (inFrankfurt: InRegion, inVirginia = virginia): Held => ({
  account: null,
  regions: { 'eu-central-1': inFrankfurt, 'us-east-1': inVirginia },
  elsewhere: EMPTY,
});
const withAlarms = (change: (alarm: Alarm) => readonly Alarm[]): InRegion => ({ ...frankfurt, alarms: frankfurt.alarms.flatMap(change) });
const withoutRoutes = withAlarms((alarm) => (alarm.name === 'RouteTableChanges' ? [] : [alarm]));

function breakAlarm(alarm: Alarm): readonly Alarm[] {
  if (alarm.name === 'RootUsage') return [{ ...alarm, actionsEnabled: false }];
  if (alarm.name === 'RouteTableChanges') return [];
  return [alarm.name === 'UnauthorizedApiCalls' ? { ...alarm, topics: ['nobody-confirmed'] } : alarm];
}
const breakGroup = (group: LogGroup): LogGroup =>
  group.name === TRAIL_GROUP
    ? {
        ...group,
        retention: 90,
        filters: group.filters.map((filter) => ({ ...filter, pattern: filter.pattern.replace('||($.eventName=StopLogging)', '') })),
      }
    : group;
const brokenFrankfurt: InRegion = {
  groups: frankfurt.groups.map(breakGroup),
  alarms: withAlarms(breakAlarm).alarms,
  topics: [
    ...frankfurt.topics,
    { name: 'nobody-confirmed', subscriptions: [{ protocol: 'email', endpoint: 'security@example.com', confirmed: false }] },
  ],
};

export const monitoring: Part<null, InRegion> = {
  id: 'monitoring',
  answers: {
    logs: { DescribeLogGroups, DescribeMetricFilters },
    cloudwatch: { DescribeAlarms },
    sns: { ListSubscriptionsByTopic },
  },
  nothing,
  clean: { [PRODUCTION]: held(frankfurt) },
  drifted: { [PRODUCTION]: held(withoutRoutes) },
  drift: [
    {
      check: 'aws.alarms.network-changes',
      resource: 'changes of route tables',
      what: 'the alarm was deleted during a migration that changed routes all day, and nobody put it back',
    },
  ],
  checks: [
    'aws.alarms.identity-and-trail-changes',
    'aws.alarms.network-changes',
    'aws.alarms.root-and-nomfa-signin',
    'aws.alarms.unauthorized-and-signin-failures',
    'aws.logs.retention',
  ],
  broken: { [PRODUCTION]: held(brokenFrankfurt) },
  refusals: [{ operation: 'sns:ListSubscriptionsByTopic', how: 'denied' }],
};
