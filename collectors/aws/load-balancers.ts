/** The load balancers of a region, as every collector that needs them asks for them: one listing per run, whoever asks first. */
import { z } from 'zod';
import type { Paging } from '../../src/model.ts';
import type { Aws } from './client.ts';

export const LOAD_BALANCERS = 'elasticloadbalancing:DescribeLoadBalancers';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancer.html */
export const LoadBalancer = z.looseObject({
  LoadBalancerArn: z.string().min(1),
  LoadBalancerName: z.string().min(1).optional(),
  DNSName: z.string().min(1).optional(),
  /** `application`, `network` or `gateway` */
  Type: z.string().min(1).optional(),
  /** `internet-facing` or `internal`; gateway load balancers have none */
  Scheme: z.string().min(1).optional(),
  AvailabilityZones: z.array(z.looseObject({ ZoneName: z.string().min(1) })).optional(),
});
export type LoadBalancer = z.infer<typeof LoadBalancer>;

/** `ask.pages(LOAD_BALANCERS, {}, loadBalancerPages(aws, region))`. Classic load balancers are another API's. */
export function loadBalancerPages(aws: Aws, region: string | undefined): Paging<Record<string, unknown>, LoadBalancer> {
  return marked(
    'LoadBalancers',
    LoadBalancer,
    ({ LoadBalancerArn }) => LoadBalancerArn,
    (token) => aws.send('elastic-load-balancing-v2', 'DescribeLoadBalancers', { PageSize: 400, ...token }, region),
  );
}

/** Elastic Load Balancing takes `Marker` and gives `NextMarker`. */
export function marked<T>(
  list: string,
  item: z.ZodType<T>,
  key: (item: T) => string,
  send: (token: { Marker?: string }) => Promise<unknown>,
): Paging<Record<string, unknown>, T> {
  return {
    page: z.looseObject({ [list]: z.array(item), NextMarker: z.string().optional() }),
    send: (token) => send(token === undefined ? {} : { Marker: token }),
    items: (page) => page[list] as readonly T[],
    next: ({ NextMarker: token }) => (token === '' ? undefined : (token as string | undefined)),
    key,
  };
}
