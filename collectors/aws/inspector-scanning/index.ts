import { z } from 'zod';
import { type Answer, isUnknown, type Known, known, missing, settle, unknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { askStatus, STATUS, type Status, statusIn } from '../inspector-status.ts';
import { INSTANCES, type Instance, instancePages } from '../instances.ts';
import { or } from '../kleene.ts';

const REPOSITORIES = 'ecr:DescribeRepositories';
const FUNCTIONS = 'lambda:ListFunctions';
const KINDS = ['EC2', 'ECR', 'LAMBDA'] as const;
type Kind = (typeof KINDS)[number];
const NAMES: Readonly<Record<Kind, string>> = { EC2: 'EC2 instances', ECR: 'ECR repositories', LAMBDA: 'Lambda functions' };

const Repositories = z.looseObject({ repositories: z.array(z.looseObject({})), nextToken: z.string().optional() });
const Functions = z.looseObject({ Functions: z.array(z.looseObject({})), NextMarker: z.string().optional() });

const Resource = z.object({
  id: z.string().describe('Account, region and kind'),
  name: z.string().describe('What is scanned, and where'),
  kind: z.enum(KINDS).describe('Kind of resource that Inspector can scan'),
  present: known(z.boolean()).describe('There is at least one in this region'),
  status: known(z.string()).describe('resourceState.ec2, .ecr or .lambda: `ENABLED`, `DISABLED`, `SUSPENDED`, …'),
});

interface Raw {
  readonly id: string;
  readonly kind: Kind;
  readonly region: string;
  readonly present: Known<boolean>;
  readonly status: Known<Status>;
  /** The two answers that say so: evidence belongs to answers. */
  readonly heard: readonly unknown[];
}

export default throughConfig({
  id: 'aws/inspector-scanning',
  title: 'What Amazon Inspector can scan in a region, and whether it does',
  scope: 'region',
  calls: [
    call('inspector2', 'BatchGetAccountStatus'),
    call('ec2', 'DescribeInstances'),
    call('ecr', 'DescribeRepositories'),
    call('lambda', 'ListFunctions'),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { id, region = aws.home } }): AsyncIterable<Raw> {
    const [answer, EC2, ECR, LAMBDA] = await Promise.all([
      askStatus(aws, ask, region),
      anyInstance(aws, ask, region),
      anyRepository(aws, ask, region),
      anyFunction(aws, ask, region),
    ]);
    const found = { EC2, ECR, LAMBDA };
    const status = statusIn(answer, aws);
    ask.proof(`${KINDS.length} kinds of resources, each looked for`);
    for (const kind of KINDS) {
      const { present, heard } = found[kind];
      yield { id: `${id}/${kind}`, kind, region, present, status, heard: [answer, heard] };
    }
  },
  normalise({ id, kind, region, present, status }) {
    return { id, name: `${NAMES[kind]} in ${region}`, kind, present, status: isUnknown(status) ? status : statusOf(status, kind) };
  },
});

function statusOf({ resourceState: { ec2, ecr, lambda } }: Status, kind: Kind): Known<string> {
  const state = { EC2: ec2, ECR: ecr, LAMBDA: lambda }[kind];
  return state?.status ?? missing(STATUS, `accounts[].resourceState.${kind.toLowerCase()}`);
}

interface Present {
  readonly present: Known<boolean>;
  readonly heard: unknown;
}
/** Terminated ones are listed for about an hour, and are gone. */
async function anyInstance(aws: Aws, ask: Ask, region: string): Promise<Present> {
  const instances: Answer<readonly Instance[]> = await ask.list(INSTANCES, {}, instancePages(aws, region));
  const none = missing(INSTANCES, 'Reservations');
  return { present: settle(instances, { some: (all): Known<boolean> => all.map(stands).reduce(or, false), none }), heard: instances };
}
function stands({ State }: Instance): Known<boolean> {
  return State === undefined ? missing(INSTANCES, 'Instances[].State') : !['terminated', 'shutting-down'].includes(State.Name);
}

/** One is enough to know: the shortest page will do. */
async function anyRepository(aws: Aws, ask: Ask, region: string): Promise<Present> {
  const input = { maxResults: 1 };
  const answer = await ask(REPOSITORIES, input, Repositories, () => aws.send('ecr', 'DescribeRepositories', input, region));
  const present = settle(answer, {
    some: ({ repositories, nextToken }) => any(REPOSITORIES, repositories, nextToken),
    none: missing(REPOSITORIES, 'repositories'),
  });
  return { present, heard: answer };
}
async function anyFunction(aws: Aws, ask: Ask, region: string): Promise<Present> {
  const input = { MaxItems: 1 };
  const answer = await ask(FUNCTIONS, input, Functions, () => aws.send('lambda', 'ListFunctions', input, region));
  const present = settle(answer, {
    some: ({ Functions: found, NextMarker }) => any(FUNCTIONS, found, NextMarker),
    none: missing(FUNCTIONS, 'Functions'),
  });
  return { present, heard: answer };
}
/** An empty page that points to another is not the end. */
function any(operation: string, found: readonly unknown[], next: string | undefined): Known<boolean> {
  if (found.length > 0) return true;
  if (next === undefined || next === '') return false;
  return unknown({ operation, reason: 'truncated', detail: `${operation}: the first page is empty and points to another` });
}
