/** The EC2 instances of the tidy estate. Other parts (SSM, Inspector, load balancers) name them: import them, do not write them again. */
import { PRODUCTION } from '../../accounts.ts';
import type { Age, Tags } from '../../world.ts';

export interface Instance {
  readonly id: string;
  readonly zone: string;
  readonly state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
  readonly age: Age;
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceMetadataOptionsResponse.html */
  readonly metadata: {
    readonly httpTokens: 'optional' | 'required';
    readonly httpEndpoint: 'enabled' | 'disabled';
    readonly hopLimit: number;
  };
  readonly tags: Tags;
}

/** As numbered by the volumes in worlds/clean-regions.ts, which are attached to these ids. */
function instance(n: number, zone: string): Instance {
  return {
    id: `i-0${String(n).padStart(16, '0')}`,
    zone,
    state: 'running',
    age: 200,
    metadata: { httpTokens: 'required', httpEndpoint: 'enabled', hopLimit: 1 },
    tags: { Name: `web-${n}`, environment: 'production' },
  };
}

/** By account, then by region. Nobody else has any. */
export const cleanInstances: Readonly<Record<string, Readonly<Record<string, readonly Instance[]>>>> = {
  [PRODUCTION]: {
    'eu-central-1': [instance(1, 'eu-central-1a'), instance(2, 'eu-central-1b')],
    'us-east-1': [instance(11, 'us-east-1a'), instance(12, 'us-east-1b'), instance(13, 'us-east-1b')],
  },
};
