/** Whose accounts these are, and which of their regions are looked at: what nobody asked must not look empty. */
import { z } from 'zod';
import { isUnknown, listed, packed, parallel, type Unknown, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Excluded, Gap, Lanes, Listed, Scope, Subject } from '../../src/model.ts';
import { type Member, manyAccounts, membersOf } from './accounts.ts';
import type { OpenedAws } from './client.ts';
import type { AwsConfig } from './config.ts';
import { type OpenConfigPath, openConfigPaths } from './config-path/path.ts';

const Caller = z.looseObject({
  Account: z.string().regex(/^\d{12}$/),
  Arn: z.string().regex(/^arn:aws[a-z-]*:/),
  UserId: z.string().min(1),
});
type Caller = z.infer<typeof Caller>;
const Regions = z.looseObject({ Regions: z.array(z.looseObject({ RegionName: z.string(), OptInStatus: z.string() })).min(1) });
type Answered = Answer<z.infer<typeof Regions>>;

/** What stands before the region in the keys of an account's subjects: `aws/production`, or `aws/company/123456789012`. */
interface Place {
  readonly name: string;
  readonly key: string;
  readonly label: string;
}

/** An account is asked by one process at a time: its limits are its own. */
export const lanes: Lanes<AwsConfig> = {
  of: ({ key, scope }) => (scope === 'region' ? key.slice(0, key.lastIndexOf('/')) : key),
  found: ({ organization }) => organization === true,
  only({ organization: _, includeAccounts: __, ...config }, subjects) {
    if (_ === undefined && config.accounts === undefined) return config;
    const own = subjects.filter(({ scope }) => scope === 'account');
    return { ...config, accounts: own.map(memberIn) };
  },
};
/** As its key and label were made of it: by `placeOf` and by `membersOf`. */
function memberIn({ key, label }: Subject): { id: string; name?: string } {
  const id = key.slice(key.lastIndexOf('/') + 1);
  const tail = ` (${id})`;
  return label.endsWith(tail) ? { id, name: label.slice(0, -tail.length) } : { id };
}

/** The accounts, and their regions as far as the configuration names them; `*` stands for what only AWS can list. */
export function declared(config: AwsConfig): Listed<Subject> {
  const { name } = config;
  if (!manyAccounts(config)) return subjectsIn({ name, key: `aws/${name}`, label: name }, config);
  if (config.accounts === undefined) return unlistedAccounts(config);
  const left = new Set(config.excludeAccounts?.map(({ account }) => account));
  const own = config.accounts.filter(({ id }) => !left.has(id));
  const subjectsOf = ({ id, name: label }: (typeof own)[number]) => subjectsIn(placeOf(config, { id, label: label ?? id }), config);
  // each account has as many
  const each = own[0] === undefined ? 0 : subjectsOf(own[0]).length;
  return listed(own.length * each, function* () {
    for (const one of own) yield* subjectsOf(one);
  });
}
function unlistedAccounts(config: AwsConfig): readonly Subject[] {
  return subjectsIn({ name: config.name, key: `aws/${config.name}/*`, label: `${config.name}, its accounts` }, config);
}
const placeOf = ({ name }: AwsConfig, { id, label }: Pick<Member, 'id' | 'label'>): Place => ({ name, key: `aws/${name}/${id}`, label });

function subjectsIn(place: Place, { regions, excludeRegions }: AwsConfig): readonly Subject[] {
  const left = new Set(excludeRegions?.map(({ region }) => region));
  const { name, key, label } = place;
  const account: Subject = { source: 'aws', name, key, id: key, label, scope: 'account' };
  return [account, ...(regions?.filter((region) => !left.has(region)).map((region) => regionOf(place, region)) ?? [anyRegion(place)])];
}
/** V8 keeps what `+` or a template makes of two texts as a pair of them; of very many regions that is as much again as the texts. */
const joined = (parts: readonly string[], by: string): string => parts.join(by);
function regionOf({ name, key: account, label }: Place, region: string): Subject {
  const key = joined([account, region], '/');
  return { source: 'aws', name, key, id: key, label: joined([label, region], ' '), scope: 'region', region };
}
function anyRegion({ name, key: account, label }: Place): Subject {
  const key = `${account}/*`;
  return { source: 'aws', name, key, id: key, label: `${label}, its other regions`, scope: 'region' };
}

export async function scope(
  aws: OpenedAws,
  config: AwsConfig,
  ask: Ask,
  subjects: Listed<Subject>,
  about: (subject: Subject) => Ask,
): Promise<Scope> {
  const caller = await whoIs(aws, ask);
  const left = excludedRegions(config);
  if (isUnknown(caller))
    return { principal: caller, subjects: subjects.map((subject) => ({ ...subject, gap: caller.$unknown })), excluded: left };
  aws.account = caller.Account;
  aws.partition = caller.Arn.split(':')[1] as string;
  const principal = { id: caller.Arn, detail: `account ${caller.Account}, ${caller.UserId}` };
  const openPath = config.collect && openConfigPaths(config.collect, aws, ask);
  if (manyAccounts(config)) {
    const found = await accountsOf(aws, config, left, ask, about, openPath);
    return { principal, ...found };
  }
  const [first] = subjects;
  if (openPath) aws.recorded = openPath(aws, () => about(first as Subject));
  const found = await regionsIn(aws, { name: config.name, key: `aws/${config.name}`, label: config.name }, config, ask);
  return { principal, subjects: found.subjects, excluded: [...left, ...found.excluded] };
}

/** Who answers to these credentials, or why nobody knows. */
async function whoIs(aws: OpenedAws, ask: Ask): Promise<Caller | Unknown> {
  const operation = 'sts:GetCallerIdentity';
  const caller = await ask(operation, {}, Caller, () => aws.send('sts', 'GetCallerIdentity', {}));
  return caller ?? unknown({ operation, reason: 'missing_member', detail: `${operation}: there is none` });
}

/** Each account for itself: what one of them refuses is said of that one alone. */
async function accountsOf(
  aws: OpenedAws,
  config: AwsConfig,
  left: readonly Excluded[],
  ask: Ask,
  about: (subject: Subject) => Ask,
  openPath: OpenConfigPath | undefined,
): Promise<Pick<Scope, 'subjects' | 'excluded'>> {
  const { members, excluded, gap } = await membersOf(aws, config, ask);
  const unlisted = gap ? unlistedAccounts(config).map((subject) => ({ ...subject, gap })) : [];
  const [subjects, out] = [packed<Subject>(), packed<Excluded>()];
  for (const one of [...left, ...excluded]) out.add(one);
  for await (const found of parallel(members, (member) => accountOf(aws, member, config, about, openPath))) {
    for (const one of found.subjects) subjects.add(one);
    for (const one of found.excluded) out.add(one);
  }
  for (const one of unlisted) subjects.add(one);
  return { subjects: subjects.list, excluded: out.list };
}
async function accountOf(
  aws: OpenedAws,
  member: Member,
  config: AwsConfig,
  about: (subject: Subject) => Ask,
  openPath: OpenConfigPath | undefined,
): Promise<Found> {
  const place = placeOf(config, member);
  const own = subjectsIn(place, config);
  const unseen = (gap: Gap): Found => ({ subjects: own.map((subject) => ({ ...subject, gap })), excluded: [] });
  if (member.gap) return unseen(member.gap);
  const ask = about(own[0] as Subject);
  const account = await aws.inAccount(member.id);
  const caller = await whoIs(account, ask);
  if (isUnknown(caller)) return unseen(caller.$unknown);
  if (caller.Account !== member.id)
    return unseen({
      operation: 'sts:GetCallerIdentity',
      reason: 'identity_changed',
      detail: `account ${caller.Account} answered where ${member.id} was to be asked`,
    });
  if (openPath) account.recorded = openPath(account, () => about(own[0] as Subject));
  return regionsIn(account, place, config, ask);
}

async function regionsIn(aws: OpenedAws, place: Place, config: AwsConfig, ask: Ask): Promise<Found> {
  const input = { AllRegions: true };
  const listed = await ask('ec2:DescribeRegions', { input, region: aws.home }, Regions, () =>
    aws.send('ec2', 'DescribeRegions', input, aws.home),
  );
  const found = regionsOf(place, config, listed);
  aws.regions = found.subjects.flatMap(({ region, gap }) => (region === undefined || gap ? [] : [region]));
  aws.beyond = beyond(listed, aws.regions);
  return {
    subjects: found.subjects.map((subject) => identified(subject, place, aws.account)),
    excluded: found.excluded.map(({ id, because }) => ({ id: manyAccounts(config) ? joined([aws.account, id], '/') : id, because })),
  };
}

/** The same few words come in each account's answer; a part of a text keeps all of that text in memory. */
const words = new Map<string, string>();
function oneOf(word: string): string {
  const known = words.get(word);
  if (known !== undefined) return known;
  const own = Buffer.from(word).toString();
  words.set(own, own);
  return own;
}

/** What this run leaves out, for what may be in any one region. */
function beyond(listed: Answered, asked: readonly string[]): Gap | undefined {
  if (listed === null || isUnknown(listed)) return listed?.$unknown ?? unproven('ec2:DescribeRegions answered nothing');
  const rest = listed.Regions.filter(({ RegionName: name, OptInStatus }) => OptInStatus !== 'not-opted-in' && !asked.includes(name));
  const names = rest.map(({ RegionName }) => RegionName).join(', ');
  const detail = oneOf(`regions that are enabled and that this run does not look at: ${names}`);
  return names === '' ? undefined : { operation: 'ec2:DescribeRegions', reason: 'population_incomplete', detail };
}

/** At the end of the run: credentials may have been refreshed meanwhile, and a profile may be somebody else's by then. */
export async function closing(
  aws: OpenedAws,
  ask: Ask,
  about: (subject: Subject) => Ask,
  { subjects, principal }: Scope,
): Promise<readonly (readonly [Subject, Gap])[]> {
  if (isUnknown(principal)) return [];
  const checks = aws.accounts.size === 0 ? [{ one: aws, ask, own: subjects.filter(isOpen) }] : perAccount(aws, subjects, about);
  const lost: (readonly [Subject, Gap])[] = [];
  for await (const { own, gap } of parallel(checks, async ({ one, ask: asked, own }) => ({ own, gap: await changed(one, asked) })))
    if (gap) for (const subject of own) lost.push([subject, gap]);
  return lost;
}
const isOpen = ({ gap }: Subject): boolean => gap === undefined;
/** One after the other as they are asked for. The subjects of an account stand one after the other. */
function* perAccount(aws: OpenedAws, subjects: Listed<Subject>, about: (subject: Subject) => Ask) {
  let own: Subject[] = [];
  const check = function* () {
    const one = own[0] && aws.accounts.get(accountIn(own[0].id));
    if (one) yield { one, ask: about(own[0] as Subject), own };
  };
  for (const subject of subjects) {
    if (!isOpen(subject)) continue;
    if (own[0] !== undefined && accountIn(own[0].id) !== accountIn(subject.id)) {
      yield* check();
      own = [];
    }
    own.push(subject);
  }
  yield* check();
}
async function changed(aws: OpenedAws, ask: Ask): Promise<Gap | undefined> {
  const operation = 'sts:GetCallerIdentity';
  const caller = await whoIs(aws, ask);
  if (isUnknown(caller)) {
    const { $unknown: gap } = caller;
    return { ...gap, detail: `who answered could not be confirmed at the end of the run: ${gap.detail}` };
  }
  if (caller.Account === aws.account) return undefined;
  return {
    operation,
    reason: 'identity_changed',
    detail: `account ${aws.account} answered at first, ${caller.Account} at the end of the run`,
  };
}

/** `123456789012/eu-central-1` -> `123456789012` */
const accountIn = (id: string): string => id.split('/')[0] as string;
export function clientFor(aws: OpenedAws, { id }: Subject): OpenedAws {
  return aws.accounts.get(accountIn(id)) ?? aws;
}

function excludedRegions({ excludeRegions }: AwsConfig): readonly Excluded[] {
  // absent: nobody excluded a region
  return excludeRegions?.map(({ region, because }) => ({ id: region, because })) ?? [];
}
function identified(subject: Subject, place: Place, account: string): Subject {
  const label = place.label.includes(account) ? place.label : `${place.label} (${account})`;
  if (subject.scope === 'account') return { ...subject, id: account, label };
  const where = subject.region ?? '*';
  return {
    ...subject,
    id: joined([account, where], '/'),
    label: subject.region === undefined ? `${label}, its other regions` : joined([label, where], ' '),
  };
}

interface Found {
  readonly subjects: readonly Subject[];
  readonly excluded: readonly Excluded[];
}
/** Enabled is `opted-in` or `opt-in-not-required`: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Region.html */
function regionsOf(place: Place, config: AwsConfig, listed: Answered): Found {
  const subjects = subjectsIn(place, config);
  if (listed === null || isUnknown(listed)) return unlisted(place, listed, subjects);
  const status = new Map(listed.Regions.map((region) => [oneOf(region.RegionName), oneOf(region.OptInStatus)]));
  const left = new Set(config.excludeRegions?.map(({ region }) => region));
  const enabled = [...status.keys()].filter((name) => status.get(name) !== 'not-opted-in' && !left.has(name)).sort();
  const account = subjects.filter((subject) => subject.scope === 'account');
  if (config.regions === undefined) return { subjects: [...account, ...enabled.map((name) => regionOf(place, name))], excluded: [] };
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
function unlisted(place: Place, listed: Exclude<Answered, z.infer<typeof Regions>>, subjects: readonly Subject[]): Found {
  const why = listed?.$unknown ?? unproven('ec2:DescribeRegions answered nothing');
  const gap: Gap = { ...why, reason: 'region_scope_unproven', detail: `which regions are enabled is not known: ${why.detail}` };
  return {
    subjects: [...subjects.filter(({ region, scope }) => scope === 'account' || region !== undefined), { ...anyRegion(place), gap }],
    excluded: [],
  };
}
function unproven(detail: string): Gap {
  return { operation: 'ec2:DescribeRegions', reason: 'region_scope_unproven', detail };
}
