/** A large AWS in a process of its own: `aws-estate.mjs <accounts> <latencyMs>`. Throttles as AWS does, counts who was turned away. */
import { SHARES } from '../../dist/src/collect/pace.js';
import { startAws } from '../../dist/src/demo/aws/server.js';
import { likeAws } from '../../dist/src/demo/aws/throttle.js';
import { clean } from '../../dist/src/demo/aws/worlds/clean.js';

const [accounts, latencyMs] = process.argv.slice(2).map(Number);
const [users, buckets, instances, volumes, databases] = (process.env['BENCH_SIZE'] ?? '200,300,500,500,100').split(',').map(Number);
const SIZE = { users, buckets, instances, volumes, databases };
/** Of each limit, what the default pace may use. */
const SHARE = SHARES.normal;
const [tidy] = clean.accounts;
const many = (count, make) => Array.from({ length: count }, (_, n) => make(n));
const share = (count, of, n) => Math.floor(count / of) + (n < count % of ? 1 : 0);

const names = Object.keys(tidy.regions).filter((name) => tidy.regions[name].optIn === 'opt-in-not-required');
const [busy] = Object.values(tidy.regions).filter(({ volumes, databases }) => volumes.length > 0 && databases.length > 0);
const [user] = tidy.users.filter(({ password, keys }) => password && keys.length > 0);
const id = (prefix, region, n) => `${prefix}-0${String(region).padStart(4, '0')}${String(n).padStart(12, '0')}`;
const [, known] = Object.entries(clean.parts.instances)[0];
const [instance] = Object.values(known.regions)[0].instances;

const regions = Object.fromEntries(
  Object.entries(tidy.regions).map(([name, region]) => {
    const at = names.indexOf(name);
    if (at < 0) return [name, region];
    const volumes = many(share(SIZE.volumes, names.length, at), (n) => ({ ...busy.volumes[0], id: id('vol', at, n), zone: `${name}a`, attachedTo: id('i', at, n) }));
    const databases = many(share(SIZE.databases, names.length, at), (n) => ({ ...busy.databases[0], id: `db-${at}-${n}`, zone: `${name}a` }));
    return [name, { ...region, volumes, databases, clusters: [], snapshots: [], rules: [] }];
  }),
);
const held = { ...known, regions: Object.fromEntries(names.map((name, at) => [name, { ...Object.values(known.regions)[0], instances: many(share(SIZE.instances, names.length, at), (n) => ({ ...instance, id: id('i', at, n), zone: `${name}a` })) }])) };
const members = many(accounts, (n) => ({
  ...tidy,
  id: n === 0 ? tidy.id : String(500000000000 + n),
  callerKeys: n === 0 ? tidy.callerKeys : [],
  assumable: [{ name: 'claimcheck' }],
  regions,
  users: [...tidy.users, ...many(Math.max(0, SIZE.users - tidy.users.length), (m) => ({ ...user, name: `person-${m}`, keys: user.keys.map((key) => ({ ...key, id: `AKIA${String(n).padStart(6, '0')}${String(m).padStart(10, '0')}` })) }))],
  buckets: many(SIZE.buckets, (m) => ({ ...tidy.buckets[0], name: `bench-${n}-${m}` })),
}));
const parts = Object.fromEntries(
  Object.entries(clean.parts).map(([part, holdings]) => [part, Object.fromEntries(members.map((account) => [account.id, part === 'instances' ? held : Object.values(holdings)[0]]))]),
);

const started = performance.now();
const server = await startAws({ world: { ...clean, accounts: members, parts, pageSize: 1000 }, now: () => new Date().toISOString(), latencyMs, ...(process.env['BENCH_LIMITS'] !== 'none' && { limits: likeAws }) });
process.send({ url: server.url, regions: names.slice(0, Number(process.env['BENCH_REGIONS'] ?? names.length)), accounts: members.map((account) => account.id), startedMs: performance.now() - started });
process.on('message', (message) => {
  if (message.until !== undefined) {
    const timer = setInterval(() => {
      if (server.requests.length < message.until) return;
      clearInterval(timer);
      process.send({ calls: server.requests.length });
    }, 5);
    return;
  }
  const counts = new Map();
  const operations = {};
  for (const { account, region, service, operation } of server.requests) {
    const name = `${service}:${operation}`;
    const key = `${account} ${service === 'iam' ? '' : region} ${name}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    operations[name] = (operations[name] ?? 0) + 1;
  }
  let byRates = 0;
  for (const [key, calls] of counts) {
    const limit = likeAws(key.split(' ').at(-1));
    if (limit) byRates = Math.max(byRates, ((calls - limit.burst * SHARE) / (limit.perSecond * SHARE)) * 1000);
  }
  process.send({ calls: server.requests.length, turnedAway: server.turnedAway(), byRates: Math.max(0, byRates), operations });
});
process.once('disconnect', () => server.close().then(() => process.exit(0)));
