/** One TLS endpoint: which versions and suites it takes, and what certificate it shows. */
import { z } from 'zod';
import { defineCollector, isUnknown, known, parallel, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Known, Unknown } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import { asks, type Certificate, type Handshake, type Outside, type Shown, VERSIONS, type Version, type WeakHandshake } from '../client.ts';
import { atOf, type Endpoint, endpointsOf } from '../config.ts';

const EndpointTls = z.object({
  id: z.string(),
  name: z.string(),
  acceptsTls10: known(z.boolean()).describe('A handshake that offers TLS 1.0 alone is completed; false: the peer itself refuses it'),
  acceptsTls11: known(z.boolean()).describe('The same for TLS 1.1'),
  acceptsTls12: known(z.boolean()).describe('The same for TLS 1.2'),
  acceptsTls13: known(z.boolean()).describe('The same for TLS 1.3'),
  trusted: known(z.boolean()).describe('The chain as sent leads to a trusted root, is in date and is for this host'),
  trustError: known(z.string().nullable()).describe("Why not, in OpenSSL's or Node's code; null: it is trusted"),
  trust: known(z.string()).describe('Which roots were trusted'),
  notAfter: known(z.string()).describe('Last moment at which the certificate is valid, RFC 3339'),
  lifetimeDays: known(z.number()).describe('Days from its first to its last moment'),
  keyType: known(z.string()).describe("The certificate's kind of key: `rsa`, `ec`, `ed25519`"),
  keyBits: known(z.int()).describe('Size of the key: modulus or curve, in bits'),
  outdatedSignatures: known(z.array(z.string())).describe(
    'Certificates of the chain, roots aside, signed with SHA-1 or older, with the algorithm',
  ),
  weakSuite: known(z.string().nullable()).describe(
    'A NULL, anonymous, EXPORT, RC4, 3DES or static-RSA suite that it takes; null: it refuses them',
  ),
  untriedSuites: known(z.array(z.string())).describe(
    'Families of weak suites that this OpenSSL cannot offer: neither accepted nor refused',
  ),
  stapled: known(z.boolean()).describe('An OCSP answer came with the certificate'),
});
type EndpointTls = z.infer<typeof EndpointTls>;
interface Seen {
  readonly endpoint: Endpoint;
  readonly versions: Readonly<Record<Version, Answer<Handshake>>>;
  readonly weak: Answer<WeakHandshake>;
  readonly certificate: Answer<Shown>;
}

export default defineCollector<Outside, Seen, EndpointTls>({
  id: 'endpoint/tls',
  title: 'TLS endpoints',
  scope: 'perimeter',
  calls: [CALLS.handshake, CALLS.weak, CALLS.certificate],
  freshFor: 'P1D',
  resource: EndpointTls,

  async *fetch(client, ask) {
    const endpoints = endpointsOf(client.config);
    const of = asks(client, ask);
    ask.proof(`the configuration declares ${endpoints.length} endpoints`);
    yield* parallel(endpoints, async (endpoint) => {
      const [certificate, weak, ...shaken] = await Promise.all([
        of.certificate(endpoint),
        of.weak(endpoint),
        ...VERSIONS.map((version) => of.handshake(endpoint, version)),
      ]);
      const versions = Object.fromEntries(VERSIONS.map((version, at) => [version, shaken[at]])) as unknown as Seen['versions'];
      return { endpoint, versions, weak, certificate };
    });
  },

  normalise({ endpoint, versions, weak, certificate }) {
    const id = atOf(endpoint);
    const answers = [certificate, weak, ...Object.values(versions)];
    const open = answers.some(
      (answer) => !isUnknown(answer) && answer !== null && (!('outcome' in answer) || answer.outcome === 'accepted'),
    );
    const accepts = (answer: Answer<Handshake>) => acceptance(answer, open, id);
    const shown = <T>(read: (shown: Shown) => Known<T>): Known<T> => settle(certificate, { some: read, none: silent(id) });
    const leaf = <T>(read: (leaf: Certificate) => Known<T>) => shown(({ chain }) => read(chain[0]));
    return {
      id,
      name: id,
      acceptsTls10: accepts(versions['TLSv1']),
      acceptsTls11: accepts(versions['TLSv1.1']),
      acceptsTls12: accepts(versions['TLSv1.2']),
      acceptsTls13: accepts(versions['TLSv1.3']),
      trusted: shown(({ authorized }) => authorized),
      trustError: shown<string | null>(({ error }) => error),
      trust: shown(({ trust }) => trust),
      notAfter: leaf(({ notAfter }) => notAfter),
      lifetimeDays: leaf(({ notBefore, notAfter }) => (Date.parse(notAfter) - Date.parse(notBefore)) / 864e5),
      keyType: leaf(({ keyType }) => keyType ?? unnamed(id, 'kind of key')),
      keyBits: leaf(({ keyBits }) => keyBits ?? unnamed(id, 'size of key')),
      outdatedSignatures: shown(({ chain }) => outdatedIn(chain, id)),
      weakSuite: settled([accepts(weak), settle(weak, { some: (one) => one, none: silent(id) })], (taken, { cipher }) =>
        taken ? cipher : null,
      ),
      untriedSuites: settle(weak, { some: ({ untried }) => untried, none: silent(id) }),
      stapled: shown(({ stapled }) => stapled),
    };
  },
});

/** A refusal means this version only where some other handshake succeeds: who refuses everything says nothing about one version. */
function acceptance(answer: Answer<Handshake>, open: boolean, id: string): Known<boolean> {
  return settle(answer, {
    some: ({ outcome, by }) =>
      outcome === 'accepted' ||
      (open
        ? false
        : unknown({ operation: CALLS.handshake.operation, reason: 'tls_failure', detail: `${id} completes no handshake at all (${by})` })),
    none: silent(id),
  });
}
const silent = (id: string): Unknown =>
  unknown({
    operation: CALLS.handshake.operation,
    reason: 'malformed_response',
    detail: `${id}: the look came back without an observation`,
  });
const unnamed = (id: string, what: string): Unknown =>
  unknown({
    operation: CALLS.certificate.operation,
    reason: 'missing_member',
    detail: `${id}: the certificate's ${what} is none that is known here`,
  });

const OUTDATED = /^(?:md\d|sha1With)/;
const READABLE = /^(?:md\d|sha\d+With|ed(?:25519|448)$)/;
/** A root is trusted for being there, not for its signature: RFC 5280 section 6.1. */
function outdatedIn(chain: readonly Certificate[], id: string): Known<string[]> {
  const signed = chain.filter(({ selfIssued }, at) => at === 0 || !selfIssued);
  const outdated = signed.filter(({ signature }) => OUTDATED.test(signature)).map(({ subject, signature }) => `${subject}: ${signature}`);
  const strange = signed.find(({ signature }) => !READABLE.test(signature));
  return strange && outdated.length === 0 ? unnamed(id, `signature algorithm (${strange.signature})`) : outdated;
}
