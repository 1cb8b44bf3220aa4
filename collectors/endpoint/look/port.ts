/** Answers `tcp://host:port/connect`: whether each of the host's addresses takes a connection. Nothing is sent over it. */
import type { Target } from '../config.ts';
import { knock, type Place, peerOf, vet } from './dial.ts';

export async function lookPort(target: Target, place: Place, signal: AbortSignal): Promise<object> {
  const addresses = await vet(target, place, signal);
  const seen = await Promise.all(
    addresses.map(async (address) => {
      const outcome = await knock(address, place.timeoutMs, signal);
      if (outcome.state === 'open') {
        outcome.socket.on('error', () => undefined); // it has told what it can
        outcome.socket.destroy();
      }
      return { peer: peerOf(address), state: outcome.state };
    }),
  );
  return { addresses: seen };
}
