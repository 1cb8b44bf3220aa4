/** What claimcheck.yaml may say about attestations. */
import { z } from 'zod';

const Path = z.string().min(1);
export const AttestationConfig = z.strictObject({
  type: z.literal('attestation'),
  name: z.string().min(1).describe('What you call this set of attestations'),
  folder: Path.describe('Where the attestations are, each beside its signature; counted from the configuration file'),
  signers: Path.describe('Who may sign, in the format of allowed_signers of ssh-keygen'),
  revoked: Path.optional().describe('Public keys that count no more, one a line'),
});
export type AttestationConfig = z.infer<typeof AttestationConfig>;

/** What the signature is made for: `ssh-keygen -Y sign -n`. A signature for anything else does not count. */
export const NAMESPACE = 'claimcheck-attestation';

/** Every form there is. A file belongs to the form by whose id its name begins: `pentest-2026.yaml`. */
export const FORMS = [
  'access-review',
  'app-password-policy',
  'dr-plan',
  'dr-test',
  'env-separation',
  'external-audit',
  'gdpr-breach-procedure',
  'gdpr-dpia',
  'gdpr-processors',
  'gdpr-ropa',
  'hetzner-2fa',
  'hetzner-access-review',
  'hetzner-encryption',
  'hetzner-projects',
  'hetzner-volume-backups',
  'incident-exercise',
  'incident-plan',
  'incident-register',
  'internal-review',
  'isms-policies',
  'iso27001-status',
  'management-review',
  'nist-csf-profile',
  'oncall-24x7',
  'owasp-assessment',
  'pentest',
  'sdlc-policy',
  'supplier-certificates',
  'supplier-register',
  'training',
  'two-factor-idp',
  'vulnerability-scan-external',
] as const;
export type FormId = (typeof FORMS)[number];

const STATEMENT = /^([a-z0-9][\w.-]*)\.(?:ya?ml|json)$/;
/** Which form a file is by its name: `pentest.yaml`, `pentest-2026.yaml`. */
export function formOf(file: string): FormId | undefined {
  const stem = STATEMENT.exec(file)?.[1];
  return stem === undefined ? undefined : FORMS.find((form) => stem === form || stem.startsWith(`${form}-`) || stem.startsWith(`${form}.`));
}
/** Why a file in the folder is read by nobody; undefined where it is read, or is nothing that ought to be. */
export function strayBecause(file: string, all: ReadonlySet<string>): string | undefined {
  if (file.endsWith('.sig')) return all.has(file.slice(0, -'.sig'.length)) ? undefined : 'a signature of a file that is not there';
  if (!/\.(?:ya?ml|json)$/i.test(file) || formOf(file)) return undefined;
  return 'its name begins with no form: see `claimcheck attest list`';
}
