import type { Item, Manifest } from '../manifest.ts';
import type { Ledger } from './codes.ts';

/** Written by src/collect/evidence.ts: who, what, when and how of one answer. */
const TYPE = 'application/vnd.claimcheck.evidence.v1+json';
/** A clock that is set right during a run may step back by about this much. */
const SLACK = 60_000;
/** S3 refuses a request whose time is further off: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (RequestTimeTooSkewed) */
const MOST_SKEW = 15 * 60_000;
/** Every provider names each of its answers once. */
const REQUEST_IDS = ['x-amzn-requestid', 'x-amz-request-id', 'x-github-request-id', 'x-correlation-id'];
const LOOPBACK = /^[a-z]+:\/\/(?:127\.[0-9.]+|localhost|\[::1\])(?::\d+)?(?:\/|$)/;

export interface RecordCheck {
  readonly ledger: Ledger;
  /** Request id -> the run that holds it. */
  readonly requests: Map<string, number>;
}
interface Told {
  readonly requestedAt?: unknown;
  readonly receivedAt?: unknown;
  readonly request?: { readonly url?: unknown };
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>> };
}

export const isRecord = ({ mediaType }: Item): boolean => mediaType === TYPE;

/** An answer belongs to its run: asked and received while it went on, by the provider's own clock as well, and told once. */
export function checkRecord(bytes: Uint8Array | undefined, item: Item, folder: string, manifest: Manifest, check: RecordCheck): void {
  const { ledger } = check;
  const told = bytes === undefined ? undefined : parsed(bytes);
  const [asked, received] = [Date.parse(String(told?.requestedAt)), Date.parse(String(told?.receivedAt))];
  if (told === undefined || Number.isNaN(asked) || Number.isNaN(received)) {
    ledger.add('RECORD_MALFORMED', item.path, `${item.name}: it does not say when it was asked and answered`);
    return;
  }
  const { startedAt, finishedAt, seq } = manifest;
  if (asked < Date.parse(startedAt) - SLACK || received > Date.parse(finishedAt) + SLACK)
    ledger.add('EVIDENCE_OUTSIDE_WINDOW', item.path, `${item.name}: of ${told.requestedAt}, in ${folder} of ${startedAt} to ${finishedAt}`);
  const date = Date.parse(String(told.response?.headers?.['date']));
  if (Math.abs(received - date) > MOST_SKEW)
    ledger.add(
      'CLOCK_SKEW',
      item.path,
      `${item.name}: received at ${told.receivedAt}, by the provider's clock ${new Date(date).toISOString()}`,
    );
  once(told, item, seq, check);
}

/** A simulator on this machine starts to count anew whenever it starts. */
function once(told: Told, item: Item, seq: number, { requests, ledger }: RecordCheck): void {
  if (LOOPBACK.test(String(told.request?.url))) return;
  for (const name of REQUEST_IDS) {
    const id = told.response?.headers?.[name];
    if (typeof id !== 'string') continue;
    const before = requests.get(id);
    if (before === undefined) requests.set(id, seq);
    else if (before !== seq)
      ledger.add('REQUEST_ID_REUSED', item.path, `${item.name}: the provider's request ${id} stands in run ${before} already`);
  }
}

function parsed(bytes: Uint8Array): Told | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
