/** From a name to a connected socket: resolved once, vetted, and connected to nothing but what was vetted. */
import { lookup } from 'node:dns/promises';
import { type BlockList, connect, isIP, type Socket } from 'node:net';
import { Unobservable } from '../../../src/kit.ts';
import { atOf, socketOf, type Target } from '../config.ts';
import { addressesOf } from './dns.ts';
import { blocked } from './guard.ts';

/** What of the configuration decides where a connection goes. */
export interface Place {
  readonly named: BlockList;
  readonly connectTo: Readonly<Record<string, string>>;
  readonly resolver: readonly string[] | undefined;
  readonly families: readonly number[];
  readonly timeoutMs: number;
}
/** An address that may be connected to. */
export interface Vetted {
  readonly address: string;
  readonly port: number;
}

/** Every address must be fit: a name that leads to a public and to a private one is not to be trusted with either. */
export async function vet(target: Target, place: Place, signal: AbortSignal): Promise<readonly Vetted[]> {
  const elsewhere = socketOf(place.connectTo[atOf(target)] ?? '');
  const found = elsewhere ? [elsewhere] : (await resolve(target.host, place, signal)).map((address) => ({ address, port: target.port }));
  for (const { address } of found) {
    const why = blocked(address, place.named);
    if (why !== undefined) throw new Unobservable('target_blocked', `${target.host}: ${why}`);
  }
  const reachable = elsewhere ? found : found.filter(({ address }) => place.families.includes(isIP(address)));
  if (reachable.length === 0)
    throw new Unobservable('unreachable', `${target.host} has no address of IPv${place.families.join(' or IPv')}`);
  return reachable;
}

async function resolve(host: string, { resolver, timeoutMs }: Place, signal: AbortSignal): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  if (resolver) return addressesOf(host, { servers: resolver, timeoutMs }, signal);
  try {
    return (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address);
  } catch (error) {
    const code = codeOf(error);
    throw new Unobservable('unreachable', `${host}: its name could not be resolved: ${code}`, code === 'EAI_AGAIN');
  }
}

export type Outcome =
  | { readonly state: 'open'; readonly socket: Socket }
  | { readonly state: 'closed' | 'filtered'; readonly code: string };

/** One TCP connection. What fails on this side (no route, no descriptors, a local firewall) says nothing about the other: it is thrown. */
export function knock({ address, port }: Vetted, timeoutMs: number, signal: AbortSignal): Promise<Outcome> {
  return new Promise((settle, fail) => {
    const socket = connect({ host: address, port });
    const done = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      socket.removeAllListeners();
      act();
    };
    const drop = (act: () => void) =>
      done(() => {
        socket.on('error', () => undefined); // it is given up: what it says from here on concerns nobody
        socket.destroy();
        act();
      });
    const timer = setTimeout(() => drop(() => settle({ state: 'filtered', code: 'ETIMEDOUT' })), timeoutMs);
    const aborted = () => drop(() => fail(new Unobservable('aborted', 'the run was interrupted')));
    signal.addEventListener('abort', aborted);
    socket.once('connect', () => done(() => settle({ state: 'open', socket })));
    socket.once('error', (error) => {
      const code = codeOf(error);
      drop(() => {
        if (code === 'ECONNREFUSED' || code === 'ECONNRESET') settle({ state: 'closed', code });
        // a router or firewall on the way said so: ICMP of RFC 1122 section 3.2.2.1, which ends the attempt as silence would
        else if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH') settle({ state: 'filtered', code });
        else fail(new Unobservable('unreachable', `${address}:${port} could not be tried from here: ${code}`));
      });
    });
  });
}

/** A connection to the first of the host's addresses that takes one. */
export async function dial(target: Target, place: Place, signal: AbortSignal): Promise<{ readonly socket: Socket; readonly peer: string }> {
  let last: Unobservable | undefined;
  for (const address of await vet(target, place, signal)) {
    const outcome = await knock(address, place.timeoutMs, signal).catch((error: unknown) => error as Unobservable);
    if (outcome instanceof Error) last = outcome;
    else if (outcome.state === 'open') return { socket: outcome.socket, peer: peerOf(address) };
    else
      last = new Unobservable(
        outcome.state === 'closed' ? 'unreachable' : 'timeout',
        `${atOf(target)} (${address.address}): ${outcome.state === 'closed' ? 'refused the connection' : 'does not answer'}: ${outcome.code}`,
      );
    if (last?.reason === 'aborted') break;
  }
  throw last ?? new Unobservable('internal_error', `${atOf(target)} was not tried`);
}

export const peerOf = ({ address, port }: Vetted): string => atOf({ host: address, port });
export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? (error as Error).name;
