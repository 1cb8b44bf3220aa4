/**
 * Lists of revoked certificates, RFC 5280 section 5, as far as they tell of one certificate of the issuer that signed them: whole lists, of
 * all reasons. What is not understood is refused: a list that leaves something out would make a good certificate of a revoked one. Pure.
 */
import type { X509Certificate } from 'node:crypto';
import { type Item, inside, oidOf, read } from './der.ts';
import { fieldsOf, holds, NoStatus, type Status } from './ocsp.ts';

const KEY_USAGE = '2.5.29.15';
const ISSUING_POINT = '2.5.29.28';
const POINTS = '2.5.29.31';
const REASON = '2.5.29.21';
const REMOVED = 8;

/** Addresses at which the certificate says that the whole list lies: section 4.2.1.13. One by another issuer, or of some reasons only, is none. */
export function listsOf(leaf: X509Certificate): string[] {
  const value = extensionsIn(fieldsOf(leaf).find(({ tag }) => tag === 0xa3)).get(POINTS)?.value;
  if (value === undefined) return [];
  return inside(read(value, 0)).flatMap((point) => {
    const [name, ...rest] = inside(point);
    // [0] distributionPoint { [0] fullName }, [1] reasons, [2] cRLIssuer
    if (name?.tag !== 0xa0 || rest.length > 0) return [];
    const [full] = inside(name);
    return full?.tag === 0xa0 ? urisIn(inside(full)) : [];
  });
}
const urisIn = (names: readonly Item[]): string[] =>
  names.filter(({ tag }) => tag === 0x86).map(({ body }) => Buffer.from(body).toString('latin1'));

interface Extension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}
function extensionsIn(tagged: Item | undefined): Map<string, Extension> {
  const list = tagged && inside(tagged)[0];
  return new Map((list ? inside(list) : []).map(extension));
}
function extension(item: Item): [string, Extension] {
  const parts = inside(item);
  const [id, value] = [parts[0], parts.at(-1)];
  if (id?.tag !== 0x06 || value?.tag !== 0x04) throw new RangeError('an extension that cannot be read');
  return [oidOf(id.body), { critical: parts.length === 3 && parts[1]?.body[0] !== 0, value: value.body }];
}

const fail = (): never => {
  throw new NoStatus('what came is no list of revoked certificates');
};

/** What the list says of the leaf. Throws NoStatus, and RangeError on what is no DER. */
export function statusIn(list: Uint8Array, leaf: X509Certificate, issuer: X509Certificate): Status {
  const [body, algorithm, signature] = inside(read(list, 0));
  if (body?.tag !== 0x30 || algorithm?.tag !== 0x30 || signature?.tag !== 0x03) return fail();
  mayBeSignedBy(issuer);
  if (!holds(inside(algorithm)[0] ?? fail(), body.whole, signature.body.subarray(1), issuer.publicKey))
    throw new NoStatus('the list is not signed by the issuer of the certificate');
  const fields = inside(body);
  const [, issued, thisUpdate, ...rest] = fields[0]?.tag === 0x02 ? fields.slice(1) : fields; // version
  if (!issued || !thisUpdate) return fail();
  if (!Buffer.from(issued.whole).equals((fieldsOf(issuer)[4] ?? fail()).whole)) throw new NoStatus('the list is of another issuer');
  const nextUpdate = rest.find(({ tag }) => tag === 0x17 || tag === 0x18);
  insistWhole(extensionsIn(rest.find(({ tag }) => tag === 0xa0)), leaf);
  const times = { thisUpdate: timeOf(thisUpdate), nextUpdate: nextUpdate ? timeOf(nextUpdate) : null };
  const revokedAt = entryOf(
    rest.find(({ tag }) => tag === 0x30),
    leaf,
  );
  return { status: revokedAt === null ? 'good' : 'revoked', revokedAt, ...times };
}

/** Section 4.2.1.3: who says what its key is for has to say cRLSign. */
function mayBeSignedBy(issuer: X509Certificate): void {
  const usage = extensionsIn(fieldsOf(issuer).find(({ tag }) => tag === 0xa3)).get(KEY_USAGE)?.value;
  if (usage === undefined) return;
  // a bit string: first how many bits are unused, then the bits; cRLSign is the seventh
  const bits = read(usage, 0).body[1];
  if (bits === undefined || (bits & 0x02) === 0) throw new NoStatus('the issuer of the certificate may not sign lists');
}

/** Section 5.2: no list of changes, none of other issuers, none of some reasons, none of authorities only, and of an address that is named. */
function insistWhole(extensions: ReadonlyMap<string, Extension>, leaf: X509Certificate): void {
  for (const [id, { critical }] of extensions)
    if (critical && id !== ISSUING_POINT) throw new NoStatus(`the list holds what is not understood here (${id})`);
  const point = extensions.get(ISSUING_POINT);
  if (!point) return;
  for (const part of inside(read(point.value, 0))) {
    if (part.tag === 0xa0) {
      const [full] = inside(part);
      const named = full?.tag === 0xa0 ? urisIn(inside(full)) : [];
      if (!listsOf(leaf).some((url) => named.includes(url))) throw new NoStatus('the list is for certificates that name another address');
    } else if (part.tag === 0x81) {
      if (leaf.ca && part.body[0] !== 0) throw new NoStatus('the list is not about authorities');
    } else if (part.tag === 0xa3 || part.body[0] !== 0) throw new NoStatus('the list is not about all that was revoked');
  }
}

/** Since when, where the list names it. One by one: lists have a million entries. */
function entryOf(entries: Item | undefined, leaf: X509Certificate): string | null {
  const serial = fieldsOf(leaf)[0]?.body ?? fail();
  const wanted = Buffer.from(serial);
  const body = entries?.body ?? new Uint8Array();
  let found: string | null = null;
  for (let at = 0; at < body.length; ) {
    const entry = read(body, at);
    at = entry.end;
    const number = read(entry.body, 0);
    const isOurs = wanted.equals(number.body);
    const date = read(entry.body, number.end);
    // an entry with more to it may be about another issuer's certificate: section 5.3.3
    const more = date.end < entry.body.length ? new Map(inside(read(entry.body, date.end)).map(extension)) : new Map<string, Extension>();
    for (const [id, { critical }] of more)
      if (critical && id !== REASON) throw new NoStatus(`the list holds an entry that is not understood here (${id})`);
    if (!isOurs) continue;
    const reason = more.get(REASON)?.value;
    if (reason !== undefined && read(reason, 0).body[0] === REMOVED)
      throw new NoStatus('the list takes back what only changes may take back');
    found = timeOf(date);
  }
  return found;
}

/** Section 4.1.2.5: UTCTime until 2049, GeneralizedTime from then. */
function timeOf({ tag, body }: Item): string {
  const text = Buffer.from(body).toString('latin1');
  const digits = tag === 0x17 ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : tag === 0x18 ? text : '';
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits) ?? fail();
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant) ? fail() : new Date(instant).toISOString();
}
