/** The regions that AWS has named so far: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const REGIONS = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'me-west-1',
  'mx-central-1',
  'sa-east-1',
  'sa-west-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'cn-north-1',
  'cn-northwest-1',
  'eusc-de-east-1',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-iso-west-1',
  'us-isob-east-1',
  'us-isob-west-1',
  'us-isof-east-1',
  'us-isof-south-1',
  'eu-isoe-west-1',
] as const;

/** Any region's name, today's or tomorrow's. */
export const REGION_NAME = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/;

/**
 * The region that was probably meant, when this one is not known and differs from a known one in more than its number.
 * A new number (`eu-central-3`) may be a new region, so it is let through: DescribeRegions will say whether it exists.
 */
export function regionMeant(name: string): string | undefined {
  const place = name.replace(/\d+$/, '');
  if (REGIONS.some((region) => region.replace(/\d+$/, '') === place)) return undefined;
  const [best] = REGIONS.map((region) => ({ region, far: distance(name, region) })).sort((a, b) => a.far - b.far);
  return best && best.far <= 3 ? best.region : undefined;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (last[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(swap, (last[j] as number) + 1, (row[j - 1] as number) + 1));
    }
    last = row;
  }
  return last[b.length] as number;
}
