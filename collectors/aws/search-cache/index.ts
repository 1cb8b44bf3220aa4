import { z } from 'zod';
import { defineCollector, known } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';
import { REDSHIFT_CLUSTERS, redshiftArn, redshiftClusterPages } from '../redshift-clusters.ts';
import { GROUPS, Group, type Raw } from './answers.ts';
import { everyDomain } from './domains.ts';
import { ofCluster, ofDomain, ofGroup } from './normalise.ts';

const Resource = z.object({
  id: z.string().describe('The ARN of the domain, the replication group or the cluster'),
  name: z.string().describe('DomainName, ReplicationGroupId or ClusterIdentifier'),
  service: z.enum(['opensearch', 'elasticache', 'redshift']).describe('Whose it is'),
  encryptedAtRest: known(z.boolean()).describe('EncryptionAtRestOptions.Enabled, AtRestEncryptionEnabled or Encrypted'),
  encryptedBetweenNodes: known(z.boolean().nullable()).describe(
    'Of a domain NodeToNodeEncryptionOptions.Enabled; null: the other two have no such setting of their own',
  ),
  requiresTls: known(z.boolean().nullable()).describe(
    'Of a domain EnforceHTTPS; of a group TransitEncryptionEnabled, and TransitEncryptionMode is not preferred; null: not looked at for Redshift',
  ),
  minimumTls: known(z.string().nullable()).describe(
    'Of a domain the oldest TLS that TLSSecurityPolicy lets in: `1.0`, `1.2`; null: nothing to choose, or not looked at',
  ),
});

export default defineCollector({
  id: 'aws/search-cache',
  title: 'OpenSearch domains, ElastiCache replication groups and Redshift clusters: encryption at rest and in transit',
  scope: 'region',
  calls: [
    call('opensearch', 'ListDomainNames'),
    call('opensearch', 'DescribeDomains'),
    call('elasticache', 'DescribeReplicationGroups'),
    call('redshift', 'DescribeClusters'),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const send = (token: object) => aws.send('elasticache', 'DescribeReplicationGroups', { MaxRecords: 100, ...token }, region);
    const paging = turning({ list: 'ReplicationGroups', token: 'Marker', item: Group, key: (group) => group.ReplicationGroupId, send });
    const groups = ask.pages(GROUPS, {}, paging);
    const clusters = ask.pages(REDSHIFT_CLUSTERS, {}, redshiftClusterPages(aws, region));
    for await (const domain of everyDomain(aws, ask, region)) yield domain;
    for await (const group of groups) {
      const id = `arn:${aws.partition}:elasticache:${region}:${aws.account}:replicationgroup:${group.ReplicationGroupId}`;
      yield { id, group };
    }
    for await (const cluster of clusters) yield { id: redshiftArn(aws, region, cluster), cluster };
  },
  normalise(raw) {
    if ('domain' in raw) return ofDomain(raw);
    return 'group' in raw ? ofGroup(raw) : ofCluster(raw);
  },
});
