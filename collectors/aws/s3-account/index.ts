import { z } from 'zod';
import { defineCollector } from '../../../src/kit.ts';
import type { Aws } from '../client.ts';
import { accountBlockCall, askAccountBlock, blockFields, blockOf } from '../public-access-block.ts';

const Resource = z.object({
  id: z.string().describe('The account: twelve digits'),
  name: z.string().describe('The account: twelve digits'),
  ...blockFields,
});

export default defineCollector({
  id: 'aws/s3-account',
  title: 'S3 Block Public Access of the account: one setting for all its buckets',
  scope: 'account',
  calls: [accountBlockCall],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask) {
    yield { account: aws.account, block: await askAccountBlock(aws, ask) };
  },
  normalise({ account, block }) {
    return { id: account, name: account, ...blockOf(accountBlockCall.operation, block) };
  },
});
