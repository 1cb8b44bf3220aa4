import { describe, expect, it } from 'vitest';
import { laneOf } from '../../../collectors/aws/limits.ts';
import { all } from '../../../collectors/aws/services.ts';
import type { Subject, WireRequest } from '../../../src/model.ts';

const subject = { source: 'aws', name: 'production', key: 'aws/production', label: 'p', scope: 'account' };
const asked = (operation: string, region = 'eu-central-1', id = '111122223333/eu-central-1') => {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261121/${region}/x/aws4_request, SignedHeaders=host, Signature=0`;
  const request: WireRequest = { method: 'POST', url: new URL('https://example.test/'), headers: { authorization } };
  return laneOf(operation, request, { ...subject, id } satisfies Subject);
};

describe('what a request of AWS counts against', () => {
  it('is told apart by account, region and operation', () => {
    const keys = [
      asked('ec2:DescribeVolumes'),
      asked('ec2:DescribeInstances'),
      asked('ec2:DescribeVolumes', 'us-east-1'),
      asked('ec2:DescribeVolumes', 'eu-central-1', '444455556666/eu-central-1'),
      asked('s3:GetBucketAcl'),
    ].map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys[0]).toBe('111122223333 eu-central-1 ec2:DescribeVolumes');
  });
  it('is one bucket for what AWS counts together, and for one account under two names', () => {
    expect(asked('lambda:ListFunctions')).toEqual(asked('lambda:GetFunctionUrlConfig'));
    expect(asked('lambda:GetPolicy').key).not.toBe(asked('lambda:ListFunctions').key);
    expect(asked('ec2:DescribeVolumes', 'eu-central-1', '111122223333')).toEqual(asked('ec2:DescribeVolumes'));
  });
  it('is unknown where nothing is written down, and never a guess', () => {
    expect(asked('s3:GetBucketAcl').limit).toBeUndefined();
    expect(asked('sts:AssumeRole', 'us-east-1', 'production').key).toBe('production us-east-1 sts:AssumeRole');
  });
  it('names services that are spoken to, and a page for each figure', () => {
    const prefixes = new Set(all.map(({ prefix }) => prefix));
    const limits = [...prefixes].flatMap((prefix) =>
      ['DescribeAnything', 'GetFindings', 'GetAlternateContact'].map((name) => asked(`${prefix}:${name}`).limit ?? []),
    );
    for (const limit of limits.flat()) {
      expect(limit.docs).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|github\.com)\//);
      expect(limit.burst).toBeGreaterThanOrEqual(limit.perSecond > 5 ? 1 : 0);
      expect(limit.hearsay === true).toBe(limit.docs.startsWith('https://github.com/'));
    }
    expect(limits.flat().length).toBeGreaterThan(0);
  });
});
