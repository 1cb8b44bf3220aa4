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
  readonly loadBalancers: readonly Placed[];
  readonly floatingIps: readonly Placed[];
  readonly storageBoxes: readonly Placed[];
  /** Operations that are never answered well. */
  readonly refusals: readonly Fault[];
}
export interface Placed {
  readonly id: number;
  readonly name: string;
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
  /** Members that this server's entry lacks: what an older or newer API may do. */
  readonly without?: readonly string[];
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
