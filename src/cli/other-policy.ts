/** --policy and --param: the same answers, judged as somebody else would. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import { Refusal } from '../errors.ts';
import { parseYaml } from '../yaml.ts';
import type { Edge } from './edge.ts';

export function folderOf(written: string | undefined, edge: Edge): string | undefined {
  if (written === undefined) return undefined;
  const path = resolve(edge.cwd, written);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new Refusal('USAGE', `--policy ${written} is no folder`, { hint: 'a folder of checks, as config/checks: aws/iam/root-mfa.yaml' });
  return path;
}

/** Each is one value of one check, as claimcheck.yaml would have it under `params`; it counts instead of what stands there. */
export function withParams(config: Config, written: readonly string[] = []): Config {
  if (written.length === 0) return config;
  const params: Record<string, Record<string, unknown>> = {};
  for (const [check, values] of Object.entries(config.params)) params[check] = { ...values };
  const given = new Map<string, string>();
  for (const one of written) {
    const [, check, name, value] = /^([\w.-]+)\.([\w-]+)=(.*)$/s.exec(one) ?? [];
    if (check === undefined || name === undefined || value === undefined)
      throw new Refusal('USAGE', `--param ${one} does not name a check, its parameter and a value`, {
        hint: 'for example --param aws.iam.access-keys-rotated.maxAgeDays=30',
      });
    params[check] = { ...params[check], [name]: parseYaml(value, `--param ${check}.${name}`).value };
    given.set(check, `--param ${one}`);
  }
  return { ...config, params, at: (path) => blamed(path, given, config) };
}
function blamed(path: readonly PropertyKey[], given: ReadonlyMap<string, string>, config: Config) {
  const file = path[0] === 'params' ? given.get(String(path[1])) : undefined;
  return file === undefined ? config.at(path) : { file };
}
