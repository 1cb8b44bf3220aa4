/** One real run against moto, from claimcheck.yaml to the sealed report, with every request that left noted on the way. */
import { setMaxListeners } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import aws from '../../collectors/aws/source.ts';
import { openWire, type Wire } from '../../src/collect/wire.ts';
import { parseConfig } from '../../src/config.ts';
import { checksDir } from '../../src/home.ts';
import type { Report, SubjectResult, WireRequest, WireResponse } from '../../src/model.ts';
import { run } from '../../src/pipeline.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { collectors, sources } from '../../src/registry.ts';
import type { Credentials } from './moto.ts';
import { REGIONS, ROLE } from './moto-estate.ts';

export const mine = collectors.filter((collector) => collector.id.startsWith('aws/'));
export const policy = loadPolicy({ checksDir, collectors, params: {}, select: ['aws.*'], frameworks: [] });

export interface Sent {
  readonly operation: string;
  readonly method: string;
  readonly answer: WireResponse;
}
export interface Looked {
  readonly report: Report;
  readonly sent: readonly Sent[];
  /** The folder of the sealed run. */
  readonly sealed: string;
}
interface Looking {
  readonly url: string;
  readonly as: Credentials;
  readonly accounts: readonly ('production' | 'archive')[];
  /** Instead of all of AWS: these checks. */
  readonly checks?: readonly string[];
  /** Further keys of each entry: a role to assume. */
  readonly entry?: object;
  readonly mend?: (request: WireRequest, answer: WireResponse) => WireResponse;
  /** A folder that the test owns. */
  readonly dir: string;
}

export async function look({ url, as, accounts, checks, entry, mend, dir }: Looking): Promise<Looked> {
  const env = (name: string) => ({ AWS_ACCESS_KEY_ID: as.accessKeyId, AWS_SECRET_ACCESS_KEY: as.secretAccessKey })[name];
  const entries = accounts.map((name) => ({
    type: 'aws',
    name,
    regions: REGIONS,
    endpoint: url,
    ...(name === 'archive' && { roleArn: ROLE }),
    ...entry,
  }));
  const text = JSON.stringify({ sources: entries, locker: './locker' });
  const config = parseConfig(text, path.join(dir, 'claimcheck.yaml'), { sources, frameworks: [], env });
  const wire = openWire();
  const sent: Sent[] = [];
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  try {
    const sealed = await run({
      config,
      policy: checks === undefined ? policy : { ...policy, checks: policy.checks.filter(({ check }) => checks.includes(check.id)) },
      env,
      collectors: mine,
      wire: listening(wire, sent, mend),
      signal: abort.signal,
      // waiting between retries is pointless here: what moto cannot answer it cannot answer later
      clock: {
        now: () => new Date().toISOString(),
        monotonic: () => performance.now(),
        sleep: () => wait(1).then(() => undefined),
        random: () => 0.5,
      },
      runId: crypto.randomUUID(),
      version: '0.0.0',
      node: process.version,
      render: async (report) => new TextEncoder().encode(JSON.stringify(report)),
    });
    return { report: sealed.report, sent, sealed: config.locker };
  } finally {
    wire.close();
  }
}

function listening(wire: Wire, sent: Sent[], mend: Looking['mend']): Pick<Wire, 'send'> {
  return {
    async send(request, signal) {
      const answer = await wire.send(request, signal);
      sent.push({ operation: aws.operationOf(request) ?? `${request.method} ${request.url.pathname}`, method: request.method, answer });
      return mend ? mend(request, answer) : answer;
    },
  };
}

/**
 * A subject's result in a line: the verdict, then each resource in the order of names, `+` passes, `-` fails, `?` is not known and why;
 * `*` is the subject itself, where no single resource explains the verdict. Resources that the check is not about are left out.
 */
export function told(result: SubjectResult, names: ReadonlyMap<string, string>): string {
  const marks = { pass: '+', fail: '-', unknown: '?', not_applicable: '' } as const;
  const rows = result.findings.flatMap(({ resource, verdict, reason }) => {
    if (verdict === 'not_applicable') return [];
    const name = resource.name === result.label ? '*' : (names.get(resource.id) ?? names.get(resource.name) ?? resource.name);
    return [`${marks[verdict]}${name}${reason ? ` (${reason})` : ''}`];
  });
  return [result.verdict, ...[...new Set(rows)].sort((a, b) => (a.slice(1) < b.slice(1) ? -1 : 1))].join(' ');
}

/** Check -> subject (without the source's name) -> what was told. */
export function tableOf(report: Report, names: ReadonlyMap<string, string>): Record<string, Record<string, string>> {
  return Object.fromEntries(
    report.results.map(({ check, subjects }) => [
      check,
      Object.fromEntries(subjects.map((one) => [one.key.slice('aws/'.length), told(one, names)])),
    ]),
  );
}
