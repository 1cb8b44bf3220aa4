/** Two texts of one statement, sentence by sentence. Pure. */

/** A sentence, and the heading that it stands under; '' before the first. */
export interface Said {
  readonly heading: string;
  readonly text: string;
}

/** More of a list than this is nobody's reading; the rest is counted. */
const SHOWN = 20;

/** Those of `these` that do not stand in `others`, each as often as it is short of. */
export function lacking(these: readonly Said[], others: readonly Said[]): readonly Said[] {
  const left = new Map<string, Said[]>();
  for (const one of others) {
    const same = left.get(keyOf(one));
    if (same) same.push(one);
    else left.set(keyOf(one), [one]);
  }
  return these.filter((one) => left.get(keyOf(one))?.pop() === undefined);
}

/** As a person would quote them. */
export function quoted(all: readonly Said[]): readonly string[] {
  const shown = all.slice(0, SHOWN).map(({ heading, text }) => (heading === '' ? `“${text}”` : `“${text}” (under “${heading}”)`));
  return all.length > SHOWN ? [...shown, `and ${all.length - SHOWN} more`] : shown;
}

function keyOf({ heading, text }: Said): string {
  return `${plain(heading)}\n${plain(text)}`;
}
/** What a site generator makes of quotation marks, dashes and dots changes no word: https://daringfireball.net/projects/smartypants/ */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, '')
    .replaceAll(/[\u2018\u2019\u201A\u201B]/g, "'")
    .replaceAll(/[\u201C-\u201F\u00AB\u00BB]/g, '"')
    .replaceAll(/\s*(?:-{2,3}|[\u2010-\u2015])\s*/g, '-')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
