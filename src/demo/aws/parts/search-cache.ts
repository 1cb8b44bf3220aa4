/** OpenSearch domains and ElastiCache replication groups. Redshift has a part of its own. */
import type * as ElastiCache from '@aws-sdk/client-elasticache';
import type * as OpenSearch from '@aws-sdk/client-opensearch';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Holding, type Part, see } from './part.ts';

export interface Domain {
  readonly name: string;
  readonly atRest: boolean;
  readonly betweenNodes: boolean;
  readonly https: boolean;
  readonly tls: 'Policy-Min-TLS-1-0-2019-07' | 'Policy-Min-TLS-1-2-2019-07' | 'Policy-Min-TLS-1-2-PFS-2023-10';
}
export interface Group {
  readonly id: string;
  readonly atRest: boolean;
  readonly inTransit: 'required' | 'preferred' | null;
}
interface InRegion {
  readonly domains: readonly Domain[];
  readonly groups: readonly Group[];
}
type Held = Holding<null, InRegion>;
const EMPTY: InRegion = { domains: [], groups: [] };
const nothing: Held = { account: null, regions: {}, elsewhere: EMPTY };
const here = (ask: Ask) => see(ask, searchCache.id, nothing).region;

/** All on one page: https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_ListDomainNames.html */
function ListDomainNames(_: object, ask: Ask): OpenSearch.ListDomainNamesResponse {
  return { DomainNames: here(ask).domains.map(({ name }) => ({ DomainName: name, EngineType: 'OpenSearch' })) };
}
/** Five at most; names that nobody has are passed over: https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeDomains.html */
function DescribeDomains({ DomainNames: names }: OpenSearch.DescribeDomainsRequest, ask: Ask): OpenSearch.DescribeDomainsResponse {
  if (!names?.length || names.length > 5) throw new AwsRefusal('ValidationException', 'Please provide a maximum of 5 domain names.', 400);
  const DomainStatusList = here(ask)
    .domains.filter(({ name }) => names.includes(name))
    .map(
      ({ name, atRest, betweenNodes, https, tls }): OpenSearch.DomainStatus => ({
        DomainId: `${ask.account.id}/${name}`,
        DomainName: name,
        ARN: `arn:aws:es:${ask.regionName}:${ask.account.id}:domain/${name}`,
        ClusterConfig: { InstanceType: 'r6g.large.search', InstanceCount: 3 },
        EncryptionAtRestOptions: { Enabled: atRest },
        NodeToNodeEncryptionOptions: { Enabled: betweenNodes },
        DomainEndpointOptions: { EnforceHTTPS: https, TLSSecurityPolicy: tls },
      }),
    );
  return { DomainStatusList };
}

/** https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DescribeReplicationGroups.html: 20 to 100 records a page. */
function DescribeReplicationGroups(input: ElastiCache.DescribeReplicationGroupsMessage, ask: Ask): ElastiCache.ReplicationGroupMessage {
  const { MaxRecords: size, Marker: token } = input;
  if (size !== undefined && (size < 20 || size > 100))
    throw new AwsRefusal('InvalidParameterValue', 'MaxRecords must be between 20 and 100', 400);
  const bad = () => new AwsRefusal('InvalidParameterValue', 'The marker is invalid.', 400);
  const { items, next } = page(here(ask).groups, ask, { size, token }, bad);
  const ReplicationGroups = items.map(
    ({ id, atRest, inTransit }): ElastiCache.ReplicationGroup => ({
      ReplicationGroupId: id,
      ARN: `arn:aws:elasticache:${ask.regionName}:${ask.account.id}:replicationgroup:${id}`,
      Status: 'available',
      AutomaticFailover: 'enabled',
      MultiAZ: 'enabled',
      AtRestEncryptionEnabled: atRest,
      TransitEncryptionEnabled: inTransit !== null,
      TransitEncryptionMode: inTransit ?? undefined,
    }),
  );
  return { ReplicationGroups, Marker: next };
}

const domain = (name: string): Domain => ({ name, atRest: true, betweenNodes: true, https: true, tls: 'Policy-Min-TLS-1-2-PFS-2023-10' });
const group = (id: string): Group => ({ id, atRest: true, inTransit: 'required' });
const frankfurt: InRegion = {
  // more than can be described at once
  domains: ['catalogue', 'help', 'logs', 'orders', 'staff', 'stock'].map(domain),
  groups: ['sessions', 'pages', 'limits'].map(group),
};
function held(inFrankfurt: InRegion): Held {
  return { account: null, regions: { 'eu-central-1': inFrankfurt }, elsewhere: EMPTY };
}
const broken: InRegion = {
  domains: frankfurt.domains.map((one): Domain => {
    if (one.name === 'help') return { ...one, atRest: false };
    if (one.name === 'logs') return { ...one, betweenNodes: false };
    if (one.name === 'orders') return { ...one, https: false };
    return one.name === 'stock' ? { ...one, tls: 'Policy-Min-TLS-1-0-2019-07' } : one;
  }),
  groups: frankfurt.groups.map((one): Group => {
    if (one.id === 'pages') return { ...one, atRest: false };
    return one.id === 'limits' ? { ...one, inTransit: 'preferred' } : one;
  }),
};

export const searchCache: Part<null, InRegion> = {
  id: 'search-cache',
  answers: { es: { ListDomainNames, DescribeDomains }, elasticache: { DescribeReplicationGroups } },
  nothing,
  clean: { [PRODUCTION]: held(frankfurt) },
  drifted: { [PRODUCTION]: held(frankfurt) },
  drift: [],
  checks: ['aws.search-cache.encrypted', 'aws.search-cache.tls'],
  broken: { [PRODUCTION]: held(broken) },
  refusals: [],
};
