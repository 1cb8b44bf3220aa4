/** The load balancers of the tidy estate. Parts about listeners or firewalls name them: import them, do not write them again. */
import { PRODUCTION } from '../../accounts.ts';
import type { Age, Tags } from '../../world.ts';

export interface LoadBalancer {
  readonly name: string;
  readonly type: 'application' | 'network';
  readonly scheme: 'internet-facing' | 'internal';
  readonly zones: readonly string[];
  readonly age: Age;
  readonly tags: Tags;
  readonly targetGroups: readonly TargetGroup[];
}
export interface TargetGroup {
  readonly name: string;
  readonly type: 'instance' | 'ip' | 'lambda' | 'alb';
  readonly targets: readonly Target[];
}
export interface Target {
  /** An instance id, an address, a function's or a load balancer's ARN. */
  readonly id: string;
  readonly state: 'healthy' | 'unhealthy' | 'initial' | 'draining' | 'unused' | 'unavailable';
  /** Told of addresses alone: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html */
  readonly zone?: string;
}

const production: Tags = { environment: 'production' };
const healthy = (...ids: string[]): Target[] => ids.map((id) => ({ id, state: 'healthy' }));

/** By account, then by region. Nobody else has any. */
export const cleanLoadBalancers: Readonly<Record<string, Readonly<Record<string, readonly LoadBalancer[]>>>> = {
  [PRODUCTION]: {
    'eu-central-1': [
      {
        name: 'web',
        type: 'application',
        scheme: 'internet-facing',
        zones: ['eu-central-1a', 'eu-central-1b'],
        age: 600,
        tags: production,
        targetGroups: [{ name: 'web', type: 'instance', targets: healthy('i-00000000000000001', 'i-00000000000000002') }],
      },
      {
        name: 'orders',
        type: 'network',
        scheme: 'internal',
        zones: ['eu-central-1a', 'eu-central-1b'],
        age: 400,
        tags: production,
        targetGroups: [
          {
            name: 'orders',
            type: 'ip',
            targets: [
              { id: '10.0.1.20', state: 'healthy', zone: 'eu-central-1a' },
              { id: '10.0.2.20', state: 'healthy', zone: 'eu-central-1b' },
              { id: '10.0.2.21', state: 'draining', zone: 'eu-central-1b' },
            ],
          },
        ],
      },
    ],
    'us-east-1': [
      {
        name: 'edge',
        type: 'application',
        scheme: 'internet-facing',
        zones: ['us-east-1a', 'us-east-1b'],
        age: 500,
        tags: production,
        targetGroups: [{ name: 'edge', type: 'instance', targets: healthy('i-00000000000000011', 'i-00000000000000012') }],
      },
    ],
  },
};

const KIND = { application: 'app', network: 'net' } as const;
export function loadBalancerArn(account: string, region: string, { name, type }: Pick<LoadBalancer, 'name' | 'type'>): string {
  return `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/${KIND[type]}/${name}/${digits(`${region}/${name}`)}`;
}
export function targetGroupArn(account: string, region: string, { name }: Pick<TargetGroup, 'name'>): string {
  return `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/${name}/${digits(`${region}/${name}`)}`;
}
/** Sixteen hexadecimal digits, as AWS ends these ARNs. */
const digits = (of: string) => Buffer.from(of).toString('hex').padStart(16, '0').slice(-16);
