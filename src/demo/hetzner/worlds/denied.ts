/** The clean project behind refusals of every kind: nothing here is wrong, much of it cannot be seen. */
import type { World } from '../world.ts';
import { clean } from './clean.ts';

export const denied: World = {
  ...clean,
  name: 'denied',
  servers: clean.servers.map((server) => (server.id === 1002 ? { ...server, without: ['location'] } : server)),
  refusals: [
    { operation: 'GET /images', kind: 'denied' },
    { operation: 'GET /volumes', kind: 'throttled' },
    { operation: 'GET /load_balancers', kind: 'html' },
  ],
};
