/** AWS Config's items and aggregators, as far as they are not what the estate itself is: how old they are, and where they are wrong. */
import { PRODUCTION } from '../accounts.ts';
import type { Ask } from '../answers/ask.ts';
import type { Item } from '../answers/config-recording.ts';
import type { Age } from '../world.ts';
import { type Holding, type Part, see } from './part.ts';

export interface Aggregator {
  readonly name: string;
  readonly region: string;
  /** Whose last update did not succeed, by `account/region`, with its status; `absent`: which it does not take in at all. */
  readonly troubled?: Readonly<Record<string, 'FAILED' | 'OUTDATED' | 'absent'>>;
}
export interface Aggregating {
  readonly aggregators: readonly Aggregator[];
}
export interface Recording {
  /** How long ago the items were captured. */
  readonly captured: Age;
  /** What AWS Config says instead of the truth; undefined: it has no such item. */
  readonly instead?: (item: Item) => Item | undefined;
}
type Held = Holding<Aggregating, Recording>;
const ID = 'config-items';
const elsewhere: Recording = { captured: 0.1 };
const nothing: Held = { account: { aggregators: [] }, regions: {}, elsewhere };

/** Of the asking account. */
export const aggregating = (ask: Ask): Aggregating => see(ask, ID, nothing).account;
/** Of the place asked about. */
export const recordingIn = (ask: Ask): Recording => see(ask, ID, nothing).region;

const clean: Held = { ...nothing, account: { aggregators: [{ name: 'everything', region: 'eu-central-1' }] } };

export const configItems: Part<Aggregating, Recording> = {
  id: ID,
  // they are made of all the others' answers: answers/config-items.ts
  answers: {},
  nothing,
  clean: { [PRODUCTION]: clean },
  drifted: { [PRODUCTION]: clean },
  drift: [],
  checks: [],
  broken: { [PRODUCTION]: clean },
  refusals: [],
};
