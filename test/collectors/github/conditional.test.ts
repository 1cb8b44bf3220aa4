/** A second run over an organization in which nothing has changed: what is sent, what is recorded, and what is made of it offline. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EVIDENCE_TYPE } from '../../../src/collect/evidence.ts';
import { startGithub } from '../../../src/demo/github/server.ts';
import { clean } from '../../../src/demo/github/worlds/clean.ts';
import { openLocker } from '../../../src/locker/index.ts';
import type { Report } from '../../../src/model.ts';
import { claimcheck, folder } from '../../support/cli.ts';

const now = () => '2031-03-01T12:00:00.000Z';
const ENV = { GITHUB_TOKEN: 'github_pat_00000000000000000000000000000000000000000000' };
const CHECKS = ['--checks', 'github.org.*,github.repo.default-branch-protected,github.repo.no-bypass,github.repo.codeowners'];
interface Said {
  readonly request: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
  readonly response: { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string>> };
  readonly confirms?: { readonly evidence: string };
  readonly redactions: readonly unknown[];
}

it('asks for what has changed, and every other answer is the recorded one, confirmed', async () => {
  const server = await startGithub({ world: clean, now });
  const cwd = folder({
    'claimcheck.yaml': `sources:\n  - { type: github, organization: example-company, baseUrl: '${server.url}' }\nclaims: []\nframeworks: []\nlocker: locker\n`,
  });
  const report = (dir: string) => JSON.parse(readFileSync(join(cwd, dir, 'report.json'), 'utf8')) as Report;
  const run = (dir: string, env = ENV) =>
    claimcheck(['run', ...CHECKS, '--log', 'none', '--format', 'json', '--out', dir], { cwd, env, now });
  try {
    const first = await run('first');
    const second = await run('second');
    const other = await run('other', { GITHUB_TOKEN: 'ghp_000000000000000000000000000000000000' });
    const spoken = /^note: (\d+) answers are those of the run before/m;
    expect(first.said.join('\n')).not.toMatch(spoken);
    const confirmed = Number(spoken.exec(second.said.join('\n'))?.[1]);
    expect(other.said.join('\n')).not.toMatch(spoken);

    const [live, again] = [report('first'), report('second')];
    const verdicts = ({ results }: Report) => results.map(({ check, verdict, population }) => [check, verdict, population]);
    expect(verdicts(again)).toEqual(verdicts(live));

    const locker = await openLocker(join(cwd, 'locker'));
    const saidIn = async (seq: number): Promise<Said[]> => {
      const said: Said[] = [];
      for await (const { item, bytes } of (await locker.run(seq)).evidence())
        if (item.mediaType === EVIDENCE_TYPE) said.push(JSON.parse(new TextDecoder().decode(bytes)) as Said);
      return said;
    };
    const [before, after] = [await saidIn(1), await saidIn(2)];
    const told = after.filter(({ response }) => response.status === 304);
    expect(told).toHaveLength(confirmed);
    // who answers and who asks is asked anew in each run; GraphQL has no ETags; from others a secret was struck out
    const full = after
      .filter(({ response, redactions }) => response.status === 200 && redactions.length === 0)
      .map(({ request }) => new URL(request.url).pathname);
    expect(full.filter((path) => !['/graphql', '/user', '/orgs/example-company'].includes(path))).toEqual([]);
    expect(confirmed).toBeGreaterThan(30);
    for (const { request, response, confirms } of told) {
      const recorded = before.find((one) => one.request.url === request.url && one.response.body === response.body);
      expect(recorded?.response.headers['etag'], request.url).toBe(request.headers['if-none-match']);
      expect(response.headers['x-github-request-id']).toMatch(/^[0-9A-F:]+$/);
      expect(response.headers['date']).toBe(new Date(now()).toUTCString());
      expect(confirms).toBeDefined();
    }
    expect(JSON.stringify(after)).not.toContain(ENV.GITHUB_TOKEN);

    const replayed = await claimcheck(['evaluate', ...CHECKS, '--run', '2', '--format', 'json', '--out', 'replayed'], { cwd });
    expect(replayed.said.filter((line) => /bug/.test(line))).toEqual([]);
    expect(report('replayed').results).toEqual(again.results);
  } finally {
    await server.close();
  }
}, 120_000);
