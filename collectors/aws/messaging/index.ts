import { z } from 'zod';
import { type Answer, type Known, known, missing, parallel, settle } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { turning } from '../paging.ts';
import { everyQueue } from './queues.ts';

const TOPICS = 'sns:ListTopics';
const OF_QUEUE = 'sqs:GetQueueAttributes';
const OF_TOPIC = 'sns:GetTopicAttributes';

const Topic = z.looseObject({ TopicArn: z.string().min(1) });
const Key = z.string().optional();
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
const QueueAttributes = z.looseObject({
  Attributes: z.looseObject({ KmsMasterKeyId: Key, SqsManagedSseEnabled: z.enum(['true', 'false']).optional() }),
});
/** A topic without KmsMasterKeyId is not encrypted by SNS's server side: https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
const TopicAttributes = z.looseObject({ Attributes: z.looseObject({ TopicArn: z.string().min(1), KmsMasterKeyId: Key }) });

const Resource = z.object({
  id: z.string().describe('The address of the queue, or TopicArn'),
  name: z.string().describe('The name of the queue or topic'),
  kind: z.enum(['queue', 'topic']).describe('An SQS queue, or an SNS topic'),
  encrypted: known(z.boolean()).describe('KmsMasterKeyId is set, or SqsManagedSseEnabled is true'),
  kmsKey: known(z.string().nullable()).describe('KmsMasterKeyId; null: none'),
});

type Raw =
  | { readonly queue: string; readonly attributes: Answer<z.infer<typeof QueueAttributes>> }
  | { readonly topic: string; readonly attributes: Answer<z.infer<typeof TopicAttributes>> };

export default throughConfig({
  id: 'aws/messaging',
  title: 'SQS queues and SNS topics',
  scope: 'region',
  calls: [call('sqs', 'ListQueues'), call('sqs', 'GetQueueAttributes'), call('sns', 'ListTopics'), call('sns', 'GetTopicAttributes')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const send = (token: object) => aws.send('sns', 'ListTopics', token, region);
    const topics = ask.pages(
      TOPICS,
      {},
      turning({ list: 'Topics', token: 'NextToken', item: Topic, key: ({ TopicArn }) => TopicArn, send }),
    );
    yield* parallel(everyQueue(aws, ask, region), (queue) => queueOf(aws, ask, queue, region));
    yield* parallel(topics, ({ TopicArn }) => topicOf(aws, ask, TopicArn, region));
  },
  normalise(raw) {
    return 'queue' in raw ? ofQueue(raw) : ofTopic(raw);
  },
});

async function queueOf(aws: Aws, ask: Ask, queue: string, region: string | undefined) {
  const input = { QueueUrl: queue, AttributeNames: ['KmsMasterKeyId', 'SqsManagedSseEnabled'] };
  return { queue, attributes: await ask(OF_QUEUE, input, QueueAttributes, () => aws.send('sqs', 'GetQueueAttributes', input, region)) };
}
async function topicOf(aws: Aws, ask: Ask, topic: string, region: string | undefined) {
  const input = { TopicArn: topic };
  return { topic, attributes: await ask(OF_TOPIC, input, TopicAttributes, () => aws.send('sns', 'GetTopicAttributes', input, region)) };
}

const keyOf = (key: string | undefined): string | null => (key === undefined || key === '' ? null : key);

function ofQueue({ queue, attributes }: Extract<Raw, { queue: unknown }>) {
  const none = missing(OF_QUEUE, 'Attributes');
  return {
    id: queue,
    name: queue.slice(queue.lastIndexOf('/') + 1),
    kind: 'queue' as const,
    encrypted: settle<z.infer<typeof QueueAttributes>, boolean>(attributes, { some: (answer) => encrypts(answer.Attributes), none }),
    // SqsManagedSseEnabled, which every queue has, shows that the key is not merely left out
    kmsKey: settle<z.infer<typeof QueueAttributes>, string | null>(attributes, {
      some: ({ Attributes: { KmsMasterKeyId, SqsManagedSseEnabled } }) =>
        keyOf(KmsMasterKeyId) ?? (SqsManagedSseEnabled === undefined ? missing(OF_QUEUE, 'Attributes.KmsMasterKeyId') : null),
      none,
    }),
  };
}
function encrypts({ KmsMasterKeyId, SqsManagedSseEnabled }: z.infer<typeof QueueAttributes>['Attributes']): Known<boolean> {
  if (keyOf(KmsMasterKeyId) !== null) return true;
  return SqsManagedSseEnabled === undefined ? missing(OF_QUEUE, 'Attributes.SqsManagedSseEnabled') : SqsManagedSseEnabled === 'true';
}

function ofTopic({ topic, attributes }: Extract<Raw, { topic: unknown }>) {
  const none = missing(OF_TOPIC, 'Attributes');
  const kmsKey = settle<z.infer<typeof TopicAttributes>, string | null>(attributes, {
    some: ({ Attributes: { KmsMasterKeyId } }) => keyOf(KmsMasterKeyId),
    none,
  });
  const encrypted = settle<z.infer<typeof TopicAttributes>, boolean>(attributes, {
    some: ({ Attributes: { KmsMasterKeyId } }) => keyOf(KmsMasterKeyId) !== null,
    none,
  });
  return { id: topic, name: topic.slice(topic.lastIndexOf(':') + 1), kind: 'topic' as const, encrypted, kmsKey };
}
