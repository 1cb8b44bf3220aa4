/** What our collectors call the resource that AWS Config calls so: https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html */

/** Where an evaluation was made. */
export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}
export interface Called {
  readonly ids: readonly string[];
  /** Compared with the names of resources: for types whose ids AWS Config does not tell. */
  readonly names: readonly string[];
}

/** Types whose id is AWS's own invention (`db-…`, `AIDA…`), so that only the name that AWS Config gives them beside it says which is meant. */
const INVENTED = new Set([
  'AWS::IAM::Group',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
]);
export function isInvented(type: string | undefined): type is string {
  return type !== undefined && INVENTED.has(type);
}

/** `name`: as config:ListDiscoveredResources tells, for invented ids. */
export function called(type: string | undefined, id: string, name: string | undefined, { partition, account, region }: Place): Called {
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const only = (...ids: string[]): Called => ({ ids, names: [] });
  switch (type) {
    case 'AWS::::Account':
      return only(account, `${account}/${region}`, `${account}/password-policy`, `arn:${partition}:iam::${account}:root`);
    case 'AWS::RDS::DBInstance':
      return only(...(name === undefined ? [] : [arn('rds', `db:${name}`)]));
    case 'AWS::RDS::DBCluster':
      return only(...(name === undefined ? [] : [arn('rds', `cluster:${name}`)]));
    case 'AWS::RDS::DBSnapshot':
      return only(arn('rds', `snapshot:${id}`));
    case 'AWS::RDS::DBClusterSnapshot':
      return only(arn('rds', `cluster-snapshot:${id}`));
    case 'AWS::Redshift::Cluster':
      return only(arn('redshift', `cluster:${id}`));
    case 'AWS::EC2::Volume':
      return only(id, arn('ec2', `volume/${id}`));
    default:
      return isInvented(type) ? { ids: [id], names: name === undefined ? [] : [name] } : { ids: [id], names: [id] };
  }
}
