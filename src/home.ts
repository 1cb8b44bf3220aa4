/** Where the package lies: the same from src/ and from dist/src/. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findHome(): string {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'package.json'))) at = dirname(at);
  return at;
}
export const home = findHome();
export const checksDir = join(home, 'config/checks');
export const pairsDir = join(home, 'config/contradictions');
export const accessDir = join(home, 'config/access');

export function version(): string {
  return (JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }).version;
}
export function shippedFrameworks(): string[] {
  return yamlIn('config/frameworks');
}
export function shippedClaims(): string[] {
  return yamlIn('config/claims');
}
function yamlIn(folder: string): string[] {
  return readdirSync(join(home, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.replace(/\.yaml$/, ''))
    .sort();
}
