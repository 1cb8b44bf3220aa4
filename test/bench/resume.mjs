/**
 * kill -9 and on: which calls are made twice, and whether the sealed run says the same, and rests on the same, as one that nobody killed.
 * `BENCH_ACCOUNTS` says how many AWS accounts (default 25), `BENCH_SIZE` and `BENCH_REGIONS` how large they are, `BENCH_KILLS` after which shares of the calls it is killed: `0.5`, several
 * times in one run `0.3,0.6`, several runs `0.1;0.5;0.9` (the default is `0.5;0.3,0.6`). Each run has an AWS of its own.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cli, measured, scratch } from './child.mjs';
import { awsConfig, withAws } from './estates.mjs';
import { differences, whatItSays } from './said.mjs';

const STATUSES = [0, 1, 3, 4];
const ACCOUNTS = Number(process.env['BENCH_ACCOUNTS'] ?? 25);
const RUNS = (process.env['BENCH_KILLS'] ?? '0.5;0.3,0.6').split(';').map((run) => run.split(',').map(Number));
/** As in aws-estate.mjs; without them the accounts are small and in one region. */
const SIZE = { ...(process.env['BENCH_SIZE'] && { size: process.env['BENCH_SIZE'] }), regions: Number(process.env['BENCH_REGIONS'] ?? 1) };
/** Who answers has to be asked in each attempt, and credentials are nowhere kept. */
const WHO = ['sts:GetCallerIdentity', 'sts:AssumeRole'];

const sum = (operations, names) => names.reduce((all, name) => all + (operations[name] ?? 0), 0);

/** A run of all AWS checks that is killed when so many calls have arrived, and gone on with until it is sealed. */
function killedAfter(dir, calls) {
  mkdirSync(dir);
  return withAws({ accounts: ACCOUNTS, limits: false, ...SIZE }, async (aws) => {
    const locker = join(dir, 'locker');
    const config = awsConfig(dir, aws, locker);
    const args = [cli, 'run', '--config', config, '--checks', 'aws.*', '--out', join(dir, 'out'), '--format', 'json', '--log', 'none'];
    for (const [at, until] of calls.entries()) {
      const before = (await aws.counts()).calls;
      const child = spawn(process.execPath, [...args, ...(at > 0 ? ['--resume'] : [])], { env: { PATH: process.env.PATH, ...aws.env }, stdio: 'ignore' });
      const ended = new Promise((done) => child.once('close', (_, signal) => done(signal)));
      await Promise.race([aws.reached(before + until), ended]);
      child.kill('SIGKILL');
      if ((await ended) !== 'SIGKILL') throw new Error('it had ended before it was killed');
    }
    await measured([...args, ...(calls.length > 0 ? ['--resume'] : [])], { dir, env: aws.env, statuses: STATUSES });
    return { ...(await aws.counts()), said: whatItSays(locker) };
  });
}

export async function resume() {
  return scratch(async (dir) => {
    const whole = await killedAfter(join(dir, 'whole'), []);
    const all = whole.calls;
    const rows = [];
    const notes = [`simulated, loopback; ${ACCOUNTS} AWS accounts; digests over findings, resources, populations and all answers without instants`];
    for (const [at, shares] of RUNS.entries()) {
      const killed = await killedAfter(join(dir, `killed-${at}`), shares.map((share, n) => Math.ceil(all * (share - (shares[n - 1] ?? 0)))));
      const twice = killed.calls - all;
      const who = sum(killed.operations, WHO) - sum(whole.operations, WHO);
      const found = differences(whole.said, killed.said);
      const after = shares.map((share) => `${100 * share} %`).join(' and ');
      rows.push(
        { what: `kill -9 after ${after} of ${all.toLocaleString('en')} calls, and --resume: calls made twice`, measured: `${twice}: ${who} who answers, ${twice - who} under way`, ratio: `${((100 * twice) / all).toFixed(1)} %`, target: '<= 2 %' },
        { what: '  what it says and rests on, against a run that was not killed', measured: `${killed.said.parts.findings.length.toLocaleString('en')} findings, ${killed.said.parts.answers.length.toLocaleString('en')} answers; digest ${killed.said.digest.slice(0, 12)} / ${whole.said.digest.slice(0, 12)}`, ratio: found.length === 0 ? 'equal' : 'DIFFERENT', target: 'equal' },
      );
      for (const { name, count, example } of found) notes.push(`after ${after}: ${count} ${name} differ, as ${example.map((text) => text.slice(0, 400)).join(' / ')}`);
    }
    return { rows, notes };
  });
}
