/** A GitHub App at the simulated GitHub: its signature is checked, its tokens are handed out, and run out. */
import { createHash, createVerify, type KeyObject } from 'node:crypto';
import { GithubRefusal } from './answers/visit.ts';

export interface AppOptions {
  readonly id: number;
  readonly installation: number;
  /** What its JWTs are checked against: PEM, or a key. */
  readonly publicKey: string | KeyObject;
  readonly suspended?: boolean;
  /** How long each token lasts, in ms; the last one stands for all that follow. GitHub's own is an hour. */
  readonly lifetimesMs?: readonly number[];
}
type Headers = Readonly<Record<string, string>>;
export interface App {
  mint(headers: Headers, installation: number, now: Date): object;
  /** Lets through what is no installation token, and installation tokens while they last. */
  admit(headers: Headers, now: Date): void;
  /** An installation is nobody's. */
  refuseUser(headers: Headers): void;
}

const HOUR = 3_600_000;
const tokenOf = (headers: Headers): string => (headers['authorization'] ?? '').replace(/^\w+ /, '');
const isInstallation = (headers: Headers): boolean => tokenOf(headers).startsWith('ghs_');

export function openApp(options: AppOptions | undefined): App {
  /** Token -> when it ends. */
  const tokens = new Map<string, number>();
  return {
    mint(headers, installation, now) {
      if (!options) throw new GithubRefusal(404, 'Integration not found');
      check(tokenOf(headers), options, now.getTime() / 1000);
      if (installation !== options.installation) throw new GithubRefusal(404, 'Not Found');
      if (options.suspended) throw new GithubRefusal(403, 'This installation has been suspended');
      const lifetimes = options.lifetimesMs ?? [HOUR];
      const until = now.getTime() + (lifetimes[tokens.size] ?? lifetimes.at(-1) ?? HOUR);
      const token = `ghs_${createHash('sha256').update(`${options.id}/${tokens.size}`).digest('hex').slice(0, 36)}`;
      tokens.set(token, until);
      const expires_at = `${new Date(until).toISOString().slice(0, 19)}Z`;
      return { token, expires_at, permissions: { members: 'read', metadata: 'read' }, repository_selection: 'all' };
    },
    admit(headers, now) {
      if (isInstallation(headers) && !((tokens.get(tokenOf(headers)) ?? 0) > now.getTime()))
        throw new GithubRefusal(401, 'Bad credentials');
    },
    refuseUser(headers) {
      if (isInstallation(headers)) throw new GithubRefusal(403, 'Resource not accessible by integration');
    },
  };
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
function check(jwt: string, { id, publicKey }: AppOptions, now: number): void {
  const refuse = (message: string): never => {
    throw new GithubRefusal(401, message);
  };
  const [head = '', body = '', signature = '', ...rest] = jwt.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  const signed = createVerify('RSA-SHA256').update(`${head}.${body}`).verify(publicKey, signature, 'base64url');
  if (!signed || rest.length > 0 || read(head)['alg'] !== 'RS256') refuse('A JSON web token could not be decoded');
  const { iss, iat, exp } = read(body);
  if (String(iss) !== String(id)) throw new GithubRefusal(404, 'Integration not found');
  if (typeof iat !== 'number' || iat > now)
    refuse("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
  if (typeof exp !== 'number' || exp <= now)
    refuse("'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires");
  else if (exp > now + 600) refuse("'Expiration time' claim ('exp') is too far in the future");
}
