/** Before printing, the arguments of claims and the checks that did not pass are opened; afterwards all is as it was. */
import { all } from './dom.ts';
import { openedFindings } from './findings.ts';

export function openForPaper(): void {
  let opened: readonly HTMLDetailsElement[] = [];
  window.addEventListener('beforeprint', () => {
    const wrong = '#checks details[data-verdict="fail"], #checks details[data-verdict="unknown"]';
    const folds = [...all<HTMLElement>(`#claims details, #scope details, ${wrong}`), ...openedFindings()];
    opened = folds.filter((fold): fold is HTMLDetailsElement => fold instanceof HTMLDetailsElement && !fold.open);
    for (const fold of opened) fold.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const fold of opened) fold.open = false;
    opened = [];
  });
}
