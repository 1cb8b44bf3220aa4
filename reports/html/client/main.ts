/** Starts everything. The page was readable before. */
import type { Packed } from '../data.ts';
import { openContents } from './contents.ts';
import { all } from './dom.ts';
import { openEvidence } from './evidence.ts';
import { type Form, type List, openForm } from './filter.ts';
import { openFindings } from './findings.ts';
import { openLinks } from './links.ts';
import { openForPaper } from './paper.ts';
import { openTheme } from './theme.ts';
import { speak } from './words.ts';
import { writtenList } from './written.ts';

function start(): void {
  openTheme();
  const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as Packed;
  speak(data.words);
  const findings = openFindings(data);
  const evidence = openEvidence(data);
  const lists: readonly (List | undefined)[] = [writtenList('claims'), writtenList('controls'), writtenList('checks'), findings, evidence];
  const forms = new Map<string, Form>();
  for (const list of lists) {
    const form = list === undefined ? undefined : openForm(list);
    if (form !== undefined) forms.set(form.list.id, form);
  }
  for (const part of all<HTMLElement>('.js-only')) part.hidden = false;
  openContents();
  openForPaper();
  openLinks({ forms, findings, evidence });
}
start();
