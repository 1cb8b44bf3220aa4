import { z } from 'zod';
import { defineCollector, isUnknown, type Known, known, missing } from '../../../src/kit.ts';
import type { Aws } from '../client.ts';
import { DETECTOR_CALLS, type Detectors, detectorsIn, isOn } from '../guardduty-detectors.ts';
import { or } from '../kleene.ts';

const GET = 'guardduty:GetDetector';

const Resource = z.object({
  id: z.string().describe('Account and region'),
  name: z.string().describe('The region'),
  enabled: known(z.boolean()).describe('ListDetectors names a detector whose Status is `ENABLED`; no detector at all means no'),
  features: known(z.record(z.string(), z.string())).describe(
    'Features by Name: `ENABLED` or `DISABLED`. DataSources, its predecessor, is not read',
  ),
  unlisted: known(z.boolean()).describe('Never known: stands for a feature that Features does not name'),
});

export default defineCollector({
  id: 'aws/guardduty',
  title: 'GuardDuty in a region, and which of its protection plans are on',
  scope: 'region',
  calls: DETECTOR_CALLS,
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { id, region } }) {
    yield { id, region: region as string, found: await detectorsIn(aws, ask, region) };
  },
  normalise({ id, region, found }) {
    return {
      id,
      name: region,
      enabled: enabled(found),
      features: features(found),
      unlisted: missing(GET, 'Features[] of that name (not every plan exists in every region)'),
    };
  },
});

export function enabled({ ids, detectors }: Detectors): Known<boolean> {
  return isUnknown(ids) ? ids : detectors.map(isOn).reduce<Known<boolean>>(or, false);
}
export function features({ ids, detectors: [detector] }: Detectors): Known<Record<string, string>> {
  if (isUnknown(ids)) return ids;
  // no detector: none of them
  if (detector === undefined) return {};
  if (isUnknown(detector.settings)) return detector.settings;
  const { Features } = detector.settings;
  return Features === undefined ? missing(GET, 'Features') : Object.fromEntries(Features.map(({ Name, Status }) => [Name, Status]));
}
