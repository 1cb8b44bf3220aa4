/** The cookies that a sign-in page sets. Their values are struck out before they are recorded. */
import { z } from 'zod';
import { defineCollector, known, parallel, settle, unknown } from '../../../src/kit.ts';
import type { Answer } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import { asks, type Outside, type Page, valuesOf } from '../client.ts';
import { addressOf } from '../config.ts';
import { Cookie, cookieOf } from '../headers.ts';

const Login = z.object({
  id: z.string(),
  name: z.string(),
  cookies: known(z.array(Cookie)).describe(
    'Each Set-Cookie of the answer; sameSite is strict, lax, none, or empty where a browser sees none',
  ),
  exposed: known(z.array(z.string())).describe('Names of those that lack Secure, HttpOnly or SameSite'),
});
type Login = z.infer<typeof Login>;
interface Seen {
  readonly address: string;
  readonly page: Answer<Page>;
}

export default defineCollector<Outside, Seen, Login>({
  id: 'endpoint/login',
  title: 'Sign-in pages',
  scope: 'perimeter',
  calls: [CALLS.page],
  freshFor: 'P1D',
  resource: Login,

  async *fetch(client, ask) {
    const logins = [...new Set(client.config.logins)];
    ask.proof(`the configuration declares ${logins.length} sign-in pages`);
    yield* parallel(logins, async (address) => {
      const { path, ...target } = addressOf(address);
      return { address, page: await asks(client, ask).page(target, path) };
    });
  },

  normalise({ address, page }) {
    const gap = (status: number) =>
      unknown({
        operation: CALLS.page.operation,
        reason: 'provider_error',
        detail: `${address} answers ${status}: its sign-in page was not seen`,
      });
    const cookies = settle(page, {
      some: (one) => (one.status < 400 || one.status === 401 ? valuesOf(one, 'set-cookie').map(cookieOf) : gap(one.status)),
      none: gap(0),
    });
    const exposed =
      '$unknown' in cookies
        ? cookies
        : cookies.filter((one) => !one.secure || !one.httpOnly || one.sameSite === '').map(({ name }) => name);
    return { id: address, name: address, cookies, exposed };
  },
});
