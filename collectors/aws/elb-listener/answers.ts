/** Elastic Load Balancing's answers: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Listener.html */
import { z } from 'zod';
import type { Answer } from '../../../src/kit.ts';
import type { LoadBalancer } from '../load-balancers.ts';

const Action = z.looseObject({
  Type: z.string().min(1),
  RedirectConfig: z.looseObject({ Protocol: z.string().min(1).optional() }).optional(),
});
export type Action = z.infer<typeof Action>;

export const Listener = z.looseObject({
  ListenerArn: z.string().min(1),
  Protocol: z.string().min(1).optional(),
  Port: z.int().optional(),
  SslPolicy: z.string().min(1).optional(),
  DefaultActions: z.array(Action).optional(),
});
export type Listener = z.infer<typeof Listener>;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Rule.html */
export const Rule = z.looseObject({ RuleArn: z.string().min(1), Actions: z.array(Action).optional() });
export type Rule = z.infer<typeof Rule>;

/** A policy without protocols would pass any test of them: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SslPolicy.html */
export const SslPolicy = z.looseObject({ Name: z.string().min(1), SslProtocols: z.array(z.string().min(1)).min(1).optional() });
export type SslPolicy = z.infer<typeof SslPolicy>;

export interface Raw {
  readonly balancer: LoadBalancer;
  readonly listener: Listener;
  /** Asked of HTTP listeners alone, and of the default rule too. */
  readonly rules?: Answer<readonly Rule[]>;
  /** Asked where there is TLS to have a policy. */
  readonly policies?: Answer<readonly SslPolicy[]>;
}
