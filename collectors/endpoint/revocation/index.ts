/** Whether the certificate of a TLS endpoint was revoked: OCSP tells, or the list that it names. */
import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, parallel, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import { asks, type Outside, type Revocation } from '../client.ts';
import { atOf, type Endpoint, endpointsOf } from '../config.ts';

const EndpointRevocation = z.object({
  id: z.string(),
  name: z.string(),
  responder: known(z.string().nullable()).describe('The OCSP responder that its certificate names; null: none'),
  list: known(z.string().nullable()).describe(
    'The list of revoked certificates (CRL) that it names, where OCSP cannot tell; null: none, or OCSP can',
  ),
  stapled: known(z.boolean()).describe('An OCSP answer came with the certificate'),
  told: known(z.boolean()).describe('Its certificate names a responder or a list, or an answer came with it: somebody can tell'),
  revoked: known(z.boolean()).describe(
    'The answer or the list, signed for its issuer and not outdated, says so; false: it says `good`, or does not list it',
  ),
  revokedAt: known(z.string().nullable()).describe('Since when, RFC 3339; null: it is not'),
});
type EndpointRevocation = z.infer<typeof EndpointRevocation>;
interface Seen {
  readonly endpoint: Endpoint;
  readonly revocation: Answer<Revocation>;
}
const { operation } = CALLS.revocation;
/** Clocks differ by a little. */
const LENIENT = 5 * 60_000;

export default defineCollector<Outside, Seen, EndpointRevocation>({
  id: 'endpoint/revocation',
  title: 'Revocation of certificates, by OCSP or list',
  scope: 'perimeter',
  calls: [CALLS.revocation],
  freshFor: 'P1D',
  resource: EndpointRevocation,

  async *fetch(client, ask) {
    const endpoints = endpointsOf(client.config);
    const of = asks(client, ask);
    ask.proof(`the configuration declares ${endpoints.length} endpoints`);
    yield* parallel(endpoints, async (endpoint) => ({ endpoint, revocation: await of.revocation(endpoint) }));
  },

  normalise({ endpoint, revocation }, { now }) {
    const id = atOf(endpoint);
    const none = unknown({ operation, reason: 'malformed_response', detail: `${id}: the look came back without an observation` });
    const of = <T>(read: (one: Revocation) => Known<T>): Known<T> => settle(revocation, { some: read, none });
    // recorded before lists were looked for: nobody knows whether there was one
    const listed = ({ list }: Revocation): Known<string | null> => (list === undefined ? missing(operation, 'list') : list);
    const told = of((one): Known<boolean> => {
      if (one.responder !== null || one.answer !== null) return true;
      const list = listed(one);
      return isUnknown(list) ? list : list !== null;
    });
    return {
      id,
      name: id,
      responder: of<string | null>(({ responder }) => responder),
      list: of(listed),
      stapled: of(({ stapled }) => stapled),
      told,
      revoked: of(({ answer }) => revokedBy(answer, Date.parse(now), id)),
      revokedAt: of<string | null>(({ answer }) => (answer === null ? null : answer.revokedAt)),
    };
  },
});

/** What was revoked stays so (RFC 5280 section 5.3.1, on hold apart); that it was good says an answer only while it lasts. */
function revokedBy(answer: Revocation['answer'], now: number, id: string): Known<boolean> {
  const gap = (reason: 'no_results' | 'stale_evidence', detail: string) => unknown({ operation, reason, detail: `${id}: ${detail}` });
  if (answer === null) return gap('no_results', 'its certificate names no OCSP responder and no list (CRL), and no answer came with it');
  const { status, thisUpdate, nextUpdate, by } = answer;
  if (status === 'unknown') return gap('no_results', `the ${by} says that it does not know the certificate`);
  if (status === 'revoked') return true;
  if (nextUpdate === null || Date.parse(nextUpdate) + LENIENT < now || Date.parse(thisUpdate) - LENIENT > now)
    return gap('stale_evidence', `the ${by} is of ${thisUpdate}, to be replaced at ${nextUpdate ?? 'no time that it names'}`);
  return false;
}
