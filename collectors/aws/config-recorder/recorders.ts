/** The recorders of AWS Config in one region, and whether they run: asked for by themselves and by the rules that rest on them. */
import { z } from 'zod';
import { isUnknown, type Known, missing, unknown } from '../../../src/kit.ts';
import type { Ask, Call } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';

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
