/** What a sealed run says and rests on, without when: to be held against another run over the same answers. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const sha = (text) => createHash('sha256').update(text).digest('hex');

/** Moments, the provider's numbers of requests, and the port of the simulator are of each run alone. */
const OWN = [
  [/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)/g, 'T'],
  [/\b\d{8}T\d{6}Z\b/g, 'T'],
  [/\b\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\b/g, 'T'],
  [/\b1[4-9]\d{8}(?:\.\d+|\d{3})?(?:E9)?\b/g, 'T'],
  [/<(RequestI[dD]|HostId|requestId)>[^<]*</g, '<$1><'],
  [/http:\/\/127\.0\.0\.1:\d+/g, 'http://aws'],
];
const timeless = (text) => OWN.reduce((one, [pattern, by]) => one.replace(pattern, by), text);

/** What is found of a set names so many answers at most, the first by digest: which these are hangs on the instants that they hold. */
const MOST_NAMED = 20;

/** The credential report is a table in base64. */
const opened = (text) => text.replace(/<Content>([^<]*)</, (_, table) => `<Content>${Buffer.from(table, 'base64')}<`);

/** Every recorded answer: its name, and the question with what was answered. */
function answersIn(locker) {
  const root = join(locker, 'objects', 'sha256');
  const files = readdirSync(root).flatMap((folder) => readdirSync(join(root, folder)).map((name) => [name, join(root, folder, name)]));
  const at = new Map(files.map(([name, path]) => [name.length === 64 ? name : undefined, path]));
  const found = new Map();
  for (const [name, path] of at) {
    const bytes = readFileSync(path);
    if (bytes[0] !== 0x7b) continue;
    let record;
    try {
      record = JSON.parse(bytes);
    } catch {
      continue;
    }
    if (record?.order === undefined || record.operation === undefined || record.request === undefined) continue;
    const { subject, operation, request, response, refusal } = record;
    const body = response && !response.withheld ? readFileSync(at.get(response.body.slice('sha256:'.length)), 'utf8') : '';
    // a connection that broke and was made again answered nothing
    const broken = response === undefined && refusal?.again === true;
    found.set(`sha256:${name}`, broken ? undefined : timeless(JSON.stringify([subject, operation, request, response?.status, refusal, opened(body)])));
  }
  return found;
}

/** Lines of the run's files with the answers in place of their names; in one order. */
export function whatItSays(locker) {
  const run = join(locker, 'runs', '00000001');
  const answers = answersIn(locker);
  const answering = (ids) => ids.filter((id) => !answers.has(id) || answers.get(id) !== undefined);
  const named = (ids) => (ids.length < MOST_NAMED ? [...new Set(answering(ids).map((id) => sha(answers.get(id) ?? id)))].sort() : ['many']);
  const told = (value, key) => {
    if (Array.isArray(value)) return key === 'evidence' ? named(value) : value.map((one) => told(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, told(inner, name)]));
  };
  const line = (one) => timeless(JSON.stringify(told(one)));
  const lines = (file) => readFileSync(join(run, file), 'utf8').trim().split('\n').map((text) => line(JSON.parse(text))).sort();
  const { counts, principals, populations } = JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8'));
  const parts = {
    findings: lines('findings.jsonl'),
    resources: lines('resources.jsonl'),
    manifest: [line(counts), line(principals), ...populations.map(line).sort()],
    answers: [...new Set(answers.values())].filter((text) => text !== undefined).sort(),
  };
  const digests = Object.fromEntries(Object.entries(parts).map(([name, all]) => [name, sha(all.join('\n'))]));
  return { parts, digests, digest: sha(JSON.stringify(digests)) };
}

/** How many lines of each part stand in one of the two alone; none: they say the same, and rest on the same. */
export function differences(one, other) {
  return Object.keys(one.parts).flatMap((name) => {
    const [here, there] = [new Set(one.parts[name]), new Set(other.parts[name])];
    const alone = [...one.parts[name].filter((text) => !there.has(text)), ...other.parts[name].filter((text) => !here.has(text))];
    const length = one.parts[name].length === other.parts[name].length;
    return alone.length > 0 || !length ? [{ name, count: alone.length, example: alone.slice(0, 2) }] : [];
  });
}
