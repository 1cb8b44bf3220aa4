/** Redshift's provisioned clusters. https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeClusters.html */
import type * as Redshift from '@aws-sdk/client-redshift';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, ago, page, tagList } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Age, Tags } from '../world.ts';
import { type Holding, type Part, see } from './part.ts';

export interface Warehouse {
  readonly id: string;
  readonly public: boolean;
  readonly encrypted: boolean;
  readonly age: Age;
  readonly tags: Tags;
}
type Held = Holding<null, readonly Warehouse[]>;
const nothing: Held = { account: null, regions: {}, elsewhere: [] };
const badMarker = () => new AwsRefusal('InvalidParameterValue', 'The Marker parameter is invalid.', 400);

/** AWS takes 20 to 100 records a page. */
function DescribeClusters(input: Redshift.DescribeClustersMessage, ask: Ask): Redshift.ClustersMessage {
  if (input.MaxRecords !== undefined && (input.MaxRecords < 20 || input.MaxRecords > 100))
    throw new AwsRefusal('InvalidParameterValue', `Invalid value ${input.MaxRecords} for MaxRecords. Must be between 20 and 100`, 400);
  const all = see(ask, redshift.id, nothing).region;
  const wanted = input.ClusterIdentifier === undefined ? all : all.filter(({ id }) => id === input.ClusterIdentifier);
  if (input.ClusterIdentifier !== undefined && wanted.length === 0)
    throw new AwsRefusal('ClusterNotFound', `Cluster ${input.ClusterIdentifier} not found.`, 404);
  const { items, next } = page(wanted, ask, { size: input.MaxRecords, token: input.Marker }, badMarker);
  return { Clusters: items.map((one) => describe(one, ask)), Marker: next };
}
function describe(one: Warehouse, ask: Ask): Redshift.Cluster {
  const { regionName, account } = ask;
  return {
    ClusterIdentifier: one.id,
    ClusterNamespaceArn: `arn:aws:redshift:${regionName}:${account.id}:namespace:5e000000-0000-4000-8000-000000000001`,
    NodeType: 'ra3.large',
    ClusterStatus: 'available',
    ClusterCreateTime: ago(one.age, ask),
    PubliclyAccessible: one.public,
    Encrypted: one.encrypted,
    KmsKeyId: one.encrypted ? `arn:aws:kms:${regionName}:${account.id}:key/5e000000-0000-4000-8000-000000000002` : undefined,
    Tags: tagList(one.tags),
  };
}

const reports: Warehouse = { id: 'reports', public: false, encrypted: true, age: 420, tags: { environment: 'production' } };
const held = (one: Warehouse): Held => ({ account: null, regions: { 'eu-central-1': [one] }, elsewhere: [] });

export const redshift: Part<null, readonly Warehouse[]> = {
  id: 'redshift',
  answers: { redshift: { DescribeClusters } },
  nothing,
  clean: { [PRODUCTION]: held(reports) },
  drifted: { [PRODUCTION]: held(reports) },
  drift: [],
  checks: [],
  broken: { [PRODUCTION]: held({ ...reports, public: true, encrypted: false }) },
  refusals: [],
};
