/** Stand-ins for names: the same thing is called the same in one edition, and nothing of its name is left in what it is called. */

export interface Aliases {
  /** `iam-user 3`; itself when one of its names is allowed. */
  of(kind: string, id: string, ...names: readonly string[]): string;
  /** May this be shown as it is? */
  allows(...names: readonly string[]): boolean;
  /** How many different things have a stand-in by now. */
  readonly size: number;
}

export function openAliases(allow: readonly string[]): Aliases {
  const allowed = new Set(allow);
  const given = new Map<string, string>();
  const last = new Map<string, number>();
  const allows = (...names: readonly string[]) => names.some((name) => allowed.has(name));
  return {
    allows,
    of(kind, id, ...names) {
      if (allows(id, ...names)) return names.find((name) => allowed.has(name)) ?? id;
      const key = `${kind}\0${id}`;
      const known = given.get(key);
      if (known !== undefined) return known;
      const number = (last.get(kind) ?? 0) + 1;
      last.set(kind, number);
      const alias = `${kind} ${number}`;
      given.set(key, alias);
      return alias;
    },
    get size() {
      return given.size;
    },
  };
}

const WITHHELD = '(withheld)';
/** Provider ids are long numbers: twelve digits of an account, nine of a server. */
const MOST_DIGITS = 7;
const INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)?$/;

/** Of an observed value: yes and no, small numbers, days, how many there are. Texts are names until somebody says otherwise. */
export function withoutNames(value: unknown, aliases: Aliases): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Math.abs(value) < 10 ** MOST_DIGITS ? value : WITHHELD;
  if (typeof value === 'string') return INSTANT.test(value) || aliases.allows(value) ? value : WITHHELD;
  if (Array.isArray(value)) return value.length === 0 ? [] : `(${value.length} withheld)`;
  if (typeof value === 'object' && '$unknown' in value) {
    const { operation, reason } = value.$unknown as { operation: string; reason: string };
    return { $unknown: { operation, reason, detail: LEFT_OUT } };
  }
  if (typeof value === 'object')
    // only names of fields that our own schemas have: a map's keys are somebody's names
    return `(${Object.keys(value).length} withheld)`;
  return WITHHELD;
}
export const LEFT_OUT = 'the words of the answer are left out of this edition';

const IDENTIFYING: readonly RegExp[] = [
  /arn:aws[\w-]*:[^\s"'`,;]+/g,
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
  /\b\d{12}\b/g,
  /\b\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?\b/g,
  /\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b/gi,
];
/** What the company wrote itself, for its own eyes perhaps: addresses and ids are taken out of it. */
export function withoutAddresses(text: string): string {
  return IDENTIFYING.reduce((rest, pattern) => rest.replace(pattern, WITHHELD), text);
}
