/** A simulated AWS on the loopback interface: any AWS SDK, pointed at `url`, is answered from a world. Reads only. */
import { createHash } from 'node:crypto';
import type { Instant } from '../../model.ts';
import { type Fault, hold, matches, serveWith } from '../faults.ts';
import { listen, requestOf } from '../listen.ts';
import { OPERATIONS } from './answers/index.ts';
import { type Asked, openDesk } from './desk.ts';
import { type Limits, openThrottle } from './throttle.ts';
import type { World } from './world.ts';

export interface AwsOptions {
  readonly world: World;
  /** Ages count back from here; also the `Date` of every answer. */
  readonly now: () => Instant;
  readonly faults?: readonly Fault[];
  /** Whom the server turns away for asking too often. Absent: nobody. */
  readonly limits?: Limits;
  /** Added to every answer, in ms: what a benchmark calls the network. */
  readonly latencyMs?: number;
  /** How long a `slow` fault holds an answer back, in ms. */
  readonly slowMs?: number;
}
export interface AwsServer {
  /** `http://127.0.0.1:54321` */
  readonly url: string;
  /** What was asked, in the order of arrival, refused or not. */
  readonly requests: readonly Asked[];
  /** How many of them were over a limit. */
  turnedAway(): number;
  close(): Promise<void>;
}

export async function startAws({ world, now, faults = [], limits, latencyMs = 0, slowMs }: AwsOptions): Promise<AwsServer> {
  for (const { operation } of [...faults, ...world.refusals]) {
    // A fault that can never happen would make every test of it pass.
    if (!OPERATIONS.some((known) => matches(operation, known))) throw new TypeError(`the simulated AWS has no operation ${operation}`);
  }
  const desk = openDesk(world, now);
  const serve = serveWith({ faults, ...(slowMs === undefined ? {} : { slowMs }) });
  const over = openThrottle(limits ?? (() => undefined));
  const requests: Asked[] = [];
  let [seen, away] = [0, 0];
  const { url, close } = await listen(async (incoming, response) => {
    const request = await requestOf(incoming);
    if (latencyMs > 0) await hold(latencyMs, response);
    const id = uuid(world.name, seen++);
    const turn = await desk.turn(request, id);
    requests.push(turn.asked);
    response.setHeader('date', new Date(now()).toUTCString());
    response.setHeader('server', turn.asked.service.startsWith('s3') ? 'AmazonS3' : 'Amazon');
    const isOver = over(turn.asked, performance.now());
    if (isOver) away += 1;
    await serve(isOver ? { ...turn, answer: async () => turn.refuse('throttled') } : turn, response);
  });
  return { url, requests, turnedAway: () => away, close };
}

/** The same run asks the same and is told the same ids. */
function uuid(world: string, n: number): string {
  const hex = createHash('sha256').update(`${world}/${n}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
