/** One HTTPS endpoint as a browser meets it: the way from plain HTTP, the headers of its page, and what it should not hand out. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineCollector, isUnknown, known, parallel, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Known, Unknown } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import { asks, headerOf, type Outside, type Page, type Ports, valuesOf } from '../client.ts';
import { atOf, type Endpoint, endpointsOf, ownerOf } from '../config.ts';
import { forbidsSniffing, hstsOf, limitsFrames, referrerPolicyOf, saysVersion } from '../headers.ts';
import { limitsFraming, policiesOf, stopsInlineScripts } from './csp.ts';
import { exposure, redirection } from './judged.ts';

const Site = z.object({
  id: z.string(),
  name: z.string(),
  plainHttp: known(z.string()).describe('Port 80: `closed`, `redirects` to HTTPS under the same registrable domain, or `answers` without'),
  hstsMaxAge: known(z.int().nullable()).describe(
    'Strict-Transport-Security of the HTTPS answer, max-age in seconds; null: none that a browser heeds',
  ),
  hstsSubDomains: known(z.boolean()).describe('It includes subdomains'),
  html: known(z.boolean()).describe('The page asked for is an HTML page'),
  stopsInlineScripts: known(z.boolean()).describe(
    'Content-Security-Policy keeps inline scripts out, or lets in those with a nonce or hash alone',
  ),
  noSniff: known(z.boolean()).describe('X-Content-Type-Options: nosniff'),
  limitsFraming: known(z.boolean()).describe('frame-ancestors of the policy, or X-Frame-Options DENY or SAMEORIGIN'),
  referrerPolicy: known(z.string().nullable()).describe('Referrer-Policy in force; null: none that a browser knows'),
  versionBanners: known(z.array(z.string())).describe('Server and X-Powered-By headers that tell a version'),
  exposedFiles: known(z.array(z.string())).describe('Of /.git/HEAD and /.env, those that are handed out'),
});
type Site = z.infer<typeof Site>;
interface Seen {
  readonly endpoint: Endpoint;
  readonly page: Answer<Page>;
  readonly port: Answer<Ports>;
  readonly plain: Answer<Page>;
  readonly nowhere: Answer<Page>;
  readonly files: readonly { readonly path: string; readonly page: Answer<Page> }[];
}

export const FILES = ['/.git/HEAD', '/.env'] as const;
/** A path that nobody has, the same in every run: https://www.rfc-editor.org/rfc/rfc8615 keeps other names for other uses. */
const nowhereOn = (host: string): string => `/claimcheck-${createHash('sha256').update(host).digest('hex').slice(0, 24)}`;

export default defineCollector<Outside, Seen, Site>({
  id: 'endpoint/site',
  title: 'HTTPS endpoints',
  scope: 'perimeter',
  calls: [CALLS.page, CALLS.port],
  freshFor: 'P1D',
  resource: Site,

  async *fetch(client, ask) {
    const endpoints = endpointsOf(client.config).filter(({ http }) => http);
    const of = asks(client, ask);
    ask.proof(`the configuration declares ${endpoints.length} HTTPS endpoints`);
    yield* parallel(endpoints, async (endpoint) => {
      const plainly = { host: endpoint.host, port: 80 };
      const [page, port, nowhere, ...files] = await Promise.all([
        of.page(endpoint, endpoint.path),
        of.port(plainly),
        of.page(endpoint, nowhereOn(endpoint.host)),
        ...FILES.map((path) => of.page(endpoint, path)),
      ]);
      const open = !isUnknown(port) && port?.addresses.some(({ state }) => state === 'open');
      // only where something listens is there something to ask
      const plain = open ? await of.page(plainly, endpoint.path, { secure: false }) : null;
      return { endpoint, page, port, plain, nowhere, files: FILES.map((path, at) => ({ path, page: files[at] as Answer<Page> })) };
    });
  },

  normalise({ endpoint, page, port, plain, nowhere, files }) {
    const id = atOf(endpoint);
    const read = <T>(value: (page: Page) => Known<T>): Known<T> => settle(page, { some: value, none: silent(id) });
    const hsts = read((one) => hstsOf(headerOf(one, 'strict-transport-security')));
    const policies = (one: Page) => policiesOf(valuesOf(one, 'content-security-policy'));
    return {
      id,
      name: id,
      plainHttp: redirection({ endpoint, port, plain, alive: !isUnknown(page), owner: ownerOf }),
      hstsMaxAge: settled([hsts], (one) => (one === null ? null : one.maxAge)),
      hstsSubDomains: settled([hsts], (one) => one?.includeSubDomains === true),
      html: read((one) => htmlIn(one, endpoint)),
      stopsInlineScripts: read((one) => stopsInlineScripts(policies(one))),
      noSniff: read((one) => forbidsSniffing(valuesOf(one, 'x-content-type-options'))),
      limitsFraming: read((one) => limitsFraming(policies(one)) || limitsFrames(valuesOf(one, 'x-frame-options'))),
      referrerPolicy: read((one) => referrerPolicyOf(valuesOf(one, 'referrer-policy'))),
      versionBanners: read((one) =>
        ['server', 'x-powered-by'].flatMap((name) =>
          valuesOf(one, name)
            .filter(saysVersion)
            .map((value) => `${name}: ${value}`),
        ),
      ),
      exposedFiles: exposure(files, nowhere, id),
    };
  },
});

/** A redirect is no page; an error page says nothing about the pages. */
function htmlIn(page: Page, endpoint: Endpoint): Known<boolean> {
  const type = headerOf(page, 'content-type');
  const { status } = page;
  if (status >= 200 && status < 300) return type !== null && /^\s*(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i.test(type);
  if (status >= 300 && status < 400) return false;
  if (!endpoint.html) return false;
  return unknown({
    operation: CALLS.page.operation,
    reason: 'provider_error',
    detail: `${atOf(endpoint)}${endpoint.path} answers ${status}: no page was seen; declare a \`path\` that has one, or \`html: false\``,
  });
}
const silent = (id: string): Unknown =>
  unknown({ operation: CALLS.page.operation, reason: 'malformed_response', detail: `${id}: the look came back without an observation` });
