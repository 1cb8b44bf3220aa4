/** Content-Security-Policy, as far as it decides about inline scripts and framing: https://www.w3.org/TR/CSP3/. Pure. */

/** Directive -> its sources. The first of two equal directives counts: CSP3 section 2.2.1. */
type Policy = ReadonlyMap<string, readonly string[]>;

/** Header values, each of which may hold several policies with commas between; a page obeys all of them. */
export function policiesOf(values: readonly string[]): Policy[] {
  return values
    .flatMap((value) => value.split(','))
    .map((text) => {
      const policy = new Map<string, string[]>();
      for (const directive of text.split(';')) {
        const [name = '', ...sources] = directive.trim().split(/[ \t\n\f\r]+/);
        if (name !== '' && !policy.has(name.toLowerCase())) policy.set(name.toLowerCase(), sources);
      }
      return policy;
    })
    .filter((policy) => policy.size > 0);
}

const NONCE_OR_HASH = /^'(?:nonce-[A-Za-z0-9+/_-]+={0,2}|sha(?:256|384|512)-[A-Za-z0-9+/_-]+={0,2})'$/i;

/** One policy that keeps inline scripts out is enough. */
export function stopsInlineScripts(policies: readonly Policy[]): boolean {
  return policies.some((policy) => ['script-src-elem', 'script-src-attr'].every((kind) => stops(policy, kind)));
}
/** CSP3 section 6.8.1: the more exact directive, or the one it falls back to. `unsafe-inline` is void beside a nonce, a hash or `strict-dynamic`. */
function stops(policy: Policy, kind: string): boolean {
  const sources = (policy.get(kind) ?? policy.get('script-src') ?? policy.get('default-src'))?.map((source) => source.toLowerCase());
  if (sources === undefined) return false;
  return !sources.includes("'unsafe-inline'") || sources.some((source) => NONCE_OR_HASH.test(source) || source === "'strict-dynamic'");
}

export function limitsFraming(policies: readonly Policy[]): boolean {
  return policies.some((policy) => {
    const ancestors = policy.get('frame-ancestors');
    return ancestors !== undefined && !ancestors.some((source) => source === '*' || /^(?:https?|wss?):$/i.test(source));
  });
}
