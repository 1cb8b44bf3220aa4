/** Systems Manager: the machines it reaches, and what Patch Manager has found on them. */
import type * as Ssm from '@aws-sdk/client-ssm';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Age } from '../world.ts';
import { cleanInstances } from './instances/clean.ts';
import { type Holding, type Part, see } from './part.ts';

interface Machine {
  readonly id: string;
  readonly ping: 'Online' | 'ConnectionLost';
  /** Null: Patch Manager has never looked. */
  readonly patched: { readonly age: Age; readonly critical: number; readonly security: number } | null;
}
type Held = Holding<null, readonly Machine[]>;
const nothing: Held = { account: null, regions: {}, elsewhere: [] };
const here = (ask: Ask) => see(ask, patching.id, nothing).region;

const badToken = () => new AwsRefusal('InvalidNextToken', 'The specified token is not valid.', 400);
function sized(size: number | undefined, least: number, most: number): number | undefined {
  if (size !== undefined && (size < least || size > most))
    throw new AwsRefusal('ValidationException', `MaxResults must be between ${least} and ${most}`, 400);
  return size;
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html */
function DescribeInstanceInformation(input: Ssm.DescribeInstanceInformationRequest, ask: Ask): Ssm.DescribeInstanceInformationResult {
  if (input.Filters?.length || input.InstanceInformationFilterList?.length)
    throw new AwsRefusal('InvalidFilterKey', 'The simulator knows no filters.', 400);
  const { items, next } = page(here(ask), ask, { size: sized(input.MaxResults, 5, 50), token: input.NextToken }, badToken);
  return { InstanceInformationList: items.map((machine) => describe(machine, ask)), NextToken: next };
}
function describe({ id, ping }: Machine, ask: Ask): Ssm.InstanceInformation {
  return {
    InstanceId: id,
    PingStatus: ping,
    LastPingDateTime: ago(ping === 'Online' ? 0.002 : 20, ask),
    AgentVersion: '3.3.2299.0',
    IsLatestVersion: true,
    PlatformType: 'Linux',
    PlatformName: 'Amazon Linux',
    PlatformVersion: '2023',
    ResourceType: id.startsWith('mi-') ? 'ManagedInstance' : 'EC2Instance',
  };
}

/** Of machines without a state there is nothing in the list: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstancePatchStates.html */
function DescribeInstancePatchStates(input: Ssm.DescribeInstancePatchStatesRequest, ask: Ask): Ssm.DescribeInstancePatchStatesResult {
  const ids = new Set(input.InstanceIds);
  if (ids.size === 0 || ids.size > 50) throw new AwsRefusal('ValidationException', 'InstanceIds must have between 1 and 50 members', 400);
  const wanted = here(ask).filter(({ id, patched }) => ids.has(id) && patched !== null);
  const { items, next } = page(wanted, ask, { size: sized(input.MaxResults, 10, 100), token: input.NextToken }, badToken);
  return { InstancePatchStates: items.map((machine) => patchState(machine, ask)), NextToken: next };
}
function patchState({ id, patched }: Machine, ask: Ask): Ssm.InstancePatchState {
  const { age, critical, security } = patched as NonNullable<Machine['patched']>;
  return {
    InstanceId: id,
    PatchGroup: 'production',
    BaselineId: 'pb-0123456789abcdef0',
    InstalledCount: 412,
    MissingCount: critical + security,
    FailedCount: 0,
    CriticalNonCompliantCount: critical,
    SecurityNonCompliantCount: security,
    OtherNonCompliantCount: 0,
    OperationStartTime: ago(age + 0.01, ask),
    OperationEndTime: ago(age, ask),
    Operation: 'Scan',
  };
}

const sound = (id: string): Machine => ({ id, ping: 'Online', patched: { age: 0.8, critical: 0, security: 0 } });
/** The very instances of the part `instances`, and a machine in the office. */
const own = cleanInstances[PRODUCTION] as Readonly<Record<string, readonly { readonly id: string }[]>>;
const instancesIn = (region: string) => (own[region] as readonly { readonly id: string }[]).map(({ id }) => sound(id));
const OFFICE = sound('mi-00000000000000001');
const frankfurt: readonly Machine[] = [...instancesIn('eu-central-1'), OFFICE];
const virginia = instancesIn('us-east-1');
const [edge1, edge2, edge3] = virginia as [Machine, Machine, Machine];

const held = (inFrankfurt: readonly Machine[], inVirginia: readonly Machine[]): Held => ({
  account: null,
  regions: { 'eu-central-1': inFrankfurt, 'us-east-1': inVirginia },
  elsewhere: [],
});
const change = (all: readonly Machine[], which: Machine, how: Partial<Machine>) =>
  all.map((one) => (one === which ? { ...one, ...how } : one));

export const patching: Part<null, readonly Machine[]> = {
  id: 'patching',
  answers: { ssm: { DescribeInstanceInformation, DescribeInstancePatchStates } },
  nothing,
  clean: { [PRODUCTION]: held(frankfurt, virginia) },
  drifted: { [PRODUCTION]: held(frankfurt, change(virginia, edge2, { patched: { age: 0.8, critical: 0, security: 4 } })) },
  drift: [
    {
      check: 'aws.ssm.patch-compliance',
      resource: edge2.id,
      what: 'four security patches are installed and wait for a reboot that nobody dares',
    },
  ],
  checks: ['aws.ssm.instances-managed', 'aws.ssm.patch-compliance'],
  broken: {
    [PRODUCTION]: held(change(frankfurt, OFFICE, { patched: { age: 0.8, critical: 2, security: 0 } }), [
      { ...edge1, ping: 'ConnectionLost', patched: { age: 45, critical: 0, security: 0 } },
      { ...edge2, patched: null },
      edge3,
    ]),
  },
  refusals: [{ operation: 'ssm:DescribeInstancePatchStates', how: 'denied', region: 'eu-central-1' }],
};
