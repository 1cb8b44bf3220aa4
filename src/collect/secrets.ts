/** Secrets that stand in an answer, by the names of their members: to be struck out before it is written anywhere. */

/** Texts below the named members, at any depth. What cannot be read as JSON is no answer, and the transport says so. */
export function secretsIn(body: Uint8Array, members: readonly string[]): readonly string[] {
  const found: string[] = [];
  const walk = (value: unknown, secret: boolean): void => {
    if (typeof value === 'string') {
      if (secret) found.push(value);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) walk(inner, secret || members.includes(name));
    }
  };
  walk(parsed(body), false);
  return found;
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined; // judged elsewhere: nothing is read out of it
  }
}
