/** A company's sign on the cover, out of a data URI: a picture, or a drawing of plain shapes. */
import type { Sheet } from './sheet.ts';
import { PAGE } from './style.ts';

const MOST = { width: 170, height: 52 } as const;

/** Draws it at the left margin and moves down. `alt` is the company's name. */
export function logo(sheet: Sheet, uri: string, alt: string): void {
  const [head, data] = uri.split(',', 2);
  if (head !== 'data:image/png;base64' || data === undefined) return;
  const top = sheet.y;
  const bytes = Buffer.from(data, 'base64');
  sheet.figure(alt, () => {
    sheet.doc.image(bytes, PAGE.left, top, { fit: [MOST.width, MOST.height] });
  });
  sheet.y = top + MOST.height;
}
