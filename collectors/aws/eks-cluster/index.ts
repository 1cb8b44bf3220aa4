import { z } from 'zod';
import { defineCollector, known } from '../../../src/kit.ts';
import type { Aws } from '../client.ts';
import { CLUSTER_CALLS, eksClusters } from '../eks-clusters.ts';
import { normalise } from './exposure.ts';

const Resource = z.object({
  id: z.string().describe('ARN'),
  name: z.string().describe('Name of the cluster'),
  version: known(z.string()).describe('version of Kubernetes: `1.34`'),
  endpointPublicAccess: known(z.boolean()).describe(
    'resourcesVpcConfig.endpointPublicAccess: the API server has an address on the internet',
  ),
  openToInternet: known(z.boolean()).describe(
    'That address answers to more than half of all public addresses, by the union of publicAccessCidrs',
  ),
  secretsKey: known(z.enum(['customer', 'aws', 'none'])).describe(
    'Who has the key that secrets are enveloped with: `customer` by encryptionConfig, `aws` by default since version 1.28, `none`',
  ),
  secretsKeyArn: known(z.string().nullable()).describe('encryptionConfig[].provider.keyArn that covers `secrets`; null: none'),
});

export default defineCollector({
  id: 'aws/eks-cluster',
  title: 'EKS clusters: who reaches their API, and how secrets are encrypted',
  scope: 'region',
  calls: CLUSTER_CALLS,
  freshFor: 'P1D',
  resource: Resource,
  fetch: (aws: Aws, ask, { subject: { region } }) => eksClusters(aws, ask, region),
  normalise: ({ name, arn, cluster }) => ({ id: arn, name, ...normalise(cluster) }),
});
