import type { Digest, Instant } from '../../model.ts';
import type { Manifest } from '../manifest.ts';
import { hexOf } from '../paths.ts';
import type { Ledger } from './codes.ts';

/** A run's clock may be ahead of the verifier's by this much. */
const AHEAD = 5 * 60_000;

/** What one run has to fit to: the runs before it, this locker, and today. */
export class Chain {
  readonly #ledger: Ledger;
  readonly #now: number;
  readonly #ids = new Set<string>();
  #origin: string | undefined;
  #expected = 1;
  #gap = false;
  /** Of the manifest before; null before the first, undefined after one that is not there. */
  #previous: Digest | null | undefined = null;
  #finishedAt: Instant | undefined;
  links = 0;

  constructor(ledger: Ledger, now: Instant, origin: string | undefined) {
    this.#ledger = ledger;
    this.#now = Date.parse(now);
    this.#origin = origin;
  }

  get finishedAt(): Instant | undefined {
    return this.#finishedAt;
  }

  /** `digest` undefined: this place in the chain holds no manifest. */
  add(seq: number, folder: string, digest: Digest | undefined, manifest: Manifest | undefined): void {
    if (seq !== this.#expected && !this.#gap) {
      this.#gap = true;
      this.#ledger.add('CHAIN_GAP', folder, `run ${this.#expected} is missing before it`);
    }
    this.#expected = seq + 1;
    if (manifest !== undefined) {
      this.#fits(seq, `${folder}/manifest.json`, manifest);
      this.#finishedAt = manifest.finishedAt;
    }
    this.#previous = digest;
  }

  /** A run that was verified before: only what the next one has to fit to. */
  trust(seq: number, digest: Digest, manifest: Manifest | undefined): void {
    this.#expected = seq + 1;
    this.#previous = digest;
    if (manifest === undefined) return;
    this.#finishedAt = manifest.finishedAt;
    this.#origin ??= manifest.origin;
  }

  #fits(seq: number, path: string, manifest: Manifest): void {
    const ledger = this.#ledger;
    const { origin, runId, previous, startedAt, finishedAt } = manifest;
    this.#origin ??= origin;
    if (origin !== this.#origin)
      ledger.add('ORIGIN_MISMATCH', path, `it belongs to ${JSON.stringify(origin)}, not to ${JSON.stringify(this.#origin)}`);
    if (this.#ids.has(runId)) ledger.add('RUN_ID_REUSED', path, `run id ${runId} stands in an earlier run`);
    this.#ids.add(runId);
    if (manifest.seq !== seq) ledger.add('SEQ_MISMATCH', path, `the manifest says that it is run ${manifest.seq}`);
    if (previous === this.#previous) this.links += 1;
    else ledger.add('CHAIN_BROKEN', path, `it follows ${shown(previous)}; before it stands ${shown(this.#previous)}`);
    if (Date.parse(startedAt) > Date.parse(finishedAt))
      ledger.add('TIME_INVALID', path, `it ended (${finishedAt}) before it began (${startedAt})`);
    if (this.#finishedAt !== undefined && startedAt < this.#finishedAt)
      ledger.add('TIME_NOT_MONOTONIC', path, `it began at ${startedAt}; the run before it ended at ${this.#finishedAt}`);
    if (Date.parse(finishedAt) > this.#now + AHEAD) ledger.add('TIME_IN_FUTURE', path, `it ended at ${finishedAt}, which is yet to come`);
  }
}

const shown = (digest: Digest | null | undefined): string =>
  digest === undefined ? 'nothing that can be read' : digest === null ? 'no run' : hexOf(digest).slice(0, 16);
