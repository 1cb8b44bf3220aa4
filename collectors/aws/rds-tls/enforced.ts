/** Does a database turn plain connections away? Read from the parameter group in force. Pure. */
import { z } from 'zod';
import { type Answer, isUnknown, type Known, missing, unknown } from '../../../src/kit.ts';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Parameter.html */
export const Parameter = z.looseObject({
  ParameterName: z.string().min(1),
  ParameterValue: z.string().optional(),
  Source: z.string().optional(),
});
export type Parameter = z.infer<typeof Parameter>;

/**
 * The parameter that decides, by engine; undefined: RDS has none for it.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/SQLServer.Concepts.General.SSL.Using.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mysql-ssl-connections.require-ssl.html and its namesake for MariaDB
 */
export function parameterFor(engine: string): 'rds.force_ssl' | 'require_secure_transport' | undefined {
  if (engine === 'postgres' || engine === 'aurora-postgresql' || engine.startsWith('sqlserver-')) return 'rds.force_ssl';
  if (engine === 'mysql' || engine === 'mariadb' || engine === 'aurora-mysql' || engine === 'aurora') return 'require_secure_transport';
  return undefined;
}

/** `operation`: what answered `parameters`. An engine version whose group has no such parameter cannot be told to refuse anything. */
export function enforcedBy(operation: string, engine: string, name: string, parameters: Answer<readonly Parameter[]>): Known<boolean> {
  if (isUnknown(parameters)) return parameters;
  if (parameters === null) return missing(operation, 'Parameters');
  const found = parameters.find(({ ParameterName }) => ParameterName === name);
  if (found === undefined) return false;
  switch (found.ParameterValue?.toLowerCase()) {
    case '1':
    case 'on':
      return true;
    case '0':
    case 'off':
      return false;
    case undefined:
    case '':
      return unsaid(operation, engine, name, found);
    default:
      return unknown({
        operation,
        reason: 'malformed_response',
        detail: `${operation}: ${name} is ${JSON.stringify(found.ParameterValue)}, which is neither on nor off`,
      });
  }
}

/** RDS leaves a value out where the engine's own default holds; for MySQL, AWS says what that is. MariaDB's has changed, at 11.8. */
function unsaid(operation: string, engine: string, name: string, { Source }: Parameter): Known<boolean> {
  const mysql = engine === 'mysql' || engine === 'aurora-mysql' || engine === 'aurora';
  return mysql && Source === 'engine-default' ? false : missing(operation, `Parameters[${name}].ParameterValue`);
}

/** What a group says holds when the database has taken it over: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBParameterGroupStatus.html */
export function inForce(said: Known<boolean>, operation: string, statuses: readonly (string | undefined)[]): Known<boolean> {
  if (statuses.includes(undefined)) return missing(operation, 'the status of the parameter group');
  const pending = statuses.find((status) => status !== 'in-sync');
  if (pending === undefined || isUnknown(said)) return said;
  return unknown({
    operation,
    reason: 'missing_member',
    detail: `${operation}: the parameter group is ${pending}, so that which value is in force is not told`,
  });
}
