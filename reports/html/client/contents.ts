/** Marks in the contents the section that is being read. */
import { all } from './dom.ts';

export function openContents(): void {
  const links = new Map(all<HTMLAnchorElement>('.contents a').map((link) => [link.hash.slice(1), link]));
  const sections = all<HTMLElement>('main > section');
  let queued = false;
  const look = (): void => {
    queued = false;
    const line = window.innerHeight / 3;
    const current = sections.filter((section) => section.getBoundingClientRect().top <= line).at(-1) ?? sections[0];
    for (const [id, link] of links) {
      if (id !== current?.id) link.removeAttribute('aria-current');
      else if (!link.hasAttribute('aria-current')) {
        link.setAttribute('aria-current', 'true');
        keepInView(link);
      }
    }
  };
  const queue = (): void => {
    if (!queued) requestAnimationFrame(look);
    queued = true;
  };
  window.addEventListener('scroll', queue, { passive: true });
  window.addEventListener('resize', queue, { passive: true });
  look();
}

/** On a narrow screen the contents scroll sideways. */
function keepInView(link: HTMLElement): void {
  const strip = link.closest<HTMLElement>('.contents');
  if (strip !== null && strip.scrollWidth > strip.clientWidth) strip.scrollLeft = link.offsetLeft - 24;
}
