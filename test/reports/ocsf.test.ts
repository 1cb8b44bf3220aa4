/**
 * OCSF publishes its schema as pages and as sources, in no package of npm. What it says of class 2003 and of the objects that a line
 * holds is written down here by hand, from https://schema.ocsf.io/1.3.0/classes/compliance_finding and the pages it leads to:
 * objects/compliance, finding_info, metadata, product, remediation, resource_details, user.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { wholeOf } from '../../src/cli/deliver.ts';
import { renderers } from '../../src/registry.ts';
import { type Kept, keptRun, WORLDS, type WorldName } from '../support/reports.ts';
import { allWell, contradicted, nothing, rowsOf } from './fixtures.ts';

/** The types of the dictionary that occur. https://schema.ocsf.io/1.3.0/data_types */
type Type = 'string' | 'strings' | 'integer' | 'timestamp' | 'any' | Shape | readonly [Shape];
interface Shape {
  readonly called: string;
  readonly required: readonly string[];
  /** One of them at least. */
  readonly some?: readonly string[];
  readonly members: Readonly<Record<string, Type>>;
  /** The numbers that are allowed of a member, with their captions: `x_id` and its sibling `x`. 99 leaves the caption to the source. */
  readonly captions?: Readonly<Record<string, readonly [sibling: string, Readonly<Record<number, string | undefined>>]>>;
}
const product: Shape = {
  called: 'product',
  required: ['vendor_name'],
  some: ['name', 'uid'],
  members: { name: 'string', uid: 'string', vendor_name: 'string', version: 'string', lang: 'string', url_string: 'string' },
};
const metadata: Shape = {
  called: 'metadata',
  required: ['product', 'version'],
  members: { product, version: 'string', correlation_uid: 'string', event_code: 'string', uid: 'string', labels: 'strings' },
};
const owner: Shape = {
  called: 'user',
  required: [],
  some: ['account', 'name', 'uid'],
  members: { name: 'string', uid: 'string', domain: 'string', email_addr: 'string' },
};
const resource: Shape = {
  called: 'resource_details',
  required: [],
  some: ['name', 'uid'],
  members: { name: 'string', uid: 'string', type: 'string', owner, region: 'string', version: 'string', labels: 'strings' },
};
const compliance: Shape = {
  called: 'compliance',
  required: ['standards'],
  members: {
    control: 'string',
    requirements: 'strings',
    standards: 'strings',
    status: 'string',
    status_code: 'string',
    status_detail: 'string',
    status_id: 'integer',
  },
  captions: { status_id: ['status', { 0: 'Unknown', 1: 'Pass', 2: 'Warning', 3: 'Fail', 99: undefined }] },
};
const information: Shape = {
  called: 'finding_info',
  required: ['title', 'uid'],
  members: { title: 'string', uid: 'string', desc: 'string', product_uid: 'string', types: 'strings', src_url: 'string' },
};
const remediation: Shape = { called: 'remediation', required: ['desc'], members: { desc: 'string', references: 'strings' } };
const FINDING: Shape = {
  called: 'compliance_finding',
  required: ['activity_id', 'category_uid', 'class_uid', 'compliance', 'finding_info', 'metadata', 'severity_id', 'time', 'type_uid'],
  members: {
    activity_id: 'integer',
    activity_name: 'string',
    category_name: 'string',
    category_uid: 'integer',
    class_name: 'string',
    class_uid: 'integer',
    compliance,
    finding_info: information,
    message: 'string',
    metadata,
    remediation,
    resources: [resource],
    severity: 'string',
    severity_id: 'integer',
    status: 'string',
    status_detail: 'string',
    status_id: 'integer',
    time: 'timestamp',
    type_name: 'string',
    type_uid: 'integer',
    // what has no place in the schema
    unmapped: 'any',
  },
  captions: {
    activity_id: ['activity_name', { 0: 'Unknown', 1: 'Create', 2: 'Update', 3: 'Close', 99: undefined }],
    category_uid: ['category_name', { 2: 'Findings' }],
    class_uid: ['class_name', { 2003: 'Compliance Finding' }],
    type_uid: ['type_name', { 200301: 'Compliance Finding: Create' }],
    severity_id: [
      'severity',
      { 0: 'Unknown', 1: 'Informational', 2: 'Low', 3: 'Medium', 4: 'High', 5: 'Critical', 6: 'Fatal', 99: undefined },
    ],
    status_id: ['status', { 0: 'Unknown', 1: 'New', 2: 'In Progress', 3: 'Suppressed', 4: 'Resolved', 99: undefined }],
  },
};

const BASIC: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  strings: (value) => Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== ''),
  integer: (value) => Number.isSafeInteger(value),
  // milliseconds, and none of another age
  timestamp: (value) => Number.isSafeInteger(value) && Number(value) > Date.UTC(2020, 0) && Number(value) < Date.UTC(2100, 0),
  any: () => true,
};
function faults(value: unknown, shape: Shape): readonly string[] {
  const { called, required, some = [], members, captions = {} } = shape;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${called} is no object`];
  const all = value as Readonly<Record<string, unknown>>;
  const found = required.filter((key) => !Object.hasOwn(all, key)).map((key) => `${called} lacks ${key}`);
  if (some.length > 0 && !some.some((key) => Object.hasOwn(all, key))) found.push(`${called} has none of ${some.join(', ')}`);
  for (const [key, one] of Object.entries(all)) {
    const type = members[key];
    if (type === undefined) found.push(`${called} knows no ${key}`);
    else if (typeof type === 'string')
      found.push(...(BASIC[type]?.(one) ? [] : [`${called}.${key} is no ${type}: ${JSON.stringify(one)}`]));
    else if (!isList(type)) found.push(...faults(one, type));
    else if (!Array.isArray(one) || one.length === 0) found.push(`${called}.${key} is no list`);
    else for (const item of one) found.push(...faults(item, type[0]));
  }
  for (const [key, [sibling, words]] of Object.entries(captions)) {
    const number = all[key];
    if (number === undefined) continue;
    if (!Object.hasOwn(words, Number(number))) found.push(`${called}.${key} may not be ${number}`);
    const word = words[Number(number)];
    if (word !== undefined && all[sibling] !== word) found.push(`${called}.${sibling} is not ${word}`);
    if (word === undefined && typeof all[sibling] !== 'string') found.push(`${called}.${sibling} has to say what ${number} is`);
  }
  return found;
}
const isList = (type: Shape | readonly [Shape]): type is readonly [Shape] => Array.isArray(type);

const runs = new Map<string, Kept>();
const names = [...(Object.keys(WORLDS) as WorldName[]), 'fixture: all well', 'fixture: contradicted', 'fixture: nothing'];
beforeAll(async () => {
  for (const name of Object.keys(WORLDS) as WorldName[]) runs.set(name, await keptRun(name));
  for (const [name, make] of Object.entries({ 'all well': allWell, contradicted, nothing })) {
    const report = make();
    runs.set(`fixture: ${name}`, { report, findings: rowsOf(report) });
  }
});
const eventsOf = async (name: string): Promise<readonly Record<string, unknown>[]> => {
  const { report, findings } = runs.get(name) as Kept;
  const renderer = renderers.find(({ id }) => id === 'ocsf') as (typeof renderers)[number];
  const text = new TextDecoder().decode(await wholeOf((await renderer.render(report, findings)).bytes));
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
};

describe('OCSF 1.3, class 2003', () => {
  it.each(names)('%s: every line has what it must, of the types and among the numbers that there are', async (name) => {
    const events = await eventsOf(name);
    expect(events.length).toBeGreaterThan(0);
    expect([...new Set(events.flatMap((event) => faults(event, FINDING)))]).toEqual([]);
  });
  it('is told what is wrong', async () => {
    const [event] = await eventsOf('fixture: contradicted');
    const { metadata: _, ...rest } = event as Record<string, unknown>;
    const wrong = { ...rest, severity_id: 7, type_uid: '200301', resources: [{}], more: 1 };
    expect(faults(wrong, FINDING)).toEqual([
      'compliance_finding lacks metadata',
      'compliance_finding.type_uid is no integer: "200301"',
      'resource_details has none of name, uid',
      'compliance_finding knows no more',
      'compliance_finding.severity_id may not be 7',
    ]);
  });
  it.each(names)('%s: one finding is one uid, and the verdict of each is that of its compliance', async (name) => {
    const STATUS: Readonly<Record<string, number>> = { pass: 1, fail: 3, unknown: 0, not_applicable: 99 };
    for (const event of await eventsOf(name)) {
      const { compliance: judged, unmapped } = event as unknown as {
        compliance: { status_id: number; status: string; status_code?: string };
        unmapped: { verdict: string };
      };
      expect(judged.status_id).toBe(STATUS[unmapped.verdict]);
      // what could not be determined is no milder kind of failure, and says why
      if (unmapped.verdict === 'unknown') expect(judged.status_code).toMatch(/^[a-z_]+$/);
    }
  });
});
