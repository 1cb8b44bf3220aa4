/** Which repositories a registry scans: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html. Pure. */
import { z } from 'zod';
import { type Known, missing, unknown } from '../../../src/kit.ts';
import { or } from '../kleene.ts';

export const SCANNING = 'ecr:GetRegistryScanningConfiguration';

const Rule = z.looseObject({
  scanFrequency: z.string().min(1),
  repositoryFilters: z.array(z.looseObject({ filter: z.string().min(1), filterType: z.string().min(1) })),
});
type Rule = z.infer<typeof Rule>;
export const Scanning = z.looseObject({
  scanningConfiguration: z.looseObject({ scanType: z.string().min(1).optional(), rules: z.array(Rule).optional() }),
});
export type Scanning = z.infer<typeof Scanning>['scanningConfiguration'];

/**
 * Whether new images of a repository are scanned without anybody asking. With basic scanning the repository's own flag counts beside the
 * registry's rules; with enhanced scanning the rules alone do.
 */
export function scanned(name: string, own: Known<boolean>, { scanType, rules }: Scanning): Known<boolean> {
  if (scanType === undefined) return missing(SCANNING, 'scanningConfiguration.scanType');
  if (scanType !== 'BASIC' && scanType !== 'ENHANCED') return strange('scanType', scanType);
  const byRegistry =
    rules === undefined
      ? missing(SCANNING, 'scanningConfiguration.rules')
      : rules.map((rule) => scans(rule, name)).reduce(or, false as Known<boolean>);
  return scanType === 'BASIC' ? or(own, byRegistry) : byRegistry;
}

function scans({ scanFrequency, repositoryFilters }: Rule, name: string): Known<boolean> {
  if (scanFrequency === 'MANUAL') return false;
  const fits = repositoryFilters.map(({ filter, filterType }) =>
    filterType === 'WILDCARD' ? matchesFilter(filter, name) : strange('filterType', filterType),
  );
  const found = fits.reduce(or, false as Known<boolean>);
  if (scanFrequency === 'SCAN_ON_PUSH' || scanFrequency === 'CONTINUOUS_SCAN') return found;
  return found === false ? false : strange('scanFrequency', scanFrequency);
}

/** Without a star a filter may stand anywhere in the name; with one, it is the whole name. */
export function matchesFilter(filter: string, name: string): boolean {
  if (!filter.includes('*')) return name.includes(filter);
  const [first = '', ...rest] = filter.split('*');
  const last = rest.pop() as string;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

function strange(member: string, word: string): Known<boolean> {
  const detail = `${SCANNING}: ${member} ${JSON.stringify(word)} is not a word that AWS documents`;
  return unknown({ operation: SCANNING, reason: 'malformed_response', detail });
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html */
export function isImmutable(operation: string, mutability: string | undefined): Known<boolean> {
  if (mutability === undefined) return missing(operation, 'repositories[].imageTagMutability');
  if (mutability === 'IMMUTABLE' || mutability === 'IMMUTABLE_WITH_EXCLUSION') return true;
  if (mutability === 'MUTABLE' || mutability === 'MUTABLE_WITH_EXCLUSION') return false;
  const detail = `${operation}: imageTagMutability ${JSON.stringify(mutability)} is not a word that AWS documents`;
  return unknown({ operation, reason: 'malformed_response', detail });
}
