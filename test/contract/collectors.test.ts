import { describe, expect, it } from 'vitest';
import { DOCUMENTS } from '../../collectors/github/graphql/documents.ts';
import type { Call } from '../../src/model.ts';
import { collectors, renderers, sources } from '../../src/registry.ts';

const calls: readonly (readonly [string, Call])[] = [
  ...sources.map(({ id, calls }) => [id, calls] as const),
  ...collectors.map(({ id, calls }) => [id, calls] as const),
].flatMap(([id, list]) => list.map((call) => [id, call] as const));

describe('every call', () => {
  it("names its permission and the provider's own page", () => {
    for (const [id, call] of calls) {
      expect(call.permission.length, `${id} ${call.operation}`).toBeGreaterThan(2);
      expect(call.docs, `${id} ${call.operation}`).toMatch(
        /^https:\/\/(?:docs\.aws\.amazon\.com|docs\.github\.com|docs\.hetzner\.(?:cloud|com)|docs\.sonarsource\.com|www\.postgresql\.org|mariadb\.com|www\.rfc-editor\.org|manpages\.debian\.org|man\.openbsd\.org|nodejs\.org|osquery\.readthedocs\.io|dnf(?:-plugins-core)?\.readthedocs\.io)\/\S+$/,
      );
    }
  });
  it('is a read by its name; the exceptions are these, each with its reason', () => {
    const reads = /^(?:[a-z0-9-]+:(?:Get|List|Describe|BatchGet|Select)[A-Z]\w*|(?:GET|HEAD) \/.*)$/;
    // a GraphQL document is admitted by its exact text, and no text is a mutation
    for (const { text, operation } of DOCUMENTS) expect(text, operation).toMatch(/^query \w+\(/);
    const documents = new Set(DOCUMENTS.map(({ operation }) => operation));
    const exceptions = calls.filter(([, call]) => !reads.test(call.operation) && !documents.has(call.operation));
    expect([...new Set(exceptions.map(([, call]) => call.operation))].sort()).toEqual([
      'POST /app/installations/{installation_id}/access_tokens',
      'iam:GenerateCredentialReport',
      'sso-oidc:CreateToken',
      'sts:AssumeRole',
      'sts:AssumeRoleWithWebIdentity',
    ]);
    for (const [, call] of exceptions) expect(call.readOnly?.length, call.operation).toBeGreaterThan(20);
    for (const [, call] of calls)
      if (/AssumeRole|CreateToken|access_tokens/.test(call.operation)) expect(call.withheld, call.operation).toBe(true);
    // 201 says that something came to be: only of what is kept to this list, and out of the record
    for (const [, call] of calls)
      if (call.created) expect(call, call.operation).toMatchObject({ withheld: true, readOnly: expect.any(String) });
  });
  it("never reads what holds secrets or customers' data", () => {
    // least-privilege: reads that are never made, whatever they might show
    const never =
      /lambda:GetFunction$|secretsmanager:GetSecretValue|ssm:GetParameter|kms:Decrypt|s3:GetObject$|logs:(?!DescribeLogGroups$|DescribeMetricFilters$)|ecr:Get(?:AuthorizationToken|DownloadUrlForLayer)|ecs:DescribeTaskDefinition|dynamodb:Scan|cloudformation:GetTemplate/;
    expect(calls.filter(([, call]) => never.test(call.operation))).toEqual([]);
  });
  it('asks for permissions without wildcards', () => {
    for (const [, call] of calls) expect(call.permission).not.toContain('*');
  });
});

describe('every collector', () => {
  it.each(collectors.map((collector) => [collector.id, collector] as const))(
    '%s looks at a scope of its source, and documents its fields',
    (id, collector) => {
      const source = sources.find((one) => id.startsWith(`${one.id}/`));
      expect(source?.scopes).toEqual(expect.arrayContaining([collector.scope, ...(collector.alsoIn ?? [])]));
      // what Hetzner's API cannot show is asked of nobody: decision 004
      if (id !== 'hetzner/project') expect(collector.calls.length).toBeGreaterThan(0);
      expect(new Set(collector.calls.map((call) => call.operation)).size).toBe(collector.calls.length);
      const shape = (collector.resource as unknown as { shape: Record<string, { description?: string; unwrap?: () => unknown }> }).shape;
      expect(Object.keys(shape)).toEqual(expect.arrayContaining(['id', 'name']));
      for (const [field, schema] of Object.entries(shape))
        if (field !== 'id' && field !== 'name') expect(schema.description, `${id}: ${field} says what it means`).toBeTruthy();
    },
  );
});

describe('the registry', () => {
  it('has one of each id', () => {
    for (const list of [sources, collectors, renderers]) expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
  });
});
