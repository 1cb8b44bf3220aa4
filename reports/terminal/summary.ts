/** Puts the parts of the summary into one text. */
import type { Report } from '../../src/model.ts';
import type { Examples } from '../examples.ts';
import { compared } from './comparison.ts';
import { contradicted } from './contradictions.ts';
import { counts } from './counts.ts';
import { failures } from './failed.ts';
import { asked, head } from './head.ts';
import { next, verification } from './next.ts';
import { overTime } from './period.ts';
import { claims } from './requirements.ts';
import { notSeen, unknowns } from './unknown.ts';
import { otherwise } from './witnessed.ts';

/** Writes lines of one width. Parts say what; the page says how wide. */
export interface Page {
  readonly width: number;
  readonly report: Report;
  readonly examples: Examples;
}

/** The whole summary as text of at most `width` columns, with a line end at its end. */
export function summary(report: Report, examples: Examples, width: number): string {
  const page: Page = { width, report, examples };
  const parts = [head, asked, counts, claims, compared, overTime, contradicted, failures, unknowns, otherwise, notSeen, next, verification];
  const texts = parts
    .map((part) => part(page))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'));
  return `${texts.join('\n\n')}\n`;
}
