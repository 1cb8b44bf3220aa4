/** Truth of three values, for what two levels of AWS decide together: one decisive side is enough, however little is known of the other. */
import { isUnknown, type Known } from '../../src/kit.ts';

/** True when either is true; else unknown when either is unknown. */
export function or(a: Known<boolean>, b: Known<boolean>): Known<boolean> {
  if (a === true || b === true) return true;
  return isUnknown(a) ? a : b;
}
/** False when either is false; else unknown when either is unknown. */
export function and(a: Known<boolean>, b: Known<boolean>): Known<boolean> {
  if (a === false || b === false) return false;
  return isUnknown(a) ? a : b;
}
export function not(a: Known<boolean>): Known<boolean> {
  return isUnknown(a) ? a : !a;
}
