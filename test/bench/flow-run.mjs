/** `claimcheck run` over very many accounts that answer from this very process: `flow-run.mjs <accounts> <regions> <folder>`. No SDK, no HTTP. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { boundMemory } from '../../dist/src/cli/memory.js';

boundMemory();
const [accounts, regions, dir] = process.argv.slice(2);
const { z } = await import('zod');
const { packed } = await import('../../dist/src/kit.js');
const { runConfig } = await import('../../dist/src/cli/run.js');
const { readUserConfig } = await import('../../dist/src/cli/setup.js');
const { run } = await import('../../dist/src/pipeline.js');

const REGIONS = 'us-east-1,us-east-2,us-west-1,us-west-2,ca-central-1,sa-east-1,eu-central-1,eu-west-1,eu-west-2,eu-west-3,eu-north-1,ap-south-1,ap-northeast-1,ap-northeast-2,ap-northeast-3,ap-southeast-1,ap-southeast-2'.split(',').slice(0, Number(regions));
const ids = Array.from({ length: Number(accounts) }, (_, n) => String(500000000000 + n));
const OF = { account: 'iam:GetAccountPasswordPolicy', region: 'ec2:GetEbsEncryptionByDefault' };
const CHECKS = 'aws.ebs.default-encryption,aws.iam.password-policy-length';
writeFileSync(join(dir, 'claimcheck.yaml'), `sources:\n  - type: aws\n    name: bench\n    regions: [${REGIONS.join(', ')}]\n    roleName: claimcheck\n    accounts: [${ids.map((id) => `{ id: '${id}' }`).join(', ')}]\nclaims: []\nframeworks: []\nlocker: locker\n`);

const call = (operation) => ({ operation, permission: 'none', docs: 'https://example.com' });
const urlOf = (operation) => new URL(`http://127.0.0.1:1/${operation}`);
/** AWS as it is declared, asked without its SDK. */
const plain = (aws) => ({
  ...aws,
  calls: [],
  accepts: /json/,
  mayReach: () => true,
  operationOf: ({ url }) => url.pathname.slice(1),
  ...Object.fromEntries(['verify', 'laneOf', 'clientFor', 'closing', 'lanes', 'conditional'].map((member) => [member, undefined])),
  connect: async (_, { door }) => async (operation) => JSON.parse(Buffer.from((await door.send({ method: 'GET', url: urlOf(operation), headers: {} })).body).toString()),
  async scope(_client, _config, _ask, declared) {
    const subjects = packed();
    for (const one of declared) subjects.add({ ...one, id: one.key.split('/').slice(2).join('/') });
    return { principal: { id: 'bench', detail: '' }, subjects: subjects.list, excluded: [] };
  },
});
const wanted = (collectors) =>
  collectors
    .filter(({ id }) => id === 'aws/ebs-encryption-default' || id === 'aws/iam-password-policy')
    .map((one) => ({
      ...one,
      calls: [call(OF[one.scope])],
      async *fetch(client, ask, { subject }) {
        yield { subject, answer: await ask(OF[one.scope], {}, z.looseObject({}), () => client(OF[one.scope])) };
      },
      normalise: ({ subject: { id, region } }) =>
        region ? { id, name: region, enabled: true } : { id, name: 'policy', basis: 'own', minimumLength: 14, requiresUppercase: true, requiresLowercase: true, requiresNumbers: true, requiresSymbols: true, remembered: 1, consoleUsers: 3 },
    }));

let asked = 0;
const text = 'x'.repeat(300);
const wire = {
  close: () => undefined,
  send: async () => ({ status: 200, headers: { 'content-type': 'application/json', date: new Date().toUTCString() }, body: Buffer.from(JSON.stringify({ asked: asked++, text })) }),
};
const edge = {
  env: () => undefined,
  clock: { now: () => new Date().toISOString(), monotonic: () => performance.now(), sleep: (ms) => new Promise((go) => setTimeout(go, ms)), random: Math.random },
  cwd: dir,
  node: process.version,
  signal: new AbortController().signal,
  interrupted: () => undefined,
  out: async () => undefined,
  say: () => undefined,
  terminal: undefined,
  uuid: randomUUID,
};
const config = readUserConfig('claimcheck.yaml', edge);
process.exitCode = await runConfig(config, { config: 'claimcheck.yaml', out: 'out', format: 'json', checks: CHECKS, log: 'none' }, edge, undefined, (execution) =>
  run({ ...execution, wire, collectors: wanted(execution.collectors), config: { ...execution.config, sources: execution.config.sources.map(({ source, config }) => ({ source: plain(source), config })) } }),
);
