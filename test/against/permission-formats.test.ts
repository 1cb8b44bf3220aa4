/** What `claimcheck permissions` writes, read by the tools it is written for: cfn-lint, which brings AWS's own list of actions, and terraform. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimcheck } from '../support/cli.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'claimcheck-formats-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function found(tool: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' });
    return true;
  } catch {
    console.error(`SKIPPED: no ${tool} on the PATH: what is written for it was not read by it`);
    return false;
  }
}
const print = async (format: string) => (await claimcheck(['permissions', '--format', format], { cwd: dir })).out;
function lint(name: string, text: string): { status: number | null; said: string } {
  const file = path.join(dir, name);
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync('cfn-lint', [file], { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

describe.skipIf(!found('cfn-lint'))('cfn-lint', () => {
  it('has nothing to say about the template, and knows every action in it', async () => {
    expect(lint('role.yaml', await print('cloudformation'))).toEqual({ status: 0, said: '' });
  });
  it('would say it of an action that AWS does not have', async () => {
    const { status, said } = lint('bad.yaml', (await print('cloudformation')).replace('iam:GetAccountSummary', 'iam:GetAccountSummery'));
    expect(status).not.toBe(0);
    expect(said).toMatch(/W3037.*getaccountsummery/);
  });
});

describe.skipIf(!found('terraform'))('terraform', () => {
  it('would write the module just so', async () => {
    const input = await print('terraform');
    const { status, stdout } = spawnSync('terraform', ['fmt', '-'], { input, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, input]);
  });
});
