/** Every part of the simulated AWS. Kept in alphabetical order. */
import type { Drift } from '../../estate.ts';
import type { Answer } from '../answers/ask.ts';
import type { ServiceName } from '../wire.ts';
import type { Refusal } from '../world.ts';
import { accessAnalyzer } from './access-analyzer.ts';
import { accountContact } from './account-contact.ts';
import { backup } from './backup/index.ts';
import { certificates } from './certificates.ts';
import { cloudfront } from './cloudfront.ts';
import { cognito } from './cognito.ts';
import { configItems } from './config-items.ts';
import { deletionProtection } from './deletion-protection.ts';
import { ecr } from './ecr.ts';
import { eks } from './eks.ts';
import { engineVersions } from './engine-versions.ts';
import { functions } from './functions.ts';
import { guardDuty } from './guardduty.ts';
import { iam } from './iam/index.ts';
import { identityCenter } from './identity-center.ts';
import { inspector } from './inspector.ts';
import { instances } from './instances/index.ts';
import { inventory } from './inventory.ts';
import { kms } from './kms.ts';
import { listeners } from './listeners.ts';
import { loadBalancers } from './load-balancers/index.ts';
import { machineImages } from './machine-images.ts';
import { macie } from './macie.ts';
import { messaging } from './messaging.ts';
import { monitoring } from './monitoring/index.ts';
import { network } from './network/index.ts';
import { networkFirewalls } from './network-firewalls.ts';
import { organizations } from './organizations.ts';
import type { Holdings, Part } from './part.ts';
import { patching } from './patching.ts';
import { rds } from './rds/index.ts';
import { redshift } from './redshift.ts';
import { scaling } from './scaling.ts';
import { searchCache } from './search-cache.ts';
import { secrets } from './secrets.ts';
import { securityHub } from './security-hub.ts';
import { stores } from './stores.ts';
import { webAcls } from './web-acls.ts';

export const parts: readonly Part[] = [
  accessAnalyzer,
  accountContact,
  backup,
  certificates,
  cloudfront,
  cognito,
  configItems,
  deletionProtection,
  ecr,
  eks,
  engineVersions,
  functions,
  guardDuty,
  iam,
  identityCenter,
  inspector,
  instances,
  inventory,
  kms,
  listeners,
  loadBalancers,
  machineImages,
  macie,
  messaging,
  monitoring,
  network,
  networkFirewalls,
  organizations,
  patching,
  rds,
  redshift,
  scaling,
  searchCache,
  secrets,
  securityHub,
  stores,
  webAcls,
];

export type PartsOfWorld = Readonly<Record<string, Holdings>>;
const holdings = (which: 'clean' | 'drifted' | 'broken'): PartsOfWorld => Object.fromEntries(parts.map((part) => [part.id, part[which]]));

export const cleanParts: PartsOfWorld = holdings('clean');
export const driftedParts: PartsOfWorld = holdings('drifted');
export const brokenParts: PartsOfWorld = holdings('broken');
export const partsDrift: readonly Drift[] = parts.flatMap(({ drift }) => drift);
export const partsRefusals: readonly Refusal[] = parts.flatMap(({ refusals }) => refusals);

/** Adds the parts' answers to those of the services that have a file of their own. An operation answered twice is a mistake. */
export function withParts(own: Partial<Record<ServiceName, Record<string, Answer>>>): Partial<Record<ServiceName, Record<string, Answer>>> {
  const whole: Record<string, Record<string, Answer>> = Object.fromEntries(
    Object.entries(own).map(([service, of]) => [service, { ...of }]),
  );
  for (const { id, answers } of parts)
    for (const [service, of] of Object.entries(answers))
      for (const [operation, answer] of Object.entries(of)) {
        const known: Record<string, Answer> = whole[service] ?? {};
        whole[service] = known;
        if (operation in known) throw new TypeError(`the part ${id} answers ${service}:${operation}, which has an answer`);
        known[operation] = answer;
      }
  return whole;
}
