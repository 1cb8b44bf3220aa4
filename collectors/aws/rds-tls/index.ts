import { z } from 'zod';
import { type Answer, defineCollector, type Known, known, missing, parallel, unknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { CLUSTERS, DATABASE_CALLS, databases, INSTANCES } from '../databases.ts';
import { turning } from '../paging.ts';
import type { Raw as Database } from '../rds-database/answers.ts';
import { enforcedBy, inForce, Parameter, parameterFor } from './enforced.ts';

const PARAMETERS = 'rds:DescribeDBParameters';
const CLUSTER_PARAMETERS = 'rds:DescribeDBClusterParameters';

/** `parameters`: those of its group that bear the decisive name; null where there is no such name, or no group to ask about. */
interface Raw {
  readonly database: Database;
  readonly parameters: Answer<readonly Parameter[]>;
}

const Resource = z.object({
  id: z.string().describe('DBInstanceArn or DBClusterArn'),
  name: z.string().describe('DBInstanceIdentifier or DBClusterIdentifier'),
  engine: z.string().describe('Engine: `postgres`, `aurora-mysql`, …'),
  parameter: z.string().describe('The parameter that forces TLS on this engine; empty: RDS has none'),
  group: known(z.string()).describe('DBParameterGroupName, or DBClusterParameterGroup'),
  enforced: known(z.boolean()).describe('That parameter is on in the group, whoever set it, and the group is in-sync'),
  outOfScopeBecause: z.string().describe('Why the question is not asked of this engine; empty: it is'),
});

export default defineCollector({
  id: 'aws/rds-tls',
  title: 'RDS databases, and the parameter that makes them refuse unencrypted connections',
  scope: 'region',
  calls: [...DATABASE_CALLS, call('rds', 'DescribeDBParameters'), call('rds', 'DescribeDBClusterParameters')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    yield* parallel(databases(aws, ask, region), async (database) => ({
      database,
      parameters: await parametersOf(aws, ask, database, region),
    }));
  },
  normalise(raw) {
    const { database } = raw;
    const { Engine: engine } = 'cluster' in database ? database.cluster : database.instance;
    const parameter = parameterFor(engine);
    return {
      ...nameOf(database),
      engine,
      parameter: parameter ?? '',
      group: groupOf(database),
      enforced: parameter === undefined ? false : enforced(raw, engine, parameter),
      outOfScopeBecause: parameter === undefined ? `RDS has no parameter that forces TLS on ${engine}` : '',
    };
  },
});

function nameOf(database: Database) {
  if ('cluster' in database) return { id: database.cluster.DBClusterArn, name: database.cluster.DBClusterIdentifier };
  return { id: database.instance.DBInstanceArn, name: database.instance.DBInstanceIdentifier };
}
/** A list in the API, but a database has one: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.html */
function groupOf(database: Database): Known<string> {
  if ('cluster' in database) return database.cluster.DBClusterParameterGroup ?? missing(CLUSTERS, 'DBClusters[].DBClusterParameterGroup');
  const groups = database.instance.DBParameterGroups;
  if (groups === undefined) return missing(INSTANCES, 'DBInstances[].DBParameterGroups');
  const [only, ...others] = groups;
  if (only !== undefined && others.length === 0) return only.DBParameterGroupName;
  const detail = `${INSTANCES}: ${database.instance.DBInstanceIdentifier} has ${groups.length} parameter groups`;
  return unknown({ operation: INSTANCES, reason: 'malformed_response', detail });
}
function enforced({ database, parameters }: Raw, engine: string, parameter: string): Known<boolean> {
  const group = groupOf(database);
  if (typeof group !== 'string') return group;
  if ('cluster' in database) {
    const { DBClusterMembers: members } = database.cluster;
    if (members === undefined) return missing(CLUSTERS, 'DBClusters[].DBClusterMembers');
    const statuses = members.map(({ DBClusterParameterGroupStatus }) => DBClusterParameterGroupStatus);
    return inForce(enforcedBy(CLUSTER_PARAMETERS, engine, parameter, parameters), CLUSTERS, statuses);
  }
  const statuses = database.instance.DBParameterGroups?.map(({ ParameterApplyStatus }) => ParameterApplyStatus);
  return inForce(enforcedBy(PARAMETERS, engine, parameter, parameters), INSTANCES, statuses ?? [undefined]);
}

/** Asked once for each group, however many databases share it; of all its parameters, only the one that decides. */
async function parametersOf(aws: Aws, ask: Ask, database: Database, region: string | undefined): Promise<Answer<readonly Parameter[]>> {
  const group = groupOf(database);
  const { Engine: engine } = 'cluster' in database ? database.cluster : database.instance;
  const name = parameterFor(engine);
  if (name === undefined || typeof group !== 'string') return null;
  const Filters = [{ Name: 'parameter-name', Values: [name] }];
  const paging = (command: string, input: object) =>
    turning({
      list: 'Parameters',
      token: 'Marker',
      item: Parameter,
      key: ({ ParameterName }) => ParameterName,
      send: (token) => aws.send('rds', command, { ...input, Filters, MaxRecords: 100, ...token }, region),
    });
  if ('cluster' in database) {
    const input = { DBClusterParameterGroupName: group };
    return ask.list(CLUSTER_PARAMETERS, { ...input, name }, paging('DescribeDBClusterParameters', input));
  }
  const input = { DBParameterGroupName: group };
  return ask.list(PARAMETERS, { ...input, name }, paging('DescribeDBParameters', input));
}
