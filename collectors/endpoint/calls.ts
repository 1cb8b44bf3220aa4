/** Every look from outside. None needs a permission, none changes anything; each is what any stranger's client does. */
import type { Call } from '../../src/model.ts';

const ANYBODY = 'none: it answers anybody';
export const CALLS = {
  handshake: { operation: 'tls:GetHandshake', permission: ANYBODY, docs: 'https://www.rfc-editor.org/rfc/rfc5246#section-7.3' },
  weak: { operation: 'tls:GetWeakHandshake', permission: ANYBODY, docs: 'https://www.rfc-editor.org/rfc/rfc9325#section-4.1' },
  certificate: { operation: 'tls:GetCertificate', permission: ANYBODY, docs: 'https://www.rfc-editor.org/rfc/rfc5280#section-6' },
  revocation: { operation: 'tls:GetRevocation', permission: ANYBODY, docs: 'https://www.rfc-editor.org/rfc/rfc6960#section-2' },
  page: { operation: 'http:GetPage', permission: ANYBODY, docs: 'https://www.rfc-editor.org/rfc/rfc9110#section-9.3.1' },
  records: { operation: 'dns:GetRecords', permission: ANYBODY, docs: 'https://www.rfc-editor.org/rfc/rfc1034#section-3.7' },
  port: { operation: 'tcp:GetPort', permission: ANYBODY, docs: 'https://www.rfc-editor.org/rfc/rfc9293#section-3.5' },
  ssh: { operation: 'ssh:GetAuthenticationMethods', permission: ANYBODY, docs: 'https://www.rfc-editor.org/rfc/rfc4252#section-5.2' },
} as const satisfies Record<string, Call>;

/** By scheme and path of the question; nothing else is a question. */
const OPERATIONS: Readonly<Record<string, string>> = {
  'tls:/handshake': CALLS.handshake.operation,
  'tls:/weak-suites': CALLS.weak.operation,
  'tls:/certificate': CALLS.certificate.operation,
  'tls:/revocation': CALLS.revocation.operation,
  'web:/page': CALLS.page.operation,
  'webs:/page': CALLS.page.operation,
  'tcp:/connect': CALLS.port.operation,
  'ssh:/methods': CALLS.ssh.operation,
};
export const SCHEMES = ['tls:', 'web:', 'webs:', 'dns:', 'tcp:', 'ssh:'] as const;

/** A name server's question has the type of record as its path. */
export function operationOf({ protocol, pathname }: URL): string | undefined {
  if (protocol === 'dns:') return /^\/[A-Z]+$/.test(pathname) ? CALLS.records.operation : undefined;
  const asked = `${protocol}${pathname}`;
  return Object.hasOwn(OPERATIONS, asked) ? OPERATIONS[asked] : undefined;
}
