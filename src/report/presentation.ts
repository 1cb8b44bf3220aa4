/** `report:` of claimcheck.yaml: how a company wants its reports to look. What nobody could read is refused where it is written. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Refusal } from '../errors.ts';
import { LANGUAGES, type Presentation } from '../model.ts';
import type { YamlFile } from '../yaml.ts';

const Colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'a colour is written #1d3a57');
export const PresentationFile = z.strictObject({
  language: z.enum(LANGUAGES).optional(),
  legalName: z.string().min(1).max(200).optional(),
  logo: z
    .string()
    .regex(/\.(?:png|svg)$/i, 'a logo is a .png or an .svg')
    .optional(),
  colours: z.strictObject({ accent: Colour.optional(), text: Colour.optional() }).optional(),
});
type Written = z.infer<typeof PresentationFile>;

/** Contrast on white that WCAG 2.2 asks of text, success criterion 1.4.3. */
const LEAST_CONTRAST = 4.5;
const MOST_BYTES = 256 * 1024;

/** `sealed`: it comes out of a locker, where the logo's file need not be. */
export function presentationOf(written: Written, yaml: YamlFile, base: string, sealed: boolean, faults: Refusal[]): Presentation {
  const { language, legalName, logo, colours } = written;
  const picture = logo === undefined || (sealed && !existsSync(resolve(base, logo))) ? undefined : logoOf(logo, yaml, base, faults);
  const { accent, text } = colours ?? {};
  for (const [key, value] of Object.entries({ accent, text })) if (value !== undefined) legible(key, value, yaml, faults);
  return {
    ...(language !== undefined && { language }),
    ...(legalName !== undefined && { legalName }),
    ...(picture !== undefined && { logo: picture }),
    ...(colours !== undefined && {
      colours: { ...(accent !== undefined && { accent: accent.toLowerCase() }), ...(text !== undefined && { text: text.toLowerCase() }) },
    }),
  };
}

function legible(key: string, colour: string, yaml: YamlFile, faults: Refusal[]): void {
  const contrast = contrastOnWhite(colour);
  if (contrast >= LEAST_CONTRAST) return;
  faults.push(
    new Refusal('CONFIG_INVALID', `\`${colour}\` has a contrast of ${contrast.toFixed(2)} : 1 on white, and text needs 4.5 : 1`, {
      at: yaml.at(['report', 'colours', key]),
      hint: 'choose a darker one: WCAG 2.2, 1.4.3',
    }),
  );
}
/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio, of `#rrggbb` on white. */
export function contrastOnWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

function logoOf(logo: string, yaml: YamlFile, base: string, faults: Refusal[]): string | undefined {
  const refuse = (message: string, hint: string) => {
    faults.push(new Refusal('CONFIG_INVALID', message, { at: yaml.at(['report', 'logo']), hint }));
    return undefined;
  };
  const path = resolve(base, logo);
  if (!existsSync(path)) return refuse(`no such logo: ${logo}`, 'its path counts from the folder of this file');
  const bytes = readFileSync(path);
  if (bytes.length > MOST_BYTES) return refuse(`the logo has ${bytes.length} bytes`, `at most ${MOST_BYTES}`);
  const isPng = bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  if (/\.png$/i.test(logo)) return isPng ? dataUri('image/png', bytes) : refuse('the logo is no PNG', 'save it again as PNG');
  const strange = strangeIn(bytes.toString('utf8'));
  return strange === undefined
    ? dataUri('image/svg+xml', bytes)
    : refuse(`the logo has ${strange}`, 'a logo is plain shapes with fills: turn text and pictures into paths, or give a PNG');
}
const dataUri = (type: string, bytes: Buffer): string => `data:${type};base64,${bytes.toString('base64')}`;

const SHAPES = new Set(['svg', 'g', 'path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon', 'title', 'desc', '?xml']);
/** What a drawing of plain shapes does not have: scripts, styles, text, addresses. */
export function strangeIn(svg: string): string | undefined {
  if (!/<svg[\s>/]/.test(svg)) return 'no <svg>';
  if (/<!(?!--)/.test(svg)) return 'a document type or a character section';
  for (const [, tag = ''] of svg.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<([^\s/>]+)/g))
    if (!SHAPES.has(tag)) return `<${tag.slice(0, 40)}>`;
  const attribute = /\s(on\w+|style|class|(?:\w+:)?href|filter|mask|clip-path)\s*=/.exec(svg)?.[1] ?? /url\(/.exec(svg)?.[0];
  return attribute === undefined ? undefined : `\`${attribute}\``;
}
