/** What osqueryd has written down of a machine: https://osquery.readthedocs.io/en/stable/deployment/logging/#snapshot-logs */
import { readFile, stat } from 'node:fs/promises';
import { Unobservable } from '../../../src/kit.ts';

const MOST = 64 * 1024 * 1024;
interface Line {
  readonly name?: unknown;
  readonly action?: unknown;
  readonly unixTime?: unknown;
  readonly snapshot?: unknown;
}

/** The newest snapshot of one table, and when it was taken. A query counts as the table by whose name its own name ends. */
export async function tableOf(file: string, table: string): Promise<object> {
  const text = await whole(file);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [newest] = lines
    .map((line) => parsed(line, file))
    .filter(({ name, action }) => action === 'snapshot' && typeof name === 'string' && isOf(name, table))
    .map(({ unixTime, snapshot }) => ({ at: Number(unixTime), rows: snapshot }))
    .sort((a, b) => b.at - a.at);
  if (!newest) throw new Unobservable('missing_member', `${file} holds no snapshot of the table ${table}`);
  if (!Number.isSafeInteger(newest.at) || newest.at <= 0)
    throw new Unobservable('malformed_response', `${file}: a snapshot without its time`);
  return { table, at: new Date(newest.at * 1000).toISOString(), rows: newest.rows };
}
const isOf = (name: string, table: string) => name === table || name.endsWith(`/${table}`) || name.endsWith(`_${table}`);

function parsed(line: string, file: string): Line {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Unobservable('malformed_response', `${file}: a line is not JSON; was it cut?`);
  }
  if (typeof value !== 'object' || value === null) throw new Unobservable('malformed_response', `${file}: a line is no object`);
  return value;
}

async function whole(file: string): Promise<string> {
  const failed = ({ code }: NodeJS.ErrnoException) =>
    new Unobservable(code === 'EACCES' ? 'access_denied' : 'not_run', `${file} cannot be read: ${code}`);
  const { size } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw failed(error);
  });
  if (size > MOST) throw new Unobservable('too_large', `${file} has more than ${MOST} bytes`);
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw failed(error);
  });
}
