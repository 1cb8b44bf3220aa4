/** What one service of a load balancer speaks, and who answers behind it. Pure. */
import { z } from 'zod';
import { isUnknown, known, unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import { member } from '../member.ts';
import { healthOn, type Target, type Targets } from './targets.ts';

const OPERATION = CALLS.load_balancers.operation;

export const Service = z.object({
  port: z.int().describe('`listen_port`'),
  protocol: known(z.string()).describe('`http`, `https` or `tcp`'),
  redirectsHttp: known(z.boolean()).describe('`http.redirect_http`'),
  hasCertificates: known(z.boolean()).describe('`http.certificates` is not empty: it ends TLS itself'),
});
export type Service = z.infer<typeof Service>;
export type Entry = Readonly<Record<string, unknown>> & { readonly listen_port: number };

export function serviceOf(entry: Entry): Service {
  const protocol = member(entry, 'protocol', z.enum(['http', 'https', 'tcp']), OPERATION);
  // Hetzner's `http` belongs to the two protocols of that name
  const http = protocol === 'tcp' ? {} : member(entry, 'http', z.record(z.string(), z.unknown()), OPERATION);
  const certificates = isUnknown(http) ? http : member(http, 'certificates', z.array(z.int()), OPERATION);
  return {
    port: entry.listen_port,
    protocol,
    redirectsHttp: isUnknown(http) ? http : member(http, 'redirect_http', z.boolean(), OPERATION),
    hasCertificates: isUnknown(certificates) ? certificates : certificates.length > 0,
  };
}

export const Backend = z.object({
  port: z.int().describe('`listen_port` of the service'),
  healthy: z.int().describe('Targets that are proved healthy on it, each once, label selectors resolved'),
  atLeastTwo: known(z.boolean()).describe('At least two targets are healthy on it'),
  locations: z.array(z.string()).describe('Distinct locations of its healthy targets, as far as they are known'),
  inSeveralLocations: known(z.boolean()).describe('Its healthy targets stand in at least two locations'),
});
export type Backend = z.infer<typeof Backend>;

/** `placeOf`: the location of a server of this project. */
export function backendOf({ listen_port: port }: Entry, targets: Targets, placeOf: (server: number) => Known<string>): Backend {
  const { healthy, unclear } = healthOn(port, targets);
  const places = healthy.map((target) => placeOfTarget(target, placeOf));
  const proved = [...new Set(places.filter((place) => typeof place === 'string'))].sort();
  const hidden = [...unclear, ...places].find(isUnknown);
  // a target that hides is at most one more, a list of targets that hides may be many
  const atMost = targets.hidden ? Number.POSITIVE_INFINITY : healthy.length + unclear.length;
  return {
    port,
    healthy: healthy.length,
    atLeastTwo: healthy.length >= 2 || (atMost >= 2 && unclear[0] !== undefined ? unclear[0] : false),
    locations: proved,
    inSeveralLocations: proved.length < 2 && hidden !== undefined ? hidden : proved.length >= 2,
  };
}
function placeOfTarget({ key, server }: Target, placeOf: (server: number) => Known<string>): Known<string> {
  if (server !== null) return placeOf(server);
  return unknown({ operation: OPERATION, reason: 'missing_member', detail: `Hetzner's API does not say where ${key} stands` });
}
