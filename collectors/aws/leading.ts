import type { Aws } from './client.ts';

/**
 * What belongs to no region (CloudFront, IAM) is told once per account, together with the first region that is looked at, by collectors
 * whose kind is partly regional.
 */
export function leads({ regions }: Pick<Aws, 'regions'>, region: string | undefined): boolean {
  return region !== undefined && regions[0] === region;
}
