/** The recorders of AWS Config in one region, and whether they run: asked for by themselves and by all that rests on them. */
import { z } from 'zod';
import { isUnknown, type Known, missing, unknown } from '../../../src/kit.ts';
import type { Ask, Call, Paging } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';

export const RECORDERS = 'config:DescribeConfigurationRecorders';
export const RECORDERS_CALL: Call = call('config-service', 'DescribeConfigurationRecorders');

const Group = z.looseObject({
  allSupported: z.boolean().optional(),
  includeGlobalResourceTypes: z.boolean().optional(),
  exclusionByResourceTypes: z.looseObject({ resourceTypes: z.array(z.string()).optional() }).optional(),
  recordingStrategy: z.looseObject({ useOnly: z.string().optional() }).optional(),
});
const Recorder = z.looseObject({ name: z.string().min(1), recordingGroup: Group.optional(), servicePrincipal: z.string().optional() });
export type Recorder = z.infer<typeof Recorder>;
const Page = z.looseObject({ ConfigurationRecorders: z.array(Recorder) });

/** `ask.pages(RECORDERS, {}, recorderPages(aws, region))`. It is one page. */
export function recorderPages(aws: Aws, region: string | undefined): Paging<z.infer<typeof Page>, Recorder> {
  return {
    page: Page,
    send: () => aws.send('config-service', 'DescribeConfigurationRecorders', {}, region),
    items: (page) => page.ConfigurationRecorders,
    next: () => undefined,
  };
}
/** An AWS service made it for itself; it keeps no history for the customer. */
export const isServiceLinked = ({ servicePrincipal }: Recorder): boolean => servicePrincipal !== undefined && servicePrincipal !== '';

export interface Coverage {
  readonly everything: Known<boolean>;
  readonly leftOutTypes: Known<string[]>;
}
/** Recorders from before strategies have allSupported alone: https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingStrategy.html */
export function coverageOf({ recordingGroup }: Recorder): Coverage {
  if (recordingGroup === undefined) return notSaid('recordingGroup');
  const { allSupported, recordingStrategy, exclusionByResourceTypes } = recordingGroup;
  const strategy = recordingStrategy?.useOnly;
  if (strategy === 'EXCLUSION_BY_RESOURCE_TYPES') {
    return {
      everything: true,
      leftOutTypes: exclusionByResourceTypes?.resourceTypes ?? recorderMember('recordingGroup.exclusionByResourceTypes.resourceTypes'),
    };
  }
  if (strategy === 'ALL_SUPPORTED_RESOURCE_TYPES') return { everything: true, leftOutTypes: [] };
  if (strategy === 'INCLUSION_BY_RESOURCE_TYPES') return { everything: false, leftOutTypes: [] };
  return allSupported === undefined ? notSaid('recordingGroup.allSupported') : { everything: allSupported, leftOutTypes: [] };
}
function notSaid(path: string): Coverage {
  return { everything: recorderMember(path), leftOutTypes: recorderMember(path) };
}
export const recorderMember = (path: string) => missing(RECORDERS, `ConfigurationRecorders[].${path}`);

export const STATUS = 'config:DescribeConfigurationRecorderStatus';
export const STATUS_CALL: Call = call('config-service', 'DescribeConfigurationRecorderStatus');

const Status = z.looseObject({
  ConfigurationRecordersStatus: z.array(
    z.looseObject({
      name: z.string().optional(),
      recording: z.boolean().optional(),
      lastStatus: z.string().optional(),
      servicePrincipal: z.string().optional(),
    }),
  ),
});
export type RecorderStatuses = z.infer<typeof Status>;

export async function recorderStatuses(aws: Aws, ask: Ask, region: string | undefined): Promise<Known<RecorderStatuses>> {
  const answer = await ask(STATUS, { region }, Status, () => aws.send('config-service', 'DescribeConfigurationRecorderStatus', {}, region));
  return answer ?? missing(STATUS, 'ConfigurationRecordersStatus');
}

/** The customer's own recorder; a service's (its `servicePrincipal` set) keeps no history for the customer. */
export function isRecording(statuses: Known<RecorderStatuses>): Known<boolean> {
  if (isUnknown(statuses)) return statuses;
  const own = statuses.ConfigurationRecordersStatus.filter(({ servicePrincipal }) => !servicePrincipal);
  if (own.some(({ recording }) => recording === true)) return true;
  return own.some(({ recording }) => recording === undefined) ? missing(STATUS, 'ConfigurationRecordersStatus[].recording') : false;
}

/**
 * AWS writes `SUCCESS` and `Success`, depending on the page:
 * https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorderStatus.html
 */
export function statusOf(statuses: Known<RecorderStatuses>, name: string): { recording: Known<boolean>; lastStatus: Known<string> } {
  if (isUnknown(statuses)) return { recording: statuses, lastStatus: statuses };
  const found = statuses.ConfigurationRecordersStatus.filter((one) => one.name === name);
  if (found.length !== 1) {
    const gap = unknown({
      operation: STATUS,
      reason: 'missing_member',
      detail: `${STATUS} lists ${found.length} recorders called ${name}`,
    });
    return { recording: gap, lastStatus: gap };
  }
  const [one] = found;
  return {
    recording: one?.recording ?? missing(STATUS, 'ConfigurationRecordersStatus[].recording'),
    lastStatus: one?.lastStatus?.toUpperCase() ?? missing(STATUS, 'ConfigurationRecordersStatus[].lastStatus'),
  };
}
