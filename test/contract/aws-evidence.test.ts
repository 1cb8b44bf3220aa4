/** Every row rests on answers that are in the locker: a collector that takes an answer apart keeps the answer beside the pieces. */
import { expect, it } from 'vitest';
import source from '../../collectors/aws/source.ts';
import { brokenParts } from '../../src/demo/aws/parts/index.ts';
import { startAws } from '../../src/demo/aws/server.ts';
import { clean } from '../../src/demo/aws/worlds/clean.ts';
import { drifted } from '../../src/demo/aws/worlds/drifted.ts';
import { collectors as all } from '../../src/registry.ts';
import { collectAll } from '../support/collect.ts';

/** A refusal that means "there is none" is null to a collector, and null keeps no evidence: rows that rest on such answers alone. */
const ABSENT = [
  'aws/alternate-contact aws/production 123456789012',
  'aws/security-hub aws/production/eu-central-1 123456789012/eu-central-1',
];

const collectors = all.filter(({ id }) => id.startsWith('aws/'));

it.each([clean, drifted, { ...clean, name: 'broken', parts: brokenParts }])('in the world $name', async (world) => {
  const server = await startAws({ world, now: () => '2026-11-21T12:00:00.000Z' });
  const { sets } = await collectAll({
    source,
    collectors,
    config: { type: 'aws', name: 'production', regions: ['eu-central-1', 'us-east-1'], endpoint: server.url },
    env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    now: '2026-11-21T12:00:00.000Z',
  }).finally(() => server.close());
  const rows = sets.flatMap(({ collector, subject, resources }) =>
    resources.map(({ resource, evidence }) => ({ row: `${collector} ${subject.key} ${resource.id}`, evidence })),
  );
  expect(rows.length).toBeGreaterThan(collectors.length);
  const bare = rows.filter(({ evidence }) => evidence.length === 0).map(({ row }) => row);
  expect(bare.filter((row) => !(world.name === 'broken' && ABSENT.includes(row)))).toEqual([]);
});
