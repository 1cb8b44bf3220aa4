/** The queues of a region. SQS alone says "none" by saying nothing, so that nothing has to be said twice. */
import { z } from 'zod';
import { isUnknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import type { Aws } from '../client.ts';

const LIST = 'sqs:ListQueues';
const Page = z.looseObject({ QueueUrls: z.array(z.string().min(1)).optional(), NextToken: z.string().nullish() });
/** "The response includes a maximum of 1,000 results": https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
const MOST = 1000;

/**
 * Where there is no queue SQS leaves QueueUrls out, whatever the protocol (https://github.com/boto/boto3/issues/1813,
 * https://github.com/localstack/localstack/pull/9828). A broken answer looks the same: so the question is then put once more, in its
 * other form, and both must agree.
 */
export async function* everyQueue(aws: Aws, ask: Ask, region: string | undefined): AsyncIterable<string> {
  const found = new Set<string>();
  let silent = false;
  const queues = ask.pages(
    LIST,
    {},
    {
      page: Page,
      send: (token) => aws.send('sqs', 'ListQueues', { MaxResults: MOST, ...(typeof token === 'string' && { NextToken: token }) }, region),
      items: ({ QueueUrls }: z.infer<typeof Page>) => {
        if (QueueUrls !== undefined) return QueueUrls;
        silent = true;
        return [];
      },
      next: ({ NextToken }) => (NextToken === null || NextToken === '' ? undefined : NextToken),
      key: (url) => url,
    },
  );
  for await (const url of queues) {
    found.add(url);
    yield url;
  }
  if (!silent) return;
  const again = await ask(LIST, { again: true }, Page, () => aws.send('sqs', 'ListQueues', {}, region));
  if (isUnknown(again)) return ask.incomplete(again.$unknown);
  const said = again?.QueueUrls?.length;
  const agreed =
    said === undefined ? found.size === 0 : said === Math.min(found.size, MOST) && again?.QueueUrls?.every((url) => found.has(url));
  if (!agreed)
    ask.incomplete({
      operation: LIST,
      reason: 'population_mismatch',
      detail: `${LIST}: a page came without QueueUrls, and asked again SQS names ${said === undefined ? 'none' : said} where ${found.size} were listed`,
    });
}
