/** What a run against moto has to say of a check: how a row is written. */

export interface Row {
  readonly check: string;
  /** By subject; the region `eu` is eu-central-1, `us` us-east-1; `p` is the account 123456789012, `a` the one whose role is assumed. */
  readonly moto: Readonly<Record<string, string>>;
  /** What is told once the envelopes are mended (moto-mends.ts); absent: the same. */
  readonly mended?: Readonly<Record<string, string>>;
}

export const both = (p: string, a: string) => ({ p, a });
export const each = (cell: string) => both(cell, cell);
export const four = (pEu: string, pUs: string, aEu: string, aUs: string) => ({ 'p/eu': pEu, 'p/us': pUs, 'a/eu': aEu, 'a/us': aUs });
export const all = (cell: string) => four(cell, cell, cell, cell);
export function regional(cell: (region: string) => string) {
  const [eu, us] = [cell('eu-central-1'), cell('us-east-1')];
  return four(eu, us, eu, us);
}

/** moto answers JSON as text/html: what came could be anybody's page, so nobody knows, whether or not there is anything. */
export const HTML = 'unknown ?* (unexpected_content_type)';
/** moto does not implement the operation that lists the population, and says so with a page in HTML (404 or 500). */
export const BROKEN = 'unknown ?* (provider_error)';
/** moto dates every credential report 2015-02-02: nobody knows what holds today. */
export const LONG_AGO = 'unknown ?* (stale_evidence)';
export const NONE = 'not_applicable';

const SHORT: Readonly<Record<string, string>> = { p: 'production', a: 'archive', eu: 'eu-central-1', us: 'us-east-1' };
export function long(cells: Readonly<Record<string, string>>): Record<string, string> {
  const subject = (key: string) =>
    key
      .split('/')
      .map((part) => SHORT[part] as string)
      .join('/');
  return Object.fromEntries(Object.entries(cells).map(([key, cell]) => [subject(key), cell]));
}
export function ofProduction(cells: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(cells).filter(([key]) => key.startsWith('production')));
}
