/** What has to be proved before an item of AWS Config stands for its resource: that somebody records, all the time, and delivers. */
import { z } from 'zod';
import { isUnknown, type Known } from '../../../src/kit.ts';
import type { Ask, Instant } from '../../../src/model.ts';
import type { Aws } from '../client.ts';
import {
  coverageOf,
  isServiceLinked,
  RECORDERS,
  type Recorder,
  type RecorderStatuses,
  recorderPages,
  recorderStatuses,
  statusOf,
} from '../config-recorder/recorders.ts';
import { turning } from '../paging.ts';

/** Why AWS Config's word does not count here, in words; or as of when it does. */
export type Cover = { readonly because: string } | Covered;
export interface Covered {
  readonly recorder: string;
  readonly unbroken: Unbroken | undefined;
  /** The answer that says so, for the evidence. */
  readonly statuses: RecorderStatuses;
}
/** A recorder that has run continuously since `from`, and was well at `to`. */
export interface Unbroken {
  readonly from: Instant;
  readonly to: Instant;
}

/** `inRegion`: whether `ask` is about this one region, as that of the collector of recorders is, with which the answer is then shared. */
export async function recorderCover(type: string, aws: Aws, ask: Ask, region: string, inRegion: boolean): Promise<Cover> {
  const [recorders, statuses] = await Promise.all([
    ask.list(RECORDERS, inRegion ? {} : { region }, recorderPages(aws, region)),
    recorderStatuses(aws, ask, region),
  ]);
  if (recorders === null) return { because: 'there is no recorder' };
  if (isUnknown(recorders)) return { because: `whether it is recorded is not known: ${recorders.$unknown.detail}` };
  if (isUnknown(statuses)) return { because: `whether the recorder runs is not known: ${statuses.$unknown.detail}` };
  const own = recorders.filter((recorder) => !isServiceLinked(recorder));
  if (own.length === 0) return { because: 'there is no recorder' };
  const covers = own.map((recorder) => coverBy(recorder, type, statuses));
  return covers.find((cover) => 'recorder' in cover) ?? (covers[0] as Cover);
}

function coverBy(recorder: Recorder, type: string, statuses: RecorderStatuses): Cover {
  const recorded = records(recorder, type);
  if (isUnknown(recorded)) return { because: recorded.$unknown.detail };
  if (!recorded) return { because: 'the recorder leaves this type out' };
  const { recording, lastStatus } = statusOf(statuses, recorder.name);
  if (isUnknown(recording)) return { because: recording.$unknown.detail };
  if (!recording) return { because: 'the recorder is switched off' };
  if (isUnknown(lastStatus)) return { because: lastStatus.$unknown.detail };
  if (lastStatus !== 'SUCCESS') return { because: `the recorder's last status is ${lastStatus}` };
  return { recorder: recorder.name, statuses, unbroken: isContinuous(recorder, type) ? unbroken(statuses, recorder.name) : undefined };
}

const Types = z.array(z.string());
function records(recorder: Recorder, type: string): Known<boolean> {
  const { everything, leftOutTypes } = coverageOf(recorder);
  if (isUnknown(everything)) return everything;
  if (!everything) {
    const named = Types.safeParse(recorder.recordingGroup?.['resourceTypes']);
    return named.success && named.data.includes(type);
  }
  return isUnknown(leftOutTypes) ? leftOutTypes : !leftOutTypes.includes(type);
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingMode.html; a type may have a frequency of its own. */
const Mode = z.looseObject({
  recordingFrequency: z.string(),
  recordingModeOverrides: z.array(z.looseObject({ resourceTypes: Types, recordingFrequency: z.string() })).optional(),
});
function isContinuous(recorder: Recorder, type: string): boolean {
  const mode = Mode.safeParse(recorder['recordingMode']);
  if (!mode.success) return false;
  const { recordingFrequency, recordingModeOverrides } = mode.data;
  const own = recordingModeOverrides?.find(({ resourceTypes }) => resourceTypes.includes(type));
  return (own ?? { recordingFrequency }).recordingFrequency === 'CONTINUOUS';
}

const Times = z.looseObject({ lastStartTime: z.date(), lastStatusChangeTime: z.date() });
function unbroken({ ConfigurationRecordersStatus: all }: RecorderStatuses, name: string): Unbroken | undefined {
  const times = Times.safeParse(all.find((one) => one.name === name));
  return times.success ? { from: times.data.lastStartTime.toISOString(), to: times.data.lastStatusChangeTime.toISOString() } : undefined;
}

export const SOURCES = 'config:DescribeConfigurationAggregatorSourcesStatus';
const Source = z.looseObject({
  SourceId: z.string().min(1),
  SourceType: z.string().min(1),
  AwsRegion: z.string().min(1).optional(),
  LastUpdateStatus: z.string().min(1),
});

/** Of an account and region: why the aggregator's word does not count; undefined: it took over what they had. */
export type SourceGap = (account: string, region: string) => string | undefined;
export async function sourceGaps(name: string, ask: Ask, send: (input: object) => Promise<unknown>): Promise<SourceGap> {
  const sources = await ask.list(
    SOURCES,
    { name },
    turning({
      list: 'AggregatedSourceStatusList',
      token: 'NextToken',
      item: Source,
      key: ({ SourceId, SourceType, AwsRegion }) => `${SourceType} ${SourceId} ${AwsRegion}`,
      send: (token) => send({ ConfigurationAggregatorName: name, Limit: 100, ...token }),
    }),
  );
  if (sources === null) return () => `there is no aggregator ${name}`;
  if (isUnknown(sources)) return () => `whether the aggregator has all is not known: ${sources.$unknown.detail}`;
  const own = new Map(
    sources
      .filter(({ SourceType }) => SourceType === 'ACCOUNT')
      .map(({ SourceId, AwsRegion, LastUpdateStatus: status }) => [`${SourceId}/${AwsRegion}`, status]),
  );
  return (account, region) => {
    const status = own.get(`${account}/${region}`);
    if (status === undefined) return `the aggregator ${name} does not take it from here`;
    return status === 'SUCCEEDED' ? undefined : `the aggregator ${name} says of its last update ${status}`;
  };
}
