/** Who stands behind a load balancer, label selectors resolved, and how each one fares on each service. Pure. */
import { z } from 'zod';
import { isUnknown, unknown } from '../../../src/kit.ts';
import type { Known, Unknown } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Item } from '../client.ts';
import { member } from '../member.ts';

const OPERATION = CALLS.load_balancers.operation;
type Entry = Readonly<Record<string, unknown>>;
const Entries = z.array(z.record(z.string(), z.unknown()));

export interface Target {
  /** `server/<id>` or `ip/<address>`: one that is named twice is still one. */
  readonly key: string;
  /** Null: a machine outside of Hetzner Cloud, known by its address. */
  readonly server: number | null;
  readonly health: Known<readonly Entry[]>;
}
export interface Targets {
  readonly all: readonly Target[];
  /** Why there may be more of them; absent: these are all. */
  readonly hidden?: Unknown;
}

/** https://docs.hetzner.cloud/reference/cloud#load-balancers: a selector's `targets` are the servers that it matches. */
export function targetsOf(balancer: Item): Targets {
  const entries = member(balancer, 'targets', Entries, OPERATION);
  if (isUnknown(entries)) return { all: [], hidden: entries };
  const read = entries.map(readTarget);
  const hidden = read.map((one) => one.hidden).find((one) => one !== undefined);
  return { all: read.flatMap((one) => one.all), ...(hidden && { hidden }) };
}

function readTarget(entry: Entry): Targets {
  const type = member(entry, 'type', z.enum(['server', 'ip', 'label_selector']), OPERATION);
  if (isUnknown(type)) return { all: [], hidden: type };
  if (type === 'label_selector') {
    const matched = member(entry, 'targets', Entries, OPERATION);
    if (isUnknown(matched)) return { all: [], hidden: matched };
    const read = matched.map(serverTarget);
    const hidden = read.map((one) => one.hidden).find((one) => one !== undefined);
    return { all: read.flatMap((one) => one.all), ...(hidden && { hidden }) };
  }
  if (type === 'server') return serverTarget(entry);
  const at = member(entry, 'ip', z.looseObject({ ip: z.string() }), OPERATION);
  if (isUnknown(at)) return { all: [], hidden: at };
  return { all: [{ key: `ip/${at.ip}`, server: null, health: member(entry, 'health_status', Entries, OPERATION) }] };
}
function serverTarget(entry: Entry): Targets {
  const server = member(entry, 'server', z.looseObject({ id: z.int() }), OPERATION);
  if (isUnknown(server)) return { all: [], hidden: server };
  return { all: [{ key: `server/${server.id}`, server: server.id, health: member(entry, 'health_status', Entries, OPERATION) }] };
}

export interface Health {
  readonly healthy: readonly Target[];
  /** Those of whom Hetzner does not say how they fare, and why not. */
  readonly unclear: readonly Unknown[];
}
export function healthOn(port: number, { all, hidden }: Targets): Health {
  const byKey = new Map<string, { target: Target; said: Known<boolean>[] }>();
  for (const target of all) {
    const known = byKey.get(target.key) ?? { target, said: [] };
    known.said.push(isHealthy(target, port));
    byKey.set(target.key, known);
  }
  const healthy: Target[] = [];
  const unclear: Unknown[] = hidden ? [hidden] : [];
  for (const { target, said } of byKey.values()) {
    const why = said.find(isUnknown);
    if (said.includes(true)) healthy.push(target);
    else if (why) unclear.push(why);
  }
  return { healthy, unclear };
}

/** Right after a change there is no status yet, or it is `unknown`: neither healthy nor ill. */
function isHealthy(target: Target, port: number): Known<boolean> {
  if (isUnknown(target.health)) return target.health;
  const silent = (detail: string) => unknown({ operation: OPERATION, reason: 'missing_member', detail: `${OPERATION}: ${detail}` });
  for (const entry of target.health) {
    const listens = member(entry, 'listen_port', z.int(), OPERATION);
    if (isUnknown(listens)) return listens;
    if (listens !== port) continue;
    const status = member(entry, 'status', z.enum(['healthy', 'unhealthy', 'unknown']), OPERATION);
    if (isUnknown(status)) return status;
    return status === 'unknown' ? silent(`the health of ${target.key} on port ${port} is not known yet`) : status === 'healthy';
  }
  return silent(`no health of ${target.key} on port ${port} yet`);
}
