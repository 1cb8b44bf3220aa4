import { Refusal, Refusals } from '../errors.ts';

/** One line for each thing the user can act on; a stack only for what is our own mistake. Gives the exit status. */
export function complain(error: unknown, say: (text: string) => void): number {
  if (error instanceof Refusals) {
    for (const refusal of error.all) say(refusal.line);
    return Math.max(...error.all.map((refusal) => refusal.exit));
  }
  if (error instanceof Refusal) {
    say(error.line);
    return error.exit;
  }
  say(`This is a bug of claimcheck: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return 9;
}
