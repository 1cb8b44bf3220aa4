/**
 * The collectors' requests against Prism, which answers from GitHub's own description and refuses what the description does not allow.
 * PRISM is the path of Stoplight's `prism`; the description is looked for as in github-openapi.test.ts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INSTALLATION_TOKEN } from '../../collectors/github/calls.ts';
import { collectors, ENV, source } from '../demo/github.ts';
import { collectAll } from '../support/collect.ts';

const prism = process.env['PRISM'] ?? '';
const description =
  process.env['GITHUB_OPENAPI'] ?? fileURLToPath(new URL('../../../shared/reference/github/api.github.com-subset.json', import.meta.url));
const present = existsSync(prism) && existsSync(description);
if (!present)
  console.error(
    `\nSKIPPED: Prism (PRISM=${prism || 'not set'}) or GitHub's description (${description}) is missing; the collectors' requests are not checked.\n`,
  );

interface Passed {
  readonly request: string;
  readonly status: number;
  readonly body: string;
  readonly accept: string;
}
const passed: Passed[] = [];
let mock: ChildProcess;
let front: http.Server;
let url = '';

/** What the description at hand lacks is answered here, so that the questions that follow are asked; these requests are checked by nobody. */
const today = new Date().toISOString();
const yesterday = new Date(Date.now() - 864e5).toISOString();
const LACKING: readonly (readonly [path: RegExp, body: unknown])[] = [
  [
    /\/git\/trees\/[^/]+$/,
    { tree: ['.github/CODEOWNERS', '.github/workflows/ci.yml'].map((path) => ({ path, type: 'blob' })), truncated: false },
  ],
  [/\/languages$/, { Go: 1 }],
  [/\/releases$/, [{ id: 1, tag_name: 'v1', published_at: yesterday }]],
  [/\/immutable-releases$/, { enabled: false, enforced_by_owner: false }],
  [/\/repos\/[^/]+\/[^/]+\/actions\/secrets$/, { total_count: 0, secrets: [] }],
  [/\/environments\/[^/]+\/secrets$/, { total_count: 0, secrets: [] }],
  [/\/deployments$/, [{ id: 1, sha: 'a'.repeat(40), environment: 'production', production_environment: true, created_at: yesterday }]],
  [/\/deployments\/1\/statuses$/, [{ id: 1, state: 'success', created_at: today }]],
  [/\/compare\/[^/]+$/, { status: 'behind' }],
  [/\/rulesets\/rule-suites$/, []],
  [/\/fork-pr-contributor-approval$/, { approval_policy: 'all_external_contributors' }],
  [/\/runner-groups$/, { total_count: 0, runner_groups: [] }],
  [/\/configurations\/defaults$/, []],
];

/** Prism knows `application/json` alone and answers 406 to GitHub's own media type: that one header is rewritten on the way. */
function proxyTo(port: number): http.Server {
  return http.createServer((incoming, outgoing) => {
    const path = (incoming.url ?? '').replace(/\?.*$/, '');
    const ours = LACKING.find(([pattern]) => pattern.test(path));
    if (ours) {
      outgoing.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      outgoing.end(JSON.stringify(ours[1]));
      return;
    }
    const headers = { ...incoming.headers, accept: 'application/json', host: `127.0.0.1:${port}`, 'accept-encoding': 'identity' };
    const onward = http.request({ host: '127.0.0.1', port, path: incoming.url, method: incoming.method, headers }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      passed.push({
        request: `${incoming.method} ${incoming.url}`,
        status: answer.statusCode ?? 0,
        body,
        accept: incoming.headers.accept ?? '',
      });
      // the example repository is made to look empty and unscanned, so that its branch and its analyses are asked about as well
      if (answer.statusCode === 204) return void outgoing.writeHead(204).end();
      outgoing.writeHead(answer.statusCode ?? 500, { 'content-type': 'application/json; charset=utf-8' });
      outgoing.end(body.replaceAll(/"size":\s*\d+/g, '"size":0').replace(/"state":\s*"configured"/, '"state":"not-configured"'));
    });
    onward.on('error', () => outgoing.destroy());
    onward.end();
  });
}

const listen = (server: http.Server | ReturnType<typeof createServer>) =>
  new Promise<number>((ready) => server.listen(0, '127.0.0.1', () => ready((server.address() as AddressInfo).port)));

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((done) => server.close(done));
  return port;
}

beforeAll(async () => {
  if (!present) return;
  const port = await freePort();
  mock = spawn(prism, ['mock', '-h', '127.0.0.1', '-p', String(port), description], { stdio: ['ignore', 'pipe', 'pipe'] });
  await new Promise<void>((ready, fail) => {
    const said: string[] = [];
    const hear = (chunk: Buffer) => {
      said.push(chunk.toString());
      if (/is listening/.test(said.join(''))) ready();
    };
    mock.stdout?.on('data', hear);
    mock.stderr?.on('data', hear);
    mock.once('exit', (code) => fail(new Error(`Prism ended with ${code}: ${said.join('').slice(-500)}`)));
  });
  front = proxyTo(port);
  url = `http://127.0.0.1:${await listen(front)}`;
});
afterAll(() => {
  mock?.kill();
  front?.close();
  front?.closeAllConnections();
});

describe.skipIf(!present)('every request of the collectors', () => {
  it('is one that GitHub describes', async () => {
    // the organization of GitHub's own examples
    const config = source.config.parse({ type: 'github', organization: 'github', baseUrl: url });
    const { scope, exchanges } = await collectAll({ source, collectors, config, env: ENV });
    expect(scope.subjects).toMatchObject([{ id: 'github/1' }]);
    expect(passed.filter(({ status, request }) => status !== (request.endsWith('/vulnerability-alerts') ? 204 : 200))).toEqual([]);
    // what Prism was asked is what the product sends, but for the one header
    expect(new Set(passed.map(({ accept }) => accept))).toEqual(new Set(['application/vnd.github.v3+json']));
    const declared = new Set([source, ...collectors].flatMap(({ calls }) => calls.map(({ operation }) => operation)));
    // the subset of the description that is here does not have the sign-in of GitHub Apps
    declared.delete(INSTALLATION_TOKEN.operation);
    // these are asked of users, of enterprises, and of runner groups that have runners; GraphQL is held against its own schema elsewhere, and
    // what is asked about what it answered is not in the description at hand
    const elsewhere =
      /^(?:GET \/users?\/|GET \/enterprises\/|GET \/orgs\/\{org\}\/audit-log$|GET .*\/\{runner_group_id\}\/|POST \/graphql |GET \/repos\/\{owner\}\/\{repo\}\/(?:activity|commits\/\{ref\})$)/;
    const unasked = [...declared].filter((operation) => !exchanges.some((exchange) => exchange.operation === operation));
    expect(unasked.filter((operation) => !elsewhere.test(operation))).toEqual([]);
  });

  it('would be caught out if it were not', async () => {
    for (const path of ['/orgs/github/members?filter=3fa', '/orgs/github/memberz', '/orgs/github/repos?type=nonsense']) {
      expect((await fetch(url + path, { headers: { authorization: 'Bearer x' } })).status, path).toBeGreaterThanOrEqual(400);
    }
  });
});
