/** The report for machines: everything that the other renderers know, and nothing else. */
import type { Bytes, Renderer } from '../../src/model.ts';
import { reportBytes, reportStream } from '../ordered.ts';

const json: Renderer<Bytes> = {
  id: 'json',
  title: 'Report for machines',
  mediaType: 'application/json',
  file: 'report.json',
  beside: ['comparison', 'overTime'],
  async comparison(comparison) {
    return { name: 'comparison.json', mediaType: 'application/json', bytes: reportBytes(comparison) };
  },
  async days(table) {
    return { name: 'period.json', mediaType: 'application/json', bytes: reportBytes(table) };
  },
  async render(report) {
    return { name: 'report.json', mediaType: 'application/json', bytes: reportStream(report) };
  },
};
export default json;
