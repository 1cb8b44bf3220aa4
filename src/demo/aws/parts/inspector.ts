/** https://docs.aws.amazon.com/inspector/v2/APIReference/API_Operations.html */
import type * as Inspector from '@aws-sdk/client-inspector2';
import { PRODUCTION, SANDBOX } from '../accounts.ts';
import { type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Age } from '../world.ts';
import { cleanInstances } from './instances/clean.ts';
import { type Holding, type Part, see } from './part.ts';

interface Covered {
  readonly instance: string;
  readonly active: boolean;
  readonly reason: Inspector.ScanStatusReason;
  /** Null: never. */
  readonly scanned: Age | null;
}
interface Finding {
  readonly id: string;
  readonly title: string;
  readonly type: 'PACKAGE_VULNERABILITY' | 'NETWORK_REACHABILITY';
  readonly severity: Inspector.Severity;
  readonly status: 'ACTIVE' | 'SUPPRESSED' | 'CLOSED';
  readonly fix: 'YES' | 'NO' | 'PARTIAL';
  readonly age: Age;
  readonly instance: string;
}
interface InRegion {
  readonly on: Readonly<Record<'ec2' | 'ecr' | 'lambda', boolean>>;
  readonly covered: readonly Covered[];
  readonly findings: readonly Finding[];
}
type Held = Holding<null, InRegion>;

const OFF: InRegion = { on: { ec2: false, ecr: false, lambda: false }, covered: [], findings: [] };
const QUIET: InRegion = { ...OFF, on: { ec2: true, ecr: true, lambda: true } };
const nothing: Held = { account: null, regions: {}, elsewhere: OFF };
const here = (ask: Ask) => see(ask, inspector.id, nothing).region;
const isOn = ({ on }: InRegion) => on.ec2 || on.ecr || on.lambda;

const invalid = (why: string) => new AwsRefusal('ValidationException', why, 400);
const badToken = () => invalid('The nextToken is not valid.');
/** A state without an error has empty texts in it: https://docs.aws.amazon.com/inspector/v2/APIReference/API_State.html */
const state = (on: boolean): Inspector.State => ({ status: on ? 'ENABLED' : 'DISABLED', errorCode: 'ALREADY_ENABLED', errorMessage: '' });

function BatchGetAccountStatus(input: Inspector.BatchGetAccountStatusRequest, ask: Ask): Inspector.BatchGetAccountStatusResponse {
  const asked = input.accountIds?.length ? input.accountIds : [ask.account.id];
  const { on } = here(ask);
  const strangers = asked.filter((id) => id !== ask.account.id);
  return {
    accounts: asked
      .filter((id) => id === ask.account.id)
      .map((accountId) => ({
        accountId,
        state: state(isOn(here(ask))),
        resourceState: {
          ec2: state(on.ec2),
          ecr: state(on.ecr),
          lambda: state(on.lambda),
          lambdaCode: state(false),
          codeRepository: state(false),
        },
      })),
    failedAccounts: strangers.map((accountId) => ({
      accountId,
      errorCode: 'ACCESS_DENIED',
      errorMessage: 'Invoking account does not have access to this account',
    })),
  };
}

interface Filter {
  readonly comparison?: string | undefined;
  readonly value?: string | undefined;
}
/** Several of one kind are alternatives: https://docs.aws.amazon.com/inspector/v2/APIReference/API_FilterCriteria.html */
function passes(criteria: object | undefined, values: Readonly<Record<string, string>>): boolean {
  const given: Readonly<Record<string, readonly Filter[] | undefined>> = { ...criteria };
  return Object.entries(given).every(([name, filters]) => {
    if (filters === undefined) return true;
    if (!(name in values)) throw invalid(`The simulator knows no filter called ${name}.`);
    if (filters.some(({ comparison }) => comparison !== 'EQUALS')) throw invalid('The simulator compares by EQUALS alone.');
    return filters.some(({ value }) => value === values[name]);
  });
}
function sized(size: number | undefined, most: number): number | undefined {
  if (size !== undefined && (size < 1 || size > most)) throw invalid(`maxResults must be between 1 and ${most}.`);
  return size;
}

function ListCoverage(input: Inspector.ListCoverageRequest, ask: Ask): Inspector.ListCoverageResponse {
  const accountId = ask.account.id;
  const wanted = here(ask).covered.filter(({ instance: resourceId }) =>
    passes(input.filterCriteria, { accountId, resourceType: 'AWS_EC2_INSTANCE', resourceId, scanType: 'PACKAGE' }),
  );
  const { items, next } = page(wanted, ask, { size: sized(input.maxResults, 200), token: input.nextToken }, badToken);
  return {
    coveredResources: items.map(({ instance, active, reason, scanned }) => ({
      accountId,
      resourceId: instance,
      resourceType: 'AWS_EC2_INSTANCE',
      scanType: 'PACKAGE',
      scanMode: 'EC2_SSM_AGENT_BASED',
      scanStatus: { statusCode: active ? 'ACTIVE' : 'INACTIVE', reason },
      lastScannedAt: scanned === null ? undefined : ago(scanned, ask),
    })),
    nextToken: next,
  };
}

function ListFindings(input: Inspector.ListFindingsRequest, ask: Ask): Inspector.ListFindingsResponse {
  const awsAccountId = ask.account.id;
  const wanted = here(ask).findings.filter(({ severity, status: findingStatus }) =>
    passes(input.filterCriteria, { awsAccountId, severity, findingStatus }),
  );
  const { items, next } = page(wanted, ask, { size: sized(input.maxResults, 100), token: input.nextToken }, badToken);
  return { findings: items.map((finding) => describe(finding, ask)), nextToken: next };
}
function describe({ id, title, type, severity, status, fix, age, instance }: Finding, ask: Ask): Inspector.Finding {
  const packages = type === 'PACKAGE_VULNERABILITY';
  return {
    findingArn: `arn:aws:inspector2:${ask.regionName}:${ask.account.id}:finding/${id.padStart(32, '0')}`,
    awsAccountId: ask.account.id,
    type,
    title,
    description: title,
    severity,
    status,
    firstObservedAt: ago(age, ask),
    lastObservedAt: ago(0.5, ask),
    updatedAt: ago(0.5, ask),
    remediation: { recommendation: { text: 'None Provided' } },
    resources: [{ id: instance, type: 'AWS_EC2_INSTANCE', partition: 'aws', region: ask.regionName }],
    ...(packages && { fixAvailable: fix, exploitAvailable: 'NO' }),
  };
}

/** The very instances of the part `instances`. */
const own = cleanInstances[PRODUCTION] as Readonly<Record<string, readonly { readonly id: string }[]>>;
const instancesIn = (region: string) => (own[region] as readonly { readonly id: string }[]).map(({ id }) => id);
const scanned = (instance: string): Covered => ({ instance, active: true, reason: 'SUCCESSFUL', scanned: 0.3 });
const finding = (n: number, title: string, instance: string, rest: Partial<Finding>): Finding => ({
  id: String(n),
  title,
  type: 'PACKAGE_VULNERABILITY',
  severity: 'HIGH',
  status: 'ACTIVE',
  fix: 'YES',
  age: 3,
  instance,
  ...rest,
});

const [web1 = '', web2 = ''] = instancesIn('eu-central-1');
const frankfurt: InRegion = {
  ...QUIET,
  covered: instancesIn('eu-central-1').map(scanned),
  findings: [
    finding(1, 'CVE-2026-10001 - openssl', web1, { severity: 'CRITICAL', age: 2 }),
    finding(2, 'CVE-2026-10002 - kernel', web1, { age: 12 }),
    finding(3, 'CVE-2026-10003 - libxml2', web2, { severity: 'CRITICAL', age: 60, fix: 'NO' }),
    finding(4, 'Port 443 is reachable from an Internet Gateway', web2, { type: 'NETWORK_REACHABILITY', age: 190 }),
    finding(5, 'CVE-2025-20005 - glibc', web2, { status: 'CLOSED', age: 90 }),
    finding(6, 'CVE-2026-10006 - tar', web2, { severity: 'MEDIUM', age: 90 }),
  ],
};
const virginia: InRegion = { ...QUIET, covered: instancesIn('us-east-1').map(scanned) };
const [edge1 = '', edge2 = '', edge3 = ''] = instancesIn('us-east-1');

const held = (inFrankfurt: InRegion, inVirginia: InRegion): Held => ({
  account: null,
  regions: { 'eu-central-1': inFrankfurt, 'us-east-1': inVirginia },
  elsewhere: QUIET,
});
const forgotten = finding(7, 'CVE-2026-10007 - curl', edge1, { severity: 'CRITICAL', age: 20 });
const sandbox: Held = { ...nothing, elsewhere: QUIET };

export const inspector: Part<null, InRegion> = {
  id: 'inspector',
  answers: { inspector2: { BatchGetAccountStatus, ListCoverage, ListFindings } },
  nothing,
  clean: { [PRODUCTION]: held(frankfurt, virginia), [SANDBOX]: sandbox },
  drifted: { [PRODUCTION]: held(frankfurt, { ...virginia, findings: [forgotten] }), [SANDBOX]: sandbox },
  drift: [
    {
      check: 'aws.inspector.findings-sla',
      resource: `${forgotten.title} ${edge1}`,
      what: 'a critical vulnerability has a fix, and has waited for it for three weeks',
    },
  ],
  checks: ['aws.inspector.coverage', 'aws.inspector.enabled', 'aws.inspector.findings-sla'],
  broken: {
    [PRODUCTION]: held(
      { ...frankfurt, on: { ...frankfurt.on, ec2: false }, findings: [{ ...forgotten, instance: web1 }] },
      {
        ...virginia,
        covered: [
          { instance: edge1, active: false, reason: 'UNMANAGED_EC2_INSTANCE', scanned: 40 },
          { instance: edge2, active: true, reason: 'SUCCESSFUL', scanned: 30 },
          // the third is not covered at all
        ],
        findings: [finding(8, 'CVE-2026-10008 - bash', edge3, { age: 45, fix: 'PARTIAL' })],
      },
    ),
  },
  refusals: [{ operation: 'inspector2:ListCoverage', how: 'denied', region: 'us-east-1' }],
};
