/** What claimcheck.yaml may say about one Hetzner project, and which addresses follow from it. */
import { z } from 'zod';

const CLOUD = 'https://api.hetzner.cloud/v1';
const STORAGE = 'https://api.hetzner.com/v1';

const BaseUrl = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !/[?#]|\/\/[^/]*@/.test(text), 'an address without user, query or fragment')
  .transform((text) => text.replace(/\/+$/, ''));

export const HetznerConfig = z.strictObject({
  type: z.literal('hetzner'),
  project: z.string().min(1).describe('Your name for the project: the API does not tell it, and a token opens one project only'),
  token: z.strictObject({ env: z.string().min(1).describe('The environment variable that holds a read-only API token of the project') }),
  baseUrl: BaseUrl.optional().describe(`Address of the Cloud API; ${CLOUD} unless given`),
  storageBaseUrl: BaseUrl.optional().describe(`Address of the Storage Box API; \`baseUrl\` when that is given, else ${STORAGE}`),
});
export type HetznerConfig = z.infer<typeof HetznerConfig>;

export interface Bases {
  readonly cloud: string;
  readonly storage: string;
}
export function basesOf({ baseUrl, storageBaseUrl }: HetznerConfig): Bases {
  return { cloud: baseUrl ?? CLOUD, storage: storageBaseUrl ?? baseUrl ?? STORAGE };
}

/** The two origins, each below its own path; the token goes nowhere else. */
export function mayReach(url: URL, config: HetznerConfig): boolean {
  return Object.values(basesOf(config)).some((base) => {
    const { origin, pathname } = new URL(base);
    return url.origin === origin && url.pathname.startsWith(pathname.endsWith('/') ? pathname : `${pathname}/`);
  });
}
