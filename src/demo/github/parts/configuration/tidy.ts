/** How a repository is kept of which a world says nothing else. */
import type { Repository, World } from '../../world.ts';
import type { Configuration } from './holding.ts';

const CHECKOUT = 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8';
const WORKFLOW = `name: build
on:
  push: { branches: [main] }
  pull_request:
permissions:
  contents: read
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${CHECKOUT}
      - run: npm ci && npm test
        env:
          TITLE: \${{ github.event.pull_request.title }}
`;
export const FILES: Readonly<Record<string, string>> = {
  'README.md': '# Example\n',
  '.github/CODEOWNERS': '* @example-company/core\n',
  '.github/dependabot.yml': 'version: 2\nupdates: []\n',
  '.github/workflows/build.yml': WORKFLOW,
  'SECURITY.md': 'Write to security@example.com.\n',
  'package.json': '{ "name": "example", "private": true }\n',
  'src/index.ts': 'export {};\n',
};

const TIDY: Configuration = {
  files: FILES,
  truncated: false,
  codeownersErrors: 0,
  languages: { TypeScript: 48_211, Shell: 310 },
  scanning: { setup: 'configured', analyses: [{ age: 2, error: '' }], alerts: [] },
  secretAlerts: [],
  dependabot: { alerts: true, fixes: 'enabled', open: [] },
  releases: [],
  immutable: false,
  environments: [],
  secrets: [],
  deployments: [],
  deployKeys: [],
  privateReporting: true,
  packages: 12,
  emptyBill: false,
};

export function configurationOf(world: World, { name }: Repository): Configuration {
  return { ...TIDY, ...world.configuration?.repositories[name] };
}
