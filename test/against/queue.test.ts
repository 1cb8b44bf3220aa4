/** Workers as processes of their own on a real PostgreSQL, killed at random; the database away at the start and midway. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHetzner } from '../../src/demo/hetzner/server.ts';
import { clean } from '../../src/demo/hetzner/worlds/clean.ts';
import type { Report } from '../../src/model.ts';
import { claimcheck, folder, type Spoken } from '../support/cli.ts';
import { bin, type Cluster, startCluster } from './postgres-cluster.ts';

const house = resolve(import.meta.dirname, '../..');
const TOKEN = 'a-token-for-the-simulator-0123456789';
const PROJECTS = Array.from({ length: 10 }, (_, at) => `project-${at}`);

if (bin === undefined) console.warn('no PostgreSQL is installed: the queue is not tried');
describe.skipIf(bin === undefined)('jobs on a real PostgreSQL', { timeout: 600_000 }, () => {
  let cluster: Cluster;
  let built = '';
  let hetzner: Awaited<ReturnType<typeof startHetzner>>;
  const address = () => `postgresql://postgres:a-password-that-is-not-asked-for@127.0.0.1:${cluster.port}/postgres`;
  const env = () => ({ TOKEN, CLAIMCHECK_DATABASE: address(), PATH: process.env['PATH'] });

  beforeAll(async () => {
    cluster = await startCluster();
    cluster.rules(['host all all 127.0.0.1/32 trust']);
    hetzner = await startHetzner({ world: clean, now: () => new Date().toISOString(), latencyMs: 250 });
    built = mkdtempSync(join(tmpdir(), 'claimcheck-queue-'));
    const tsc = join(house, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', join(house, 'tsconfig.json'), '--noCheck', '--outDir', join(built, 'dist')], {
      stdio: 'inherit',
    });
    for (const name of ['node_modules', 'config']) symlinkSync(join(house, name), join(built, name));
    cpSync(join(house, 'package.json'), join(built, 'package.json'));
  }, 180_000);
  afterAll(async () => {
    cluster?.stop();
    await hetzner?.close();
    rmSync(built, { recursive: true, force: true });
  });

  const estate = () => {
    const sources = PROJECTS.map(
      (project) => `  - { type: hetzner, project: ${project}, token: { env: TOKEN }, baseUrl: "${hetzner.url}" }\n`,
    );
    return folder({ 'claimcheck.yaml': `sources:\n${sources.join('')}frameworks: []\n` });
  };
  const here = (cwd: string, ...argv: string[]): Promise<Spoken> => claimcheck(argv, { cwd, env: env() });
  const worker = (cwd: string) => {
    const process_ = spawn(process.execPath, [join(built, 'dist/src/cli/main.js'), 'work', '--checks', 'hetzner.*'], { cwd, env: env() });
    let said = '';
    process_.stderr.on('data', (bytes) => {
      said += bytes;
    });
    return { process: process_ as ChildProcess, said: () => said, ended: new Promise<number | null>((done) => process_.on('close', done)) };
  };
  const segments = (cwd: string) => readdirSync(join(cwd, 'claimcheck-segments')).filter((name) => /^[0-9a-f]{32}$/.test(name));
  const kernel = (cwd: string, out: string) => {
    const { results, gaps, scope } = JSON.parse(readFileSync(join(cwd, out, 'report.json'), 'utf8')) as Report;
    const rows = results.flatMap(({ check, subjects }) =>
      subjects.flatMap(({ key, findings }) => findings.map(({ resource, verdict }) => `${check} ${key} ${resource.id} ${verdict}`)),
    );
    return {
      rows,
      gaps: gaps.map(({ subject, reason }) => `${subject} ${reason}`),
      scope: scope.map(({ name, subjects }) => [name, subjects]),
    };
  };

  it('loses nothing and does nothing twice when workers are killed; the database is cut off midway; of two finishes one wins', async () => {
    const cwd = estate();
    const whole = await here(cwd, 'run', '--checks', 'hetzner.*', '--format', 'json', '--out', 'whole', '--log', 'none');
    const enqueued = await here(cwd, 'enqueue', '--checks', 'hetzner.*');
    expect(enqueued.said.join('\n')).toMatch(/10 jobs wait/);
    expect((await here(cwd, 'enqueue', '--checks', 'hetzner.*')).status).toBe(0);
    expect(cluster.sql('select count(*) from graphile_worker.jobs')).toBe('10');
    // secrets, addresses and answers are no business of the queue's
    const dump = cluster.sql(
      "select string_agg(j::text || coalesce(p.payload::text, ''), ' ') from graphile_worker.jobs j join graphile_worker._private_jobs p using (id)",
    );
    for (const secret of [TOKEN, hetzner.url, 'a-password']) expect(dump).not.toContain(secret);
    expect(await here(cwd, 'finish')).toMatchObject({ status: 2 });

    let [killed, away] = [0, false];
    let workers = [worker(cwd), worker(cwd), worker(cwd)];
    while (segments(cwd).length < PROJECTS.length) {
      await new Promise((go) => setTimeout(go, Math.random() * 700));
      const alive = workers.filter(({ process: { exitCode } }) => exitCode === null);
      const victim = alive[Math.floor(Math.random() * alive.length)];
      const atWork = cluster.sql('select count(*) from graphile_worker.jobs where locked_at is not null') !== '0';
      if (killed < 5 && victim && atWork) {
        victim.process.kill('SIGKILL');
        killed += 1;
        workers = [...workers.filter((one) => one !== victim), worker(cwd)];
      }
      if (!away && segments(cwd).length > 3) {
        away = true;
        cluster.halt();
        await new Promise((go) => setTimeout(go, 3000));
        cluster.start();
      }
    }
    for (const { ended, said } of workers) {
      // one that was just beginning when the database was away is refused, and its scheduler begins it again
      if ((await ended) === 2) expect(said()).toMatch(/^the database of the queue: .*ECONNREFUSED/);
      else expect(await ended, said()).toBe(0);
    }
    const last = worker(cwd);
    expect(await last.ended, last.said()).toBe(0);
    expect([killed > 1, away]).toEqual([true, true]);
    expect(cluster.sql('select count(*) from graphile_worker.jobs')).toBe('0');
    expect(segments(cwd)).toHaveLength(PROJECTS.length);

    const both = await Promise.all([
      here(cwd, 'finish', '--locker', 'merged', '--out', 'a', '--format', 'json'),
      here(cwd, 'finish', '--locker', 'merged', '--out', 'b', '--format', 'json'),
    ]);
    const said = both.flatMap((one) => one.said).join('\n');
    expect(readdirSync(join(cwd, 'merged', 'runs')), said).toHaveLength(1);
    const winner = both.findIndex((one) => one.said.some((line) => line.startsWith('sealed as run 1')));
    expect(both[winner]?.status).toBe(whole.status);
    expect(both[1 - winner]?.said.join('\n')).toMatch(/another run holds the locker|merged (?:already|meanwhile), as run 1/);
    expect(kernel(cwd, winner === 0 ? 'a' : 'b')).toEqual(kernel(cwd, 'whole'));
    const third = await here(cwd, 'finish', '--locker', 'merged', '--out', 'c', '--format', 'json');
    expect(third).toMatchObject({ status: whole.status });
    expect(third.said.join()).toMatch(/merged already, as run 1/);
  });

  it('says in one line that the database does not answer, and that a worker is of another configuration', async () => {
    const cwd = estate();
    const nowhere = { ...env(), CLAIMCHECK_DATABASE: 'postgresql://postgres:hidden@127.0.0.1:1/postgres' };
    for (const command of ['enqueue', 'work']) {
      if (command === 'work') await here(cwd, 'enqueue', '--checks', 'hetzner.server.*');
      const { status, said } = await claimcheck([command, '--checks', 'hetzner.server.*'], { cwd, env: nowhere });
      expect([status, said.length, said.at(-1)]).toEqual([2, 1, expect.stringMatching(/^the database of the queue: .*ECONNREFUSED/)]);
      expect(said.join()).not.toContain('hidden');
    }
    writeFileSync(join(cwd, 'claimcheck.yaml'), `${readFileSync(join(cwd, 'claimcheck.yaml'), 'utf8')}# changed\n`);
    const other = await here(cwd, 'work', '--checks', 'hetzner.server.*');
    expect(other).toMatchObject({ status: 2 });
    expect(other.said.join()).toMatch(/of another run: different configurations/);
    expect(await claimcheck(['enqueue'], { cwd, env: { TOKEN } })).toMatchObject({ status: 2 });
  });

  it('gives up when the database stays away for ten minutes; what is sealed stays, and the next worker does the rest', async () => {
    const cwd = estate();
    // what other runs have enqueued and nobody has done yet is none of this one's
    const jobs = () => cluster.sql('select count(*) from graphile_worker.jobs');
    const before = jobs();
    await here(cwd, 'enqueue', '--checks', 'hetzner.*');
    let later = 0;
    const monotonic = () => performance.now() + later;
    const heard = (line: string) => {
      if (/sealed$/.test(line) && segments(cwd).length === 2) cluster.halt();
      if (line.endsWith('; trying again'))
        setTimeout(() => {
          later = 3_600_000;
        }, 200);
    };
    try {
      const { status, said } = await claimcheck(['work', '--checks', 'hetzner.*'], { cwd, env: env(), monotonic, heard });
      expect([status, said.at(-1)]).toEqual([2, expect.stringMatching(/^the database of the queue: /)]);
      expect(said.filter((line) => line.endsWith('; trying again'))).toHaveLength(1);
      expect(said.join()).not.toContain('a-password');
    } finally {
      cluster.start();
    }
    const sealed = segments(cwd);
    expect(sealed.length).toBeGreaterThanOrEqual(2);
    expect(sealed.length).toBeLessThan(PROJECTS.length);
    const next = worker(cwd);
    expect(await next.ended, next.said()).toBe(0);
    expect(segments(cwd)).toHaveLength(PROJECTS.length);
    // a job whose end the database did not hear of is taken again, and found to be sealed
    expect(next.said().match(/subjects sealed/g)).toHaveLength(PROJECTS.length - sealed.length);
    expect(jobs()).toBe(before);
  });

  it('what was never done is unknown where that is wanted, and says so', async () => {
    const cwd = estate();
    await here(cwd, 'enqueue', '--checks', 'hetzner.server.*');
    const started = worker(cwd);
    // of another selection: it refuses, and touches nothing
    expect(await started.ended).toBe(2);
    expect(segments(cwd)).toEqual([]);
    expect(await here(cwd, 'finish', '--partial')).toMatchObject({ status: 2 });
  });
});
