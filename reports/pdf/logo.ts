/** A company's sign on the cover, out of a data URI: a picture, or a drawing of plain shapes. */
import type { Doc, Sheet } from './sheet.ts';
import { PAGE } from './style.ts';

const MOST = { width: 170, height: 52 } as const;

/** Draws it at the left margin and moves down. `alt` is the company's name. */
export function logo(sheet: Sheet, uri: string, alt: string): void {
  const [head, data = ''] = uri.split(',', 2);
  const top = sheet.y;
  const bytes = Buffer.from(data, 'base64');
  sheet.figure(alt, () => {
    if (head === 'data:image/png;base64') sheet.doc.image(bytes, PAGE.left, top, { fit: [MOST.width, MOST.height] });
    if (head === 'data:image/svg+xml;base64') drawing(sheet.doc, bytes.toString('utf8'), PAGE.left, top);
  });
  sheet.y = top + MOST.height;
}

type Attributes = Readonly<Record<string, string>>;
const TAG = /<(\/?)([a-z]+)((?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;

/** Shapes with fills and strokes, groups, transforms: what `claimcheck.yaml` lets through. */
function drawing(doc: Doc, svg: string, x: number, y: number): void {
  const plain = svg.replace(/<!--[\s\S]*?-->/g, '');
  const inherited: Attributes[] = [];
  doc.save();
  for (const [, closing, tag = '', written = '', empty] of plain.matchAll(TAG)) {
    if (closing === '/') {
      if ((tag === 'g' || tag === 'svg') && inherited.pop() !== undefined) doc.restore();
      continue;
    }
    const own = attributesOf(written);
    const look = { ...inherited.at(-1), ...own };
    if (tag === 'g' || tag === 'svg') {
      if (empty === '/') continue;
      inherited.push(look);
      doc.save();
      if (tag === 'svg') fitted(doc, own, x, y);
    } else doc.save();
    moved(doc, own['transform']);
    if (tag === 'g' || tag === 'svg') continue;
    if (look['fill'] !== 'none' || (look['stroke'] ?? 'none') !== 'none') {
      shape(doc, tag, own);
      painted(doc, look);
    }
    doc.restore();
  }
  while (inherited.pop() !== undefined) doc.restore();
  doc.restore();
}
function attributesOf(written: string): Attributes {
  return Object.fromEntries([...written.matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, key, a, b]) => [key, a ?? b ?? '']));
}
function numbers(text: string | undefined): readonly number[] {
  return (text?.match(/-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?/gi) ?? []).map(Number);
}
function fitted(doc: Doc, own: Attributes, x: number, y: number): void {
  const [left = 0, top = 0, width = Number.parseFloat(own['width'] ?? '100'), height = Number.parseFloat(own['height'] ?? '100')] = numbers(
    own['viewBox'],
  );
  const scale = Math.min(MOST.width / width, MOST.height / height);
  doc.translate(x, y).scale(scale).translate(-left, -top);
}
function moved(doc: Doc, transform: string | undefined): void {
  for (const [, how, given] of (transform ?? '').matchAll(/(translate|scale|rotate|matrix)\s*\(([^)]*)\)/g)) {
    const [a = 0, b, c, d, e, f] = numbers(given);
    if (how === 'translate') doc.translate(a, b ?? 0);
    if (how === 'scale') doc.scale(a, b ?? a);
    if (how === 'rotate') doc.rotate(a, { origin: [b ?? 0, c ?? 0] });
    if (how === 'matrix') doc.transform(a, b ?? 0, c ?? 0, d ?? 1, e ?? 0, f ?? 0);
  }
}
function shape(doc: Doc, tag: string, own: Attributes): void {
  const at = (key: string) => numbers(own[key])[0] ?? 0;
  if (tag === 'path') doc.path(own['d'] ?? '');
  if (tag === 'rect') doc.roundedRect(at('x'), at('y'), at('width'), at('height'), at('rx'));
  if (tag === 'circle') doc.circle(at('cx'), at('cy'), at('r'));
  if (tag === 'ellipse') doc.ellipse(at('cx'), at('cy'), at('rx'), at('ry'));
  if (tag === 'line') doc.moveTo(at('x1'), at('y1')).lineTo(at('x2'), at('y2'));
  if (tag !== 'polyline' && tag !== 'polygon') return;
  const points = numbers(own['points']);
  for (let index = 0; index + 1 < points.length; index += 2)
    doc[index === 0 ? 'moveTo' : 'lineTo'](points[index] ?? 0, points[index + 1] ?? 0);
  if (tag === 'polygon') doc.closePath();
}
function painted(doc: Doc, look: Attributes): void {
  const { fill = '#000000', stroke = 'none' } = look;
  const rule = look['fill-rule'] === 'evenodd' ? 'even-odd' : 'non-zero';
  doc.lineWidth(numbers(look['stroke-width'])[0] ?? 1);
  if (fill !== 'none' && stroke !== 'none') doc.fillAndStroke(colour(fill), colour(stroke), rule);
  else if (fill !== 'none') doc.fill(colour(fill), rule);
  else doc.stroke(colour(stroke));
}
/** By name or in hexadecimal; anything else is black, since what pdfkit does not know as a colour it would not paint at all. */
const colour = (text: string): string => (/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$|^(?!currentcolor)[a-z]+$/i.test(text) ? text : '#000000');
