/**
 * What AWS Config has recorded, asked for by advanced queries. The items are made of what the services themselves answer about the same
 * estate, in the words of https://github.com/awslabs/aws-config-resource-schema; an item can be older than the estate, or wrong about it.
 */
import type * as Config from '@aws-sdk/client-config-service';
import { type Aggregator, aggregating, recordingIn } from '../parts/config-items.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Answer, type Ask, page } from './ask.ts';
import { type Item, type RecordedType, recordersOf } from './config-recording.ts';

const badToken = () => new AwsRefusal('InvalidNextTokenException', 'The specified next token is not valid.', 400);

/** https://docs.aws.amazon.com/config/latest/APIReference/API_SelectResourceConfig.html */
function SelectResourceConfig(input: Config.SelectResourceConfigRequest, ask: Ask): Config.SelectResourceConfigResponse {
  return select(input, ask, [ask]);
}
/** https://docs.aws.amazon.com/config/latest/APIReference/API_SelectAggregateResourceConfig.html */
function SelectAggregateResourceConfig(
  input: Config.SelectAggregateResourceConfigRequest,
  ask: Ask,
): Config.SelectAggregateResourceConfigResponse {
  const { troubled } = aggregatorOf(input.ConfigurationAggregatorName, ask);
  return select(
    input,
    ask,
    everywhere(ask).filter((place) => troubled?.[`${place.account.id}/${place.regionName}`] !== 'absent'),
  );
}
/** https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigurationAggregatorSourcesStatus.html */
function DescribeConfigurationAggregatorSourcesStatus(
  { ConfigurationAggregatorName: name, Limit: size, NextToken: token }: Config.DescribeConfigurationAggregatorSourcesStatusRequest,
  ask: Ask,
): Config.DescribeConfigurationAggregatorSourcesStatusResponse {
  const { troubled } = aggregatorOf(name, ask);
  const all = everywhere(ask).flatMap(({ account: { id }, regionName }): Config.AggregatedSourceStatus[] => {
    const trouble = troubled?.[`${id}/${regionName}`];
    const status = { SourceId: id, SourceType: 'ACCOUNT' as const, AwsRegion: regionName, LastUpdateTime: ask.now };
    return trouble === 'absent' ? [] : [{ ...status, LastUpdateStatus: trouble ?? 'SUCCEEDED' }];
  });
  const { items, next } = page(all, ask, { size: size || undefined, token }, badToken);
  return { AggregatedSourceStatusList: [...items], NextToken: next };
}

function aggregatorOf(name: string | undefined, ask: Ask): Aggregator {
  const found = aggregating(ask).aggregators.find((one) => one.name === name && one.region === ask.regionName);
  if (found) return found;
  const message = `The configuration aggregator '${name}' does not exist.`;
  throw new AwsRefusal('NoSuchConfigurationAggregatorException', message, 400);
}
function everywhere(ask: Ask): Ask[] {
  return ask.world.accounts.flatMap((account) =>
    Object.entries(account.regions)
      .filter(([, { optIn }]) => optIn !== 'not-opted-in')
      .map(([regionName, region]) => ({ ...ask, account, region, regionName })),
  );
}

/** As much of the language as is needed to notice a question in other words. */
const EXPRESSION = /^SELECT (\w+(?:, \w+)*) WHERE resourceType = '([\w:]+)'(?: AND accountId = '(\d{12})')?$/;
function select(
  { Expression, Limit, NextToken: token }: { Expression: string | undefined; Limit?: number | undefined; NextToken?: string | undefined },
  ask: Ask,
  places: readonly Ask[],
): { Results: string[]; NextToken: string | undefined } {
  const [, members, type, account] = EXPRESSION.exec(Expression ?? '') ?? [];
  if (members === undefined || type === undefined)
    throw new AwsRefusal('InvalidExpressionException', 'The syntax of the query is incorrect.', 400);
  // https://docs.aws.amazon.com/config/latest/APIReference/API_SelectResourceConfig.html: at most 100, and 25 where nobody says
  if (Limit !== undefined && (Limit < 0 || Limit > 100))
    throw new AwsRefusal('InvalidLimitException', 'The limit is outside of 0 to 100.', 400);
  const all = places.filter((place) => account === undefined || place.account.id === account).flatMap((place) => itemsIn(place, type));
  const { items, next } = page(all, ask, { size: Limit || 25, token }, badToken);
  const chosen = new Set(members.split(', '));
  const Results = items.map((item) => JSON.stringify(Object.fromEntries(Object.entries(item).filter(([name]) => chosen.has(name)))));
  return { Results, NextToken: next };
}

/** What a recorder once recorded stays there when it is switched off; without one there never was anything. */
function itemsIn(place: Ask, type: string): Item[] {
  if (place.region.recorder === null) return [];
  const { captured, instead = (item: Item) => item } = recordingIn(place);
  const at = new Date(place.now.getTime() - captured * 86_400_000).toISOString();
  const recorded = (recordersOf as Partial<Record<string, (ask: Ask) => RecordedType[]>>)[type]?.(place) ?? [];
  return recorded.flatMap((one) => {
    const item = instead({
      ...one,
      resourceType: type,
      accountId: place.account.id,
      awsRegion: place.regionName,
      configurationItemCaptureTime: at,
      configurationItemStatus: 'OK',
    });
    return item ? [item] : [];
  });
}

export const configItems = {
  SelectResourceConfig,
  SelectAggregateResourceConfig,
  DescribeConfigurationAggregatorSourcesStatus,
} satisfies Record<string, Answer>;
