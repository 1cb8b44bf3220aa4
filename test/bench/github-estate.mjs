/** A large GitHub in a process of its own: `github-estate.mjs <repositories> <pull requests> <latencyMs>`. Limits as GitHub documents them, counts who was turned away. */
import http from 'node:http';
import { seeded } from '../../dist/src/demo/github/parts/changes/seeded.js';
import { startGithub } from '../../dist/src/demo/github/server.js';
import { clean } from '../../dist/src/demo/github/worlds/clean.js';

const [repositories, pulls, latencyMs] = process.argv.slice(2).map(Number);
const names = Array.from({ length: repositories }, (_, n) => `repository-${String(n).padStart(5, '0')}`);
const { changes, planted, unknowable } = seeded({ seed: 'bench', count: pulls, repositories: names, wrong: 40 });
const [repo] = clean.repositories;
const world = {
  ...clean,
  repositories: names.map((name, n) => ({ ...repo, id: 80000 + n, name })),
  rulesets: [],
  changes,
  pageSize: 100,
};
// what is told in days before now would be another instant at each question: a second run has to find the same ones
const began = new Date().toISOString();
const github = await startGithub({ world, now: () => began, latencyMs });

// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
const LIMITS = { concurrent: 100, restPerMinute: 900, graphqlPerMinute: 2000, restPerHour: 5000, pointsPerHour: 5000 };
const used = { rest: 0, graphql: 0, confirmed: 0, points: 0, turnedAway: 0, most: 0 };
const minute = { rest: [], graphql: [] };
/** By operation, as the run's evidence names it; a document by the name in its text. */
const asked = {};
let underway = 0;

/** What GitHub would say before it looks at the question. */
function limitOn(kind) {
  const now = Date.now();
  const recent = minute[kind].filter((at) => at > now - 60_000);
  minute[kind] = recent;
  if (underway > LIMITS.concurrent || recent.length >= LIMITS[`${kind}PerMinute`]) return { 'retry-after': String(recent.length > 0 ? Math.ceil((recent[0] + 60_000 - now) / 1000) : 1) };
  const spent = kind === 'rest' ? used.rest >= LIMITS.restPerHour : used.points >= LIMITS.pointsPerHour;
  return spent ? { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.floor(now / 1000) + 3600) } : undefined;
}

function count(operation) {
  asked[operation] = (asked[operation] ?? 0) + 1;
}

// sockets that were idle for longer may be closed on the other side while a request is on its way
const agent = new http.Agent({ keepAlive: true, timeout: 3000 });
const front = http.createServer((incoming, outgoing) => {
  const kind = incoming.url === '/graphql' ? 'graphql' : 'rest';
  underway += 1;
  used.most = Math.max(used.most, underway);
  outgoing.once('close', () => (underway -= 1));
  const refused = limitOn(kind);
  if (refused) {
    used.turnedAway += 1;
    outgoing.writeHead(403, { 'content-type': 'application/json; charset=utf-8', date: new Date().toUTCString(), ...refused });
    incoming.resume();
    outgoing.end(JSON.stringify({ message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' }));
    return;
  }
  minute[kind].push(Date.now());
  used[kind] += 1;
  if (kind === 'rest') count(incoming.url.replace(/\?.*/, '').replace(/^\/repos\/[^/]+\/[^/]+/, '/repos/{owner}/{repo}'));
  else incoming.once('data', (chunk) => count(/query (\w+)/.exec(chunk.toString('latin1', 0, 100))?.[1] ?? 'another query'));
  const onward = http.request(github.url + incoming.url, { agent, method: incoming.method, headers: { ...incoming.headers, host: front.host } }, (answer) => {
    const chunks = [];
    answer.on('data', (chunk) => chunks.push(chunk));
    answer.on('end', () => {
      const body = Buffer.concat(chunks);
      // https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
      if (answer.statusCode === 304) [used.rest, used.confirmed] = [used.rest - 1, used.confirmed + 1];
      if (kind === 'graphql') used.points += Number(/"cost":(\d+)/.exec(body.toString('latin1', 0, 200))?.[1] ?? 1);
      outgoing.writeHead(answer.statusCode, { ...answer.headers, date: new Date().toUTCString(), 'x-ratelimit-remaining': String(LIMITS.pointsPerHour - used.points) });
      outgoing.end(body);
    });
  });
  onward.once('error', () => outgoing.destroy());
  incoming.pipe(onward);
});
front.listen(0, '127.0.0.1', () => {
  front.host = `127.0.0.1:${front.address().port}`;
  process.send({ url: `http://${front.host}` });
});

/** One REST call each: pages of repositories, commits and pull requests; per commit its pull requests; per pull request its reviews, commits, runs, statuses. */
function inRest() {
  const all = Object.values(changes);
  const pages = (count) => Math.max(1, Math.ceil(count / 100));
  const lists = all.reduce((sum, one) => sum + pages(one.commits.length) + pages(one.pulls.length), 0);
  const perCommit = all.reduce((sum, one) => sum + one.commits.length, 0);
  const perPull = all.reduce((sum, one) => sum + one.pulls.length * 4, 0);
  return pages(repositories) + lists + perCommit + perPull;
}
/** What a run over it has to find: planted violations, what nobody can know, and branches that were rewritten. */
const rewritten = Object.values(changes).reduce((sum, { forced = [] }) => sum + forced.length, 0);
process.on('message', () => process.send({ ...used, asked, planted, unknowable, rewritten, commits: Object.values(changes).reduce((sum, one) => sum + one.commits.length, 0), inRest: inRest(), limits: LIMITS }));
process.once('disconnect', () => github.close().then(() => process.exit(0)));
