/** Two palettes of the same names. Each text colour has a contrast of at least 4.5 on each ground it stands on. */
const LIGHT = `
  --paper: #fcfbf8; --raised: #ffffff; --panel: #f4f2ec; --ink: #16191d; --soft: #454c55; --faint: #5d646d;
  --rule: #dedbd3; --strong-rule: #8d9299; --link: #1f4e86; --focus: #1f4e86; --mark: #fff0b8;
  --pass: #1d6a43; --fail: #9c1f1c; --unknown: #7a5200; --none: #59606a; --fail-wash: #fbf0ee; --unknown-wash: #faf4e6; --pass-wash: #eef5f0;`;
const DARK = `
  --paper: #14161a; --raised: #1a1d22; --panel: #20242a; --ink: #eceae5; --soft: #c0c4ca; --faint: #a2a8b0;
  --rule: #343941; --strong-rule: #767d87; --link: #9cc3f5; --focus: #9cc3f5; --mark: #4a3f14;
  --pass: #7cd3a2; --fail: #ff9c92; --unknown: #e9bd6a; --none: #abb2bb; --fail-wash: #2b1c1c; --unknown-wash: #29231a; --pass-wash: #18251f;`;

export const THEME = `
:root { color-scheme: light;${LIGHT} }
@media (prefers-color-scheme: dark) { :root { color-scheme: dark;${DARK} } }
:root[data-theme="light"] { color-scheme: light;${LIGHT} }
:root[data-theme="dark"] { color-scheme: dark;${DARK} }
@media print { :root, :root[data-theme] { color-scheme: light;${LIGHT} --paper: #ffffff; --panel: #ffffff; } }
:root {
  --sans: ui-sans-serif, system-ui, "Segoe UI", "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Source Serif 4", "Noto Serif", Charter, Georgia, serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono", "Liberation Mono", monospace;
}
`;
