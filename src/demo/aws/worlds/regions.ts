/** Every region of the commercial partition: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
import type { Region } from '../world.ts';

/** On in every account and impossible to switch off: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html */
const ALWAYS_ON = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
] as const;
/** Off until somebody switches them on. */
const OPT_IN = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
] as const;

/** Nothing in it and nothing set: EBS does not encrypt by default until told to, AWS Config does not record until set up. */
export const untouched: Region = {
  optIn: 'opt-in-not-required',
  ebsDefaultEncryption: false,
  volumes: [],
  snapshots: [],
  databases: [],
  clusters: [],
  trails: [],
  recorder: null,
  rules: [],
};

/** `enabled` is what each region that cannot be switched off looks like; `own` overrides by name. */
export function allRegions(enabled: Region, own: Readonly<Record<string, Region>>): Readonly<Record<string, Region>> {
  const regions: Record<string, Region> = {};
  for (const name of ALWAYS_ON) regions[name] = enabled;
  for (const name of OPT_IN) regions[name] = { ...untouched, optIn: 'not-opted-in' };
  return { ...regions, ...own };
}
