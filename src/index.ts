/**
 * The library: what the command line does, as functions. Time, chance, environment and network come in as arguments.
 *
 * `run` collects, judges, assesses and seals; the other names are its parts. Errors that a person can act on are `Refusal`.
 */
export { type Clock, stoppedClock } from './collect/clock.ts';
export { collectRun as collect } from './collect/run.ts';
export { LIMITS, openWire } from './collect/wire.ts';
export { type Config, parseConfig, readConfig } from './config.ts';
export { Refusal, Refusals } from './errors.ts';
export { assess } from './evaluate/assess.ts';
export { judgeSet as evaluate } from './evaluate/judge.ts';
export { openLocker } from './locker/index.ts';
export { type RunOptions, run, type Sealed } from './pipeline.ts';
export { loadPolicy, type Policy } from './policy/load.ts';
export { collectors, renderers, sources } from './registry.ts';
