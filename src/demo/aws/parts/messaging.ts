/** SQS queues and SNS topics. */
import type * as Sns from '@aws-sdk/client-sns';
import type * as Sqs from '@aws-sdk/client-sqs';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Holding, type Part, see } from './part.ts';

export interface Queue {
  readonly name: string;
  /** A key of KMS, SQS's own keys, or nothing. */
  readonly sse: { readonly key: string } | 'sqs' | null;
}
export interface Topic {
  readonly name: string;
  readonly key: string | null;
}
interface InRegion {
  readonly queues: readonly Queue[];
  readonly topics: readonly Topic[];
}
type Held = Holding<null, InRegion>;
const EMPTY: InRegion = { queues: [], topics: [] };
const nothing: Held = { account: null, regions: {}, elsewhere: EMPTY };
const here = (ask: Ask) => see(ask, messaging.id, nothing).region;

const urlOf = ({ name }: Queue, { regionName, account }: Ask) => `https://sqs.${regionName}.amazonaws.com/${account.id}/${name}`;
/** Where there is none the list is left out: https://github.com/localstack/localstack/pull/9828 held that against AWS. */
function ListQueues(input: Sqs.ListQueuesRequest, ask: Ask): Sqs.ListQueuesResult {
  const { MaxResults: size, NextToken: token, QueueNamePrefix: prefix } = input;
  if (size !== undefined && (size < 1 || size > 1000)) throw new AwsRefusal('InvalidParameterValue', 'MaxResults must be 1 to 1000', 400);
  const all = here(ask).queues.filter(({ name }) => prefix === undefined || name.startsWith(prefix));
  const bad = () => new AwsRefusal('InvalidParameterValue', 'Invalid NextToken', 400);
  // "You must set MaxResults to receive a value for NextToken": https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html
  const { items, next } = size === undefined ? { items: all, next: undefined } : page(all, ask, { size, token }, bad);
  return { QueueUrls: items.length === 0 ? undefined : items.map((queue) => urlOf(queue, ask)), NextToken: next };
}
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
function GetQueueAttributes(input: Sqs.GetQueueAttributesRequest, ask: Ask): Sqs.GetQueueAttributesResult {
  const queue = here(ask).queues.find((one) => urlOf(one, ask) === input.QueueUrl);
  if (!queue) throw new AwsRefusal('QueueDoesNotExist', 'The specified queue does not exist.', 400);
  const all: Record<string, string> = {
    QueueArn: `arn:aws:sqs:${ask.regionName}:${ask.account.id}:${queue.name}`,
    SqsManagedSseEnabled: String(queue.sse === 'sqs'),
    ...(queue.sse !== null && queue.sse !== 'sqs' && { KmsMasterKeyId: queue.sse.key, KmsDataKeyReusePeriodSeconds: '300' }),
  };
  const asked: readonly string[] = input.AttributeNames ?? [];
  return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => asked.includes('All') || asked.includes(name))) };
}

const arnOf = ({ name }: Topic, { regionName, account }: Ask) => `arn:aws:sns:${regionName}:${account.id}:${name}`;
/** https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
function ListTopics({ NextToken: token }: Sns.ListTopicsInput, ask: Ask): Sns.ListTopicsResponse {
  const bad = () => new AwsRefusal('InvalidParameter', 'Invalid parameter: NextToken', 400);
  const { items, next } = page(here(ask).topics, ask, { token }, bad);
  return { Topics: items.map((topic) => ({ TopicArn: arnOf(topic, ask) })), NextToken: next };
}
/** https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
function GetTopicAttributes(input: Sns.GetTopicAttributesInput, ask: Ask): Sns.GetTopicAttributesResponse {
  const topic = here(ask).topics.find((one) => arnOf(one, ask) === input.TopicArn);
  if (!topic) throw new AwsRefusal('NotFound', 'Topic does not exist', 404);
  const key = topic.key === null ? {} : { KmsMasterKeyId: topic.key };
  return { Attributes: { TopicArn: arnOf(topic, ask), Owner: ask.account.id, SubscriptionsConfirmed: '1', DisplayName: '', ...key } };
}

const frankfurt: InRegion = {
  queues: [
    { name: 'orders', sse: { key: 'alias/aws/sqs' } },
    { name: 'orders-dead', sse: 'sqs' },
    { name: 'mail', sse: 'sqs' },
  ],
  topics: [
    { name: 'alarms', key: 'alias/aws/sns' },
    { name: 'order-events', key: 'alias/aws/sns' },
    { name: 'security', key: 'alias/aws/sns' },
  ],
};
function held(inFrankfurt: InRegion): Held {
  return { account: null, regions: { 'eu-central-1': inFrankfurt }, elsewhere: EMPTY };
}
const broken: InRegion = {
  queues: frankfurt.queues.map((one) => (one.name === 'mail' ? { ...one, sse: null } : one)),
  topics: frankfurt.topics.map((one) => (one.name === 'order-events' ? { ...one, key: null } : one)),
};

export const messaging: Part<null, InRegion> = {
  id: 'messaging',
  answers: { sqs: { ListQueues, GetQueueAttributes }, sns: { ListTopics, GetTopicAttributes } },
  nothing,
  clean: { [PRODUCTION]: held(frankfurt) },
  drifted: { [PRODUCTION]: held(frankfurt) },
  drift: [],
  checks: ['aws.messaging.encrypted'],
  broken: { [PRODUCTION]: held(broken) },
  refusals: [],
};
