/**
 * Reads of the services that speak REST: by IAM's prefix, `METHOD /path/{placeholder}` -> operation. Nothing else of them leaves the machine.
 * A test holds each line against the SDK's own model.
 */
export const REST_READS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'access-analyzer': {
    'GET /analyzer': 'ListAnalyzers',
    'POST /findingv2': 'ListFindingsV2',
  },
  account: {
    'POST /getAlternateContact': 'GetAlternateContact',
    'POST /listRegions': 'ListRegions',
  },
  backup: {
    'GET /backup-vaults': 'ListBackupVaults',
    'GET /backup/plans': 'ListBackupPlans',
    'GET /backup/plans/{BackupPlanId}': 'GetBackupPlan',
    'GET /copy-jobs': 'ListCopyJobs',
    'GET /resources': 'ListProtectedResources',
    'GET /restore-jobs': 'ListRestoreJobs',
    'GET /restore-testing/plans': 'ListRestoreTestingPlans',
  },
  cloudfront: {
    'GET /2020-05-31/distribution': 'ListDistributions',
  },
  eks: {
    'GET /cluster-versions': 'DescribeClusterVersions',
    'GET /clusters': 'ListClusters',
    'GET /clusters/{name}': 'DescribeCluster',
  },
  elasticfilesystem: {
    'GET /2015-02-01/file-systems': 'DescribeFileSystems',
    'GET /2015-02-01/file-systems/{FileSystemId}/backup-policy': 'DescribeBackupPolicy',
  },
  es: {
    'GET /2021-01-01/domain': 'ListDomainNames',
    'POST /2021-01-01/opensearch/domain-info': 'DescribeDomains',
  },
  guardduty: {
    'GET /detector': 'ListDetectors',
    'GET /detector/{DetectorId}': 'GetDetector',
    'POST /detector/{DetectorId}/findings': 'ListFindings',
    'POST /detector/{DetectorId}/findings/get': 'GetFindings',
  },
  inspector2: {
    'POST /coverage/list': 'ListCoverage',
    'POST /findings/list': 'ListFindings',
    'POST /status/batch/get': 'BatchGetAccountStatus',
  },
  lambda: {
    'GET /2015-03-31/functions': 'ListFunctions',
    'GET /2015-03-31/functions/{FunctionName}/policy': 'GetPolicy',
    'GET /2021-10-31/functions/{FunctionName}/urls': 'ListFunctionUrlConfigs',
  },
  macie2: {
    'GET /automated-discovery/configuration': 'GetAutomatedDiscoveryConfiguration',
    'GET /macie': 'GetMacieSession',
  },
  securityhub: {
    'GET /accounts': 'DescribeHub',
    'GET /hubv2': 'DescribeSecurityHubV2',
    'POST /findings': 'GetFindings',
    'POST /standards/get': 'GetEnabledStandards',
  },
};

/** The most literal line wins: `/status/batch/get` over `/status/{name}/get`. A placeholder is one segment, whatever is encoded in it. */
export function restOperation(prefix: string, method: string, pathname: string): string | undefined {
  const path = pathname.split('/').filter((segment) => segment !== '');
  const fits = Object.entries(REST_READS[prefix] ?? {}).flatMap(([line, operation]) => {
    const [verb, template = ''] = line.split(' ');
    const segments = template.split('/').filter((segment) => segment !== '');
    if (verb !== method || segments.length !== path.length) return [];
    const literals = segments.filter((segment) => !segment.startsWith('{'));
    return segments.every((segment, i) => segment.startsWith('{') || segment === path[i]) ? [{ operation, literals: literals.length }] : [];
  });
  return fits.sort((a, b) => b.literals - a.literals)[0]?.operation;
}
