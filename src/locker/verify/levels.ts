import type { Code, Ledger } from './codes.ts';
import type { VerifiedRun, VerifyOptions } from './index.ts';
import type { Keyring } from './keyring.ts';

/** A rung of the ladder from "nobody dropped a byte" to "somebody outside remembers". */
export interface Level {
  readonly level: 'L0' | 'L1' | 'L2' | 'L3' | 'L4';
  readonly what: string;
  readonly reached: boolean;
  readonly because: string;
}
interface Pass {
  readonly runs: readonly VerifiedRun[];
  readonly ledger: Ledger;
  readonly keyring: Keyring;
  readonly options: VerifyOptions;
}

const SIGNATURE: readonly Code[] = [
  'SIGNATURE_MISSING',
  'SIGNATURE_INVALID',
  'KEY_UNTRUSTED',
  'ROTATION_INVALID',
  'SUBJECT_DIGEST_MISMATCH',
  'STATEMENT_MALFORMED',
  'PAYLOAD_TYPE_UNEXPECTED',
  'PREDICATE_TYPE_UNEXPECTED',
  'PREDICATE_MISMATCH',
  'DIGEST_ALGORITHM_REJECTED',
];
const CHAIN: readonly Code[] = [
  'CHAIN_GAP',
  'CHAIN_BROKEN',
  'SEQ_MISMATCH',
  'RUN_ID_REUSED',
  'ORIGIN_MISMATCH',
  'TIME_NOT_MONOTONIC',
  'TIME_IN_FUTURE',
  'TIME_INVALID',
  'MANIFEST_MISSING',
  'MANIFEST_MALFORMED',
  'NOT_CANONICAL',
];

/** What is reached and what that does not show; each rung by itself, since a checkpoint can be held without a time stamp. */
export function levelsOf(pass: Pass): readonly Level[] {
  return [hashes(pass), signature(pass), chain(pass), time(pass), memory(pass)];
}

function hashes({ ledger, runs }: Pass): Level {
  const rest: readonly Code[] = ['SIGNATURE_MISSING', 'SIGNATURE_INVALID', 'KEY_UNTRUSTED', 'FORK_DETECTED', 'ROLLBACK_DETECTED', ...CHAIN];
  const bad = ledger.exitFor((code) => !rest.includes(code)) === 5 || runs.length === 0;
  const passed = runs.filter(({ read }) => !read).length;
  const whole =
    passed === 0 ? 'every byte is the one that the manifests name' : `of the runs after the checkpoint; ${passed} were not read again`;
  return { level: 'L0', what: 'hashes', reached: !bad, because: bad ? 'not all is as it was sealed' : whole };
}

function signature({ ledger, runs, keyring }: Pass): Level {
  const level = { level: 'L1', what: 'signature' } as const;
  if (!keyring.pinned) return { ...level, reached: false, because: 'no key was given: who sealed this is not known' };
  const read = runs.filter((run) => run.read);
  const first = read.find(({ trusted }) => trusted);
  if (ledger.has(...SIGNATURE))
    return { ...level, reached: false, because: 'not all that should be signed is signed by a key that you trust' };
  if (first === undefined) return { ...level, reached: false, because: 'nothing here is signed by a key that you trust' };
  const keys = [...new Set(read.flatMap(({ key }) => key ?? []))].map((id) => id.slice(0, 16)).join(', ');
  const from = first === runs[0] ? '' : `; runs before ${first.seq} only through the chain`;
  return { ...level, reached: true, because: `by key ${keys}${from}` };
}

function chain({ ledger, runs }: Pass): Level {
  const broken = ledger.has(...CHAIN) || runs.length === 0;
  const because = broken
    ? 'the runs do not follow one from the other'
    : runs.length === 1
      ? 'one run, the first'
      : `runs 1 to ${runs.length}, none missing between`;
  return { level: 'L2', what: 'chain', reached: !broken, because };
}

function time({ ledger, runs, options }: Pass): Level {
  const level = { level: 'L3', what: 'time' } as const;
  const stamped = runs.filter(({ stampedAt }) => stampedAt !== undefined);
  if (ledger.has('TIMESTAMP_MISSING', 'TIMESTAMP_INVALID', 'TIMESTAMP_IMPRINT_MISMATCH', 'TIMESTAMP_DRIFT', 'TSA_UNTRUSTED'))
    return { ...level, reached: false, because: 'a time stamp does not hold' };
  if (ledger.has('TSA_NOT_PINNED'))
    return { ...level, reached: false, because: 'there are time stamps; whose, cannot be told without --tsa-ca' };
  if (stamped.length === 0)
    return {
      ...level,
      reached: false,
      because: `no time stamp${options.newOnly ? ' was looked at' : ''}: when it was signed is the signer's word`,
    };
  const all = stamped.length === runs.length;
  return { ...level, reached: all, because: `${stamped.length} of ${runs.length} runs are stamped by an authority that you trust` };
}

function memory({ ledger, options, runs }: Pass): Level {
  const level = { level: 'L4', what: 'memory' } as const;
  const { checkpoint } = options;
  if (ledger.has('ROLLBACK_DETECTED', 'FORK_DETECTED'))
    return { ...level, reached: false, because: 'what is remembered is not what is here' };
  if (checkpoint === undefined)
    return { ...level, reached: false, because: 'no checkpoint from outside: runs cut off at the end would not be missed' };
  const later = runs.length - checkpoint.size;
  const because = `the checkpoint that you hold knows runs 1 to ${checkpoint.size}${later > 0 ? `; the ${later} after it are new to it` : ''}`;
  return { ...level, reached: true, because };
}
