/** Who may ask what in a world: from a request to its turn, without a socket. */
import type { Instant, WireRequest, WireResponse } from '../../model.ts';
import { HTML_PAGE, matches, type Turn } from '../faults.ts';
import type { Ask } from './answers/ask.ts';
import { userArn } from './answers/iam-users.ts';
import { answers } from './answers/index.ts';
import { sessionOf } from './answers/sts.ts';
import {
  AwsRefusal,
  decodeInput,
  encodeOutput,
  encodeRefusal,
  type Output,
  type Route,
  route,
  type Sender,
  type ServiceName,
  senderOf,
  servicesFor,
} from './wire.ts';
import { accessDenied, actionOf, expired, throttled, unknownKey, unsigned } from './wire-errors.ts';
import type { Account, Refusal, World } from './world.ts';

/** One line of the log. Empty strings where a request does not say. */
export interface Asked {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly account: string;
}
export type AwsTurn = Turn & { readonly asked: Asked };
export interface Desk {
  turn(request: WireRequest, requestId: string): Promise<AwsTurn>;
}

export function openDesk(world: World, now: () => Instant): Desk {
  const memory = new Map<string, string>();
  return {
    async turn(request, requestId) {
      const sender = senderOf(request);
      const asked = route(servicesFor(sender?.signing), request, sender);
      const key = sender?.accessKeyId ?? '';
      const session = sessionOf(key, memory);
      const account = world.accounts.find(({ id, callerKeys }) => id === session?.account || callerKeys.includes(key));
      const log = { region: sender?.region ?? '', account: account?.id ?? '' };
      if (!asked) return nobody(request, { service: sender?.signing ?? '', operation: '', ...log });
      const visit: Visit = { world, memory, now: new Date(now()), route: asked, request, requestId, sender, account };
      return {
        operation: `${asked.service.name}:${asked.operation.name}`,
        asked: { service: asked.service.name, operation: asked.operation.name, ...log },
        answer: () => receive(visit),
        refuse: (kind) => refuse(visit, kind),
      };
    },
  };
}

interface Visit {
  readonly world: World;
  readonly memory: Map<string, string>;
  readonly now: Date;
  readonly route: Route;
  readonly request: WireRequest;
  readonly requestId: string;
  readonly sender: Sender | undefined;
  readonly account: Account | undefined;
}

async function receive(visit: Visit): Promise<WireResponse> {
  const { route, requestId } = visit;
  try {
    const ask = admit(visit);
    const input = await decodeInput(route, visit.request);
    const refusal = visit.world.refusals.find((each) => applies(each, visit, input));
    if (refusal) return refuse(visit, refusal.how, input);
    if (!isAllowed(visit)) return refuse(visit, 'denied', input);
    const answer = answers[route.service.name as ServiceName]?.[route.operation.name];
    if (!answer) throw new AwsRefusal('NotImplemented', `The simulator does not answer ${route.service.name}:${route.operation.name}`, 501);
    return await encodeOutput(route, answer(input as never, ask) as Output, requestId);
  } catch (error) {
    if (error instanceof AwsRefusal) return encodeRefusal(route.service, error, requestId);
    throw error;
  }
}

/** Signatures are not computed: whoever can reach the loopback interface may ask. But there must be one, of a known key. */
function admit({ world, memory, now, route, sender, account }: Visit): Ask {
  if (!sender) throw unsigned(route.service);
  const region = account?.regions[sender.region];
  if (!account || !region || region.optIn === 'not-opted-in') throw unknownKey(route.service);
  const session = sessionOf(sender.accessKeyId, memory);
  if (session && Date.parse(session.until) <= now.getTime()) throw expired(route.service);
  return { world, account, region, regionName: sender.region, now, memory, caller: session?.arn ?? userArn(account, account.caller) };
}

/** Nobody needs a permission to be told who they are: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
function isAllowed({ account, route: { service, operation } }: Visit): boolean {
  const action = actionOf(service.name, operation.name);
  return account?.allowed === undefined || action === 'sts:GetCallerIdentity' || account.allowed.includes(action);
}

function applies(refusal: Refusal, { route, sender, account }: Visit, input: Output): boolean {
  if (!matches(refusal.operation, `${route.service.name}:${route.operation.name}`)) return false;
  if (refusal.region !== undefined && refusal.region !== sender?.region) return false;
  if (refusal.account !== undefined && refusal.account !== account?.id) return false;
  return refusal.resource === undefined || refusal.resource === resourceName(input);
}

/** The member of an input that names what is asked about, over all services here. */
const NAMES = ['Bucket', 'UserName', 'TrailName', 'Name', 'ConfigRuleName'] as const;
function resourceName(input: Output): string | undefined {
  const name = NAMES.map((member) => input[member]).find((value) => typeof value === 'string');
  return typeof name === 'string' ? name : undefined;
}

function refuse(visit: Visit, how: Refusal['how'], input: Output = {}): WireResponse {
  const { route, requestId, account, sender, memory } = visit;
  if (how === 'html') return HTML_PAGE;
  if (how === 'throttled') return encodeRefusal(route.service, throttled(route.service), requestId);
  const session = sessionOf(sender?.accessKeyId ?? '', memory);
  const caller = session?.arn ?? (account ? userArn(account, account.caller) : 'anonymous');
  return encodeRefusal(route.service, accessDenied(route, { caller, resource: arnOf(visit, input) }, how), requestId);
}

/** The resource that the refusal names, where the service names one. */
function arnOf({ route, account }: Visit, input: Output): string | undefined {
  const name = resourceName(input);
  switch (route.service.name) {
    case 's3':
      return name === undefined ? undefined : `"arn:aws:s3:::${name}"`;
    case 'iam':
      return account && (name === undefined ? `arn:aws:iam::${account.id}:*` : userArn(account, name));
    default:
      return undefined;
  }
}

/** No service, or no operation of it: what AWS's front door says to a request that it cannot place. */
function nobody({ method, url }: WireRequest, asked: Asked): AwsTurn {
  const body = `The simulator has no operation for ${method} ${url.pathname}${url.search} (${asked.service || 'unsigned'})`;
  const answer: WireResponse = { status: 501, headers: { 'content-type': 'text/plain' }, body: Buffer.from(body) };
  return { operation: '', asked, answer: async () => answer, refuse: () => answer };
}
