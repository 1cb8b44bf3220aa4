/** What the three services answer. */
import { z } from 'zod';
import type { Answer } from '../../../src/kit.ts';
import type { RedshiftCluster } from '../redshift-clusters.ts';

export const NAMES = 'es:ListDomainNames';
export const DOMAINS = 'es:DescribeDomains';
export const GROUPS = 'elasticache:DescribeReplicationGroups';

/** https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_ListDomainNames.html */
export const Names = z.looseObject({ DomainNames: z.array(z.looseObject({ DomainName: z.string().min(1) })) });
const Enabled = z.looseObject({ Enabled: z.boolean().optional() }).optional();
/** https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainStatus.html */
export const Domain = z.looseObject({
  DomainName: z.string().min(1),
  EncryptionAtRestOptions: Enabled,
  NodeToNodeEncryptionOptions: Enabled,
  DomainEndpointOptions: z
    .looseObject({ EnforceHTTPS: z.boolean().optional(), TLSSecurityPolicy: z.string().min(1).optional() })
    .optional(),
});
export type Domain = z.infer<typeof Domain>;
export const Domains = z.looseObject({ DomainStatusList: z.array(Domain) });
export type Domains = z.infer<typeof Domains>;

/** https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ReplicationGroup.html */
export const Group = z.looseObject({
  ReplicationGroupId: z.string().min(1),
  AtRestEncryptionEnabled: z.boolean().optional(),
  TransitEncryptionEnabled: z.boolean().optional(),
  TransitEncryptionMode: z.enum(['preferred', 'required']).optional(),
});
export type Group = z.infer<typeof Group>;

export type Raw =
  | { readonly id: string; readonly domain: string; readonly described: Answer<Domains> }
  | { readonly id: string; readonly group: Group }
  | { readonly id: string; readonly cluster: RedshiftCluster };
