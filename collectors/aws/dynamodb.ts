/** The DynamoDB tables of a region, as every collector that needs them asks for them: one listing per run, whoever asks first. */
import { z } from 'zod';
import { type Answer, type Known, missing, settle } from '../../src/kit.ts';
import type { Ask, Paging } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';
import { tagWords } from './tag-words.ts';

export const TABLES = 'dynamodb:ListTables';
const TAGS = 'dynamodb:ListTagsOfResource';
export const tableCalls = [call('dynamodb', 'ListTables'), call('dynamodb', 'ListTagsOfResource')] as const;

const Page = z.looseObject({ TableNames: z.array(z.string().min(1)), LastEvaluatedTableName: z.string().optional() });
/** `ask.pages(TABLES, {}, tablePages(aws, region))`: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export function tablePages(aws: Aws, region: string | undefined): Paging<z.infer<typeof Page>, string> {
  return {
    page: Page,
    send: (from) =>
      aws.send('dynamodb', 'ListTables', { Limit: 100, ...(from !== undefined && { ExclusiveStartTableName: from }) }, region),
    items: ({ TableNames }) => TableNames,
    next: ({ LastEvaluatedTableName: last }) => (last === '' ? undefined : last),
    key: (name) => name,
  };
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export function tableArn({ partition, account }: Aws, region: string | undefined, name: string): string {
  return `arn:${partition}:dynamodb:${region}:${account}:table/${name}`;
}

const Tag = z.looseObject({ Key: z.string(), Value: z.string() });
const TagPage = z.looseObject({ Tags: z.array(Tag), NextToken: z.string().optional() });
export type TableTags = Answer<readonly z.infer<typeof Tag>[]>;
export function askTableTags(aws: Aws, ask: Ask, arn: string, region: string | undefined): Promise<TableTags> {
  const input = { ResourceArn: arn };
  return ask.list(TAGS, input, {
    page: TagPage,
    send: (token) => aws.send('dynamodb', 'ListTagsOfResource', { ...input, ...(token !== undefined && { NextToken: token }) }, region),
    items: ({ Tags }) => Tags,
    next: ({ NextToken }) => (NextToken === '' ? undefined : NextToken),
  });
}
export function tableTagWords(answer: TableTags): Known<string[]> {
  return settle<readonly z.infer<typeof Tag>[], string[]>(answer, { some: tagWords, none: missing(TAGS, 'Tags') });
}
export function tableTags(answer: TableTags): Known<Record<string, string>> {
  return settle<readonly z.infer<typeof Tag>[], Record<string, string>>(answer, {
    some: (tags) => Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
    none: missing(TAGS, 'Tags'),
  });
}
