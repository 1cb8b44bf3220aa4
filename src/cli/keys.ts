/** Keys that runs are sealed with: made, shown, exchanged for others. */
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { nearest, Refusal } from '../errors.ts';
import { ALGORITHMS, type Algorithm, fingerprintOf, handOver, type NewKeys, newKeys } from '../locker/index.ts';
import { publicKeysIn } from '../locker/verify/keyring.ts';
import { readText } from '../yaml.ts';
import type { Command, Edge } from './edge.ts';
import { openKeyFile } from './sealing.ts';
import { readUserConfig } from './setup.ts';

interface Word {
  /** The variable that holds the passphrase. */
  readonly passphraseEnv?: string;
  /** False: the file is protected by its mode alone. */
  readonly passphrase?: boolean;
}
export interface NewOptions extends Word {
  readonly out: string;
  readonly algorithm: string;
}

export const keysNew: Command<NewOptions> = async (options, edge) => {
  const path = resolve(edge.cwd, options.out);
  const algorithm = algorithmNamed(options.algorithm);
  await insistFree([path, `${path}.pub`]);
  const keys = newKeys(algorithm, await newWord(options, edge));
  await writeKeys(path, keys);
  await tell(keys, edge);
  edge.say(`written: ${path} (keep it to yourself) and ${path}.pub (give it to whoever verifies)`);
  edge.say(
    `in claimcheck.yaml: seal: { key: ${options.out}${options.passphraseEnv ? `, passphrase: { env: ${options.passphraseEnv} }` : ''} }`,
  );
  if (options.passphrase === false) edge.say('the key has no passphrase: whoever reads the file can sign');
  return 0;
};

export interface ShowOptions {
  readonly key: string;
  readonly json?: boolean;
}
/** The public half of a key, from the .pub file beside it: nothing has to be opened for that. */
export const keysShow: Command<ShowOptions> = async ({ key, json }, edge) => {
  const shown = key.endsWith('.pub') ? key : `${key}.pub`;
  const [signing, logging] = publicKeysIn(readText(resolve(edge.cwd, shown), shown), shown);
  if (signing === undefined) throw new Refusal('KEY_UNREADABLE', 'there is no public key in this file', { at: { file: shown } });
  const told = {
    fingerprint: fingerprintOf(signing),
    algorithm: signing.asymmetricKeyType === 'ed25519' ? 'ed25519' : 'ecdsa-p256',
    log: logging?.asymmetricKeyType === 'ed25519' ? fingerprintOf(logging) : null,
  };
  if (json) await edge.out(`${JSON.stringify(told, null, 2)}\n`);
  else await edge.out(`${told.fingerprint}  ${told.algorithm}\n`);
  return 0;
};

export interface RotateOptions extends Word {
  readonly config: string;
  readonly algorithm: string;
}
/**
 * A new key takes the place of the old one: the old file moves aside, and the locker gets a statement that both have signed, so that
 * whoever trusts one of them can check the runs of both.
 */
export const keysRotate: Command<RotateOptions> = async (options, edge) => {
  const config = readUserConfig(options.config, edge);
  const path = config.seal?.key;
  if (path === undefined)
    throw new Refusal('USAGE', 'the configuration names no key file', {
      at: { file: options.config },
      hint: 'seal: { key: ./claimcheck.key }',
    });
  const { keys: old } = await openKeyFile(path, config.seal?.passphrase, edge);
  const algorithm = algorithmNamed(options.algorithm);
  const retired = `${path}.${old.signer.id.slice(0, 16)}.retired`;
  await insistFree([retired, `${retired}.pub`, `${path}.next`, `${path}.next.pub`]);
  const word = options.passphrase === false ? undefined : await newWord({ ...options, ...envOf(config.seal) }, edge);
  const fresh = newKeys(algorithm, word);
  // the new key is on the disk before anything names it, and the old one is never overwritten
  await writeKeys(`${path}.next`, fresh);
  const handover = { at: edge.clock.now(), id: `rotation-${edge.uuid()}`, from: old.signer, to: fresh.signer };
  const { files, after } = await handOver(config.locker, handover, async () => {
    await rename(path, retired);
    if (await exists(`${path}.pub`)) await rename(`${path}.pub`, `${retired}.pub`);
    await rename(`${path}.next`, path);
    await rename(`${path}.next.pub`, `${path}.pub`);
  });
  await tell(fresh, edge);
  for (const file of files) edge.say(`written: ${resolve(config.locker, file)}`);
  edge.say(`${old.signer.id} signs up to run ${after}, the new key from run ${after + 1} on; the old one moved to ${retired}`);
  return 0;
};

const envOf = (seal: { readonly passphrase: { readonly env: string } | undefined } | undefined): Word =>
  seal?.passphrase === undefined ? {} : { passphraseEnv: seal.passphrase.env };

function algorithmNamed(name: string): Algorithm {
  const found = ALGORITHMS.find((one) => one === name);
  if (found) return found;
  const meant = nearest(name, ALGORITHMS);
  throw new Refusal('USAGE', `runs are not signed with ${JSON.stringify(name)}`, {
    hint: meant ? `did you mean \`${meant}\`?` : `known: ${ALGORITHMS.join(', ')}`,
  });
}

async function newWord({ passphraseEnv, passphrase }: Word, edge: Edge): Promise<string | undefined> {
  if (passphraseEnv !== undefined) {
    const word = edge.env(passphraseEnv);
    if (word === undefined || word === '')
      throw new Refusal('CONFIG_SECRET_MISSING', `the environment variable ${passphraseEnv} is not set`);
    return longEnough(word);
  }
  if (passphrase === false) return undefined;
  if (edge.secret === undefined) {
    throw new Refusal('USAGE', 'a key wants a passphrase, and there is no terminal to ask for it', {
      hint: '--passphrase-env NAME, or --no-passphrase for a file that its mode alone protects',
    });
  }
  const word = longEnough(await edge.secret('Passphrase for the new key: '));
  if ((await edge.secret('The same again: ')) !== word) throw new Refusal('USAGE', 'these were two different passphrases');
  return word;
}

/** OpenSSL derives the file's key with 2048 rounds of PBKDF2: what is short can be tried out. */
function longEnough(word: string): string {
  if (word.length >= 12) return word;
  throw new Refusal('USAGE', 'a passphrase has at least 12 characters', {
    hint: 'five words drawn at random are easy to keep and hard to guess',
  });
}

async function writeKeys(path: string, keys: Pick<NewKeys, 'privatePem' | 'publicPem'>): Promise<void> {
  try {
    await writeFile(path, keys.privatePem, { flag: 'wx', mode: 0o600 });
    await writeFile(`${path}.pub`, keys.publicPem, { flag: 'wx', mode: 0o644 });
  } catch (cause) {
    await rm(path, { force: true });
    throw new Refusal('OUTPUT_UNWRITABLE', `${path} cannot be written`, {
      hint: (cause as NodeJS.ErrnoException).code ?? String(cause),
      cause,
    });
  }
}

/** A key that is overwritten is lost, and with it whatever only it could sign. */
async function insistFree(paths: readonly string[]): Promise<void> {
  for (const path of paths)
    if (await exists(path))
      throw new Refusal('OUTPUT_UNWRITABLE', `${path} is there already, and no key is ever overwritten`, {
        hint: 'name another with --out, or rotate',
      });
}
const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function tell(keys: Pick<NewKeys, 'signer' | 'log'>, edge: Edge): Promise<void> {
  await edge.out(`${keys.signer.id}  ${keys.signer.algorithm}\n`);
}
