/** The report for somebody at a terminal: 80 columns, no colours, what is wrong before what is well. */
import type { Renderer } from '../../src/model.ts';
import { examplesOf } from '../examples.ts';
import { comparisonText } from './comparison.ts';
import { periodText } from './period.ts';
import { summary } from './summary.ts';

const terminal: Renderer = {
  id: 'terminal',
  title: 'Summary for a terminal',
  mediaType: 'text/plain; charset=utf-8',
  file: 'summary.txt',
  beside: ['comparison', 'overTime'],
  async comparison(comparison) {
    const bytes = new TextEncoder().encode(comparisonText(comparison, 80));
    return { name: 'comparison.txt', mediaType: 'text/plain; charset=utf-8', bytes };
  },
  async days(table) {
    return { name: 'period.txt', mediaType: 'text/plain; charset=utf-8', bytes: new TextEncoder().encode(periodText(table, 80)) };
  },
  async render(report, findings) {
    const text = summary(report, await examplesOf(findings), 80);
    return { name: 'summary.txt', mediaType: 'text/plain; charset=utf-8', bytes: new TextEncoder().encode(text) };
  },
};
export default terminal;
