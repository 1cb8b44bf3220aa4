import { z } from 'zod';
import { type Answer, isUnknown, type Known, known, missing, settle, unknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { INSTANCES, type Instance, instancePages } from '../instances.ts';
import { gather } from '../paging.ts';
import { MANAGED, type Managed, managedPages, PATCHES, type PatchState, patchPages } from './answers.ts';

const Resource = z.object({
  id: z.string().describe('InstanceId, of EC2 (`i-…`) or of a machine elsewhere (`mi-…`)'),
  name: z.string().describe('InstanceId'),
  outOfScopeBecause: z.string().describe('State.Name of an EC2 instance that does not run; else empty'),
  state: known(z.string().nullable()).describe('State.Name of the EC2 instance: `running`, `stopped`, …; null: it is no EC2 instance'),
  pingStatus: known(z.string().nullable()).describe('PingStatus: `Online`, `ConnectionLost`; null: Systems Manager does not manage it'),
  lastPatchOperation: known(z.string().nullable()).describe(
    'OperationEndTime: when Patch Manager last finished scanning or installing; null: it never did',
  ),
  criticalNonCompliant: known(z.int()).describe(
    'CriticalNonCompliantCount: critical patches that are missing, failed or wait for a reboot',
  ),
  securityNonCompliant: known(z.int()).describe(
    'SecurityNonCompliantCount: security patches that are missing, failed or wait for a reboot',
  ),
});

interface Raw {
  readonly id: string;
  /** Null: listed by Systems Manager alone. */
  readonly instance: Instance | null;
  /** Null: not managed. */
  readonly managed: Known<Managed | null>;
  readonly patches: Answer<readonly PatchState[]>;
}

export default throughConfig({
  id: 'aws/managed-instance',
  title: 'EC2 instances and other machines, whether Systems Manager reaches them, and their patches',
  scope: 'region',
  calls: [call('ec2', 'DescribeInstances'), call('ssm', 'DescribeInstanceInformation'), call('ssm', 'DescribeInstancePatchStates')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    // the same question twice is asked once: `pages` keeps what was read before a refusal, `list` says whether that is all
    const [instances, machines, all] = await Promise.all([
      gather(ask.pages(INSTANCES, {}, instancePages(aws, region))),
      gather(ask.pages(MANAGED, {}, managedPages(aws, region))),
      ask.list(MANAGED, {}, managedPages(aws, region)),
    ]);
    const managed = new Map(machines.map((one) => [one.InstanceId, one]));
    const own = new Set(instances.map(({ InstanceId }) => InstanceId));
    const patched = patchesOf([...managed.keys()], aws, ask, region);
    for (const instance of instances) {
      const id = instance.InstanceId;
      yield { id, instance, managed: managed.get(id) ?? (isUnknown(all) ? all : null), patches: await patched(id) };
    }
    // an EC2 instance that DescribeInstances does not list is gone, or its page was not read, which that listing says
    for (const one of machines)
      if (!own.has(one.InstanceId) && !one.InstanceId.startsWith('i-'))
        yield { id: one.InstanceId, instance: null, managed: one, patches: await patched(one.InstanceId) };
  },
  normalise({ id, instance, managed, patches }) {
    const state: Known<string | null> = instance === null ? null : (instance.State?.Name ?? missing(INSTANCES, 'Instances[].State'));
    return {
      id,
      name: id,
      outOfScopeBecause: typeof state === 'string' && state !== 'running' ? `it is ${state}` : '',
      state,
      pingStatus: settle(managed, {
        some: ({ PingStatus }): Known<string | null> => PingStatus ?? missing(MANAGED, 'InstanceInformationList[].PingStatus'),
        none: null,
      }),
      ...patchLevel(settle(managed, { some: () => patchOf(id, patches), none: unmanaged(id) })),
    };
  },
});

/** At most 50 by one call: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstancePatchStates.html */
const AT_ONCE = 50;
function patchesOf(
  ids: readonly string[],
  aws: Aws,
  ask: Ask,
  region: string | undefined,
): (id: string) => Promise<Answer<readonly PatchState[]>> {
  const asked = new Map<string, Promise<Answer<readonly PatchState[]>>>();
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    const answer = ask.list(PATCHES, { InstanceIds: some }, patchPages(aws, some, region));
    for (const id of some) asked.set(id, answer);
  }
  return async (id) => asked.get(id) ?? null;
}

/** Null: Patch Manager has nothing on it. */
function patchOf(id: string, patches: Answer<readonly PatchState[]>): Known<PatchState | null> {
  return settle(patches, {
    some: (all): Known<PatchState | null> => all.find(({ InstanceId }) => InstanceId === id) ?? null,
    none: missing(PATCHES, 'InstancePatchStates'),
  });
}
function unmanaged(id: string) {
  return unknown({
    operation: MANAGED,
    reason: 'missing_member',
    detail: `${MANAGED}: ${id} is not managed, so that nobody knows its patches`,
  });
}
function patchLevel(state: Known<PatchState | null>) {
  const member = (name: string) => missing(PATCHES, `InstancePatchStates[].${name}`);
  return {
    lastPatchOperation: settle(state, {
      some: ({ OperationEndTime: at }): Known<string | null> => at?.toISOString() ?? member('OperationEndTime'),
      none: null,
    }),
    criticalNonCompliant: settle(state, {
      some: ({ CriticalNonCompliantCount: count }): Known<number> => count ?? member('CriticalNonCompliantCount'),
      none: member('CriticalNonCompliantCount'),
    }),
    securityNonCompliant: settle(state, {
      some: ({ SecurityNonCompliantCount: count }): Known<number> => count ?? member('SecurityNonCompliantCount'),
      none: member('SecurityNonCompliantCount'),
    }),
  };
}
