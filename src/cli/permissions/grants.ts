/** What has to be granted, and for whose sake: the union of the declared calls of what the chosen checks are about. */
import type { Call, Check, Collector, Source } from '../../model.ts';

export interface Grant {
  /** Source id. */
  readonly source: string;
  /** In the provider's words: `iam:ListUsers`, `Members: read`. */
  readonly permission: string;
  /** The calls that need it, by operation. */
  readonly calls: readonly Call[];
  /** Ids of the collectors that make them; none: the source itself asks, for every check. */
  readonly collectors: readonly string[];
  /** Ids of the checks about what these collectors read. */
  readonly checks: readonly string[];
}
export interface Needs {
  readonly source: Source;
  readonly checks: readonly string[];
  readonly grants: readonly Grant[];
  /** What whoever asks needs to become who looks: never part of what is granted to the one who looks. */
  readonly signIn: readonly Grant[];
}

type Row = { call: Call; collector?: string; checks: readonly string[] };

/** In the order of the sources; what no chosen check needs is not there. `asks`: false of what this configuration's source never asks itself. */
export function needsOf(
  checks: readonly Check[],
  collectors: readonly Collector[],
  sources: readonly Source[],
  asks: (call: Call) => boolean = () => true,
): Needs[] {
  return sources.flatMap((source) => {
    const mine = checks.filter(({ about }) => about.startsWith(`${source.id}/`));
    if (mine.length === 0) return [];
    const ids = mine.map(({ id }) => id).sort();
    const rows: Row[] = [
      ...source.calls.filter(asks).map((call) => ({ call, checks: ids })),
      ...collectors.flatMap(({ id: collector, calls }) => {
        const about = mine.filter((check) => check.about === collector).map(({ id }) => id);
        return about.length === 0 ? [] : calls.map((call) => ({ call, collector, checks: about }));
      }),
    ];
    const [signIn, reads] = [rows.filter(({ call }) => call.withheld), rows.filter(({ call }) => !call.withheld)];
    return [{ source, checks: ids, grants: grouped(source.id, reads), signIn: grouped(source.id, signIn) }];
  });
}

function grouped(source: string, rows: readonly Row[]): Grant[] {
  const permissions = distinct(rows.map(({ call }) => call.permission));
  return permissions.map((permission) => {
    const own = rows.filter(({ call }) => call.permission === permission);
    const bySource = own.some(({ collector }) => collector === undefined);
    return {
      source,
      permission,
      calls: distinct(own.map(({ call }) => call.operation)).map((name) => own.find(({ call }) => call.operation === name)?.call as Call),
      collectors: bySource ? [] : distinct(own.flatMap(({ collector }) => collector ?? [])),
      checks: distinct(own.flatMap(({ checks }) => checks)),
    };
  });
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();
