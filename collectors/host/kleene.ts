/** Three-valued logic over what is known: one true settles an "or", one false settles an "and", whatever else is not known. */
import { isUnknown } from '../../src/kit.ts';
import type { Known } from '../../src/model.ts';

export const either = (...values: readonly Known<boolean>[]): Known<boolean> => decided(values, true);
export const both = (...values: readonly Known<boolean>[]): Known<boolean> => decided(values, false);
function decided(values: readonly Known<boolean>[], by: boolean): Known<boolean> {
  if (values.includes(by)) return by;
  return values.find(isUnknown) ?? !by;
}
