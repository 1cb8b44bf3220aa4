/** OCSF findings, as Prowler writes them, an array or one a line: https://schema.ocsf.io/1.3.0/categories/findings */
import type { Known } from '../../../src/model.ts';
import { type Document, instant, type Json, needed, newest, orUntold, type Said, type Severity, text, untold, within } from './said.ts';

const SEVERITY: Readonly<Record<number, Severity>> = { 1: 'info', 2: 'low', 3: 'medium', 4: 'high', 5: 'critical', 6: 'critical' };

export const isOcsf = (events: readonly Json[]): boolean =>
  events.length > 0 &&
  events.every(
    (event) => event['category_uid'] === 2 || (typeof event['class_uid'] === 'number' && Math.floor(event['class_uid'] / 1000) === 2),
  );

export function ocsf(events: readonly Json[]): Document {
  const names = events.map((event) => needed(text(within(event, 'metadata', 'product', 'name')), 'the name of its tool'));
  return {
    format: 'OCSF',
    tool: [...new Set(names)].join(', '),
    version: orUntold(text(within(events[0], 'metadata', 'product', 'version')), "its tool's version"),
    producedAt: orUntold(newest(events.map((event) => instant(event['time']) ?? instant(event['time_dt']))), 'when it was made'),
    said: events.map(saidBy),
  };
}
function saidBy(event: Json): Said {
  const [resource] = Array.isArray(event['resources']) ? event['resources'] : [];
  return {
    rule:
      text(within(event, 'metadata', 'event_code')) ??
      text(within(event, 'compliance', 'control')) ??
      text(within(event, 'finding_info', 'uid')) ??
      '(no rule)',
    target: text(within(resource, 'uid')) ?? text(within(resource, 'name')) ?? '(no resource)',
    title: text(within(event, 'finding_info', 'title')) ?? text(event['message']) ?? '(no title)',
    severity: orUntold(SEVERITY[Number(event['severity_id'])], 'how severe it is'),
    closed: closedIn(event),
  };
}
/** The outcome of a check outweighs its lifecycle: a failure that somebody suppressed is a failure. Prowler says it in `status_code`. */
function closedIn(event: Json): Known<boolean> {
  const outcome = within(event, 'compliance', 'status_id');
  if (outcome === 1) return true;
  if (outcome === 3) return false;
  if (outcome !== undefined) return untold(`whether it is so: its status is ${String(within(event, 'compliance', 'status') ?? outcome)}`);
  const code = event['status_code'];
  if (code === 'PASS') return true;
  if (code === 'FAIL') return false;
  if (code !== undefined) return untold(`whether it is so: its status is ${String(code)}`);
  const lifecycle = event['status_id'];
  if (lifecycle === 4) return true;
  return lifecycle === 1 || lifecycle === 2 || lifecycle === 3 ? false : untold('whether it is open');
}
