/** The operating system that a server was made with. What runs on it today is for the host itself to say. Pure. */
import { z } from 'zod';
import { isUnknown, missing, settled } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Item } from '../client.ts';
import { member } from '../member.ts';
import { supportEnds } from './end-of-life.ts';

const { operation } = CALLS.servers;

export interface System {
  /** `debian 12`. */
  readonly system: Known<string>;
  readonly deprecatedSince: Known<string | null>;
  readonly supportEnds: Known<string>;
}
export function systemOf(server: Item): System {
  const image = member(server, 'image', z.record(z.string(), z.unknown()).nullable(), operation);
  if (isUnknown(image)) return { system: image, deprecatedSince: image, supportEnds: image };
  // Hetzner has forgotten it, or there never was one
  const none = missing(operation, 'image');
  if (image === null) return { system: none, deprecatedSince: none, supportEnds: none };
  const flavor = member(image, 'os_flavor', z.string(), operation);
  const version = member(image, 'os_version', z.string().nullable(), operation);
  return {
    system: settled<[string, string | null], string>([flavor, version], (name, number) => (number === null ? name : `${name} ${number}`)),
    deprecatedSince: member(image, 'deprecated', z.iso.datetime({ offset: true }).nullable(), operation),
    supportEnds: settled<[string, string | null], string>([flavor, version], (name, number) => supportEnds(name, number, operation)),
  };
}
