/** What is offered and whom is trusted, parsed once for each combination: the public roots alone are more than a hundred certificates. */
import tls, { type SecureContext, type SecureContextOptions } from 'node:tls';

const contexts = new Map<string, SecureContext>();
export function contextOf(options: SecureContextOptions & { readonly ca?: string[] }): SecureContext {
  const key = JSON.stringify(options);
  const known = contexts.get(key);
  if (known) return known;
  const made = tls.createSecureContext({ ...options, ...(options.ca && { ca: [...tls.rootCertificates, ...options.ca] }) });
  contexts.set(key, made);
  return made;
}
