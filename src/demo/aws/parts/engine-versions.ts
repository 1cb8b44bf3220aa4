/** Until when RDS supports the major versions of its engines. The databases themselves are in the worlds. */
import type * as Rds from '@aws-sdk/client-rds';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Age } from '../world.ts';
import { type Holding, type Part, see } from './part.ts';

/** Engine and major version to the days of standard support that are left; null: RDS tells no lifecycle. */
type Majors = Readonly<Record<string, Age | null>>;
type Held = Holding<Majors, null>;
/** AWS's own dates move on with the calendar; these keep their distance. */
const today: Majors = {
  'aurora-postgresql 16': 800,
  'mysql 5.7': -1000,
  'mysql 8.0': 400,
  'mysql 8.4': 1200,
  'oracle-ee 19': null,
  'postgres 16': 800,
  'postgres 17': 1200,
};
const of = (account: Majors): Held => ({ account, regions: {}, elsewhere: null });
const nothing = of(today);

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBMajorEngineVersions.html */
function DescribeDBMajorEngineVersions(
  input: Rds.DescribeDBMajorEngineVersionsRequest,
  ask: Ask,
): Rds.DescribeDBMajorEngineVersionsResponse {
  const { Engine: engine, MajorEngineVersion: major, MaxRecords: size, Marker: token } = input;
  if (engine !== undefined || major !== undefined) throw new AwsRefusal('InvalidParameterValue', 'The simulator lists all versions.', 400);
  if (size !== undefined && (size < 20 || size > 100))
    throw new AwsRefusal('InvalidParameterValue', `Invalid value ${size} for MaxRecords. Must be between 20 and 100`, 400);
  const bad = () => new AwsRefusal('InvalidParameterValue', 'The marker is invalid.', 400);
  const { items, next } = page(Object.entries(see(ask, engineVersions.id, nothing).account), ask, { size, token }, bad);
  return { DBMajorEngineVersions: items.map(([name, left]) => describe(name, left, ask)), Marker: next };
}
function describe(name: string, left: Age | null, ask: Ask): Rds.DBMajorEngineVersion {
  const [Engine, MajorEngineVersion] = name.split(' ');
  if (left === null) return { Engine, MajorEngineVersion, SupportedEngineLifecycles: [] };
  const lifecycle = (LifecycleSupportName: Rds.LifecycleSupportName, from: Age, to: Age) => ({
    LifecycleSupportName,
    LifecycleSupportStartDate: ago(-from, ask),
    LifecycleSupportEndDate: ago(-to, ask),
  });
  const SupportedEngineLifecycles = [
    lifecycle('open-source-rds-standard-support', left - 1825, left),
    lifecycle('open-source-rds-extended-support', left, left + 1095),
  ];
  return { Engine, MajorEngineVersion, SupportedEngineLifecycles };
}

export const engineVersions: Part<Majors, null> = {
  id: 'engine-versions',
  answers: { rds: { DescribeDBMajorEngineVersions } },
  nothing,
  clean: { [PRODUCTION]: nothing },
  drifted: { [PRODUCTION]: nothing },
  drift: [],
  checks: ['aws.runtime.supported-versions'],
  broken: { [PRODUCTION]: of({ ...today, 'mysql 8.0': -1 }) },
  refusals: [],
};
