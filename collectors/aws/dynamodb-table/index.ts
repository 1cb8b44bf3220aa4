import { z } from 'zod';
import { type Answer, isUnknown, type Known, known, missing, parallel, settle } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { askTableTags, TABLES, type TableTags, tableArn, tableCalls, tablePages, tableTagWords } from '../dynamodb.ts';
import { askKey, describeKeyCall, type KeyDescription, keyFields, keyOf } from '../kms-metadata.ts';

const TABLE = 'dynamodb:DescribeTable';
/**
 * A table under the key that DynamoDB itself owns has no SSEDescription; none is unencrypted:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
const Table = z.looseObject({
  Table: z.looseObject({
    TableName: z.string().min(1),
    TableArn: z.string().min(1),
    TableStatus: z.string().min(1),
    SSEDescription: z
      .looseObject({ Status: z.string().optional(), SSEType: z.string().optional(), KMSMasterKeyArn: z.string().min(1).optional() })
      .optional(),
  }),
});
type Table = z.infer<typeof Table>;

const Resource = z.object({
  id: z.string().describe('TableArn'),
  name: z.string().describe('TableName'),
  sseType: known(z.string().nullable()).describe('SSEDescription.SSEType: KMS; null: the key that DynamoDB owns, which nobody sees'),
  ...keyFields,
  tags: known(z.array(z.string())).describe('Tags of the table, each as `key` and as `key=value`'),
});

interface Raw {
  readonly id: string;
  readonly name: string;
  readonly table: Answer<Table>;
  readonly key: Answer<KeyDescription>;
  readonly tags: TableTags;
}

export default throughConfig({
  id: 'aws/dynamodb-table',
  title: 'DynamoDB tables, and whose key encrypts them',
  scope: 'region',
  calls: [...tableCalls, call('dynamodb', 'DescribeTable'), describeKeyCall],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    yield* parallel(ask.pages(TABLES, {}, tablePages(aws, region)), async (name) => {
      const id = tableArn(aws, region, name);
      const input = { TableName: name };
      const [table, tags] = await Promise.all([
        ask(TABLE, input, Table, () => aws.send('dynamodb', 'DescribeTable', input, region)),
        askTableTags(aws, ask, id, region),
      ]);
      const arn = isUnknown(table) ? undefined : table?.Table.SSEDescription?.KMSMasterKeyArn;
      return { id, name, table, tags, key: arn === undefined ? null : await askKey(aws, ask, arn, region as string) };
    });
  },
  normalise({ id, name, table, key, tags }) {
    const sseType = settle(table, { some: sseTypeOf, none: missing(TABLE, 'Table') });
    const keyed = settle<Table, true>(table, { some: keyNamed, none: missing(TABLE, 'Table') });
    return { id, name, sseType, ...(isUnknown(keyed) ? { keyManager: keyed, keyState: keyed } : keyOf(key)), tags: tableTagWords(tags) };
  },
});

function sseTypeOf({ Table: { SSEDescription: sse } }: Table): Known<string | null> {
  return sse === undefined ? null : (sse.SSEType ?? missing(TABLE, 'Table.SSEDescription.SSEType'));
}
/** Whether we know which key to ask about, even if the answer is that there is none. */
function keyNamed({ Table: { SSEDescription: sse } }: Table): Known<true> {
  return sse === undefined || sse.KMSMasterKeyArn !== undefined || sse.SSEType === 'AES256'
    ? true
    : missing(TABLE, 'Table.SSEDescription.KMSMasterKeyArn');
}
