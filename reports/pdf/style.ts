/** One typographic system: A4, one column, six sizes, ink and three greys; colour only where a shape and a word say the same. */
export const PAGE = { width: 595.28, height: 841.89, left: 64, right: 64, top: 82, bottom: 74 } as const;
export const CONTENT = PAGE.width - PAGE.left - PAGE.right;
export const FLOOR = PAGE.height - PAGE.bottom;

export const SIZE = { display: 27, title: 18, lead: 11.2, body: 9.6, small: 8.5, tiny: 7.4 } as const;
/** Distance of baselines, as a multiple of the size. */
export const LEADING = 1.4;

/** `ink` and `accent` are those that a company may set; every other colour means something. */
export const COLOUR = {
  ink: '#16191d',
  accent: '#1d3a57',
  soft: '#474e57',
  faint: '#666d76',
  rule: '#c9ced4',
  panel: '#f3f4f6',
  white: '#ffffff',
  link: '#1f4e86',
  pass: '#1d6a43',
  fail: '#9c1f1c',
  unknown: '#7a5200',
  none: '#59606a',
} as const;
