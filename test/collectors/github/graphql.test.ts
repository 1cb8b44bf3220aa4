import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { schema as published } from '@octokit/graphql-schema';
import { buildSchema, execute, type GraphQLFieldResolver, type GraphQLSchema, type GraphQLTypeResolver, parse, validate } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import commit from '../../../collectors/github/commit/index.ts';
import { REPOSITORY_CHANGES } from '../../../collectors/github/graphql/changes.ts';
import { DOCUMENTS } from '../../../collectors/github/graphql/documents.ts';
import pullRequest from '../../../collectors/github/pull-request/index.ts';
import source from '../../../collectors/github/source.ts';
import type { History } from '../../../src/demo/github/parts/changes/holding.ts';
import { startGithub } from '../../../src/demo/github/server.ts';
import { clean } from '../../../src/demo/github/worlds/clean.ts';
import { collectAll } from '../../support/collect.ts';
import { serve, type TestServer } from '../../support/server.ts';

// GitHub publishes two fields of one type twice
const schema: GraphQLSchema = buildSchema(published.idl, { assumeValidSDL: true });
/** Which kind of signature it is, nobody asks. */
const typeResolver: GraphQLTypeResolver<unknown, unknown> = (value, _context, _info, { name }) =>
  name === 'GitSignature' ? 'GpgSignature' : (value as { __typename?: string }).__typename;
/** As it stands in the answer: under its alias. */
const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (value, _args, _context, { path }) =>
  (value as Record<string, unknown>)[path.key];
const NOW = '2031-03-01T12:00:00.000Z';
const ENV = { GITHUB_TOKEN: 'github_pat_00000000000000000000000000000000000000000000' };
const configFor = (url: string) => source.config.parse({ type: 'github', organization: 'example-company', baseUrl: url });
const request = (body: unknown, path = '/graphql', method = 'POST') => ({
  method,
  url: new URL(`https://api.github.com${path}`),
  headers: {},
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

describe('every document', () => {
  it.each(DOCUMENTS.map((one) => [one.operation, one] as const))(
    '%s is what GitHub’s schema allows',
    (operation, { text, readOnly, docs }) => {
      const document = parse(text);
      expect(validate(schema, document)).toEqual([]);
      const [query, ...others] = document.definitions.filter(({ kind }) => kind === 'OperationDefinition');
      expect(others).toEqual([]);
      expect(query).toMatchObject({ operation: 'query', name: { value: operation.replace('POST /graphql ', '') } });
      expect(text).toMatch(/^query /);
      expect(text).toContain('rateLimit { cost remaining');
      expect(readOnly).toMatch(/query/);
      expect(docs).toMatch(/^https:\/\/docs\.github\.com\/en\/graphql\/reference\//);
    },
  );
  it('would be caught out if it were not', () => {
    expect(validate(schema, parse(REPOSITORY_CHANGES.text.replace('headRefOid', 'headOid')))).not.toEqual([]);
  });
});

describe('what may be asked', () => {
  const { operation, text } = REPOSITORY_CHANGES;
  it('is named by its exact text', () => {
    expect(source.operationOf(request({ query: text, variables: {} }))).toBe(operation);
    expect(source.operationOf(request({ query: text, variables: {} }, '/api/graphql'))).toBe(operation);
    for (const one of DOCUMENTS) expect(source.operationOf(request({ query: one.text, variables: {} }))).toBe(one.operation);
  });
  it.each([
    ['one space more', { query: `${text} `, variables: {} }],
    ['a mutation behind it', { query: `${text}\nmutation M { __typename }`, variables: {} }],
    ['a mutation under its name', { query: 'mutation RepositoryChanges { deleteRef(input: {}) { __typename } }', variables: {} }],
    ['another operation chosen', { query: text, variables: {}, operationName: 'Other' }],
    ['no variables', { query: text }],
    ['no text', { query: null, variables: {} }],
    ['a list', [{ query: text, variables: {} }]],
    ['no JSON', '{'],
  ])('%s is refused', (_, body) => {
    expect(source.operationOf(request(body))).toBeUndefined();
  });
  it('not by GET, not elsewhere', () => {
    expect(source.operationOf(request({ query: text, variables: {} }, '/graphql', 'GET'))).toBeUndefined();
    expect(source.operationOf(request({ query: text, variables: {} }, '/graphql/x'))).toBeUndefined();
  });
  it('at the address that belongs to the configured one, and at no other', () => {
    const may = (baseUrl: string, url: string) => source.mayReach(new URL(url), configFor(baseUrl), () => undefined);
    expect(may('https://api.github.com', 'https://api.github.com/graphql')).toBe(true);
    expect(may('https://git.example.com/api/v3', 'https://git.example.com/api/graphql')).toBe(true);
    expect(may('https://api.acme.ghe.com', 'https://api.acme.ghe.com/graphql')).toBe(true);
    expect(may('https://git.example.com/api/v3', 'https://git.example.com/graphql')).toBe(false);
    expect(may('https://git.example.com/api/v3', 'https://git.example.com/api/graphql?x=1')).toBe(false);
    expect(may('https://api.github.com', 'https://github.com/graphql')).toBe(false);
  });
});

describe('the simulated GitHub', () => {
  it('answers each document with the members that it asks for, of the types that GitHub describes', async () => {
    const refused = { operation: 'POST /graphql ManyRepositoryChanges', kind: 'denied', times: 1, after: 1 } as const;
    const platform = clean.changes?.['platform'] as History;
    const commit0 = platform.commits[0]?.oid as string;
    const often = Array.from({ length: 60 }, (_, n) => ({ environment: 'production', age: 1 + n, commit: commit0, state: 'INACTIVE' }));
    const world = { ...clean, changes: { ...clean.changes, platform: { ...platform, deployments: often } } };
    const server = await startGithub({ world, now: () => NOW, faults: [refused] });
    try {
      const looked = { source, collectors: [commit, pullRequest], config: configFor(server.url), env: ENV, now: NOW };
      // together, and then each alone
      const exchanges = [...(await collectAll(looked)).exchanges, ...(await collectAll(looked)).exchanges];
      const seen = new Set<string>();
      for (const { operation, request: asked, response } of exchanges) {
        const known = DOCUMENTS.find((one) => one.operation === operation);
        if (!known || !response) continue;
        const { query, variables } = JSON.parse(asked.body as string) as { query: string; variables: Record<string, unknown> };
        const { data } = JSON.parse(new TextDecoder().decode(response.body)) as { data: Record<string, unknown> | null };
        if (data === null) continue;
        // the reference reads the same members out of the answer, and refuses what is of another type or not there
        const read = await execute({
          schema,
          document: parse(query),
          rootValue: data,
          variableValues: variables,
          typeResolver,
          fieldResolver,
        });
        expect(read.errors ?? [], operation).toEqual([]);
        expect(JSON.parse(JSON.stringify(read.data)), operation).toEqual(data);
        seen.add(operation);
      }
      const mine = new Set([...commit.calls, ...pullRequest.calls].map((call) => call.operation).filter((one) => one.startsWith('POST ')));
      expect([...mine].filter((one) => !seen.has(one))).toEqual([]);
    } finally {
      await server.close();
    }
  }, 30_000);
  it('knows each text by its digest', async () => {
    const { TEXTS } = await import('../../../src/demo/github/parts/changes/texts.ts');
    for (const [name, digest] of Object.entries(TEXTS)) {
      const document = DOCUMENTS.find(({ operation }) => operation === `POST /graphql ${name}`);
      expect(
        createHash('sha256')
          .update(document?.text ?? '')
          .digest('hex'),
        `${name}: src/demo/github/parts/changes/texts.ts`,
      ).toBe(digest);
    }
  });
});

describe('an answer in which something is wrong', () => {
  const open: TestServer[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  });
  type Reply = { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string };
  /** The clean world behind a front that spoils answers to one document. */
  async function spoilt(
    operations: string | readonly string[],
    reply: (whole: string, nth: number, variables: Record<string, unknown>) => Reply | undefined,
  ) {
    const github = await startGithub({ world: { ...clean, pageSize: 100 }, now: () => NOW });
    const asked: Record<string, unknown>[] = [];
    const front = await serve(async (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const sent = Buffer.concat(chunks);
      const answer = await fetch(github.url + incoming.url, {
        method: incoming.method ?? 'GET',
        headers: { authorization: 'token x', 'user-agent': 'front' },
        ...(sent.length > 0 && { body: sent }),
      });
      const text = (await answer.text()).replaceAll(github.url, front.url);
      const { query = '', variables = {} } = sent.length > 0 ? JSON.parse(sent.toString()) : {};
      const ours = [operations].flat().some((operation) => query.startsWith(`query ${operation}(`));
      if (ours) asked.push(variables);
      const { status = answer.status, headers = {}, body } = (ours && reply(text, asked.length, variables)) || { body: text };
      const link = answer.headers.get('link')?.replaceAll(github.url, front.url);
      outgoing.writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
        date: answer.headers.get('date') ?? '',
        ...(link && { link }),
        ...headers,
      });
      outgoing.end(body);
    });
    open.push(front, { ...front, close: () => github.close() });
    const { sets, exchanges } = await collectAll({
      source,
      collectors: [commit, pullRequest],
      config: configFor(front.url),
      env: ENV,
      now: NOW,
    });
    return { commits: sets[0], pulls: sets[1], asked, exchanges };
  }
  const FIRST_PAGES = ['ManyRepositoryChanges', 'RepositoryChanges'];
  const errors = (...list: object[]) => ({ body: JSON.stringify({ data: null, errors: list }) });

  it.each([
    ['FORBIDDEN', { type: 'FORBIDDEN', message: 'Resource not accessible by personal access token' }, 'access_denied'],
    ['NOT_FOUND', { type: 'NOT_FOUND', message: 'Could not resolve to a Repository' }, 'access_denied'],
    [
      'INSUFFICIENT_SCOPES',
      { type: 'INSUFFICIENT_SCOPES', message: 'Your token has not been granted the required scopes' },
      'access_denied',
    ],
    [
      'single sign-on that the token is not authorised for',
      { type: 'FORBIDDEN', message: 'Resource protected by organization SAML enforcement.', extensions: { saml_failure: true } },
      'access_denied',
    ],
    ['the secondary limit', { message: 'You have exceeded a secondary rate limit. Please wait a few minutes.' }, 'rate_limited'],
    ['RATE_LIMITED', { type: 'RATE_LIMITED', message: 'API rate limit exceeded' }, 'rate_limited'],
    ['an error without a type', { message: 'Something went wrong while executing your query' }, 'provider_error'],
  ])('%s is no data', async (_, error, reason) => {
    const { commits, pulls } = await spoilt(FIRST_PAGES, () => errors(error));
    for (const set of [commits, pulls]) {
      expect(set).toMatchObject({ complete: false, resources: [] });
      expect(new Set(set?.gaps.map((gap) => gap.reason))).toEqual(new Set([reason]));
    }
  });
  it('data beside an error is no data either', async () => {
    const beside = (whole: string) => JSON.stringify({ ...JSON.parse(whole), errors: [{ type: 'FORBIDDEN', message: 'no', path: ['x'] }] });
    const { commits } = await spoilt(FIRST_PAGES, (whole) => ({ body: beside(whole) }));
    expect(commits).toMatchObject({ complete: false, resources: [] });
  });
  it('a missing member, a null where there is none, and an empty object are unknown', async () => {
    for (const spoil of [
      (whole: string) => whole.replaceAll('"authorCanPushToRepository":true,', ''),
      (whole: string) => whole.replaceAll(/"nodes":\[\{"id"/g, '"nodes":[null,{"id"'),
      (whole: string) => whole.replaceAll(/"totalCount":(\d+),"pageInfo"/g, '"pageInfo"'),
      () => '{"data":{}}',
      () => '{"data":null}',
    ]) {
      const { pulls } = await spoilt(FIRST_PAGES, (whole) => ({ body: spoil(whole) }));
      expect(pulls?.complete).toBe(false);
      for (const { reason } of pulls?.gaps ?? []) expect(['missing_member', 'malformed_response']).toContain(reason);
    }
  });
  it('fewer commits than GitHub counts are not all of them', async () => {
    const less = (whole: string) =>
      whole.replace(/"history":\{"totalCount":(\d+)/g, (_, count) => `"history":{"totalCount":${Number(count) + 1}`);
    const { commits, pulls } = await spoilt(FIRST_PAGES, (whole) => ({ body: less(whole) }));
    expect(commits?.gaps.map((gap) => gap.reason)).toContain('population_mismatch');
    expect(pulls?.gaps.map((gap) => gap.reason)).toContain('population_mismatch');
  });
  it('a rate limit that passes is waited for', async () => {
    const limited = errors({ type: 'RATE_LIMITED', message: 'API rate limit exceeded' });
    const { commits, asked } = await spoilt(FIRST_PAGES, (_, nth) =>
      nth === 1 ? { ...limited, headers: { 'retry-after': '1' } } : undefined,
    );
    expect(commits).toMatchObject({ complete: true, gaps: [] });
    expect(new Set(asked.map(({ commits: size }) => size))).toEqual(new Set([50]));
  });
  it.each([502, 504])('a query that is too heavy (%i) is asked for half as much', async (status) => {
    const { commits, pulls, asked } = await spoilt(FIRST_PAGES, (_, __, { commits: size }) =>
      (size as number) > 13 ? { status, body: '{"message":"We couldn\'t respond to your request in time."}' } : undefined,
    );
    expect(commits).toMatchObject({ complete: true, gaps: [] });
    expect(pulls).toMatchObject({ complete: true, gaps: [] });
    expect([...new Set(asked.map(({ commits: size, pulls: other }) => `${size} ${other}`))].sort()).toEqual(['12 5', '25 10', '50 20']);
  });
  it('one repository that GitHub cannot speak of leaves the others known, each asked about alone', async () => {
    const gone = { type: 'NOT_FOUND', message: 'Could not resolve to a node' };
    const { commits, pulls, asked } = await spoilt(FIRST_PAGES, (_, __, { ids, name }) =>
      ids !== undefined || name === clean.repositories[0]?.name ? errors(gone) : undefined,
    );
    const names = asked.flatMap(({ name }) => (name === undefined ? [] : [name as string]));
    expect(new Set(names).size).toBeGreaterThan(1);
    for (const set of [commits, pulls]) {
      expect(set).toMatchObject({ complete: false, gaps: [{ reason: 'access_denied' }] });
      expect(set?.gaps[0]?.detail).toContain(`example-company/${clean.repositories[0]?.name}:`);
      expect(set?.resources.length).toBeGreaterThan(0);
    }
  });
  it.each(['HeadChecks', 'CommitOrigins', 'CoAuthors', 'ManyAuthors'])(
    '%s about another node than was asked for says nothing',
    async (name) => {
      const { commits, pulls } = await spoilt(name, (whole) => ({ body: whole.replaceAll(/"id":"[^"]+"/g, '"id":"other"') }));
      const found = [...(commits?.resources ?? []), ...(pulls?.resources ?? [])].map(({ resource }) => JSON.stringify(resource));
      const unknowns = [...found, JSON.stringify(pulls?.gaps)].filter((text) => text.includes('answered without the node'));
      expect(unknowns.length).toBeGreaterThan(0);
    },
  );
  it('what several pull requests require is asked of each alone where the answer about all is none', async () => {
    const { pulls, asked } = await spoilt(['ManyRequiredChecks', 'RequiredChecks'], (_, __, { p0 }) =>
      p0 === undefined ? undefined : errors({ message: 'Something went wrong while executing your query' }),
    );
    expect(pulls).toMatchObject({ complete: true, gaps: [] });
    expect(asked.some(({ p0 }) => p0 !== undefined)).toBe(asked.some(({ id }) => id !== undefined));
  });
  it('a token does not stand in what was recorded', async () => {
    const { exchanges } = await spoilt(FIRST_PAGES, () => undefined);
    for (const { request: sent } of exchanges) expect(JSON.stringify(sent)).not.toContain(ENV.GITHUB_TOKEN);
  });
});
