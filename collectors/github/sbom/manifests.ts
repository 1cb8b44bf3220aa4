/** What the dependency graph reads: https://docs.github.com/en/code-security/supply-chain-security/understanding-your-software-supply-chain/dependency-graph-supported-package-ecosystems */
const NAMES: ReadonlySet<string> = new Set([
  'Cargo.lock',
  'Cargo.toml',
  'composer.json',
  'composer.lock',
  'Gemfile',
  'Gemfile.lock',
  'go.mod',
  'Package.resolved',
  'package.json',
  'package-lock.json',
  'Pipfile',
  'Pipfile.lock',
  'pnpm-lock.yaml',
  'poetry.lock',
  'pom.xml',
  'pubspec.lock',
  'pubspec.yaml',
  'pyproject.toml',
  'requirements.txt',
  'setup.py',
  'yarn.lock',
]);
const ENDINGS = /\.(?:csproj|vbproj|nuspec|vcxproj|fsproj|gemspec)$|^packages\.config$|^requirements[\w.-]*\.txt$/;
/** Actions are dependencies as well. */
const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;

export function isManifest(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return NAMES.has(name) || ENDINGS.test(name) || WORKFLOW.test(path);
}
