/** One of the two runs of a comparison: its report, its rows, and the policy that it was judged by. */
import type { Locker, SealedRun } from '../locker/index.ts';
import type { CheckResult, FindingRow, Gap, Report, Subject, SubjectRow } from '../model.ts';

export interface Side {
  readonly report: Report;
  readonly findings: () => AsyncIterable<FindingRow>;
  /** Where the report does not hold them. */
  readonly subjects?: () => AsyncIterable<SubjectRow>;
  /** Of the rows together. */
  readonly bytes: number;
  /** Texts of the policy, by name: `checks/aws/iam/root-mfa.yaml`. */
  readonly files: ReadonlyMap<string, string>;
  /** As they were given in the configuration, by check. */
  readonly params: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** LOCKER_TAMPERED when what is read is not what was sealed; of the rows that shows at their end. */
export async function sideOf(locker: Locker, sealed: SealedRun): Promise<Side> {
  const report = JSON.parse(textOf(await sealed.file('report.json'))) as Report;
  const policy = await policyOf(locker, sealed);
  const bytes = sealed.manifest.files.find(({ name }) => name === 'findings.jsonl')?.size ?? 0;
  const apart = report.run.subjects === undefined ? {} : { subjects: () => sealed.subjects() };
  return { report, findings: () => sealed.findings(), bytes, ...apart, ...policy };
}

export async function policyOf(locker: Locker, { manifest }: SealedRun): Promise<Pick<Side, 'files' | 'params'>> {
  const { files, params } = JSON.parse(textOf(await locker.get(manifest.policyDigest))) as {
    files: readonly { name: string; text: string }[];
    params: Side['params'];
  };
  return { files: new Map(files.map(({ name, text }) => [name, text])), params };
}

const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

/** What is looked up for each row of a run. */
export interface Index {
  readonly side: Side;
  readonly results: ReadonlyMap<string, CheckResult>;
  readonly subjects: ReadonlyMap<string, Subject>;
  /** Whether the check's population was read whole in this subject; undefined: the check has no result there. */
  complete(check: string, subject: string): boolean | undefined;
  /** What is left out of this run, by id, with the reason. */
  excluded(id: string): string | undefined;
  /** The question behind an unknown row. */
  gap(check: string, subject: string, row: { readonly reason?: string; readonly because: string }): Gap | undefined;
  /** Why the population of this check was not read whole in this subject. */
  unread(check: string, subject: string): Gap | undefined;
}

async function* none(): AsyncIterable<never> {}

export async function indexOf(side: Side): Promise<Index> {
  const { report } = side;
  const results = new Map(report.results.map((result) => [result.check, result]));
  const complete = new Map(
    report.results.flatMap(({ check, subjects }) =>
      subjects.map(({ key, population }) => [`${check}\0${key}`, population.complete] as const),
    ),
  );
  for await (const { check, key, population } of side.subjects?.() ?? none()) complete.set(`${check}\0${key}`, population.complete);
  const excluded = new Map(report.scope.flatMap((entry) => entry.excluded.map(({ id, because }) => [id, because] as const)));
  const gaps = new Map<string, Gap[]>();
  for (const gap of report.gaps) {
    const key = `${gap.collector}\0${gap.subject}`;
    const known = gaps.get(key);
    if (known) known.push(gap);
    else gaps.set(key, [gap]);
  }
  const about = (check: string, subject: string): readonly Gap[] | undefined => gaps.get(`${results.get(check)?.about}\0${subject}`);
  return {
    side,
    results,
    subjects: new Map(report.scope.flatMap((entry) => entry.subjects.map((subject) => [subject.key, subject] as const))),
    complete: (check, subject) => complete.get(`${check}\0${subject}`),
    excluded: (id) => excluded.get(id),
    gap(check, subject, { reason, because }) {
      const same = about(check, subject)?.filter((gap) => gap.reason === reason);
      return same?.find(({ detail }) => because.includes(detail)) ?? same?.[0];
    },
    unread: (check, subject) => about(check, subject)?.[0],
  };
}
