/** What GitHub means by its refusals: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
import { retryAfter } from '../../src/kit.ts';
import type { Classified, Failure, Reason } from '../../src/model.ts';
import { INSTALLATION_TOKEN, MEMBERS, OUTSIDE_COLLABORATORS, PLAN_CANNOT } from './calls.ts';

export function classify(failure: Failure): Classified {
  const { status, operation, error } = failure;
  if (error.name === 'AppRefused') return { code: error.name, reason: 'credentials_invalid', detail: error.message };
  if (error.name === 'Unminted' || operation === INSTALLATION_TOKEN.operation) return unminted(failure);
  if (status === undefined) {
    const reason: Reason = error.name === 'BrokenPaging' ? 'pagination_broken' : 'plugin_crashed';
    return { code: error.name, reason, detail: `${operation}: ${error.message}` };
  }
  const message = messageOf(failure);
  const code = `${status} ${message}`;
  const as = (reason: Reason, detail: string, more: Partial<Classified> = {}): Classified => ({
    code,
    reason,
    detail: `${operation}: ${detail}`,
    ...more,
  });
  if (status === 401) return as('credentials_invalid', `GitHub does not accept the token (${code})`);
  if (status === 403 || status === 429) return refusal(failure, message, as);
  if (status === 404) return as('access_denied', `GitHub answers ${code}; it says so too of what the token may not see`);
  if (status === 422 && (operation === MEMBERS.operation || operation === OUTSIDE_COLLABORATORS.operation)) {
    return as('access_denied', `only organization owners may ask this (${code})`, { permission: 'an organization owner' });
  }
  if (status >= 500) return as('provider_error', code, { retry: true });
  return as('provider_error', code);
}

/** The sign-in of a GitHub App. Its answers are withheld, so that status and headers must tell, and tell the same in a replay. */
function unminted({ status, headers = {}, error }: Failure): Classified {
  const { operation } = INSTALLATION_TOKEN;
  const as: As = (reason, detail, more = {}) => ({
    code: String(status ?? error.name),
    reason,
    detail: `${operation}: ${detail}`,
    ...more,
  });
  // somebody else's question was signing in, and this one waited for it
  if (status === undefined) return as('provider_error', error.message, { retry: true });
  const spent = headers['x-ratelimit-remaining'] === '0';
  if (status === 429 || (status === 403 && (spent || headers['retry-after'] !== undefined)))
    return limited(headers, spent, `${status}`, as);
  if (status >= 500) return as('provider_error', String(status), { retry: true });
  const why: Readonly<Record<number, string>> = {
    401: 'GitHub does not accept the signature: the private key is not this App’s, or our clock is wrong',
    403: 'GitHub gives this installation no token: it is suspended',
    404: 'this App has no such installation: a number is wrong, or the App was uninstalled',
  };
  return as('credentials_invalid', `${why[status] ?? 'GitHub gives no token'} (${status})`);
}

type As = (reason: Reason, detail: string, more?: Partial<Classified>) => Classified;

/** Four different things are called 403; the message and the headers tell which. */
function refusal({ status, headers = {} }: Failure, message: string, as: As): Classified {
  if (status === 403 && /^Upgrade to GitHub \w+/.test(message)) {
    return {
      ...as('unsupported_plan', `the organization's plan has no such feature here (${status} ${message})`),
      code: planCode(message),
    };
  }
  const spent = headers['x-ratelimit-remaining'] === '0';
  if (status === 429 || spent || headers['retry-after'] !== undefined || /rate limit|abuse detection/i.test(message))
    return limited(headers, spent, message, as);
  const sso = headers['x-github-sso'];
  if (sso !== undefined) {
    return as(
      'access_denied',
      `the organization asks for single sign-on, and the token is not authorised for it (${sso.replace(/^required;\s*/, '')})`,
      {
        permission: 'authorise the token for the organization’s SAML single sign-on',
      },
    );
  }
  if (/installation has been suspended/i.test(message)) return as('credentials_invalid', `${status} ${message}`);
  const grant = headers['x-accepted-github-permissions'];
  const named = grant !== undefined && grant !== '' && !grant.startsWith('allows_permissionless_access');
  return as(
    'access_denied',
    `${status} ${message}${named ? `; GitHub names what would do: ${grant}` : ''}`,
    named ? { permission: grant } : {},
  );
}

/** Said of features that the plan lacks for private repositories; a plan that lacks something altogether says so in other words. */
function planCode(message: string): string {
  return /make this repository public/.test(message) ? PLAN_CANNOT : `403 ${message}`;
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
export function limited(headers: Readonly<Record<string, string>>, spent: boolean, message: string, as: As): Classified {
  const asked = retryAfter(headers);
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * 1000;
  const now = Date.parse(headers['date'] ?? '');
  const untilReset = spent && !Number.isNaN(reset) && !Number.isNaN(now) ? Math.max(0, reset - now) : undefined;
  // without either header GitHub asks for a minute at least
  const retryAfterMs = asked ?? untilReset ?? 60_000;
  const until = spent && !Number.isNaN(reset) ? `; the limit is renewed at ${new Date(reset).toISOString()}` : '';
  return as('rate_limited', `GitHub's rate limit is spent (${message})${until}`, { retry: true, retryAfterMs });
}

/** GitHub's own sentence without its full stop: some answers have one, some do not. */
function messageOf({ body, error }: Failure): string {
  const text = fromJson(body) ?? error.message.split('\n')[0] ?? '';
  return text
    .trim()
    .replace(/[\s.]+$/, '')
    .slice(0, 300);
}
function fromJson(body: string | undefined): string | undefined {
  try {
    const value = JSON.parse(body ?? '') as { message?: unknown } | null;
    return typeof value?.message === 'string' ? value.message : undefined;
  } catch {
    return undefined; // an error page of a proxy: the status speaks for itself
  }
}
