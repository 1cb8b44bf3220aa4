/** Parameter groups: a few of each engine's hundreds of parameters. */
import type * as Rds from '@aws-sdk/client-rds';
import { type Ask, page } from '../../answers/ask.ts';
import { AwsRefusal } from '../../wire-errors.ts';
import { held } from './state.ts';

const badMarker = () => new AwsRefusal('InvalidParameterValue', 'The marker is invalid.', 400);

/** PostgreSQL forces TLS from 15 on, Aurora's from 17; MySQL leaves its default to the engine. */
function defaultsOf(family: string): readonly Rds.Parameter[] {
  const version = Number(/(\d+)/.exec(family.replace(/^.*-/, ''))?.[1]);
  const system = (ParameterName: string, ParameterValue: string): Rds.Parameter => ({ ParameterName, ParameterValue, Source: 'system' });
  const engine = (ParameterName: string): Rds.Parameter => ({ ParameterName, Source: 'engine-default' });
  if (family.includes('mysql')) return [engine('autocommit'), engine('max_connections'), engine('require_secure_transport')];
  const forced = version >= (family.startsWith('aurora-') ? 17 : 15) ? '1' : '0';
  return [engine('autovacuum'), system('rds.force_ssl', forced), engine('work_mem')];
}

function parametersOf(name: string | undefined, ask: Ask, what: string): readonly Rds.Parameter[] {
  const [, family] = /^default\.([a-z0-9.-]+)$/.exec(name ?? '') ?? [];
  if (family !== undefined) return defaultsOf(family);
  const own = held(ask).region.groups[name ?? ''];
  if (!own) throw new AwsRefusal('DBParameterGroupNotFound', `${what} not found: ${name}`, 404);
  return [
    { ParameterName: 'log_statement', Source: 'engine-default' },
    ...Object.entries(own).map(([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue, Source: 'user' })),
  ];
}
/** "The only supported filter is `parameter-name`" */
function named(parameters: readonly Rds.Parameter[], Filters: readonly Rds.Filter[] | undefined): readonly Rds.Parameter[] {
  const filters = Filters ?? [];
  if (filters.some(({ Name }) => Name !== 'parameter-name')) throw new AwsRefusal('InvalidParameterValue', 'Unrecognized filter name', 400);
  return parameters.filter(({ ParameterName }) => filters.every(({ Values }) => Values?.includes(ParameterName ?? '')));
}
function refuseSize(size: number | undefined): void {
  if (size !== undefined && (size < 20 || size > 100))
    throw new AwsRefusal('InvalidParameterValue', `Invalid value ${size} for MaxRecords. Must be between 20 and 100`, 400);
}

export function DescribeDBParameters(input: Rds.DescribeDBParametersMessage, ask: Ask): Rds.DBParameterGroupDetails {
  refuseSize(input.MaxRecords);
  const all = named(parametersOf(input.DBParameterGroupName, ask, 'DBParameterGroup'), input.Filters);
  const { items, next } = page(all, ask, { size: input.MaxRecords, token: input.Marker }, badMarker);
  return { Parameters: [...items], Marker: next };
}
export function DescribeDBClusterParameters(input: Rds.DescribeDBClusterParametersMessage, ask: Ask): Rds.DBClusterParameterGroupDetails {
  refuseSize(input.MaxRecords);
  const all = named(parametersOf(input.DBClusterParameterGroupName, ask, 'DBClusterParameterGroup'), input.Filters);
  const { items, next } = page(all, ask, { size: input.MaxRecords, token: input.Marker }, badMarker);
  return { Parameters: [...items], Marker: next };
}
