/**
 * The simulator's answers against GitHub's own description of its REST interface, which is not part of this repository:
 * `../shared/reference/github/api.github.com-subset.json`, or wherever GITHUB_OPENAPI points.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { startGithub } from '../../src/demo/github/server.ts';
import type { World } from '../../src/demo/github/world.ts';
import { clean } from '../../src/demo/github/worlds/clean.ts';
import { denied } from '../../src/demo/github/worlds/denied.ts';
import { drifted } from '../../src/demo/github/worlds/drifted.ts';
import { blind, broken } from '../collectors/github/configuration-worlds.ts';
import { look } from '../demo/github.ts';

const path =
  process.env['GITHUB_OPENAPI'] ?? fileURLToPath(new URL('../../../shared/reference/github/api.github.com-subset.json', import.meta.url));
const present = existsSync(path);
if (!present)
  console.error(`\nSKIPPED: GitHub's OpenAPI description is not at ${path}; the simulator's answers are not checked against it.\n`);

type Json = Record<string, unknown>;
const description = (present ? JSON.parse(readFileSync(path, 'utf8')) : { paths: {}, components: { schemas: {} } }) as {
  paths: Record<
    string,
    { get?: { parameters?: Json[]; responses: Record<string, { content?: { 'application/json'?: { schema: Json } } }> } }
  >;
  components: { schemas: Json };
};

/**
 * What GitHub calls required its own examples leave out, so an answer is judged by the members it carries:
 * their types, formats and enumerations. OpenAPI 3.0's `nullable` becomes JSON Schema's null.
 */
function lenient(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(lenient);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { required, discriminator: _, oneOf, nullable, properties, ...rest } = schema as Json;
  const inner = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, key === 'enum' ? value : lenient(value)]));
  const whole = {
    ...inner,
    // a member may itself be called `required`
    ...(properties !== undefined && {
      properties: Object.fromEntries(Object.entries(properties as Json).map(([key, value]) => [key, lenient(value)])),
    }),
    ...(required !== undefined && !Array.isArray(required) && { required: lenient(required) }),
    ...(oneOf !== undefined && { anyOf: lenient(oneOf) }),
  };
  return nullable === true ? { anyOf: [whole, { type: 'null' }] } : whole;
}

function validators(): Map<string, ValidateFunction> {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'github', components: { schemas: lenient(description.components.schemas) } });
  const rooted = (schema: Json) => JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"github#/components')) as Json;
  return new Map(
    Object.entries(description.paths).flatMap(([template, { get }]) => {
      const schema = get?.responses['200']?.content?.['application/json']?.schema;
      return schema ? [[`GET ${template}`, ajv.compile(rooted(lenient(schema) as Json))] as const] : [];
    }),
  );
}

/** Every address that these worlds know, every page of it. */
function addresses(world: World): string[] {
  const org = world.organization.login;
  const repositories = world.repositories.flatMap(({ name, defaultBranch }) => {
    const branch = encodeURIComponent(defaultBranch);
    const base = `/repos/${org}/${name}`;
    return [base, `${base}/branches/${branch}`, `${base}/branches/${branch}/protection`, `${base}/rules/branches/${branch}`];
  });
  const rulesets = world.rulesets.flatMap(({ id, covers }) => covers.map((name) => `/repos/${org}/${name}/rulesets/${id}`));
  const lists = [
    `/orgs/${org}/members?filter=all`,
    `/orgs/${org}/members?role=admin`,
    `/orgs/${org}/outside_collaborators?filter=2fa_disabled`,
    `/orgs/${org}/repos?type=all`,
  ];
  return ['/user', `/orgs/${org}`, ...lists, ...lists.map((list) => `${list}&page=2`), ...repositories, ...rulesets];
}

/**
 * The subset of the description that is at hand lacks these: their answers are held against the pages that the simulator names,
 * by whoever wrote them, and by nothing else.
 */
const NOT_DESCRIBED: readonly string[] = [
  'GET /enterprises/{enterprise}/audit-log/streams',
  'GET /orgs/{org}/actions/permissions/fork-pr-contributor-approval',
  'GET /orgs/{org}/actions/runner-groups',
  'GET /orgs/{org}/actions/runner-groups/{runner_group_id}/runners',
  'GET /orgs/{org}/audit-log',
  'GET /orgs/{org}/code-security/configurations/defaults',
  'GET /repos/{owner}/{repo}/actions/secrets',
  'GET /repos/{owner}/{repo}/activity',
  'GET /repos/{owner}/{repo}/commits/{ref}',
  'GET /repos/{owner}/{repo}/compare/{basehead}',
  'GET /repos/{owner}/{repo}/deployments',
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
  'GET /repos/{owner}/{repo}/environments/{environment_name}/secrets',
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
  'GET /repos/{owner}/{repo}/immutable-releases',
  'GET /repos/{owner}/{repo}/languages',
  'GET /repos/{owner}/{repo}/releases',
  'GET /repos/{owner}/{repo}/rulesets/rule-suites',
  'GET /user/repos',
  'GET /users/{username}',
  'GET /users/{username}/repos',
];

describe.skipIf(!present)('the simulated GitHub', () => {
  const known = present ? validators() : new Map<string, ValidateFunction>();

  it.each([clean, drifted, denied].map((world) => [world.name, world] as const))('%s: answers as GitHub describes', async (_, world) => {
    const server = await startGithub({ world, now: () => '2031-03-01T12:00:00.000Z' });
    const seen = new Set<string>();
    try {
      for (const address of addresses(world)) {
        const response = await fetch(server.url + address, { headers: { authorization: 'Bearer x' } });
        const operation = server.requests.at(-1)?.operation ?? '';
        if (response.status !== 200 || response.headers.get('content-type')?.startsWith('text/html')) continue;
        const validate = known.get(operation);
        expect(validate, `${operation} is described`).toBeDefined();
        validate?.(await response.json());
        expect(validate?.errors ?? [], `${address} ${JSON.stringify(validate?.errors?.slice(0, 3))}`).toEqual([]);
        seen.add(operation);
      }
    } finally {
      await server.close();
    }
    expect(seen.size).toBeGreaterThanOrEqual(world === denied ? 7 : 10);
  });

  it.each([clean, drifted, broken, blind].map((world) => [world.name, world] as const))(
    '%s: answers all that any collector asks as GitHub describes',
    async (_, world) => {
      const { exchanges } = await look({ world });
      const seen = new Set<string>();
      for (const { operation, response } of exchanges) {
        if (!operation.startsWith('GET /') || (response?.status ?? 500) >= 400 || NOT_DESCRIBED.includes(operation)) continue;
        seen.add(operation);
        if (response?.status === 204) {
          const path = operation.slice('GET '.length);
          expect(description.paths[path]?.get?.responses, operation).toHaveProperty('204');
          continue;
        }
        const validate = known.get(operation);
        expect(validate, `${operation} is described`).toBeDefined();
        validate?.(JSON.parse(Buffer.from(response?.body ?? []).toString()));
        expect(validate?.errors ?? [], `${operation} ${JSON.stringify(validate?.errors?.slice(0, 3))}`).toEqual([]);
      }
      expect(seen.size).toBeGreaterThan(25);
    },
  );
  it('is not excused from what is described', () => {
    expect(NOT_DESCRIBED.filter((operation) => description.paths[operation.slice('GET '.length)] !== undefined)).toEqual([]);
  });

  it.each([
    ['GET /orgs/{org}', { login: 7 }],
    ['GET /orgs/{org}/members', [{ id: 'x' }]],
    ['GET /repos/{owner}/{repo}', { security_and_analysis: { secret_scanning: { status: 'on' } } }],
    ['GET /repos/{owner}/{repo}/branches/{branch}/protection', { enforce_admins: { enabled: 'yes' } }],
    ['GET /repos/{owner}/{repo}/rules/branches/{branch}', [{ type: 'pull_request', parameters: { required_approving_review_count: '1' } }]],
    ['GET /repos/{owner}/{repo}/environments', { total_count: 1, environments: [{ protection_rules: [{ type: 7 }] }] }],
    ['GET /repos/{owner}/{repo}/code-scanning/default-setup', { state: 'on' }],
    ['GET /repos/{owner}/{repo}/dependabot/alerts', [{ state: 'gone' }]],
    ['GET /repos/{owner}/{repo}/keys', [{ read_only: 'yes' }]],
    ['GET /repos/{owner}/{repo}/dependency-graph/sbom', { sbom: { packages: {} } }],
    ['GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', { bypass_actors: [{ actor_type: 'Nobody' }] }],
  ])('would be caught out at %s', (operation, wrong) => {
    expect(known.get(operation)?.(wrong)).toBe(false);
  });
});
