import { join } from 'node:path';
import { Refusal } from '../errors.ts';
import type { Bytes, Digest, FindingRow, Instant, Resource, SubjectRow, Verdict } from '../model.ts';
import { attemptsSince, recordAttempt } from './attempts.ts';
import { canonical } from './canonical.ts';
import { LISTED } from './digests.ts';
import { type Disk, errnoOf } from './disk.ts';
import { Items, type Named } from './items.ts';
import { Growing } from './lines.ts';
import { extendLog } from './log.ts';
import { FORMAT, ITEMS, type Item, type RunFile } from './manifest.ts';
import { Tree } from './merkle.ts';
import { hexOf, objectPath, runPath, SEGMENT } from './paths.ts';
import type { SealedRun } from './read.ts';
import { type Draft, type Sealed, seal } from './seal.ts';
import type { Sealing } from './signer.ts';
import { Store } from './store.ts';
import { by } from './sums.ts';

/** What only the caller knows of a run. */
export type ManifestParts = Omit<
  Draft,
  'format' | 'origin' | 'runId' | 'seq' | 'previous' | 'startedAt' | 'attempts' | 'counts' | 'files' | 'items' | 'treeSize' | 'merkleRoot'
>;
/** For people: what an object is. Never becomes a path. */
export interface About {
  readonly name: string;
  readonly mediaType: string;
}
/** A line of resources.jsonl: a resource as it was judged, and what it was read from. */
export interface ResourceRow {
  readonly collector: string;
  readonly subject: string;
  readonly resource: Resource;
  readonly evidence: readonly Digest[];
}
export interface Committed {
  readonly seq: number;
  readonly digest: Digest;
  /** The run's folder. */
  readonly path: string;
  /** The fingerprint of the key that signed it; undefined: sealed with hashes only. */
  readonly signedBy: string | undefined;
  /** What did not go well after the run was safe: leftovers that could not be removed, a lock not let go. */
  readonly notes: readonly string[];
}
interface Opened {
  readonly root: string;
  readonly disk: Disk;
  readonly origin: string;
  readonly runId: string;
  readonly startedAt: Instant;
  readonly staging: string;
  readonly pid: number;
  readonly previous: SealedRun | undefined;
  readonly sealing: Sealing | undefined;
  readonly mostListed: number;
  chance(bytes: number): Uint8Array;
  /** Throws where the lock is not ours any more. */
  insist(): Promise<void>;
  release(): Promise<void>;
}

/**
 * One run on its way into the locker. All of it waits in staging/<runId>/ until `commit` renames it into runs/: before that it is not
 * there, after that it is whole. The first failed write is final: every later call fails with it, `commit` too, since a run that lost
 * evidence must not look like one that did not.
 */
export class RunWriter {
  readonly seq: number;
  readonly previous: Digest | null;
  readonly #opened: Opened;
  readonly #folder: string;
  readonly #store: Store;
  readonly #items: Items;
  readonly #files: RunFile[] = [];
  readonly #names = new Set([
    'manifest.json',
    'SHA256SUMS',
    'findings.jsonl',
    'resources.jsonl',
    'subjects.jsonl',
    'items.jsonl',
    'run.sigstore.json',
    'run.tsr',
  ]);
  readonly #counts: Record<Verdict | 'waived', number> = { pass: 0, fail: 0, unknown: 0, not_applicable: 0, waived: 0 };
  readonly #findings: Growing;
  readonly #resources: Growing;
  /** Only where they are too many for the report. */
  #subjects: Promise<Growing> | undefined;
  #broken: Refusal | undefined;
  #closed = false;
  readonly #flying = new Set<Promise<unknown>>();

  private constructor(opened: Opened, store: Store, findings: Growing, resources: Growing) {
    this.#opened = opened;
    this.#folder = join(opened.staging, 'run');
    this.#store = store;
    this.#items = new Items(opened.staging, opened.disk);
    this.#findings = findings;
    this.#resources = resources;
    this.seq = (opened.previous?.seq ?? 0) + 1;
    this.previous = opened.previous?.digest ?? null;
  }

  static async open(opened: Opened): Promise<RunWriter> {
    const folder = join(opened.staging, 'run');
    await opened.disk.mkdir(folder);
    const store = new Store(opened.root, opened.staging, opened.disk);
    await store.open();
    const findings = await Growing.create(opened.disk, join(folder, 'findings.jsonl'));
    const resources = await Growing.create(opened.disk, join(folder, 'resources.jsonl')).catch(async (error: unknown) => {
      await findings.leave();
      throw error;
    });
    return new RunWriter(opened, store, findings, resources);
  }

  /** Keeps an object and lists it in the manifest; the same bytes under two names are listed once, under the lesser. */
  put(bytes: Uint8Array, about: About = { name: '', mediaType: 'application/octet-stream' }): Promise<Digest> {
    return this.#step(async () => {
      const digest = await this.#store.put(bytes);
      const hex = hexOf(digest);
      await this.#items.put({
        sha256: hex,
        name: about.name === '' ? hex : about.name,
        mediaType: about.mediaType,
        size: bytes.length,
      });
      return digest;
    });
  }

  /** The run before this one. */
  get earlier(): SealedRun | undefined {
    return this.#opened.previous;
  }

  /** An object of this run, or of an earlier one. */
  get(digest: Digest): Promise<Uint8Array> {
    return this.#store.get(digest);
  }

  finding(row: FindingRow): Promise<void> {
    return this.#step(async () => {
      this.#insistKept(row.evidence);
      this.#counts[row.verdict] += 1;
      if (row.waiver !== undefined) this.#counts.waived += 1;
      await this.#findings.row(row);
    });
  }

  resource(row: ResourceRow): Promise<void> {
    return this.#step(async () => {
      this.#insistKept(row.evidence);
      await this.#resources.row(row);
    });
  }

  /** A check × a subject, for a report that does not hold them. */
  subject(row: SubjectRow): Promise<void> {
    return this.#step(async () => {
      this.#subjects ??= Growing.create(this.#opened.disk, join(this.#folder, 'subjects.jsonl'));
      await (await this.#subjects).row(row);
    });
  }

  /** Another file of the run: `report.json`. What comes in pieces is written as it comes. */
  file(name: string, bytes: Bytes): Promise<void> {
    return this.#step(async () => {
      if (!SEGMENT.test(name) || this.#names.has(name)) throw new TypeError(`not a name for a new file of a run: ${JSON.stringify(name)}`);
      this.#names.add(name);
      const file = await Growing.create(this.#opened.disk, join(this.#folder, name));
      try {
        for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) await file.add(piece);
        this.#files.push(await file.finish());
      } catch (error) {
        await file.leave();
        throw error;
      }
    });
  }

  /**
   * Makes everything durable and gives the run its place. LOCKER_UNSEALED: it is not in runs/, what there is stays in staging/.
   * LOCKER_LOCKED: we were taken for dead, and somebody else may write. The lock is let go either way.
   */
  async commit(parts: ManifestParts): Promise<Committed> {
    if (this.#closed) throw this.#ended();
    this.#closed = true;
    let sealed: Sealed;
    try {
      // What was asked for and not awaited belongs to the run all the same, and so does its failure.
      await Promise.allSettled(this.#flying);
      sealed = await this.#once(() => this.#seal(parts));
    } catch (error) {
      await this.#leave('unsealed', parts.finishedAt, error instanceof Error ? error.message : String(error));
      throw error;
    }
    const { root, disk, staging, sealing, origin, runId, release } = this.#opened;
    const run = { origin, runId, seq: this.seq, digest: sealed.digest };
    const logged = await Promise.allSettled(sealing === undefined ? [] : [extendLog(root, run, sealing, disk)]);
    const clear = async () => {
      await this.#store.clear();
      await disk.remove(staging);
    };
    const after = await Promise.allSettled([clear(), release()]);
    const notes = [...logged, ...after].flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
    const path = join(root, runPath(this.seq));
    return { seq: this.seq, digest: sealed.digest, path, signedBy: sealing?.signer.id, notes: [...sealed.notes, ...notes] };
  }

  /** Gives up: nothing is committed, staging stays, the attempt is recorded for the next manifest, the lock is let go. */
  async abort(why: { at: Instant; detail: string }): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#leave('aborted', why.at, why.detail);
  }

  async #seal(parts: ManifestParts): Promise<Sealed> {
    this.#insistKept([parts.configDigest, parts.policyDigest]);
    const subjects = await this.#subjects;
    this.#files.push(await this.#findings.finish(), await this.#resources.finish());
    if (subjects !== undefined) this.#files.push(await subjects.finish());
    await this.#store.publish();
    const { origin, runId, startedAt, previous, root, disk, sealing, insist } = this.#opened;
    const listed = await this.#list();
    const draft: Draft = {
      ...parts,
      format: FORMAT,
      origin,
      runId,
      seq: this.seq,
      previous: this.previous,
      startedAt,
      attempts: await attemptsSince(root, previous?.manifest, disk),
      counts: this.#counts,
      files: this.#files.sort(by((file) => file.name)),
      ...listed,
    };
    return seal(root, this.#folder, draft, () => this.#store.digests.sorted(LISTED), sealing, insist, disk);
  }

  /** Few items stand in the manifest, many in a file of their own. */
  async #list(): Promise<Pick<Draft, 'items' | 'treeSize' | 'merkleRoot'>> {
    const tree = new Tree();
    let items: Item[] = [];
    let file: Growing | undefined;
    try {
      for await (const named of this.#items.all(this.#store.digests)) {
        const item = this.#salted(named);
        const bytes = canonical(item);
        tree.add(bytes);
        if (file === undefined) items.push(item);
        else await file.add(bytes, NEWLINE);
        if (items.length <= this.#opened.mostListed) continue;
        file = await Growing.create(this.#opened.disk, join(this.#folder, ITEMS));
        for (const one of items) await file.add(canonical(one), NEWLINE);
        items = [];
      }
      if (file !== undefined) this.#files.push(await file.finish());
    } catch (error) {
      await file?.leave();
      throw error;
    }
    return { items, treeSize: tree.size, merkleRoot: tree.root() };
  }

  #salted({ sha256, name, mediaType, size }: Named): Item {
    const salt = Buffer.from(this.#opened.chance(16)).toString('hex');
    return { name, mediaType, size, path: objectPath(sha256), sha256, salt };
  }

  #insistKept(digests: readonly Digest[]): void {
    const lost = digests.find((digest) => !this.#store.has(digest));
    if (lost !== undefined) throw new TypeError(`evidence that was not recorded in this run: ${lost}`);
  }

  #step<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(this.#ended());
    const done = this.#once(work);
    this.#flying.add(done);
    const landed = (): boolean => this.#flying.delete(done);
    done.then(landed, landed);
    return done;
  }

  async #once<T>(work: () => Promise<T>): Promise<T> {
    if (this.#broken !== undefined) throw this.#broken;
    try {
      return await work();
    } catch (error) {
      this.#broken ??= this.#unsealed(error);
      throw this.#broken;
    }
  }

  #ended(): Refusal {
    return new Refusal('LOCKER_UNSEALED', `run ${this.#opened.runId} has ended; nothing can be added to it`);
  }

  #unsealed(cause: unknown): Refusal {
    if (cause instanceof Refusal) return cause;
    const { staging } = this.#opened;
    const message = cause instanceof Error ? cause.message : String(cause);
    const size = this.#items.bytes + this.#findings.size + this.#resources.size;
    const full = errnoOf(cause) === 'ENOSPC' ? `; the disk is full, and the run had reached ${size} bytes` : '';
    return new Refusal('LOCKER_UNSEALED', `the run could not be sealed: ${message}${full}`, {
      at: { file: staging },
      hint: 'nothing was committed; what was collected stays in this folder',
      cause,
    });
  }

  async #leave(event: 'aborted' | 'unsealed', at: Instant, detail: string): Promise<void> {
    const { root, disk, runId, pid, release } = this.#opened;
    // Each is tried whatever became of the others; the reason why we are here is what the caller gets to see.
    await Promise.allSettled(this.#flying);
    await Promise.allSettled([this.#findings.leave(), this.#resources.leave(), this.#subjects?.then((file) => file.leave())]);
    await Promise.allSettled([recordAttempt(root, { at, runId, event, pid, detail }, disk)]);
    await Promise.allSettled([release()]);
  }
}

const NEWLINE = Buffer.from('\n');
