/** One look at policy documents through the real transport, and what the three checks about them say. */

import type { Policy } from '../../../collectors/github/policies.ts';
import policyDocument from '../../../collectors/github/policy-document/index.ts';
import source from '../../../collectors/github/source.ts';
import { openWire } from '../../../src/collect/wire.ts';
import { openHistory, type Writer } from '../../../src/demo/github/parts/changes/history.ts';
import { type GithubOptions, startGithub } from '../../../src/demo/github/server.ts';
import type { World } from '../../../src/demo/github/world.ts';
import { judgeSet } from '../../../src/evaluate/judge.ts';
import { checksDir } from '../../../src/home.ts';
import type { Finding, ResourceSet, Verdict, WireResponse } from '../../../src/model.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { collectOnce } from '../../support/collect.ts';
import { NOW, worldOf } from './changes-look.ts';

export const CHECKS = ['reviewed', 'change-approved', 'dates-true'] as const;
export type Verdicts = Readonly<Record<(typeof CHECKS)[number], Verdict>>;
const policy = loadPolicy({ checksDir, frameworks: [], collectors: [policyDocument], params: {}, select: ['github.policy.*'] });
export const calls = policyDocument.calls.map(({ operation }) => operation);

export interface Seen {
  readonly verdicts: Verdicts;
  readonly findings: Readonly<Record<string, readonly Finding[]>>;
  readonly set: ResourceSet;
  readonly asked: readonly string[];
}
type Options = Pick<GithubOptions, 'faults'> & {
  readonly policies?: readonly Policy[];
  readonly path?: string;
  /** What becomes of each body on its way. */
  readonly garble?: (body: string) => string;
};

export async function lookAt(world: World, { policies, faults, garble, path = '' }: Options): Promise<Seen> {
  const wire = openWire();
  const server = await startGithub({ world, now: () => NOW, ...(faults && { faults }) });
  try {
    const { sets } = await collectOnce({
      source,
      collector: policyDocument,
      config: source.config.parse({
        type: 'github',
        organization: 'example-company',
        baseUrl: server.url + path,
        ...(policies && { policies }),
      }),
      env: { GITHUB_TOKEN: 'github_pat_00000000000000000000000000000000000000000000' },
      now: NOW,
      time: () => NOW,
      wire: garble ? { send: async (...asked) => garbled(await wire.send(...asked), garble) } : wire,
    });
    const [set] = sets as [ResourceSet];
    const findings = Object.fromEntries(CHECKS.map((name): [string, Finding[]] => [name, []]));
    const verdicts = Object.fromEntries(
      policy.checks.map((ready) => {
        const name = ready.check.id.replace('github.policy.', '');
        const emit = (finding: Finding) => void findings[name]?.push(finding);
        return [name, judgeSet(ready, set, { now: Date.parse(NOW), waivers: [], emit }).verdict];
      }),
    ) as Verdicts;
    return { verdicts, findings, set, asked: server.requests.map(({ operation }) => operation) };
  } finally {
    wire.close();
    await server.close();
  }
}
function garbled(response: WireResponse, garble: (body: string) => string): WireResponse {
  return { ...response, body: new TextEncoder().encode(garble(new TextDecoder().decode(response.body))) };
}

export const DOCUMENT = 'policies/password.md';
export const DECLARED: Policy = { repository: 'handbook', path: DOCUMENT };
/** A repository with one document. */
export function handbook(write: (history: Writer) => void, more: Partial<World> = {}): World {
  const history = openHistory('handbook', 'main', 900);
  write(history);
  return worldOf({ handbook: history.written() }, more);
}
/** Its text; the ages of its dates in days. */
export const text = ({ reviewed, updated, body = 'x' }: { reviewed?: number; updated?: number; body?: string } = {}) => {
  const lines = [
    reviewed === undefined ? '' : `last_reviewed: {day ${reviewed}}\n`,
    updated === undefined ? '' : `last_updated: {day ${updated}}\n`,
  ];
  return lines.join('') === '' ? `# ${body}\n` : `---\n${lines.join('')}---\n# ${body}\n`;
};
export const file = (content: string | null) => ({ [DOCUMENT]: content });
