/** Who may sign, in OpenSSH's own format: https://man.openbsd.org/ssh-keygen#ALLOWED_SIGNERS */
import { type PublicKey, publicKey } from './key.ts';
import { fromBase64, Odd } from './wire.ts';

export interface Signer {
  readonly line: number;
  /** `*@example.com,!guest@example.com` */
  readonly principals: string;
  readonly key: PublicKey;
  readonly namespaces?: string;
  /** ms since 1970 */
  readonly after?: number;
  readonly before?: number;
}
/** A line that lets nobody sign, and why. */
export interface Fault {
  readonly line: number;
  readonly message: string;
}
export interface Signers {
  readonly signers: readonly Signer[];
  readonly faults: readonly Fault[];
}

export function readSigners(text: string): Signers {
  const signers: Signer[] = [];
  const faults: Fault[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    try {
      signers.push({ line: index + 1, ...signerIn(line) });
    } catch (error) {
      if (!(error instanceof Odd)) throw error;
      faults.push({ line: index + 1, message: error.message });
    }
  });
  return { signers, faults };
}

/** Public keys, one a line, whose signatures count no more. */
export function readRevoked(text: string): ReadonlySet<string> {
  if (text.startsWith('SSHKRL\n')) throw new Odd('a key revocation list (KRL) is not read; list the public keys, one a line');
  const lines = text.split('\n').map((line) => line.trim());
  return new Set(lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => keyIn(line).fingerprint));
}

function signerIn(line: string): Omit<Signer, 'line'> {
  const [principals, rest] = word(line);
  if (principals === '') throw new Odd('it names nobody');
  const [options, key] = /^(?:ssh|ecdsa|sk)-[\w@.-]+\s/.test(rest) ? ['', rest] : word(rest, true);
  return { principals, key: keyIn(key), ...optionsIn(options) };
}

/** The first word, which may be quoted or hold quoted parts, and what comes after it. */
function word(text: string, keepQuotes = false): [first: string, rest: string] {
  const found = /^((?:"(?:\\"|[^"])*"|[^\s"])+)(?:\s+|$)/.exec(text);
  if (!found) throw new Odd('a quotation mark is not closed');
  const first = found[1] as string;
  return [keepQuotes ? first : first.replaceAll('"', ''), text.slice(found[0].length)];
}

function keyIn(text: string): PublicKey {
  const [type = '', blob] = text.split(/\s+/);
  if (blob === undefined) throw new Odd('it holds no key');
  const key = publicKey(fromBase64(blob));
  if (key.type !== type) throw new Odd(`it says ${type} and holds ${key.type}`);
  return key;
}

function optionsIn(text: string): Pick<Signer, 'namespaces' | 'after' | 'before'> {
  const options = [...text.matchAll(/([\w-]+)(?:="((?:\\"|[^"])*)")?(?:,|$)/g)];
  if (options.map(([whole]) => whole).join('') !== text) throw new Odd(`its options cannot be read: ${text.slice(0, 60)}`);
  let read: Pick<Signer, 'namespaces' | 'after' | 'before'> = {};
  for (const [, name = '', value] of options) {
    const key = name.toLowerCase();
    if (key === 'cert-authority')
      throw new Odd('cert-authority is not accepted: name the keys of the people who sign, not of who vouches for them');
    if (value === undefined) throw new Odd(`the option ${key} is not known, or has no value`);
    if (key === 'namespaces') read = { ...read, namespaces: value };
    else if (key === 'valid-after') read = { ...read, after: instant(value, key) };
    else if (key === 'valid-before') read = { ...read, before: instant(value, key) };
    else throw new Odd(`the option ${key} is not known`);
  }
  return read;
}

/** `YYYYMMDD` or `YYYYMMDDHHMM[SS]`, and `Z`: without it a line would mean another time on another machine. */
function instant(text: string, option: string): number {
  const found = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z?)$/.exec(text);
  if (!found) throw new Odd(`${option}="${text.slice(0, 30)}" is no time`);
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] = found;
  if (zone !== 'Z') throw new Odd(`${option}="${text}" means another time in each time zone; write ${text}Z`);
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const at = Date.parse(iso);
  if (Number.isNaN(at) || new Date(at).toISOString() !== iso) throw new Odd(`${option}="${text}" is no time`);
  return at;
}

export interface Asked {
  readonly principal: string;
  readonly key: PublicKey;
  readonly namespace: string;
  /** ms since 1970: at each of them the key must be valid. */
  readonly at: readonly number[];
}
/** Undefined: may sign. Otherwise why not. */
export function whyNot({ signers, faults }: Signers, { principal, key, namespace, at }: Asked): string | undefined {
  const doubtful = faults.map(({ line, message }) => `; line ${line} lets nobody sign: ${message}`).join('');
  const named = signers.filter((one) => matchesList(principal, one.principals));
  if (named.length === 0) return `${principal} is not among the allowed signers${doubtful}`;
  const own = named.filter((one) => one.key.fingerprint === key.fingerprint);
  if (own.length === 0) return `the key ${key.fingerprint} is not one of ${principal}'s among the allowed signers${doubtful}`;
  const here = own.filter(({ namespaces }) => namespaces === undefined || matchesList(namespace, namespaces));
  if (here.length === 0) return `the key of ${principal} may not sign for the namespace ${namespace}`;
  const when = (instant: number) => new Date(instant).toISOString();
  const untimely = here.map(({ after, before }) => {
    if (after !== undefined && at.some((moment) => moment < after)) return `the key of ${principal} is valid from ${when(after)} only`;
    if (before !== undefined && at.some((moment) => moment > before)) return `the key of ${principal} was valid until ${when(before)} only`;
    return undefined;
  });
  return untimely.includes(undefined) ? undefined : untimely[0];
}

/** A list of patterns with `*`, `?` and `!`: one that is negated wins. https://man.openbsd.org/ssh_config#PATTERNS */
export function matchesList(text: string, list: string): boolean {
  const patterns = list.split(',');
  const [never, some] = [patterns.filter((one) => one.startsWith('!')), patterns.filter((one) => !one.startsWith('!'))];
  return some.some((one) => matches(text, one)) && !never.some((one) => matches(text, one.slice(1)));
}
/** Linear in both lengths, as a pattern comes from a file. */
function matches(text: string, pattern: string): boolean {
  let [t, p, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t]) && pattern[p] !== '*') [t, p] = [t + 1, p + 1];
    else if (pattern[p] === '*') [star, mark, p] = [p, t, p + 1];
    else if (star >= 0) [p, mark, t] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
