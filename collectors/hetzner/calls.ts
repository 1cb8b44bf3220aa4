/** Every question put to Hetzner. All are reads; a project token with the permission "Read" answers them all. */
import type { Call } from '../../src/model.ts';

const READ = 'API token of the project: Read';
const cloud = (path: string): Call => ({
  operation: `GET /${path}`,
  permission: READ,
  docs: `https://docs.hetzner.cloud/reference/cloud#${sectionOf(path)}`,
});
function sectionOf(path: string): string {
  const words = path.replaceAll('_', '-');
  return `${words}-list-${words}`;
}

/** Path of each listing, which is also the name of the list in its answer. */
export const CALLS = {
  locations: cloud('locations'),
  servers: cloud('servers'),
  firewalls: cloud('firewalls'),
  images: cloud('images'),
  volumes: cloud('volumes'),
  load_balancers: cloud('load_balancers'),
  floating_ips: cloud('floating_ips'),
  primary_ips: cloud('primary_ips'),
  certificates: cloud('certificates'),
  networks: cloud('networks'),
  placement_groups: cloud('placement_groups'),
  ssh_keys: cloud('ssh_keys'),
  // the key that signs transfers stands beside its algorithm
  zones: { ...cloud('zones'), conceals: ['tsig_key'] },
  // another host than the rest: https://api.hetzner.com/v1
  storage_boxes: {
    operation: 'GET /storage_boxes',
    permission: READ,
    docs: 'https://docs.hetzner.cloud/reference/hetzner#storage-boxes-list-storage-boxes',
  },
} as const satisfies Record<string, Call>;
export type ListName = keyof typeof CALLS;

/** What belongs to one zone, page by page. */
export const ZONE_CALLS = {
  rrsets: {
    operation: 'GET /zones/{id}/rrsets',
    permission: READ,
    docs: 'https://docs.hetzner.cloud/reference/cloud#zone-rrsets-list-rrsets',
  },
} as const satisfies Record<string, Call>;

/** What belongs to one Storage Box. These two lists are given whole: they have no pages. */
export const BOX_CALLS = { snapshots: ofBox('snapshots'), subaccounts: ofBox('subaccounts') } as const;
export type BoxListName = keyof typeof BOX_CALLS;
function ofBox(list: string): Call {
  return {
    operation: `GET /storage_boxes/{id}/${list}`,
    permission: READ,
    docs: `https://docs.hetzner.cloud/reference/hetzner#storage-boxes-list-${list}`,
  };
}
