/** A folder of signed statements, with its entry in claimcheck.yaml. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '../../model.ts';
import { FACTS } from './facts.ts';
import { keyFrom } from './sign.ts';

export type World = 'clean' | 'drifted' | 'denied';
export interface Opened {
  readonly drift: typeof drift;
  /** Under `sources`, as YAML. */
  readonly entry: string;
  readonly folder: string;
  readonly requests: readonly never[];
  close(): Promise<void>;
}
/** What fails. A penetration test whose statement has run out, and a document that was changed, are unknown and not failures. */
export const drift = [
  { check: 'att.dr-test', resource: 'dr-test', what: 'the last recovery test took seven hours where four are the goal' },
  { check: 'hetzner.volume.backup-evidence', resource: '3002', what: 'it is signed for that nothing backs up pgdata-2' },
] as const;

const NAMESPACE = 'claimcheck-attestation';
const DAY = 86_400_000;
const SIGNER = { name: 'Ada Example', role: 'Head of security', principal: 'ada@example.com' };
/** How many days ago each was approved; the others ten. */
const APPROVED: Readonly<Record<string, number>> = { 'oncall-24x7': 9 };
const VALID: Readonly<Record<string, number>> = {
  'access-review': 180,
  'hetzner-access-review': 180,
  'oncall-24x7': 90,
  'incident-register': 90,
  'vulnerability-scan-external': 90,
};
/** Kept where only its reader may see it: the digest stands as it was written. */
const ELSEWHERE = new Set(['supplier-certificates']);

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** One statement, as a person would write it; JSON is YAML. */
function statementOf(type: string, now: Instant, world: World): { readonly text: string; readonly document: string } {
  const day = (ago: number) => new Date(Date.parse(now) - ago * DAY).toISOString().slice(0, 10);
  // a year ago, somebody signed for the last penetration test, and nobody has since
  const shift = world === 'drifted' && type === 'pentest' ? 380 : 0;
  const approved = (APPROVED[type] ?? 10) + shift;
  const facts = (FACTS[type] as (day: (ago: number) => string) => object)((ago) => day(ago + shift));
  const document = `${type} of the simulated company, as of ${day(approved)}\n`;
  const elsewhere = ['AWS', 'Hetzner', 'GitHub', 'SonarSource'].map((supplier) => `${supplier}, certificate ISO/IEC 27001`);
  const value = {
    type,
    statement: `What this form asks is so, as of ${day(approved)}.`,
    owner: 'CTO',
    signedBy: SIGNER,
    approvedAt: day(approved),
    validUntil: day(approved - (VALID[type] ?? 365)),
    documents: [
      { path: `documents/${type}.txt`, sha256: sha256(document) },
      ...(ELSEWHERE.has(type) ? elsewhere.map((name) => ({ name, sha256: sha256(name) })) : []),
    ],
    facts: world === 'drifted' ? (DRIFTED[type]?.(facts) ?? facts) : facts,
  };
  return { text: `${JSON.stringify(value, null, 2)}\n`, document };
}
const DRIFTED: Readonly<Record<string, (facts: object) => object>> = {
  'dr-test': (facts) => {
    const { services } = facts as { readonly services: readonly object[] };
    return { ...facts, services: services.map((service) => ({ ...service, measuredRtoMinutes: 425 })), result: 'passed-with-findings' };
  },
  'hetzner-volume-backups': (facts) => {
    const { volumes } = facts as { readonly volumes: readonly { readonly id: number }[] };
    return { ...facts, volumes: volumes.map((one) => (one.id === 3002 ? { ...one, backup: null } : one)) };
  },
};

export async function openAttestations(world: World, now: () => Instant): Promise<Opened> {
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-attestation-'));
  const folder = join(dir, 'attestations');
  if (world === 'denied') {
    // a link that leads to itself cannot be read by anybody, not even by root
    symlinkSync('attestations', folder);
  } else write(folder, world, now());
  const signers = join(dir, 'allowed_signers');
  writeFileSync(signers, `${SIGNER.principal} namespaces="${NAMESPACE}" ${keyFrom(SIGNER.principal).line}\n`);
  const entry = `type: attestation
    name: signed-statements
    folder: ${JSON.stringify(folder)}
    signers: ${JSON.stringify(signers)}`;
  return { drift, entry, folder, requests: [], close: async () => rmSync(dir, { recursive: true, force: true }) };
}

function write(folder: string, world: World, now: Instant): void {
  mkdirSync(join(folder, 'documents'), { recursive: true });
  const key = keyFrom(SIGNER.principal);
  for (const type of Object.keys(FACTS)) {
    const { text, document } = statementOf(type, now, world);
    writeFileSync(join(folder, `${type}.yaml`), text);
    writeFileSync(join(folder, `${type}.yaml.sig`), key.sign(text, NAMESPACE));
    const altered = world === 'drifted' && type === 'incident-plan';
    writeFileSync(join(folder, 'documents', `${type}.txt`), altered ? `${document}One more line.\n` : document);
  }
}
