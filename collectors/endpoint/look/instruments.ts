/** From a question's address to who answers it. */

import { getServers } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { openGate, seen, Unobservable } from '../../../src/kit.ts';
import type { Instant, Instrument } from '../../../src/model.ts';
import { ROOT } from '../client.ts';
import { type EndpointConfig, rangesOf, type Target } from '../config.ts';
import { codeOf, type Place } from './dial.ts';
import { query } from './dns.ts';
import { lookPage } from './page.ts';
import { lookPort } from './port.ts';
import { lookRevocation } from './revocation.ts';
import { lookMethods } from './ssh.ts';
import { lookCertificate, lookHandshake, lookWeak } from './tls.ts';

export function instrumentsOf(
  config: EndpointConfig,
  env: (name: string) => string | undefined,
  now: () => Instant,
): Readonly<Record<string, Instrument>> {
  const { connectTo, resolver, families, timeoutMs, allowPrivate } = config;
  const place: Place = { named: rangesOf(allowPrivate), connectTo, resolver, families, timeoutMs };
  let read: Promise<string | undefined> | undefined;
  const ca = () => (read ??= authorityOf(config.ca));
  const page =
    (secure: boolean): Instrument =>
    async ({ url }, signal) => {
      const path = url.searchParams.get('path') ?? '/';
      return seen(
        await lookPage(targetOf(url), { secure, path, body: url.searchParams.get('body') === 'yes', ca: await ca() }, place, signal),
      );
    };
  const looks: Record<string, Instrument> = {
    'tls:': async ({ url }, signal) => {
      const target = targetOf(url);
      if (url.pathname === '/certificate') return seen(await lookCertificate(target, await ca(), place, signal));
      if (url.pathname === '/weak-suites') return seen(await lookWeak(target, place, signal));
      if (url.pathname === '/revocation') return seen(await lookRevocation(target, { ca: await ca(), now: now() }, place, signal));
      return seen(await lookHandshake(target, url.searchParams.get('version') ?? '', place, signal));
    },
    'web:': page(false),
    'webs:': page(true),
    'tcp:': async ({ url }, signal) => seen(await lookPort(targetOf(url), place, signal)),
    'ssh:': async ({ url }, signal) => seen(await lookMethods(targetOf(url), env('PATH'), place, signal)),
    'dns:': async ({ url }, signal) => {
      const name = url.hostname === ROOT ? '.' : url.hostname;
      return seen(await query(name, url.pathname.slice(1), { servers: resolver ?? getServers(), timeoutMs }, signal));
    },
  };
  return Object.fromEntries(
    Object.entries(looks).map(([scheme, look]) => {
      const gate = openGate(scheme === 'tcp:' ? PORTS : LOOKS);
      return [scheme, (request, signal) => gate(() => look(request, signal))];
    }),
  );
}
/** Under way at once, of each scheme. A port behind a firewall costs a whole timeout and nothing else. */
const LOOKS = 48;
const PORTS = 512;

const targetOf = ({ hostname, port }: URL): Target => ({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });

async function authorityOf(ca: string | undefined): Promise<string | undefined> {
  if (ca === undefined || ca.includes('-----BEGIN')) return ca;
  try {
    return await readFile(ca, 'utf8');
  } catch (error) {
    throw new Unobservable('internal_error', `the authority's file ${ca} cannot be read: ${codeOf(error)}`);
  }
}
