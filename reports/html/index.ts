/** The report for people at a screen: one file that can be searched, linked into and read without a network. */
import type { FindingRow, RenderedFile, Renderer, Report } from '../../src/model.ts';
import { messagesOf } from '../messages/index.ts';
import { gather } from './gather.ts';
import { page } from './page.ts';

async function render(report: Report, findings: () => AsyncIterable<FindingRow>): Promise<RenderedFile> {
  const gathered = await gather(report, findings);
  const t = messagesOf(report);
  const text = page({ t, report, gathered, checks: new Map(report.results.map((row) => [row.check, row])) });
  return { name: 'report.html', mediaType: 'text/html; charset=utf-8', bytes: new TextEncoder().encode(text) };
}

const html: Renderer = {
  id: 'html',
  title: 'Report for the screen',
  mediaType: 'text/html; charset=utf-8',
  file: 'report.html',
  beside: ['comparison', 'overTime'],
  render,
};
export default html;
