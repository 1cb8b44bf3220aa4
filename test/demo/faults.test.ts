import http from 'node:http';
import { DescribeVolumesCommand, paginateDescribeVolumes } from '@aws-sdk/client-ec2';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { startAws } from '../../src/demo/aws/server.ts';
import { clean } from '../../src/demo/aws/worlds/clean.ts';
import type { FaultKind } from '../../src/demo/faults.ts';
import { clients, NOW, refusalOf, withAws } from './aws.ts';

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20310301/eu-central-1/iam/aws4_request, SignedHeaders=host, Signature=0';
interface Seen {
  status: number | undefined;
  type: string | undefined;
  promised: number;
  body: Buffer;
  cut: boolean;
}
/** Beneath the SDK, which hides what happened. */
function listUsers(url: string): Promise<Seen> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: AUTHORIZATION };
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      const seen = () => ({
        status: answer.statusCode,
        type: answer.headers['content-type'],
        promised: Number(answer.headers['content-length']),
        body: Buffer.concat(chunks),
        cut: !answer.complete,
      });
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('close', () => resolve(seen()));
      answer.on('error', () => resolve(seen()));
    });
    request.on('error', reject);
    request.end('Action=ListUsers&Version=2010-05-08');
  });
}
const withFault = <T>(kind: FaultKind, use: (url: string) => Promise<T>) =>
  withAws({ world: clean, faults: [{ operation: 'iam:ListUsers', kind }], slowMs: 40 }, (_, { url }) => use(url));

describe('each fault does to the answer what its name says', () => {
  it('denied and throttled speak as the provider does', async () => {
    await withFault('denied', async (url) => {
      expect(await refusalOf(clients(url).iam.send(new ListUsersCommand()))).toMatchObject({ name: 'AccessDenied', status: 403 });
    });
    await withFault('throttled', async (url) => {
      expect(await refusalOf(clients(url).iam.send(new ListUsersCommand()))).toMatchObject({ name: 'Throttling', status: 400 });
    });
  });

  it('html is a page with 200', () =>
    withFault('html', async (url) => {
      const { status, type, body } = await listUsers(url);
      expect([status, type]).toEqual([200, 'text/html; charset=utf-8']);
      expect(body.toString()).toMatch(/^<!doctype html>/);
    }));

  it('empty is 200 without a body', () =>
    withFault('empty', async (url) => expect(await listUsers(url)).toMatchObject({ status: 200, promised: 0, cut: false })));

  it('truncated promises more than it sends', () =>
    withFault('truncated', async (url) => {
      const { promised, body, cut } = await listUsers(url);
      expect(cut).toBe(true);
      expect(body.length).toBeGreaterThan(0);
      expect(body.length).toBeLessThan(promised);
    }));

  it('garbled is of the right length and no UTF-8', () =>
    withFault('garbled', async (url) => {
      const { status, promised, body, cut } = await listUsers(url);
      expect({ status, cut, length: body.length }).toEqual({ status: 200, cut: false, length: promised });
      expect(() => new TextDecoder('utf-8', { fatal: true }).decode(body)).toThrow();
    }));

  it('reset ends the connection without an answer', () =>
    withFault('reset', (url) => expect(listUsers(url)).rejects.toMatchObject({ code: 'ECONNRESET' })));

  it('500 is not in any service’s format', () =>
    withFault('500', async (url) => expect(await listUsers(url)).toMatchObject({ status: 500, type: 'text/plain' })));

  it('slow is whole, later; and a caller who gives up does not keep the server open', async () => {
    await withFault('slow', async (url) => expect((await listUsers(url)).body.toString()).toContain('<UserName>alice</UserName>'));
    await withAws({ world: clean, faults: [{ operation: '*', kind: 'slow' }], slowMs: 60_000 }, async ({ iam }) => {
      await expect(iam.send(new ListUsersCommand(), { requestTimeout: 20, abortSignal: AbortSignal.timeout(30) })).rejects.toThrow();
    });
  });
});

describe('faults hit what they are meant for', () => {
  it('one operation, a family, or all', async () => {
    const hit = (operation: string) =>
      withAws({ world: clean, faults: [{ operation, kind: '500' }] }, async ({ ec2, iam }) => [
        await iam.send(new ListUsersCommand()).then(
          () => 'answered',
          () => 'spoiled',
        ),
        await ec2.send(new DescribeVolumesCommand()).then(
          () => 'answered',
          () => 'spoiled',
        ),
      ]);
    expect(await hit('ec2:DescribeVolumes')).toEqual(['answered', 'spoiled']);
    expect(await hit('ec2:*')).toEqual(['answered', 'spoiled']);
    expect(await hit('*')).toEqual(['spoiled', 'spoiled']);
  });

  it('nothing, and says so, when no operation has that name', async () => {
    const faults = [{ operation: 'ec2:Describe', kind: '500' as const }];
    await expect(startAws({ world: clean, now: () => NOW, faults })).rejects.toThrow('no operation ec2:Describe');
    const refusals = [{ operation: 's3control:GetPublicAccessBlock', how: 'denied' as const }];
    await expect(startAws({ world: { ...clean, refusals }, now: () => NOW })).rejects.toThrow('no operation s3control:');
  });

  it('so many times, then no more', () =>
    withAws({ world: clean, faults: [{ operation: 'iam:ListUsers', kind: 'throttled', times: 2 }] }, async ({ iam }) => {
      await refusalOf(iam.send(new ListUsersCommand()));
      await refusalOf(iam.send(new ListUsersCommand()));
      expect((await iam.send(new ListUsersCommand())).Users).toHaveLength(2);
    }));

  it('the second page, after the first was whole', () =>
    withAws({ world: clean, faults: [{ operation: 'ec2:DescribeVolumes', kind: 'denied', after: 1 }] }, async ({ ec2 }) => {
      const pages = paginateDescribeVolumes({ client: ec2 }, {});
      expect((await pages.next()).value?.Volumes).toHaveLength(2);
      expect(await refusalOf(pages.next())).toMatchObject({ name: 'UnauthorizedOperation' });
    }));
});

describe('the server', () => {
  it('logs what was asked, dates its answers by its own clock and names each request', () =>
    withAws({ world: clean }, async ({ ec2 }, { url, requests }) => {
      const answer = await fetch(`${url}/?x-id=ListBuckets`, { headers: { authorization: AUTHORIZATION.replace('/iam/', '/s3/') } });
      expect(answer.headers.get('date')).toBe('Sat, 01 Mar 2031 12:00:00 GMT');
      expect(answer.headers.get('x-amz-request-id')).toMatch(/^[0-9A-F]{16}$/);
      const { $metadata } = await ec2.send(new DescribeVolumesCommand());
      expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
      const from = { region: 'eu-central-1', account: '123456789012' };
      expect(requests).toEqual([
        { service: 's3', operation: 'ListBuckets', ...from },
        { service: 'ec2', operation: 'DescribeVolumes', ...from },
      ]);
    }));

  it('keeps connections', () =>
    withAws({ world: clean }, async (_, { url }) => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      const sockets = new Set<unknown>();
      for (let i = 0; i < 3; i++) {
        await new Promise<void>((resolve) => {
          const request = http.get(`${url}/`, { agent }, (answer) => answer.resume().on('end', resolve));
          request.on('socket', (socket) => sockets.add(socket));
        });
      }
      agent.destroy();
      expect(sockets.size).toBe(1);
    }));

  it('says 501 to what it does not know', () =>
    withAws({ world: clean }, async (_, { url, requests }) => {
      const answer = await fetch(`${url}/`, { method: 'POST', headers: { 'x-amz-target': 'Nobody.Nothing' } });
      expect(answer.status).toBe(501);
      expect(requests).toMatchObject([{ operation: '' }]);
    }));
});
