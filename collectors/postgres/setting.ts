/** Settings by name. One that the role is not shown is not listed. */
import { z } from 'zod';
import { isUnknown, missing } from '../../src/kit.ts';
import type { Answer, Ask, Known } from '../../src/model.ts';
import { type Postgres, rowsOf } from './client.ts';
import { SETTINGS } from './queries.ts';

const Setting = z.looseObject({ name: z.string(), setting: z.string() });
export type Settings = Answer<readonly z.infer<typeof Setting>[]>;

export const askSettings = (client: Postgres, ask: Ask): Promise<Settings> => rowsOf(client, ask, SETTINGS, Setting);

export function settingOf(settings: Settings, name: string): Known<string> {
  if (isUnknown(settings)) return settings;
  return settings?.find((one) => one.name === name)?.setting ?? missing(SETTINGS.call.operation, name, 'pg_read_all_settings');
}
