import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seeded } from '../../../src/demo/github/parts/changes/seeded.ts';
import { startGithub } from '../../../src/demo/github/server.ts';
import type { Report } from '../../../src/model.ts';
import { claimcheck, folder } from '../../support/cli.ts';
import { worldOf } from './changes-look.ts';

it('what was asked again, and for less, is judged offline to the same', async () => {
  const now = () => '2031-03-01T12:00:00.000Z';
  const { changes } = seeded({ seed: 'replay', count: 120, repositories: ['api', 'web'], wrong: 8 });
  const server = await startGithub({
    world: worldOf(changes),
    now,
    faults: [
      { operation: 'POST /graphql ManyRepositoryChanges', kind: 'throttled', times: 1 },
      { operation: 'POST /graphql MoreCommits', kind: 'truncated', times: 1 },
      { operation: 'POST /graphql HeadChecks', kind: '500', times: 1 },
    ],
  });
  const cwd = folder({
    'claimcheck.yaml': `sources:\n  - { type: github, organization: example-company, baseUrl: '${server.url}' }\nclaims: []\nframeworks: []\nlocker: locker\n`,
  });
  const checks = [
    '--checks',
    'github.repo.merged-prs-*,github.repo.no-direct-commits,github.repo.commits-signed,github.repo.bypasses-explained',
  ];
  const more = ['--format', 'json', '--out'];
  try {
    await claimcheck(['run', ...checks, '--log', 'none', ...more, 'live'], {
      cwd,
      env: { GITHUB_TOKEN: 'github_pat_00000000000000000000000000000000000000000000' },
      now,
    });
  } finally {
    await server.close();
  }
  const again = await claimcheck(['evaluate', ...checks, ...more, 'replayed'], { cwd });
  expect(again.said.filter((line) => /bug/.test(line))).toEqual([]);
  const [live, replayed] = ['live', 'replayed'].map((dir) => JSON.parse(readFileSync(join(cwd, dir, 'report.json'), 'utf8')) as Report);
  expect(live?.run.requests.retried).toBeGreaterThanOrEqual(3);
  expect(replayed?.results).toEqual(live?.results);
  expect(replayed?.gaps).toEqual(live?.gaps);
  expect(live?.results.map(({ check, population }) => [check, population.size > 0])).toEqual(
    live?.results.map(({ check }) => [check, true]),
  );
}, 60_000);
