import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { appPermissions } from '../../src/cli/permissions/github-app.ts';
import { collectors, sources } from '../../src/registry.ts';
import { claimcheck, folder } from '../support/cli.ts';

const cwd = folder();
const github = sources.filter(({ id }) => id === 'github');
const calls = [...github, ...collectors.filter(({ id }) => id.startsWith('github/'))].flatMap((one) => one.calls);
interface Manifest {
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
  readonly public: boolean;
  readonly url: string;
  readonly hook_attributes: { readonly active: boolean };
}
async function manifest(...argv: string[]): Promise<{ manifest: Manifest; err: string }> {
  const { status, out, said } = await claimcheck(['permissions', '--format', 'github-app-manifest', ...argv], { cwd });
  const err = said.join('\n');
  expect(status, err).toBe(0);
  return { manifest: JSON.parse(out) as Manifest, err };
}

describe('the manifest of a GitHub App', () => {
  it('asks for the union of what the calls need, all of it read, and for nothing else', async () => {
    const { manifest: all } = await manifest('--checks', 'github.*');
    const needed = new Set(calls.filter(({ withheld }) => !withheld).flatMap(({ permission }) => appPermissions(permission)));
    expect(Object.keys(all.default_permissions)).toEqual([...needed].sort());
    expect(new Set(Object.values(all.default_permissions))).toEqual(new Set(['read']));
    expect(all).toMatchObject({
      public: false,
      default_events: [],
      hook_attributes: { active: false },
      url: expect.stringMatching(/^https:/),
    });
  });
  it('is as small as what is chosen', async () => {
    const { manifest: one, err } = await manifest('--checks', 'github.org.pat-expiry');
    // who answers, and the list of repositories, whatever the check
    expect(Object.keys(one.default_permissions)).toEqual([
      'metadata',
      'organization_administration',
      'organization_personal_access_tokens',
      'organization_plan',
    ]);
    expect(err).toContain('organization_personal_access_tokens: read, for github.org.pat-expiry');
  });
  it('says what no App can be granted', async () => {
    const { manifest: one, err } = await manifest('--checks', 'github.org.audit-log-kept,github.org.base-permission');
    expect(err).toMatch(/not for an App, but scope read:audit_log.*github\.org\.audit-log-kept/);
    expect(JSON.stringify(one)).not.toContain('audit');
  });
  it('needs a check about GitHub', async () => {
    const { status, said } = await claimcheck(['permissions', '--format', 'github-app-manifest', '--checks', 'aws.iam.*'], { cwd });
    expect([status, said.join()]).toEqual([2, expect.stringContaining("github-app-manifest is GitHub's")]);
  });
});

describe('the permission of every call to GitHub', () => {
  it('is one that an App can be granted, or says why not', () => {
    for (const { operation, permission } of calls) {
      const found = appPermissions(permission);
      if (found.length === 0) expect(permission, operation).toMatch(/^(?:none\b|scope |the private key)/);
      // what reads like a permission is one: nothing is granted under a name that is not understood
      expect(permission.match(/: (?:read|write|admin)/g)?.length ?? 0, operation).toBe(found.length);
    }
  });
  const path = fileURLToPath(new URL('../../../shared/reference/github/api.github.com-subset.json', import.meta.url));
  if (!existsSync(path))
    console.error(`\nSKIPPED: GitHub's description is not at ${path}; the names of permissions are not held against it.\n`);
  it.skipIf(!existsSync(path))('has a name in GitHub’s own description', () => {
    const { components } = JSON.parse(readFileSync(path, 'utf8')) as { components: { schemas: Record<string, { properties: object }> } };
    const known = Object.keys(components.schemas['app-permissions']?.properties ?? {});
    const names = [...new Set(calls.flatMap(({ permission }) => appPermissions(permission)))];
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });
});
