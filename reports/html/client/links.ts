/** Deep links: whatever an address names is brought into view, whether a filter hides it or it stands on another page. */
import { all, say } from './dom.ts';
import type { Evidence } from './evidence.ts';
import type { Form } from './filter.ts';
import type { Findings } from './findings.ts';
import { filledIn, said } from './words.ts';

interface Known {
  readonly forms: ReadonlyMap<string, Form>;
  readonly findings: Findings;
  readonly evidence: Evidence;
}

export function openLinks(known: Known): void {
  const go = (): void => {
    const id = named();
    if (id !== '') arrive(id, find(known, id));
  };
  window.addEventListener('hashchange', go);
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
    if (link === null) return;
    const { filter, facets, words } = link.dataset;
    if (filter !== undefined) known.forms.get(filter)?.narrow(Object.fromEntries(pairs(facets ?? '')), words);
    // the browser says nothing when the address stays the same
    if (link.getAttribute('href') === location.hash) setTimeout(go);
  });
  // the browser goes to an address by itself when it has loaded, and takes the focus along
  if (document.readyState === 'complete') go();
  else window.addEventListener('load', () => setTimeout(go));
}
const pairs = (facets: string): readonly (readonly [string, string])[] => {
  const [key = '', ...value] = facets.split('=');
  return key === '' ? [] : [[key, value.join('=')]];
};

function named(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    // not an address that this report wrote
    return location.hash.slice(1);
  }
}

/** The element, with every filter, page and fold that hides it out of the way. */
function find({ forms, findings, evidence }: Known, id: string): HTMLElement | undefined {
  if (id.startsWith('finding-')) {
    const key = id.slice('finding-'.length);
    return findings.has(key) ? turnTo(() => findings.reveal(key), forms.get('findings')) : undefined;
  }
  if (id.startsWith('evidence-')) {
    const hex = id.slice('evidence-'.length);
    return evidence.has(hex) ? turnTo(() => evidence.reveal(hex), forms.get('evidence')) : undefined;
  }
  const element = document.getElementById(id) ?? undefined;
  const item = element?.closest<HTMLElement>('.item');
  const list = item?.closest<HTMLElement>('[data-list]')?.dataset['list'];
  if (item?.hidden === true && list !== undefined && forms.get(list)?.clear() === true) say(said().cleared);
  return element;
}
function turnTo(reveal: () => HTMLElement | undefined, form: Form | undefined): HTMLElement | undefined {
  const shown = reveal();
  if (shown !== undefined) return shown;
  if (form?.clear() === true) say(said().cleared);
  return reveal();
}

function arrive(id: string, element: HTMLElement | undefined): void {
  for (const before of all<HTMLElement>('.here')) before.classList.remove('here');
  if (element === undefined) {
    say(filledIn(said().nothing, { id }));
    return;
  }
  for (let fold = element.closest('details'); fold !== null; fold = fold.parentElement?.closest('details') ?? null) fold.open = true;
  if (element.matches('.item, .piece')) element.classList.add('here');
  const target = element instanceof HTMLDetailsElement ? element.querySelector('summary') : element;
  target?.focus({ preventScroll: true });
  // twice: what is scrolled past takes its real height only when it comes near
  element.scrollIntoView({ block: 'start', behavior: 'instant' });
  requestAnimationFrame(() => element.scrollIntoView({ block: 'start', behavior: 'instant' }));
}
