/** What CloudWatch Logs, CloudWatch and SNS answer about metric filters, alarms and who is told. */
import { z } from 'zod';
import type { Paging } from '../../../src/model.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';

export const FILTERS = 'logs:DescribeMetricFilters';
export const ALARMS = 'cloudwatch:DescribeAlarms';
export const SUBSCRIPTIONS = 'sns:ListSubscriptionsByTopic';
export const STATUS = 'cloudtrail:GetTrailStatus';
export const SELECTORS = 'cloudtrail:GetEventSelectors';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html */
export const Status = z.looseObject({ IsLogging: z.boolean().optional(), LatestCloudWatchLogsDeliveryError: z.string().optional() });
export type Status = z.infer<typeof Status>;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricFilter.html */
export const Filter = z.looseObject({
  filterName: z.string().min(1),
  filterPattern: z.string().optional(),
  metricTransformations: z.array(
    z.looseObject({
      metricNamespace: z.string().min(1),
      metricName: z.string().min(1),
      dimensions: z.record(z.string(), z.string()).optional(),
    }),
  ),
  applyOnTransformedLogs: z.boolean().optional(),
  fieldSelectionCriteria: z.string().optional(),
  emitSystemFieldDimensions: z.array(z.string()).optional(),
});
export type Filter = z.infer<typeof Filter>;

const Metric = z.looseObject({ Namespace: z.string().optional(), MetricName: z.string().optional() });
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html */
export const Alarm = z.looseObject({
  AlarmName: z.string().min(1),
  AlarmArn: z.string().min(1),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.looseObject({})).optional(),
  ComparisonOperator: z.string().optional(),
  Metrics: z
    .array(z.looseObject({ MetricStat: z.looseObject({ Metric: Metric.optional() }).optional(), Expression: z.string().optional() }))
    .optional(),
  ActionsEnabled: z.boolean().optional(),
  AlarmActions: z.array(z.string()).optional(),
});
export type Alarm = z.infer<typeof Alarm>;

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscription.html */
export const Subscription = z.looseObject({ SubscriptionArn: z.string().min(1), Protocol: z.string().optional() });
export type Subscription = z.infer<typeof Subscription>;

type Pages<T> = Paging<Record<string, unknown>, T>;

export function filterPages(aws: Aws, logGroupName: string, region: string): Pages<Filter> {
  return turning({
    list: 'metricFilters',
    token: 'nextToken',
    item: Filter,
    key: ({ filterName }) => filterName,
    send: (token) => aws.send('cloudwatch-logs', 'DescribeMetricFilters', { logGroupName, limit: 50, ...token }, region),
  });
}
export function alarmPages(aws: Aws, region: string): Pages<Alarm> {
  return turning({
    list: 'MetricAlarms',
    token: 'NextToken',
    item: Alarm,
    key: ({ AlarmArn }) => AlarmArn,
    send: (token) => aws.send('cloudwatch', 'DescribeAlarms', { AlarmTypes: ['MetricAlarm'], MaxRecords: 100, ...token }, region),
  });
}
/** No key: two that wait for confirmation are called the same. */
export function subscriptionPages(aws: Aws, TopicArn: string, region: string): Pages<Subscription> {
  const { key: _, ...paging } = turning({
    list: 'Subscriptions',
    token: 'NextToken',
    item: Subscription,
    key: ({ SubscriptionArn }) => SubscriptionArn,
    send: (token) => aws.send('sns', 'ListSubscriptionsByTopic', { TopicArn, ...token }, region),
  });
  return paging;
}

/** `arn:aws:logs:eu-central-1:123456789012:log-group:trail:*`, `arn:aws:sns:eu-central-1:123456789012:alarms` */
export interface Arn {
  readonly region: string;
  readonly account: string;
  readonly name: string;
}
export function logGroupOf(arn: string): Arn | undefined {
  return read(/^arn:[a-z-]+:logs:([a-z0-9-]+):(\d{12}):log-group:([^:*]+)(?::\*)?$/, arn);
}
export function topicOf(arn: string): Arn | undefined {
  return read(/^arn:[a-z-]+:sns:([a-z0-9-]+):(\d{12}):([^:]+)$/, arn);
}
function read(pattern: RegExp, arn: string): Arn | undefined {
  const [, region, account, name] = pattern.exec(arn) ?? [];
  return region === undefined || account === undefined || name === undefined ? undefined : { region, account, name };
}
