import { z } from 'zod';
import { defineCollector, type Known, known, missing, parallel } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';

const LIST = 'logs:DescribeLogGroups';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html */
const LogGroup = z.looseObject({
  logGroupName: z.string().min(1),
  arn: z.string().min(1),
  creationTime: z.number().optional(),
  retentionInDays: z.int().positive().optional(),
  logGroupClass: z.string().optional(),
});

const Resource = z.object({
  id: z.string().describe('arn'),
  name: z.string().describe('logGroupName'),
  retentionInDays: known(z.int().nullable()).describe('Days that events are kept: retentionInDays; null: they do not expire'),
});

export default defineCollector({
  id: 'aws/log-group',
  title: 'Log groups of CloudWatch Logs, and how long they keep events',
  scope: 'region',
  calls: [call('cloudwatch-logs', 'DescribeLogGroups')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }) {
    const groups = ask.pages(
      LIST,
      {},
      turning({
        list: 'logGroups',
        token: 'nextToken',
        item: LogGroup,
        key: ({ arn }) => arn,
        send: (token) => aws.send('cloudwatch-logs', 'DescribeLogGroups', { limit: 50, ...token }, region),
      }),
    );
    yield* parallel(groups, async (group) => ({ group }));
  },
  normalise({ group }) {
    return { id: group.arn, name: group.logGroupName, retentionInDays: retention(group) };
  },
});

/**
 * Events do not expire where none is set: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html
 * The class Delivery keeps them for one day in any case: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html
 */
function retention({ retentionInDays, logGroupClass, creationTime }: z.infer<typeof LogGroup>): Known<number | null> {
  if (retentionInDays !== undefined) return retentionInDays;
  // a group without the time of its making, which every group has, is a piece of one: what else it lacks proves nothing
  if (creationTime === undefined) return missing(LIST, 'logGroups[].creationTime');
  return logGroupClass === 'DELIVERY' ? 1 : null;
}
