/** A simulated GitHub on the loopback interface: any client of the REST interface, pointed at `url`, is answered from a world. Nothing can be changed. */
import { createHash } from 'node:crypto';
import type { Instant } from '../../model.ts';
import { type Fault, hold, serveWith } from '../faults.ts';
import { listen, requestOf } from '../listen.ts';
import { type AppOptions, openApp } from './app.ts';
import { type Asked, turnOf } from './desk.ts';
import type { World } from './world.ts';

export interface GithubOptions {
  readonly world: World;
  /** Ages count back from here; also the `Date` of every answer. */
  readonly now: () => Instant;
  readonly faults?: readonly Fault[];
  /** A GitHub App that may ask, installed in the world's organization; absent: there is none. */
  readonly app?: AppOptions;
  /** Added to every answer, in ms: what a benchmark calls the network. */
  readonly latencyMs?: number;
  /** How long a `slow` fault holds an answer back, in ms. */
  readonly slowMs?: number;
}
export interface GithubServer {
  /** `http://127.0.0.1:54321` */
  readonly url: string;
  /** What was asked, in the order of arrival, refused or not. */
  readonly requests: readonly Asked[];
  close(): Promise<void>;
}

export async function startGithub({ world, now, faults = [], app: known, latencyMs = 0, slowMs }: GithubOptions): Promise<GithubServer> {
  const serve = serveWith({ faults, ...(slowMs === undefined ? {} : { slowMs }) });
  const app = openApp(known);
  const requests: Asked[] = [];
  const { url, close } = await listen(async (incoming, response) => {
    const request = await requestOf(incoming);
    if (latencyMs > 0) await hold(latencyMs, response);
    const turn = turnOf(world, now, request, app);
    const headers = headersOf(world, now, requests.push(turn.asked));
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    await serve(turn, response);
  });
  return { url, requests, close };
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit */
function headersOf(world: World, now: () => Instant, n: number): Record<string, string> {
  const at = new Date(now());
  return {
    date: at.toUTCString(),
    server: 'github.com',
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': '2022-11-28',
    'x-github-request-id': requestId(world.name, n),
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': String(Math.max(1, 5000 - n)),
    'x-ratelimit-used': String(n),
    'x-ratelimit-reset': String(Math.floor(at.getTime() / 1000) + 3600),
    'x-ratelimit-resource': 'core',
  };
}

/** The same run asks the same and is told the same ids. */
function requestId(world: string, n: number): string {
  const hex = createHash('sha256').update(`${world}/${n}`).digest('hex').toUpperCase();
  return [hex.slice(0, 4), hex.slice(4, 10), hex.slice(10, 16), hex.slice(16, 22), hex.slice(22, 30)].join(':');
}
