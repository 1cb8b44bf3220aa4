/** A Hetzner project as data: what is so, in few words; `answers.ts` says it in Hetzner's many. Times are ages. */
import type { Fault } from '../faults.ts';

/** Days before now; 0.25 is six hours. */
type Age = number;
type Labels = Readonly<Record<string, string>>;
export type Place = 'fsn1' | 'nbg1' | 'hel1' | 'ash' | 'hil' | 'sin';

export interface World {
  /** `clean`, `drifted`, `denied`. */
  readonly name: string;
  /** The longest page that any listing gives, whatever the caller asks for. Hetzner's own is 50. */
  readonly pageSize: number;
  readonly servers: readonly Server[];
  readonly firewalls: readonly Firewall[];
  readonly images: readonly Image[];
  readonly volumes: readonly Volume[];
  readonly loadBalancers: readonly LoadBalancer[];
  readonly floatingIps: readonly Placed[];
  readonly storageBoxes: readonly StorageBox[];
  readonly certificates: readonly Certificate[];
  readonly networks: readonly Network[];
  readonly placementGroups: readonly { readonly id: number; readonly name: string }[];
  readonly sshKeys: readonly { readonly id: number; readonly name: string; readonly publicKey: string }[];
  readonly zones: readonly Zone[];
  /** Operations that are never answered well. */
  readonly refusals: readonly Fault[];
}
/** What most things have. Labelled as production and protected against deletion unless it says otherwise. */
export interface Named {
  readonly id: number;
  readonly name: string;
  readonly labels?: Labels;
  readonly unprotected?: true;
}
export interface Placed extends Named {
  readonly place: Place;
}
export interface Server extends Placed {
  readonly labels: Labels;
  readonly status: 'running' | 'off';
  /** False: created without public addresses. */
  readonly publicNet: boolean;
  /** Ids of networks. */
  readonly privateNets: readonly number[];
  /** Firewalls by id, with what Hetzner says of them. */
  readonly firewalls: readonly { readonly id: number; readonly status: 'applied' | 'pending' }[];
  /** `22-02`; null: backups are off. */
  readonly backupWindow: string | null;
  readonly rescue: boolean;
  /** Its placement group, by id. */
  readonly group?: number;
  /** What it was made with; null: an image that is gone. Debian 12 unless it says otherwise. */
  readonly image?: System | null;
  /** Protected against deletion and not against rebuilding, which the API does not allow and a check must not need. */
  readonly rebuildable?: true;
  /** Members that this server's entry lacks: what an older or newer API may do. */
  readonly without?: readonly string[];
}
export interface System {
  readonly flavor: string;
  readonly version: string | null;
  readonly deprecated?: Age;
}
export interface Rule {
  readonly direction: 'in' | 'out';
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'esp' | 'gre';
  readonly port: string | null;
  /** Sources of an inbound rule, destinations of an outbound one. */
  readonly ips: readonly string[];
}
export interface Firewall {
  readonly id: number;
  readonly name: string;
  readonly rules: readonly Rule[];
  /** Servers by id, named one by one. */
  readonly servers: readonly number[];
  /** Servers that a label selector matches. */
  readonly selector?: { readonly text: string; readonly servers: readonly number[] };
}
export interface Image {
  readonly id: number;
  readonly type: 'backup' | 'snapshot';
  /** The server it was made from; a backup is also bound to it. */
  readonly of: number;
  readonly age: Age;
  readonly description: string;
  readonly status: 'available' | 'creating';
  readonly labels: Labels;
  readonly deleteProtected: boolean;
}
export interface Volume extends Placed {
  /** Null: attached to nothing. */
  readonly server: number | null;
}

export interface LoadBalancer extends Placed {
  readonly private?: true;
  readonly services: readonly Service[];
  readonly targets: readonly Target[];
}
export interface Service {
  readonly port: number;
  readonly protocol: 'http' | 'https' | 'tcp';
  readonly redirect?: boolean;
  readonly certificates?: readonly number[];
}
/** One state for all services; `silent`: Hetzner does not say yet. */
export type Health = 'healthy' | 'unhealthy' | 'unknown' | 'silent';
export type Target =
  | { readonly server: number; readonly health: Health }
  | { readonly ip: string; readonly health: Health }
  | { readonly selector: string; readonly servers: readonly { readonly server: number; readonly health: Health }[] };

export interface Certificate extends Named {
  readonly type: 'managed' | 'uploaded';
  /** Days from now; null: never issued. */
  readonly endsIn: number | null;
  readonly issuance?: 'completed' | 'failed' | 'pending';
  readonly renewal?: 'scheduled' | 'pending' | 'failed' | 'unavailable';
  /** Load balancers by id. */
  readonly usedBy: readonly number[];
}
/** Its servers are those that name it. */
export interface Network extends Named {
  readonly vswitch?: number;
  /** A server that no list shows. */
  readonly stranger?: number;
}
export interface Zone extends Named {
  readonly status: 'ok' | 'updating' | 'error';
  readonly delegation: 'valid' | 'partially-valid' | 'invalid' | 'lame' | 'unregistered' | 'unknown';
  /** How copies of a secondary zone are signed, one per source; absent: a primary zone. */
  readonly copiedWith?: readonly ('hmac-md5' | 'hmac-sha1' | 'hmac-sha256')[];
  /** Of a primary zone: `{ name: 'www', type: 'A', values: ['198.51.100.7'] }`. */
  readonly records?: readonly { readonly name: string; readonly type: string; readonly values: readonly string[] }[];
}
export interface Access {
  readonly samba?: true;
  readonly webdav?: true;
  readonly external?: true;
}
export interface StorageBox extends Placed, Access {
  readonly status?: 'active' | 'initializing' | 'locked';
  readonly plan: 'daily' | 'weekly' | 'monthly' | null;
  readonly snapshots: readonly { readonly id: number; readonly age: Age; readonly byHand?: true }[];
  readonly subaccounts: readonly ({ readonly id: number; readonly readonly?: true } & Access)[];
}
