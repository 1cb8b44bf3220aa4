/** What every run takes from the edge of the process, whole or in parts. */
import { type PaceName, SHARES } from '../collect/pace.ts';
import type { Config } from '../config.ts';
import { version } from '../home.ts';
import type { RunOptions as Execution } from '../pipeline.ts';
import type { Policy } from '../policy/load.ts';
import { collectors } from '../registry.ts';
import type { Edge } from './edge.ts';

export interface ExecutionFlags {
  readonly pace?: PaceName;
}
/** It renders nothing, and no key signs it, until whoever hands it out says how. */
export function executionOf(
  config: Config,
  policy: Policy,
  edge: Edge,
  wire: Execution['wire'],
  { pace }: ExecutionFlags,
  on?: Execution['progress'],
  demo?: string,
): Execution {
  return {
    config,
    policy,
    collectors,
    wire,
    env: edge.env,
    clock: edge.clock,
    signal: edge.signal,
    node: edge.node,
    runId: edge.uuid(),
    version: version(),
    share: SHARES[pace ?? 'normal'],
    render: async () => new Uint8Array(),
    ...(on && { progress: on }),
    ...(demo !== undefined && { demo }),
  };
}
