/** From EKS's words to what checks read. Pure. */
import { isUnknown, type Known, missing, unknown } from '../../../src/kit.ts';
import { FAMILIES, isInternet, parseCidr, union } from '../addresses.ts';
import { type Cluster, DESCRIBE } from '../eks-clusters.ts';

const member = (name: string) => missing(DESCRIBE, `cluster.${name}`);

/** Whether strangers reach the Kubernetes API: https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html */
export function openToInternet({ resourcesVpcConfig: config }: Cluster): Known<boolean> {
  if (config?.endpointPublicAccess === undefined) return member('resourcesVpcConfig.endpointPublicAccess');
  if (!config.endpointPublicAccess) return false;
  const cidrs = config.publicAccessCidrs;
  // EKS writes down 0.0.0.0/0 itself where nobody chose; a public endpoint for nobody is not an answer
  if (cidrs === undefined || cidrs.length === 0) return member('resourcesVpcConfig.publicAccessCidrs');
  const parsed = cidrs.map((cidr) => ({ cidr, block: parseCidr(cidr) }));
  const open = FAMILIES.some((family) =>
    isInternet(family, union(parsed.flatMap(({ block }) => (block?.family === family ? [block.range] : [])))),
  );
  const strange = parsed.find(({ block }) => block === undefined);
  if (open || strange === undefined) return open;
  const detail = `${DESCRIBE}: ${JSON.stringify(strange.cidr)} is not a block of addresses`;
  return unknown({ operation: DESCRIBE, reason: 'malformed_response', detail });
}

export type SecretsKey = 'customer' | 'aws' | 'none';
/**
 * Which key secrets are enveloped in etcd with. A cluster without a key of its own has no `encryptionConfig`; since Kubernetes 1.28 EKS
 * then takes one that AWS owns: https://docs.aws.amazon.com/eks/latest/userguide/envelope-encryption.html
 */
export function secretsKey({ version, encryptionConfig }: Cluster): Known<SecretsKey> {
  if (keyArn(encryptionConfig) !== null) return 'customer';
  if (encryptionConfig?.some(({ resources }) => resources === undefined)) return member('encryptionConfig[].resources');
  if (version === undefined) return member('version');
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(version) ?? [];
  if (major === undefined || minor === undefined) {
    const detail = `${DESCRIBE}: ${JSON.stringify(version)} is not a version of Kubernetes`;
    return unknown({ operation: DESCRIBE, reason: 'malformed_response', detail });
  }
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 28) ? 'aws' : 'none';
}
/** Of the key that covers `secrets`, the only resource that there is; null: no key is told. */
export function keyArn(config: Cluster['encryptionConfig']): string | null {
  const found = config?.find(({ resources, provider }) => resources?.includes('secrets') && provider?.keyArn !== undefined);
  return found?.provider?.keyArn ?? null;
}

export function normalise(cluster: Known<Cluster>) {
  const of = <T>(meaning: (cluster: Cluster) => Known<T>): Known<T> => (isUnknown(cluster) ? cluster : meaning(cluster));
  return {
    version: of((one) => one.version ?? member('version')),
    endpointPublicAccess: of((one) => one.resourcesVpcConfig?.endpointPublicAccess ?? member('resourcesVpcConfig.endpointPublicAccess')),
    openToInternet: of(openToInternet),
    secretsKey: of(secretsKey),
    secretsKeyArn: of((one): Known<string | null> => keyArn(one.encryptionConfig)),
  };
}
