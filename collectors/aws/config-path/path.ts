/** Where an account's configuration items are read: in each region, or in an aggregator for all of them. */
import type { Ask, Call } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import type { AwsConfig } from '../config.ts';
import { RECORDERS_CALL, STATUS_CALL } from '../config-recorder/recorders.ts';
import { type Cover, recorderCover, type SourceGap, sourceGaps } from './coverage.ts';

const CONFIG = 'config-service';
/** Granted only where an entry has `collect: { via: config }`: src/cli/permissions/iam.ts. */
export const configPathCalls: readonly Call[] = [
  call(CONFIG, 'SelectResourceConfig'),
  call(CONFIG, 'SelectAggregateResourceConfig'),
  call(CONFIG, 'DescribeConfigurationAggregatorSourcesStatus'),
  RECORDERS_CALL,
  STATUS_CALL,
];

/** One way to put one fixed query; what it finds may be about more regions than the one asked about. */
export interface Query {
  readonly ask: Ask;
  readonly operation: string;
  readonly params: object;
  send(token: string | undefined): Promise<unknown>;
}
export interface ConfigPath {
  /** One query answers for all regions of the account. */
  readonly aggregated: boolean;
  /** As of when an item is evidence. */
  readonly asOf: 'item' | 'recorder';
  /** `ask`: of the collector, whose subject is the region or the account. */
  cover(type: string, region: string, ask: Ask, inRegion: boolean): Promise<Cover>;
  query(type: string, region: string, ask: Ask): Query;
}
/** `about`: asks in the name of the account, afresh each time. */
export type OpenConfigPath = (aws: Aws, about: () => Ask) => ConfigPath;

/** What an aggregator has of one account is kept for as long as that account is likely to be looked at, and no longer. */
const MOST_ACCOUNTS = 4;

/** `base`: the account that the credentials are of, which has the aggregator. `whole`: asks in the name of the entry. */
export function openConfigPaths(collect: NonNullable<AwsConfig['collect']>, base: Aws, whole: Ask): OpenConfigPath {
  const { aggregator, aggregatorRegion = base.home, asOf = 'item' } = collect;
  let sources: Promise<SourceGap> | undefined;
  const asking = new Map<string, Ask>();
  const askAbout = (account: string, about: () => Ask): Ask => {
    const ask = asking.get(account) ?? about();
    asking.delete(account);
    asking.set(account, ask);
    if (asking.size > MOST_ACCOUNTS) asking.delete(asking.keys().next().value as string);
    return ask;
  };
  return (aws, about) => ({
    aggregated: aggregator !== undefined,
    asOf,
    async cover(type, region, ask, inRegion) {
      const cover = await recorderCover(type, aws, ask, region, inRegion);
      if ('because' in cover || aggregator === undefined) return cover;
      const send = (input: object) => base.send(CONFIG, 'DescribeConfigurationAggregatorSourcesStatus', input, aggregatorRegion);
      sources ??= sourceGaps(aggregator, whole, send);
      const because = (await sources)(aws.account, region);
      return because === undefined ? cover : { because };
    },
    query(type, region, ask) {
      if (aggregator === undefined) {
        const Expression = expressionFor(type);
        return {
          ask,
          operation: 'config:SelectResourceConfig',
          params: { Expression, region },
          send: (token) => aws.send(CONFIG, 'SelectResourceConfig', { Expression, Limit: 100, ...turned(token) }, region),
        };
      }
      const input = { Expression: expressionFor(type, aws.account), ConfigurationAggregatorName: aggregator, Limit: 100 };
      return {
        ask: askAbout(aws.account, about),
        operation: 'config:SelectAggregateResourceConfig',
        params: input,
        send: (token) => base.send(CONFIG, 'SelectAggregateResourceConfig', { ...input, ...turned(token) }, aggregatorRegion),
      };
    },
  });
}
const turned = (token: string | undefined) => token !== undefined && { NextToken: token };

const MEMBERS =
  'resourceId, resourceType, arn, accountId, awsRegion, configurationItemCaptureTime, configurationItemStatus, configuration, ' +
  'supplementaryConfiguration, tags';
/**
 * The only text that is ever sent. `type` is a word of kinds.ts; an account comes from its own answer to sts:GetCallerIdentity.
 * https://docs.aws.amazon.com/config/latest/developerguide/query-components.html
 */
export function expressionFor(type: string, account?: string): string {
  const where = `SELECT ${MEMBERS} WHERE resourceType = '${type}'`;
  return account === undefined ? where : `${where} AND accountId = '${account}'`;
}
