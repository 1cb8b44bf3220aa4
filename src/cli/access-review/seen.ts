/** What a sealed run saw of access. */
import { type Access, accessIn, type Line, type Read } from '../../access/grants.ts';
import type { Exported, ReviewedRun } from '../../access/review.ts';
import { accessDir } from '../../home.ts';
import type { Locker, ResourceRow, SealedRun } from '../../locker/index.ts';
import type { Report, SubjectRow } from '../../model.ts';
import { loadAccess } from '../../policy/access.ts';
import { collectors } from '../../registry.ts';

export interface SeenRun extends Access {
  readonly run: ReviewedRun;
  readonly rules: Exported['rules'];
}

export async function seenIn(locker: Locker, sealed: SealedRun): Promise<SeenRun> {
  const access = loadAccess(accessDir, collectors);
  const rules = [...access.values()].flatMap((one) => one.rules);
  const wanted = new Set(rules.map(({ collector }) => collector.id));
  const report = JSON.parse(new TextDecoder().decode(await sealed.file('report.json'))) as Report;
  const lines: Line[] = [];
  for await (const row of sealed.resources() as AsyncIterable<ResourceRow>) if (wanted.has(row.collector)) lines.push(row);
  const { manifest, seq, digest } = sealed;
  const reads = await readsOf(report, sealed, wanted);
  return {
    ...accessIn(access, { scope: report.scope, reads, lines, now: Date.parse(manifest.startedAt) }),
    run: {
      id: manifest.runId,
      seq,
      startedAt: manifest.startedAt,
      manifest: digest,
      origin: locker.origin,
      ...(report.run.demo !== undefined && { demo: report.run.demo }),
    },
    rules: Object.fromEntries(rules.map((rule) => [rule.id, rule.digest])),
  };
}

/** How whole a population was is told with the checks about it; in the report, or beside it where they are too many. */
async function readsOf(report: Report, sealed: SealedRun, wanted: ReadonlySet<string>): Promise<Read[]> {
  const about = new Map(report.results.filter((one) => wanted.has(one.about)).map((one) => [one.check, one.about]));
  const reads = new Map<string, Read>();
  const hear = ({ check, key, population }: Pick<SubjectRow, 'check' | 'key' | 'population'>) => {
    const collector = about.get(check);
    if (collector === undefined) return;
    const name = `${collector} ${key}`;
    if (reads.get(name)?.complete !== false)
      reads.set(name, { collector, subject: key, complete: population.complete, proof: population.proof });
  };
  if (report.run.subjects === undefined)
    for (const { check, subjects } of report.results) for (const one of subjects) hear({ check, ...one });
  else for await (const row of sealed.subjects()) hear(row);
  return [...reads.values()];
}
