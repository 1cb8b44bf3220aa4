/** The questions, as addresses, and what must stand in their answers. */
import { z } from 'zod';
import { consult, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Door } from '../../src/model.ts';
import { CALLS } from './calls.ts';
import { atOf, type EndpointConfig, type Target } from './config.ts';

export interface Outside {
  readonly door: Door;
  readonly config: EndpointConfig;
}

export const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type Version = (typeof VERSIONS)[number];
const Shaken = {
  outcome: z.enum(['accepted', 'refused']),
  by: z.string().nullable(),
  protocol: z.string().nullable(),
  cipher: z.string().nullable(),
  peer: z.string(),
};
const Handshake = z.looseObject(Shaken);
export type Handshake = z.infer<typeof Handshake>;
const WeakHandshake = z.looseObject({ ...Shaken, offered: z.array(z.string()), untried: z.array(z.string()) });
export type WeakHandshake = z.infer<typeof WeakHandshake>;
const Certificate = z.looseObject({
  subject: z.string(),
  issuer: z.string(),
  names: z.string().nullable(),
  notBefore: z.string(),
  notAfter: z.string(),
  keyType: z.string().nullable(),
  keyBits: z.int().nullable(),
  selfIssued: z.boolean(),
  signature: z.string(),
});
export type Certificate = z.infer<typeof Certificate>;
const Shown = z.looseObject({
  trust: z.string(),
  authorized: z.boolean(),
  error: z.string().nullable(),
  stapled: z.boolean(),
  protocol: z.string().nullable(),
  chain: z.tuple([Certificate], Certificate),
});
export type Shown = z.infer<typeof Shown>;
const Revocation = z.looseObject({
  responder: z.string().nullable(),
  /** Absent in what was recorded when lists were not read. */
  list: z.string().nullable().optional(),
  stapled: z.boolean(),
  answer: z
    .looseObject({
      by: z.enum(['staple', 'responder', 'list']),
      status: z.enum(['good', 'revoked', 'unknown']),
      thisUpdate: z.string(),
      nextUpdate: z.string().nullable(),
      revokedAt: z.string().nullable(),
    })
    .nullable(),
});
export type Revocation = z.infer<typeof Revocation>;
const Page = z.looseObject({
  peer: z.string(),
  status: z.int(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.string().nullable(),
});
export type Page = z.infer<typeof Page>;
const Ports = z.looseObject({
  addresses: z.array(z.looseObject({ peer: z.string(), state: z.enum(['open', 'closed', 'filtered']) })).min(1),
});
export type Ports = z.infer<typeof Ports>;
const Methods = z.looseObject({ peer: z.string(), methods: z.array(z.string()).min(1) });
export type Methods = z.infer<typeof Methods>;

const records = <T>(record: z.ZodType<T>) =>
  z.looseObject({
    server: z.string(),
    rcode: z.enum(['NOERROR', 'NXDOMAIN']),
    authenticated: z.boolean(),
    zone: z.string().nullable(),
    records: z.array(record),
  });
export type Records<T> = z.infer<ReturnType<typeof records<T>>>;
const RECORDS = {
  TXT: z.string(),
  MX: z.looseObject({ exchange: z.string() }),
  CAA: z.looseObject({ tag: z.string(), value: z.string() }),
  DS: z.looseObject({ keyTag: z.int(), digest: z.string() }),
  SOA: z.looseObject({ mname: z.string() }),
  A: z.string(),
  AAAA: z.string(),
  PTR: z.string(),
} as const;
type RecordType = keyof typeof RECORDS;
export type RecordOf<T extends RecordType> = z.infer<(typeof RECORDS)[T]>;

/** Asks in the name of one collector. */
export function asks({ door }: Outside, ask: Ask) {
  const put = <T>(
    operation: string,
    address: string,
    schema: z.ZodType<T>,
    query: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> => {
    const url = new URL(address);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return ask(operation, { url: url.href }, schema, () => consult(door, url));
  };
  return {
    handshake: (target: Target, version: Version) =>
      put(CALLS.handshake.operation, `tls://${atOf(target)}/handshake`, Handshake, { version }),
    weak: (target: Target) => put(CALLS.weak.operation, `tls://${atOf(target)}/weak-suites`, WeakHandshake),
    certificate: (target: Target) => put(CALLS.certificate.operation, `tls://${atOf(target)}/certificate`, Shown),
    revocation: (target: Target) => put(CALLS.revocation.operation, `tls://${atOf(target)}/revocation`, Revocation),
    /** `body`: only where a check is about what the page says. */
    page: (target: Target, path: string, { secure = true, body = false } = {}) =>
      put(CALLS.page.operation, `${secure ? 'webs' : 'web'}://${atOf(target)}/page`, Page, { path, ...(body && { body: 'yes' }) }),
    port: (target: Target) => put(CALLS.port.operation, `tcp://${atOf(target)}/connect`, Ports),
    methods: (target: Target) => put(CALLS.ssh.operation, `ssh://${atOf(target)}/methods`, Methods),
    /** `name` may come from a record: what is no plain name (a macro of SPF) is not asked about. */
    records: async <T extends RecordType>(name: string, type: T): Promise<Answer<Records<RecordOf<T>>>> => {
      if (!/^[a-z0-9_.-]*$/i.test(name))
        return unknown({
          operation: CALLS.records.operation,
          reason: 'malformed_response',
          detail: `${JSON.stringify(name.slice(0, 100))} is no name that could be asked about`,
        });
      const schema = records(RECORDS[type] as unknown as z.ZodType<RecordOf<T>>);
      return put(CALLS.records.operation, `dns://${name === '' ? ROOT : name}/${type}`, schema);
    },
  };
}
export type Asks = ReturnType<typeof asks>;

/** How a question names the root of DNS, which an address cannot. */
export const ROOT = '_root';

/** A header that is sent once, or the first of several. Null: it was not sent. Pages are seen with all their headers. */
export function headerOf({ headers }: Page, name: string): string | null {
  const [first] = valuesOf({ headers }, name);
  return first === undefined ? null : first;
}
export function valuesOf({ headers }: Pick<Page, 'headers'>, name: string): string[] {
  return headers.flatMap(([each, value]) => (each === name ? [value] : []));
}
