/** Until when what runs is in standard support. Pure. */
import { isUnknown, type Known, missing, settle, unknown } from '../../../src/kit.ts';
import { DESCRIBE } from '../eks-clusters.ts';
import { FUNCTIONS } from '../functions.ts';
import { INSTANCES, MAJORS, type Major, type Raw, VERSIONS, type Version } from './answers.ts';
import { AS_OF, DEPRECATED_ON, SOURCE } from './lambda-runtimes.ts';

export function normalise(raw: Raw) {
  if ('database' in raw) return ofDatabase(raw);
  return 'lambda' in raw ? ofFunction(raw) : ofCluster(raw);
}

function ofDatabase({ database, majors }: Extract<Raw, { database: unknown }>) {
  const text = (name: string): Known<string> => {
    const value = database[name];
    return typeof value === 'string' && value !== '' ? value : missing(INSTANCES, `DBInstances[].${name}`);
  };
  const automatic = database['AutoMinorVersionUpgrade'];
  const version = text('EngineVersion');
  return {
    id: database.DBInstanceArn,
    name: database.DBInstanceIdentifier,
    kind: 'database' as const,
    image: false,
    engine: database.Engine,
    version,
    supportEnds: isUnknown(version)
      ? version
      : settle(majors, { some: (all) => endOfMajor(database.Engine, version, all), none: missing(MAJORS, 'DBMajorEngineVersions') }),
    toldBy: MAJORS,
    autoMinorVersionUpgrade: typeof automatic === 'boolean' ? automatic : missing(INSTANCES, 'DBInstances[].AutoMinorVersionUpgrade'),
    outOfScopeBecause: '',
  };
}

/** `16` is the major version of `16.4`, `8.0` that of `8.0.39` and of `8.0.mysql_aurora.3.05.2`. */
export function endOfMajor(engine: string, version: string, all: readonly Major[]): Known<string> {
  const fits = all.filter((one) => one.Engine === engine && `${version}.`.startsWith(`${one.MajorEngineVersion}.`));
  const [major] = fits.sort((a, b) => b.MajorEngineVersion.length - a.MajorEngineVersion.length);
  if (major === undefined) return missing(MAJORS, `DBMajorEngineVersions[${engine} ${version}]`);
  // what RDS has for engines with a life of their own (Oracle, SQL Server, …): no lifecycle, and so no word
  const standard = major.SupportedEngineLifecycles?.find((one) => one.LifecycleSupportName === 'open-source-rds-standard-support');
  const name = `DBMajorEngineVersions[${engine} ${major.MajorEngineVersion}].SupportedEngineLifecycles`;
  return standard?.LifecycleSupportEndDate.toISOString() ?? missing(MAJORS, name);
}

function ofCluster({ name, arn, cluster, versions }: Extract<Raw, { cluster: unknown }>) {
  const version = isUnknown(cluster) ? cluster : (cluster.version ?? missing(DESCRIBE, 'cluster.version'));
  return {
    id: arn,
    name,
    kind: 'cluster' as const,
    image: false,
    engine: 'kubernetes',
    version,
    supportEnds: isUnknown(version)
      ? version
      : settle(versions, { some: (all) => endOfVersion(version, all), none: missing(VERSIONS, 'clusterVersions') }),
    toldBy: VERSIONS,
    autoMinorVersionUpgrade: null,
    outOfScopeBecause: '',
  };
}
export function endOfVersion(version: string, all: readonly Version[]): Known<string> {
  const found = all.find((one) => one.clusterVersion === version && (one.clusterType === undefined || one.clusterType === 'eks'));
  return found?.endOfStandardSupportDate?.toISOString() ?? missing(VERSIONS, `clusterVersions[${version}].endOfStandardSupportDate`);
}

function ofFunction({ lambda }: Extract<Raw, { lambda: unknown }>) {
  const { FunctionArn: id, FunctionName: name, PackageType, Runtime } = lambda;
  // what is within an image is its maker's; only zip archives have a runtime of AWS
  const image =
    PackageType === undefined ? (Runtime === undefined ? missing(FUNCTIONS, 'Functions[].PackageType') : false) : PackageType === 'Image';
  const runtime = Runtime ?? missing(FUNCTIONS, 'Functions[].Runtime');
  return {
    id,
    name,
    kind: 'function' as const,
    image,
    engine: 'lambda',
    version: runtime,
    supportEnds: isUnknown(runtime) ? runtime : endOfRuntime(runtime),
    toldBy: `${SOURCE} of ${AS_OF}`,
    autoMinorVersionUpgrade: null,
    outOfScopeBecause: image === true ? 'a container image has no runtime of Lambda' : '',
  };
}
/** The last day is the one before. A runtime that is not on the list may be newer than it. */
export function endOfRuntime(runtime: string): Known<string> {
  if (Object.hasOwn(DEPRECATED_ON, runtime)) return `${DEPRECATED_ON[runtime]}T00:00:00.000Z`;
  const detail = `${runtime} is not on the list of runtimes that this version has, which is that of ${AS_OF}: ${SOURCE}`;
  return unknown({ operation: FUNCTIONS, reason: 'stale_evidence', detail });
}
