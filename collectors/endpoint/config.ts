/** What claimcheck.yaml may say about what the company shows to the internet, and which addresses follow from it. */
import { BlockList, isIP } from 'node:net';
import { getDomain } from 'tldts';
import { z } from 'zod';

const Host = z
  .string()
  .refine(
    (text) => isIP(text) !== 0 || /^(?!.{254})[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*$/.test(text),
    {
      message: 'a host name in lower case (IDN as xn--) or an IP address',
    },
  );
/** RFC 6376 section 3.1. */
const Selector = z
  .string()
  .regex(/^(?!.{190})[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*$/, 'a DKIM selector in lower case');
const Port = z.int().min(1).max(65_535);
const HttpsUrl = z.url({ protocol: /^https$/ }).refine((text) => !/#|\/\/[^/]*@/.test(text), 'an https address without user or fragment');
const SocketAddress = z
  .string()
  .refine((text) => socketOf(text) !== undefined, 'an IP address with a port: `192.0.2.1:443`, `[2001:db8::1]:443`');
const ServerAddress = z
  .string()
  .refine((text) => isIP(text) !== 0 || socketOf(text) !== undefined, 'an IP address, with a port or without');
const Range = z.string().refine((text) => rangeOf(text) !== undefined, 'an IP address or a range: `10.0.0.0/8`');

/** Ports on which administration and data stores listen; none of them is for strangers. */
export const PROBED = [
  21, 22, 23, 135, 139, 445, 1433, 1521, 2375, 3306, 3389, 5432, 5601, 5900, 5984, 6379, 6443, 9042, 9200, 10_250, 11_211, 15_672, 27_017,
];

export const EndpointConfig = z.strictObject({
  type: z.literal('endpoint'),
  name: z.string().min(1).describe('Your name for these endpoints'),
  endpoints: z
    .array(
      z.union([
        HttpsUrl,
        z.strictObject({
          host: Host,
          port: Port.default(443),
          http: z.boolean().default(true).describe('false: TLS that is not HTTP, such as SMTP over TLS; the HTTP checks leave it out'),
          path: z.string().startsWith('/').default('/').describe('The page whose headers are read'),
          html: z
            .boolean()
            .default(true)
            .describe('false: an API, which serves no pages to people; used where its answer does not show it'),
        }),
      ]),
    )
    .default([])
    .describe('Public HTTPS endpoints: an address, or host and port'),
  domains: z
    .array(z.union([Host, z.strictObject({ domain: Host, dkimSelectors: z.array(Selector).min(1) })]))
    .default([])
    .describe(
      'Primary domains: DNS, mail and security.txt; `dkimSelectors` are those that mail is signed with, as no name server lists them',
    ),
  logins: z.array(HttpsUrl).default([]).describe('Addresses of sign-in pages: their cookies are looked at'),
  hosts: z
    .array(z.strictObject({ host: Host, allowedPorts: z.array(Port).optional().describe('Instead of allowedPublicPorts') }))
    .default([])
    .describe('Your own hosts whose ports may be tried: connecting to somebody else`s is not yours to allow'),
  ssh: z
    .array(
      z.strictObject({
        host: Host,
        port: Port.default(22),
        secondFactor: z.boolean().default(false).describe('Passwords are asked beside a second factor'),
      }),
    )
    .default([])
    .describe('SSH servers'),
  allowedPublicPorts: z.array(Port).default([80, 443]).describe('What strangers may reach on `hosts`'),
  probedPorts: z.array(Port).default(PROBED).describe('Tried on `hosts`, with the allowed ones: administration and data stores'),
  vantage: z
    .literal('outside')
    .optional()
    .describe('You state that this runs outside the network and from no address that a firewall lets in; ports prove nothing otherwise'),
  securityUpdatesPage: HttpsUrl.optional().describe('The page on which security updates are announced'),
  resolver: z
    .array(ServerAddress)
    .min(1)
    .optional()
    .describe("Name servers to ask; the machine's own unless given. DNSSEC needs a validating one"),
  families: z
    .array(z.union([z.literal(4), z.literal(6)]))
    .min(1)
    .default([4, 6])
    .describe('IP versions that can be reached from here'),
  allowPrivate: z
    .array(Range)
    .default([])
    .describe('Loopback, private or link-local addresses that may be connected to; all others are refused'),
  connectTo: z
    .record(z.string().regex(/^.+:\d+$/), SocketAddress)
    .default({})
    .describe('Where to connect instead of where the name leads: `www.example.com:443` to `192.0.2.1:8443`, as for an origin behind a CDN'),
  ca: z.string().min(1).optional().describe('PEM of one more trusted authority, or the path of a file that holds it'),
  timeoutMs: z.int().min(50).max(60_000).default(8000).describe('Longest wait for one connection, handshake, answer or name, in ms'),
});
export type EndpointConfig = z.infer<typeof EndpointConfig>;

/** `192.0.2.1:443` and `[2001:db8::1]:443`. */
export function socketOf(text: string): { readonly address: string; readonly port: number } | undefined {
  const [, six, four, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = six ?? four;
  if (address === undefined || isIP(address) !== (six === undefined ? 4 : 6) || !Port.safeParse(Number(port)).success) return undefined;
  return { address, port: Number(port) };
}
function rangeOf(text: string): { readonly address: string; readonly family: 'ipv4' | 'ipv6'; readonly prefix: number } | undefined {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  if (version === 0 || Number(prefix ?? most) > most) return undefined;
  return { address, family: version === 4 ? 'ipv4' : 'ipv6', prefix: Number(prefix ?? most) };
}
export function rangesOf(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of texts.flatMap((text) => rangeOf(text) ?? [])) list.addSubnet(range.address, range.prefix, range.family);
  return list;
}

export interface Target {
  readonly host: string;
  readonly port: number;
}
export interface Endpoint extends Target {
  readonly http: boolean;
  readonly path: string;
  readonly html: boolean;
}
/** As in an address: `www.example.com:443`, `[2001:db8::1]:443`. */
export const atOf = ({ host, port }: Target): string => `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
export interface Address extends Target {
  readonly path: string;
}
export function addressOf(text: string): Address {
  const url = new URL(text);
  const port = url.port === '' ? 443 : Number(url.port);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port, path: `${url.pathname}${url.search}` };
}

/** Each once: an endpoint that is declared twice is one endpoint. */
export function endpointsOf({ endpoints }: EndpointConfig): readonly Endpoint[] {
  const all = endpoints.map((one) => (typeof one === 'string' ? { ...addressOf(one), http: true, html: true } : one));
  return [...new Map(all.map((one) => [atOf(one), one])).values()];
}

/** Each once, with the DKIM selectors that are declared for it anywhere. */
export function domainsOf({ domains }: Pick<EndpointConfig, 'domains'>): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  for (const one of domains) {
    const { domain, dkimSelectors } = typeof one === 'string' ? { domain: one, dkimSelectors: [] } : one;
    all.set(domain, [...new Set([...(all.get(domain) ?? []), ...dkimSelectors])]);
  }
  return all;
}

/** What DNS calls one owner's: `example.co.uk` of `www.example.co.uk`; an address, and a name without a public suffix, is its own. */
export function ownerOf(host: string): string {
  return getDomain(host, { allowPrivateDomains: true, validateHostname: false }) ?? host;
}

/** Pages are followed within one owner's names, name servers are asked about any name, everything else is looked at as declared. */
export function mayReach({ protocol, hostname }: URL, config: EndpointConfig): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol === 'dns:') return true;
  const { securityUpdatesPage: page } = config;
  const declared = new Set([
    ...[...endpointsOf(config), ...config.hosts, ...config.ssh].map((one) => one.host),
    ...[...config.logins, ...(page === undefined ? [] : [page])].map((address) => addressOf(address).host),
    ...domainsOf(config).keys(),
  ]);
  if (declared.has(host)) return true;
  return protocol === 'webs:' && [...declared].some((one) => ownerOf(one) === ownerOf(host));
}
