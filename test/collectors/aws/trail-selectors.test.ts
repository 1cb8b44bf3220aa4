import { describe, expect, it } from 'vitest';
import { managementEvents, Selectors } from '../../../collectors/aws/cloudtrail-trail/selectors.ts';

const basic = (...all: [type: string, on: boolean, leftOut?: string[]][]): Selectors => ({
  EventSelectors: all.map(([ReadWriteType, IncludeManagementEvents, ExcludeManagementEventSources]) => ({
    ReadWriteType,
    IncludeManagementEvents,
    ExcludeManagementEventSources,
  })),
});
const advanced = (...all: Record<string, unknown>[][]): Selectors =>
  Selectors.parse({ AdvancedEventSelectors: all.map((FieldSelectors) => ({ FieldSelectors })) });
const management = { Field: 'eventCategory', Equals: ['Management'] };

describe('management events of a trail', () => {
  it.each([
    ['all', basic(['All', true]), { reads: true, writes: true, leftOut: [] }],
    ['data events only', basic(['All', false]), { reads: false, writes: false, leftOut: [] }],
    ['writes only', basic(['WriteOnly', true]), { reads: false, writes: true, leftOut: [] }],
    ['reads and writes, by two selectors', basic(['WriteOnly', true], ['ReadOnly', true]), { reads: true, writes: true, leftOut: [] }],
    ['without KMS', basic(['All', true, ['kms.amazonaws.com']]), { reads: true, writes: true, leftOut: ['kms.amazonaws.com'] }],
    [
      'KMS left out by one, taken by another',
      basic(['All', true, ['kms.amazonaws.com']], ['All', true]),
      { reads: true, writes: true, leftOut: [] },
    ],
    [
      'KMS reads left out only',
      basic(['ReadOnly', true, ['kms.amazonaws.com']], ['WriteOnly', true]),
      { reads: true, writes: true, leftOut: ['kms.amazonaws.com'] },
    ],
    ['advanced, all', advanced([management]), { reads: true, writes: true, leftOut: [] }],
    ['advanced, reads only', advanced([management, { Field: 'readOnly', Equals: ['true'] }]), { reads: true, writes: false, leftOut: [] }],
    [
      'advanced, writes only',
      advanced([management, { Field: 'readOnly', Equals: ['false'] }]),
      { reads: false, writes: true, leftOut: [] },
    ],
    [
      'advanced, without RDS Data',
      advanced([management, { Field: 'eventSource', NotEquals: ['rdsdata.amazonaws.com'] }]),
      { reads: true, writes: true, leftOut: ['rdsdata.amazonaws.com'] },
    ],
    [
      'advanced, one service only',
      advanced([management, { Field: 'eventSource', Equals: ['iam.amazonaws.com'] }]),
      { reads: false, writes: false, leftOut: [] },
    ],
    [
      'advanced, services by their beginning',
      advanced([management, { Field: 'eventSource', NotStartsWith: ['k'] }]),
      { reads: false, writes: false, leftOut: [] },
    ],
    [
      'advanced, source without a known operator',
      advanced([management, { Field: 'eventSource' }]),
      { reads: false, writes: false, leftOut: [] },
    ],
    [
      'advanced, readOnly without Equals',
      advanced([management, { Field: 'readOnly', NotEquals: ['true'] }]),
      { reads: false, writes: false, leftOut: [] },
    ],
    [
      'advanced, one event only',
      advanced([management, { Field: 'eventName', Equals: ['RunInstances'] }]),
      { reads: false, writes: false, leftOut: [] },
    ],
    ['advanced, data events', advanced([{ Field: 'eventCategory', Equals: ['Data'] }]), { reads: false, writes: false, leftOut: [] }],
    ['none at all', basic(), { reads: false, writes: false, leftOut: [] }],
  ])('%s', (_, selectors, recorded) => {
    expect(managementEvents(selectors)).toEqual(recorded);
  });
  it('an answer without selectors of either kind is no answer', () => {
    expect(Selectors.safeParse({ TrailARN: 'arn:aws:cloudtrail:eu-west-1:1:trail/t' }).success).toBe(false);
  });
});
