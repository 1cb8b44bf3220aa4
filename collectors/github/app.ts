/**
 * A GitHub App signs that it is itself, and gets a token for one of its installations, good for an hour.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation
 */
import { createPrivateKey, createSign, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { Uncredentialed } from '../../src/kit.ts';
import type { ConnectContext } from '../../src/model.ts';
import { INSTALLATION_TOKEN } from './calls.ts';
import { classify } from './classify.ts';
import { type App, USER_AGENT, VERSION } from './config.ts';

export interface Installation {
  /** `app 12345, installation 67890` */
  readonly label: string;
  /** What tells this sign-in from another. */
  readonly params: { readonly installation_id: number };
  /** The first minting of a run, as a question of its own. In a replay only the recorded answer is looked at. */
  signIn(): Promise<object>;
  /** A token that is good for five more minutes; minted when there is none. To be called inside a question. */
  token(): Promise<string>;
}

/** GitHub will not have this App: final for the run. `classify` knows it by its name. */
class AppRefused extends Error {
  override readonly name = 'AppRefused';
}
/** No token this time. `classify` knows it by its name. */
class Unminted extends Error {
  override readonly name = 'Unminted';
}

const Minted = z.looseObject({ token: z.string().regex(/^[\x21-\x7e]{8,}$/), expires_at: z.iso.datetime({ offset: true }) });
interface Token {
  readonly value: string;
  /** In ms since 1970. */
  readonly until: number;
}
const SPARE_MS = 5 * 60_000;

export function openInstallation(app: App, baseUrl: string, ctx: ConnectContext): Installation {
  const label = `app ${app.id}, installation ${app.installation}`;
  const key = ctx.replay ? undefined : keyOf(app, ctx);
  const ask = async (authorization: string) => {
    const url = `${baseUrl}/app/installations/${app.installation}/access_tokens`;
    const headers = { authorization, accept: 'application/vnd.github+json', 'user-agent': USER_AGENT, 'x-github-api-version': VERSION };
    const response = await ctx.door.fetch(url, { method: 'POST', headers });
    if (!response.ok) throw refusalOf(response, label);
    return response;
  };
  const mint = async (signer: KeyObject): Promise<Token> => {
    const jwt = signed(app.id, signer, Date.parse(ctx.now()));
    ctx.conceal(jwt);
    const minted = Minted.safeParse(await (await ask(`Bearer ${jwt}`)).json());
    // zod's own words are not passed on: they might quote
    if (!minted.success) throw new Error('there is no token in it, or no time until which it is good');
    ctx.conceal(minted.data.token);
    return { value: minted.data.token, until: Date.parse(minted.data.expires_at) };
  };
  const token = key === undefined ? async () => 'replayed' : renewed(() => mint(key), ctx);
  return {
    label,
    params: { installation_id: app.installation },
    async signIn() {
      if (key === undefined) await ask('replayed');
      else await token();
      return {};
    },
    token,
  };
}

/** One minting at a time, however many questions wait for it. */
function renewed(mint: () => Promise<Token>, ctx: ConnectContext): () => Promise<string> {
  let held: Token | undefined;
  let under: Promise<Token> | undefined;
  let refused: AppRefused | undefined;
  const renew = async () => {
    try {
      held = await mint();
      return held;
    } catch (error) {
      if (error instanceof AppRefused) refused = error;
      throw error;
    } finally {
      under = undefined;
    }
  };
  return async () => {
    if (refused) throw refused;
    if (held && held.until - Date.parse(ctx.now()) >= SPARE_MS) return held.value;
    if (under) return (await under.catch(asWaited)).value;
    under = renew();
    return (await under).value;
  };
}
/** What went wrong on the wire is known to the question that sent it; to those that waited it has to be said. */
function asWaited(error: unknown): never {
  if (error instanceof AppRefused) throw error;
  throw new Unminted(error instanceof Error ? error.message : String(error));
}

function refusalOf({ status, headers }: Response, label: string): Error {
  const { operation } = INSTALLATION_TOKEN;
  const { reason, detail } = classify({ operation, status, headers: Object.fromEntries(headers), error: { name: 'Error', message: '' } });
  return reason === 'credentials_invalid' ? new AppRefused(`${label}: ${detail}`) : new Unminted(detail);
}

/** PKCS#1, as GitHub hands it out, or PKCS#8. */
function keyOf({ privateKey: { env } }: App, ctx: ConnectContext): KeyObject {
  const value = ctx.secret(env)?.trim();
  if (value === undefined || value === '')
    throw new Uncredentialed(`the environment variable ${env} is not set; put the GitHub App's private key (PEM) in it`);
  const pem = value.replaceAll('\\n', '\n');
  ctx.conceal(value);
  ctx.conceal(pem);
  const key = rsaOf(pem);
  if (key?.asymmetricKeyType !== 'rsa') throw new Uncredentialed(`the environment variable ${env} holds no RSA private key in PEM`);
  return key;
}
function rsaOf(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    return undefined; // OpenSSL's words help nobody, and the caller says what is wrong
  }
}

/** RFC 7519, RS256. A minute back for clocks that differ, and nine ahead, since GitHub takes ten at most. `at` in ms since 1970. */
function signed(app: number, key: KeyObject, at: number): string {
  const seconds = Math.floor(at / 1000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iat: seconds - 60, exp: seconds + 540, iss: String(app) })}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
}
