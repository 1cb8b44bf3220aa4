/** One recorded answer in place of the simulator's own, all others from a world; and what the real source and collector make of it. */
import source from '../../collectors/aws/source.ts';
import { openDesk } from '../../src/demo/aws/desk.ts';
import { decodeInput, loadServices, type Route, route, senderOf } from '../../src/demo/aws/wire.ts';
import type { World } from '../../src/demo/aws/world.ts';
import type { Collector, Instant, WireRequest, WireResponse } from '../../src/model.ts';
import { type Collected, collectOnce } from '../support/collect.ts';
import { bytesOf, type Recording } from './recordings.ts';

export interface Play {
  /** `s3:GetBucketPolicy` */
  readonly operation: string;
  readonly collector: Collector;
  /** Absent: the world answers for itself. */
  readonly recording?: Recording | undefined;
  readonly world: World;
  readonly now: Instant;
}
export interface Played extends Collected {
  /** How often the recorded answer went out. */
  readonly served: number;
  /** The recording was edited into something that no service can send. */
  readonly unwritable: boolean;
}

export async function play({ operation, collector, recording, world, now }: Play): Promise<Played> {
  const desk = openDesk(world, () => now);
  const services = await loadServices();
  let [asked, served, unwritable] = [0, 0, false];
  const answer = async (request: WireRequest): Promise<WireResponse> => {
    // the simulator is asked in any case: what it remembers (a report that was started) must go on
    const simulated = await (await desk.turn(request, `00000000-0000-4000-8000-${String(++asked).padStart(12, '0')}`)).answer();
    const found = route(services, request, senderOf(request));
    if (!found || !recording || `${found.service.name}:${found.operation.name}` !== operation) return simulated;
    const page = await pageOf(found, request, recording);
    if (page === recording) served += 1;
    const bytes = await bytesOf(found, page);
    unwritable ||= bytes.status === 599;
    return bytes;
  };
  const wire = {
    async send(request: WireRequest): Promise<WireResponse> {
      const { status, headers, body } = await answer(request);
      return { status, headers: { date: new Date().toUTCString(), ...headers }, body };
    },
  };
  const collected = await collectOnce({
    source,
    collector,
    config: { type: 'aws', name: 'production', regions: ['eu-central-1'], endpoint: 'http://127.0.0.1:9' }, // nothing is ever sent there
    env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    now,
    wire,
  });
  return { ...collected, served, unwritable };
}

/** A recording that points to a next page is followed by an empty last one, for whoever asks with its token and for nobody else. */
async function pageOf(found: Route, request: WireRequest, recording: Recording): Promise<Recording> {
  const input = (await decodeInput(found, request)) as Record<string, unknown>;
  const token = ['NextToken', 'nextToken', 'Marker', 'ContinuationToken'].find((name) => input[name] !== undefined);
  if (token === undefined) return recording;
  const { [token]: due, ...data } = recording.data;
  if (due !== input[token]) throw new Error(`${recording.file}: asked for the page ${input[token]}, which nobody offered`);
  return { ...recording, data: Object.fromEntries(Object.entries(data).map(([name, value]) => [name, Array.isArray(value) ? [] : value])) };
}
