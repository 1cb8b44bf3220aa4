/** What is read of a folder of attestations. Nothing of it leaves this machine but as evidence. */
import type { Call } from '../../src/model.ts';

const docs = 'https://nodejs.org/api/fs.html';
const permission = 'read the folder of attestations';
export const LIST: Call = { operation: 'attestation:ListFiles', permission, docs: `${docs}#fspromisesreaddirpath-options` };
export const STATEMENT: Call = { operation: 'attestation:GetStatement', permission, docs: `${docs}#fspromisesreadfilepath-options` };
export const SIGNERS: Call = {
  operation: 'attestation:GetSigners',
  permission: 'read the file of allowed signers',
  docs: 'https://man.openbsd.org/ssh-keygen#ALLOWED_SIGNERS',
};
export const DIGEST: Call = {
  operation: 'attestation:GetDigest',
  permission: 'read the documents that an attestation names',
  docs: `${docs}#fscreatereadstreampath-options`,
};
export const CALLS: readonly Call[] = [LIST, STATEMENT, SIGNERS, DIGEST];

/** In the address of a question, after the entry's name; the fourth part is which one. */
const PARTS: Readonly<Record<string, readonly [call: Call, named: boolean]>> = {
  files: [LIST, false],
  signers: [SIGNERS, false],
  statement: [STATEMENT, true],
  digest: [DIGEST, true],
};
/** `attestation://folder/<entry>/statement/<file>` */
export const HOST = 'folder';
export interface Question {
  readonly entry: string;
  readonly part: string;
  readonly which: string;
  readonly operation: string;
}
export function questionIn(url: URL): Question | undefined {
  if (url.protocol !== 'attestation:' || url.hostname !== HOST) return undefined;
  if ([url.username, url.password, url.port, url.search, url.hash].some((extra) => extra !== '')) return undefined;
  const [empty, entry, part, which, ...more] = url.pathname.split('/');
  const found = PARTS[part as string];
  if (empty !== '' || !entry || !found || more.length > 0 || found[1] === (which === undefined || which === '')) return undefined;
  return {
    entry: decodeURIComponent(entry),
    part: part as string,
    which: decodeURIComponent(which as string),
    operation: found[0].operation,
  };
}
export function questionTo(entry: string, part: string, which?: string): URL {
  const parts = [entry, part, ...(which === undefined ? [] : [which])];
  return new URL(`attestation://${HOST}/${parts.map(encodeURIComponent).join('/')}`);
}
