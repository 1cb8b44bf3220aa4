/** One typographic system: A4, one column, four sizes, ink and three greys; colour only where a shape and a word say the same. */
export const PAGE = { width: 595.28, height: 841.89, left: 58, right: 58, top: 74, bottom: 68 } as const;
export const CONTENT = PAGE.width - PAGE.left - PAGE.right;
export const FLOOR = PAGE.height - PAGE.bottom;

export const SIZE = { display: 21, title: 14.5, lead: 10, body: 8.6, small: 7.4, tiny: 6.6 } as const;
/** Distance of baselines, as a multiple of the size. */
export const LEADING = 1.42;

export const COLOUR = {
  ink: '#16191d',
  soft: '#4c535c',
  faint: '#6d747d',
  rule: '#c3c8ce',
  panel: '#f2f3f5',
  white: '#ffffff',
  link: '#1f4e86',
  pass: '#1d6a43',
  fail: '#9c1f1c',
  unknown: '#7a5200',
  none: '#59606a',
} as const;
