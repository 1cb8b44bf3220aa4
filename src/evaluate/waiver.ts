/** Which resources a waiver is about: one by its id or name, or those that a pattern with `*` fits. */
import type { Resource, Waiver } from '../model.ts';

export function waives({ check, resource }: Waiver, id: string, { id: own, name }: Resource): boolean {
  return check === id && (fits(resource, own) || fits(resource, name));
}

/** `*` is any text, also none; everything else is itself. Linear: no pattern of a user's is turned into an expression. */
function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
