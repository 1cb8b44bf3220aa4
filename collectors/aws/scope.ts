/** Whose account this is, and which of its regions are looked at: a region that nobody asked must not look like an empty one. */
import { z } from 'zod';
import { isUnknown } from '../../src/kit.ts';
import type { Answer, Ask, Gap, Scope, Subject } from '../../src/model.ts';
import type { OpenedAws } from './client.ts';
import type { AwsConfig } from './config.ts';

const Caller = z.looseObject({
  Account: z.string().regex(/^\d{12}$/),
  Arn: z.string().regex(/^arn:aws[a-z-]*:/),
  UserId: z.string().min(1),
});
const Regions = z.looseObject({ Regions: z.array(z.looseObject({ RegionName: z.string(), OptInStatus: z.string() })).min(1) });
type Listed = Answer<z.infer<typeof Regions>>;

/** The account, and its regions as far as the configuration names them; `*` stands for the regions that only AWS can list. */
export function declared({ name, regions, excludeRegions }: AwsConfig): readonly Subject[] {
  const left = new Set(excludeRegions?.map(({ region }) => region));
  const account: Subject = { source: 'aws', name, key: `aws/${name}`, id: `aws/${name}`, label: name, scope: 'account' };
  return [account, ...(regions?.filter((region) => !left.has(region)).map((region) => regionOf(name, region)) ?? [anyRegion(name)])];
}
function regionOf(name: string, region: string): Subject {
  const key = `aws/${name}/${region}`;
  return { source: 'aws', name, key, id: key, label: `${name} ${region}`, scope: 'region', region };
}
function anyRegion(name: string): Subject {
  const key = `aws/${name}/*`;
  return { source: 'aws', name, key, id: key, label: `${name}, its other regions`, scope: 'region' };
}

export async function scope(aws: OpenedAws, config: AwsConfig, ask: Ask, subjects: readonly Subject[]): Promise<Scope> {
  const caller = await ask('sts:GetCallerIdentity', {}, Caller, () => aws.send('sts', 'GetCallerIdentity', {}));
  if (caller === null || isUnknown(caller)) {
    const gap = caller?.$unknown ?? {
      operation: 'sts:GetCallerIdentity',
      reason: 'missing_member',
      detail: 'sts:GetCallerIdentity: there is none',
    };
    return { principal: { $unknown: gap }, subjects: subjects.map((subject) => ({ ...subject, gap })), excluded: excludedByWord(config) };
  }
  aws.account = caller.Account;
  aws.partition = caller.Arn.split(':')[1] as string;
  const input = { AllRegions: true };
  const listed = await ask('ec2:DescribeRegions', { input, region: aws.home }, Regions, () =>
    aws.send('ec2', 'DescribeRegions', input, aws.home),
  );
  const found = regionsOf(config, listed, subjects);
  return {
    principal: { id: caller.Arn, detail: `account ${caller.Account}, ${caller.UserId}` },
    subjects: found.subjects.map((subject) => identified(subject, config.name, caller.Account)),
    excluded: [...excludedByWord(config), ...found.excluded],
  };
}

function excludedByWord({ excludeRegions }: AwsConfig): Scope['excluded'] {
  // absent: nobody excluded a region
  return excludeRegions?.map(({ region, because }) => ({ id: region, because })) ?? [];
}
function identified(subject: Subject, name: string, account: string): Subject {
  const label = `${name} (${account})`;
  if (subject.scope === 'account') return { ...subject, id: account, label };
  const where = subject.region ?? '*';
  return {
    ...subject,
    id: `${account}/${where}`,
    label: subject.region === undefined ? `${label}, its other regions` : `${label} ${where}`,
  };
}

type Found = Pick<Scope, 'subjects' | 'excluded'>;
/** Enabled is `opted-in` or `opt-in-not-required`: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Region.html */
function regionsOf(config: AwsConfig, listed: Listed, subjects: readonly Subject[]): Found {
  if (listed === null || isUnknown(listed)) return unlisted(config.name, listed, subjects);
  const status = new Map(listed.Regions.map((region) => [region.RegionName, region.OptInStatus]));
  const left = new Set(config.excludeRegions?.map(({ region }) => region));
  const enabled = [...status.keys()].filter((name) => status.get(name) !== 'not-opted-in' && !left.has(name)).sort();
  const account = subjects.filter((subject) => subject.scope === 'account');
  if (config.regions === undefined) return { subjects: [...account, ...enabled.map((name) => regionOf(config.name, name))], excluded: [] };
  const chosen = new Set(config.regions);
  const configured = subjects.filter((subject) => subject.region !== undefined);
  const off = configured.filter((subject) => status.get(subject.region as string) === 'not-opted-in');
  return {
    subjects: [...account, ...configured.filter((subject) => !off.includes(subject)).map((subject) => known(subject, status))],
    excluded: [
      ...off.map((subject) => ({
        id: subject.region as string,
        because: 'not enabled in this account (ec2:DescribeRegions: not-opted-in), so nothing can be in it',
      })),
      ...enabled.filter((name) => !chosen.has(name)).map((name) => ({ id: name, because: 'enabled, not in `regions`: not asked' })),
    ],
  };
}
function known(subject: Subject, status: ReadonlyMap<string, string>): Subject {
  if (status.has(subject.region as string)) return subject;
  return { ...subject, gap: unproven(`AWS lists no region ${subject.region}`) };
}
/** The configured regions are still asked; what may be elsewhere is a row of its own. */
function unlisted(name: string, listed: Exclude<Listed, z.infer<typeof Regions>>, subjects: readonly Subject[]): Found {
  const why = listed?.$unknown ?? unproven('ec2:DescribeRegions answered nothing');
  const gap: Gap = { ...why, reason: 'region_scope_unproven', detail: `which regions are enabled is not known: ${why.detail}` };
  return {
    subjects: [...subjects.filter(({ region, scope }) => scope === 'account' || region !== undefined), { ...anyRegion(name), gap }],
    excluded: [],
  };
}
function unproven(detail: string): Gap {
  return { operation: 'ec2:DescribeRegions', reason: 'region_scope_unproven', detail };
}
