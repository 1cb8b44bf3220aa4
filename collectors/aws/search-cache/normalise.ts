/** From three services' words to one. Pure. */
import { isUnknown, type Known, missing, type Unknown, unknown } from '../../../src/kit.ts';
import { REDSHIFT_CLUSTERS } from '../redshift-clusters.ts';
import { DOMAINS, type Domain, GROUPS, type Group, type Raw } from './answers.ts';

export function ofDomain({ id, domain: name, described }: Extract<Raw, { domain: unknown }>) {
  const found = isUnknown(described) ? described : described?.DomainStatusList.find(({ DomainName }) => DomainName === name);
  const domain =
    found ?? unknown({ operation: DOMAINS, reason: 'changed_during_collection', detail: `${DOMAINS}: ${name} is not described` });
  const at = <T>(member: string, read: (one: Domain) => T | undefined): T | Unknown =>
    isUnknown(domain) ? domain : (read(domain) ?? missing(DOMAINS, `DomainStatusList[].${member}`));
  const policy = at('DomainEndpointOptions.TLSSecurityPolicy', (one) => one.DomainEndpointOptions?.TLSSecurityPolicy);
  return {
    id,
    name,
    service: 'opensearch' as const,
    encryptedAtRest: at('EncryptionAtRestOptions.Enabled', (one) => one.EncryptionAtRestOptions?.Enabled),
    encryptedBetweenNodes: at('NodeToNodeEncryptionOptions.Enabled', (one) => one.NodeToNodeEncryptionOptions?.Enabled),
    requiresTls: at('DomainEndpointOptions.EnforceHTTPS', (one) => one.DomainEndpointOptions?.EnforceHTTPS),
    minimumTls: isUnknown(policy) ? policy : minimumTls(policy),
  };
}
/** `Policy-Min-TLS-1-2-PFS-2023-10`: https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainEndpointOptions.html */
export function minimumTls(policy: string): Known<string> {
  const [, major, minor] = /^Policy-Min-TLS-(\d+)-(\d+)-/.exec(policy) ?? [];
  if (major !== undefined && minor !== undefined) return `${major}.${minor}`;
  const detail = `${DOMAINS}: TLSSecurityPolicy ${JSON.stringify(policy)} does not say the oldest TLS that it lets in`;
  return unknown({ operation: DOMAINS, reason: 'malformed_response', detail });
}

export function ofGroup({ id, group }: Extract<Raw, { group: unknown }>) {
  return {
    id,
    name: group.ReplicationGroupId,
    service: 'elasticache' as const,
    encryptedAtRest: group.AtRestEncryptionEnabled ?? missing(GROUPS, 'ReplicationGroups[].AtRestEncryptionEnabled'),
    encryptedBetweenNodes: null,
    requiresTls: tlsOfGroup(group),
    minimumTls: null,
  };
}
/** Under `preferred` plain connections are let in as well: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html */
function tlsOfGroup({ TransitEncryptionEnabled: on, TransitEncryptionMode: mode }: Group): Known<boolean> {
  if (on === undefined) return missing(GROUPS, 'ReplicationGroups[].TransitEncryptionEnabled');
  if (!on) return false;
  return mode === undefined ? missing(GROUPS, 'ReplicationGroups[].TransitEncryptionMode') : mode === 'required';
}

export function ofCluster({ id, cluster }: Extract<Raw, { cluster: unknown }>) {
  return {
    id,
    name: cluster.ClusterIdentifier,
    service: 'redshift' as const,
    encryptedAtRest: cluster.Encrypted ?? missing(REDSHIFT_CLUSTERS, 'Clusters[].Encrypted'),
    encryptedBetweenNodes: null,
    requiresTls: null,
    minimumTls: null,
  };
}
