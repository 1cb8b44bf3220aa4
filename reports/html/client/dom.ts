/** Elements made of text alone: nothing is ever parsed as markup, and the page's policy would refuse it. */
export type Child = Node | string | undefined;

export function make(tag: string, attributes: Readonly<Record<string, string>>, ...children: readonly Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';
/** The same drawing as in the text of the page, with its word. */
export function verdictSign(verdict: string, word: string): HTMLElement {
  const mark = document.createElementNS(SVG, 'svg');
  mark.setAttribute('class', `mark tone-${verdict}`);
  mark.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#mark-${verdict}`);
  mark.append(use);
  return make('span', { class: `said tone-${verdict}` }, mark, make('b', {}, word));
}

/** Told to those who listen to the page. */
export function say(text: string): void {
  const line = document.getElementById('said');
  if (line !== null) line.textContent = text;
}

export function all<E extends Element>(selector: string, within: ParentNode = document): readonly E[] {
  return [...within.querySelectorAll<E>(selector)];
}
