import { isUnknown } from '../kit.ts';
import type { SealedRun, Tool } from '../locker/index.ts';
import type { Population } from '../model.ts';
import type { Record } from './evidence-records.ts';

export interface Shown extends Record {
  readonly sealed: SealedRun;
  readonly body: Uint8Array | undefined;
  /** What the run calls the body. */
  readonly mediaType: string | undefined;
  /** Among the answers to the same operation for the same subject. */
  readonly position: { readonly at: number; readonly of: number };
  readonly usedBy: readonly {
    readonly check: string;
    readonly subject: string;
    readonly findings: number;
    readonly population: Population | undefined;
  }[];
}

/** The names by which the provider finds this request in its own records, such as CloudTrail. */
const REQUEST_IDS = ['x-amzn-requestid', 'x-amz-request-id', 'x-amz-id-2', 'x-github-request-id', 'x-correlation-id'];

/** Who, what, when, how; then the raw answer. */
export function linesOf(shown: Shown): readonly string[] {
  const { id, record, sealed, position } = shown;
  return [
    `${id}  in run ${sealed.seq} (${sealed.manifest.runId})`,
    '',
    ...rows('who', [whoOf(shown)]),
    ...rows('what', [
      `${record.operation} for ${record.subject}`,
      `${record.request.method} ${record.request.url}`,
      ...Object.entries(record.request.headers).map(([name, value]) => `${name}: ${value}`),
      ...(record.request.body === undefined ? [] : [record.request.body]),
    ]),
    ...rows('when', whenOf(shown)),
    ...rows('how', howOf(shown)),
    ...rows('pages', [`answer ${position.at} of ${position.of} to this operation for this subject, in the order of asking`]),
    ...rows('rests on it', restingOf(shown)),
    ...rows('redacted', redactedOf(shown)),
    '',
    ...bodyOf(shown),
  ];
}

const rows = (title: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => `${(index === 0 ? title : '').padEnd(12)}${line}`);

function whoOf(shown: Shown): string {
  const [found] = principalsOf(shown);
  if (found === undefined) return `not known: the manifest names nobody for ${shown.record.source}`;
  return isUnknown(found.principal) ? `not known: ${found.principal.$unknown.detail}` : `${found.principal.id} (${found.principal.detail})`;
}

/** Two sources of different kinds may bear the same name. */
function principalsOf({ record, sealed }: Shown) {
  return sealed.manifest.principals.filter(
    ({ source, name }) => name === record.source && `${record.subject}/`.startsWith(`${source}/${name}/`),
  );
}

function whenOf({ record }: Shown): readonly string[] {
  const { requestedAt, receivedAt, response, skewMs, confirms } = record;
  const date = response?.headers['date'];
  return [
    `asked ${requestedAt}, answered ${receivedAt}`,
    date === undefined
      ? "the provider's clock: it sent no Date"
      : `the provider's clock: ${date}${skewMs === undefined ? '' : `; ours minus theirs: ${skewMs} ms`}`,
    ...(confirms === undefined ? [] : [`unchanged since ${confirms.receivedAt}, by the provider's own word (304): ${confirms.evidence}`]),
  ];
}

function howOf({ record: { response, refusal }, sealed: { manifest, digest } }: Shown): readonly string[] {
  const ids = REQUEST_IDS.flatMap((name) => (response?.headers[name] === undefined ? [] : [`${name}: ${response.headers[name]}`]));
  return [
    response === undefined ? 'no answer came' : `status ${response.status}`,
    ...(ids.length > 0 ? ids : ['the provider gave the request no id']),
    ...(refusal === undefined ? [] : [`not an answer: ${refusal.reason}, ${refusal.detail}`]),
    `${manifest.tool.name} ${manifest.tool.version} on Node ${manifest.tool.node}`,
    builtOf(manifest.tool),
    `policy ${manifest.policyDigest}`,
    `configuration ${manifest.configDigest}`,
    `manifest ${digest}${manifest.format === 'claimcheck-run/v2' && manifest.key ? `, signed by key ${manifest.key.id}` : ', not signed'}`,
  ];
}

function builtOf({ commit, lockfileSha256 }: Tool): string {
  const from = commit ? `built from commit ${commit}` : 'nobody recorded from which commit it was built';
  return `${from}; ${lockfileSha256 ? `lock file of npm sha256:${lockfileSha256}` : 'its lock file is not known'}`;
}

function restingOf({ usedBy }: Shown): readonly string[] {
  if (usedBy.length === 0) return ['no finding names it'];
  return usedBy.map(({ check, subject, findings, population }) => {
    const whole =
      population === undefined
        ? ''
        : `; population ${population.size}, ${population.complete ? 'complete' : 'NOT complete'}: ${population.proof}`;
    return `${check} on ${subject}: ${findings} ${findings === 1 ? 'finding' : 'findings'}${whole}`;
  });
}

function redactedOf({ record: { redactions, response } }: Shown): readonly string[] {
  if (response?.withheld) return ['the whole body: it could not be read, and may have held a secret'];
  if (redactions.length === 0) return ['nothing'];
  return redactions.map(({ rule, count }) => `${count} ${count === 1 ? 'place' : 'places'}, shown as [redacted:${rule}]`);
}

function bodyOf({ body, record, mediaType }: Shown): readonly string[] {
  const digest = record.response?.body;
  if (body === undefined || digest === undefined) return ['no body'];
  const text = textOf(body);
  return [
    `${digest}  ${mediaType ?? 'of no known type'}  ${body.length} bytes`,
    '',
    ...(text === undefined ? ['(not text; --json gives it in base64)'] : text.split('\n')),
  ];
}

function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

export function forMachines(shown: Shown): object {
  const { id, record, sealed, body, position, usedBy } = shown;
  const { manifest, seq, digest } = sealed;
  const { response, ...rest } = record;
  return {
    id,
    run: { seq, id: manifest.runId, manifest: digest, tool: manifest.tool, policy: manifest.policyDigest, config: manifest.configDigest },
    principals: principalsOf(shown),
    ...rest,
    ...(response && {
      response: { ...response, ...(body && { text: textOf(body) ?? null, base64: Buffer.from(body).toString('base64') }) },
    }),
    position,
    usedBy,
  };
}
