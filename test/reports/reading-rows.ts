/** Reads verdicts back out of each format, with somebody else's reader where there is one. */
import { contextualizeEvaluation, convertFile } from 'inspecjs';
import { XmlDocument, type XmlElement } from 'libxml2-wasm';

/** A row as some format tells it: of which check, and what it says. */
export interface Told {
  readonly check: string;
  readonly says: string;
  readonly why: string;
}

/** RFC 4180 by its own grammar: https://www.rfc-editor.org/rfc/rfc4180#section-2 */
export function csvRows(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  while (cells.lastIndex < text.length) {
    const at = cells.lastIndex;
    const match = cells.exec(text);
    if (!match) throw new Error(`not a record of RFC 4180 at ${at}: ${JSON.stringify(text.slice(at, at + 60))}`);
    row.push(match[1] === undefined ? (match[2] as string) : match[1].replaceAll('""', '"'));
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) throw new Error('the last record has no line end');
  return rows;
}
export function csv(text: string): readonly Told[] {
  const [head, ...rows] = csvRows(text);
  const at = (name: string) => (head as readonly string[]).indexOf(name);
  return rows.map((row) => ({
    check: row[at('check')] as string,
    says: row[at('verdict')] as string,
    why: row[at('reason')] as string,
  }));
}

export function ocsf(text: string): readonly Told[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const { compliance } = JSON.parse(line);
    return { check: compliance.control, says: compliance.status, why: compliance.status_code ?? '' };
  });
}

export function sarif(text: string): readonly Told[] {
  const { results } = JSON.parse(text).runs[0];
  return results.map((one: { ruleId: string; kind: string; properties: { reason?: string } }) => ({
    check: one.ruleId,
    says: one.kind,
    why: one.properties.reason ?? '',
  }));
}

/** By libxml2. */
export function junit(text: string): readonly Told[] {
  const document = XmlDocument.fromString(text);
  try {
    return document.find('//testcase').map((node) => {
      const [child] = (node as XmlElement).find('*') as XmlElement[];
      return {
        check: (node as XmlElement).attr('classname')?.value as string,
        says: child?.name ?? 'passed',
        why: child?.attr('type')?.value ?? child?.content ?? '',
      };
    });
  } finally {
    document.dispose();
  }
}
/** What each suite says of itself in its numbers, and how many cases it has. */
export function suites(text: string) {
  const document = XmlDocument.fromString(text);
  try {
    const number = (node: XmlElement, name: string) => Number(node.attr(name)?.value);
    const told = (node: XmlElement) => ({
      tests: number(node, 'tests'),
      failures: number(node, 'failures'),
      errors: number(node, 'errors'),
    });
    const held = (node: XmlElement) => ({
      tests: node.find('.//testcase').length,
      failures: node.find('.//failure').length,
      errors: node.find('.//error').length,
    });
    return [document.root, ...(document.find('//testsuite') as XmlElement[])].map((node) => ({ told: told(node), held: held(node) }));
  } finally {
    document.dispose();
  }
}

/** By Heimdall's own reader: what it calls each control. */
export function hdf(text: string): readonly Told[] {
  const parsed = convertFile(text)['1_0_ExecJson'];
  if (!parsed) throw new Error('Heimdall reads it as something else than the results of a run');
  const { contains } = contextualizeEvaluation(parsed);
  return contains.flatMap((profile) =>
    profile.contains.map((control) => ({
      check: String(control.data.tags['check']),
      says: control.root.hdf.status,
      why: control.hdf.message ?? '',
    })),
  );
}
/** Observations about things: those about a check as a whole are of another type. */
export function oscal(text: string): readonly Told[] {
  const [result] = JSON.parse(text)['assessment-results'].results;
  return (result.observations ?? [])
    .filter((one: { types: string[] }) => one.types.includes('finding'))
    .map((one: { props: { name: string; value: string }[] }) => {
      const prop = (name: string) => one.props.find((each) => each.name === name)?.value ?? '';
      return { check: prop('check'), says: prop('verdict'), why: prop('reason') };
    });
}
