/** Letters, links, tables, marks. */
export const BASE = `
*, ::before, ::after { box-sizing: border-box; }
:root { quotes: "\\201C" "\\201D"; } :root:lang(de) { quotes: "\\201E" "\\201C"; }
[hidden] { display: none !important; }
html { font: 100%/1.55 var(--sans); background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 4.25rem; }
body { margin: 0; overflow-wrap: anywhere; font-size: .9375rem; }
h1, h2, h3, h4, p, ul, ol, dl, dd, blockquote, figure { margin: 0; }
ul, ol { padding-left: 1.1rem; }
h1, h2 { font-family: var(--serif); font-weight: 600; line-height: 1.15; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.75rem; }
h3 { font-size: 1.0625rem; line-height: 1.35; font-weight: 650; }
h3.minor, h4 { font-size: .875rem; font-weight: 650; color: var(--soft); margin: 1.1rem 0 .35rem; }
a { color: var(--link); text-decoration-thickness: .06em; text-underline-offset: .18em; }
a:hover { text-decoration-thickness: .12em; }
code, .code, .digest { font-family: var(--mono); font-size: .84em; unicode-bidi: isolate; }
.code { font-weight: 500; color: var(--faint); }
b.code { font-weight: 650; color: var(--ink); font-size: .9em; }
.aside { color: var(--faint); font-size: .86em; }
.label { font-size: .8125rem; font-weight: 650; color: var(--soft); margin-right: .35em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; border-radius: 2px; }
section:focus, main:focus { outline: none; }
.drawings { position: absolute; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; margin: 0; }
.mark { width: .95em; height: .95em; flex: none; vertical-align: -.1em; }
.said .mark { position: relative; top: .1em; }
.said { display: inline-flex; align-items: baseline; gap: .4em; white-space: nowrap; }
.said b { font-weight: 650; font-size: .92em; }
.tone-pass { color: var(--pass); } .tone-fail { color: var(--fail); }
.tone-unknown { color: var(--unknown); } .tone-not_applicable { color: var(--none); }
.strength { display: inline-flex; align-items: baseline; gap: .45em; color: var(--soft); font-size: .86em; white-space: nowrap; }
.bars { width: 1.35em; height: .9em; flex: none; }
.bars .filled { fill: currentColor; } .bars .hollow { fill: none; stroke: var(--strong-rule); }
.severity { font-size: .8125rem; color: var(--soft); white-space: nowrap; }
.severity[data-level="critical"], .severity[data-level="high"] { font-weight: 700; color: var(--ink); }
button, input, select { font: inherit; color: inherit; }
button { cursor: pointer; }
.quiet { background: var(--raised); white-space: nowrap; border: 1px solid var(--strong-rule); border-radius: 6px; padding: .3rem .7rem; font-size: .875rem; min-height: 2.25rem; }
.quiet:hover { background: var(--panel); }
.scroll { overflow-x: auto; margin: .9rem 0 1.2rem; }
table { overflow-wrap: break-word; border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .55rem .9rem .55rem 0; border-bottom: 1px solid var(--rule); }
thead th { font-size: .8125rem; font-weight: 650; color: var(--soft); border-bottom: 1.5px solid var(--ink); white-space: nowrap; }
tbody th { font-weight: 500; min-width: 9rem; overflow-wrap: anywhere; } td code, td bdi { overflow-wrap: anywhere; }
th.number, td.number { text-align: right; } .wide { min-width: 15rem; } .mid { min-width: 11rem; } td.day { white-space: nowrap; }
dl.facts { display: grid; gap: .3rem 1.2rem; margin: .2rem 0 .9rem; font-size: .9rem; }
dl.facts > div { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .8rem; }
dl.facts dt { font-size: .8125rem; font-weight: 650; color: var(--soft); padding-top: .07rem; }
details > summary { cursor: pointer; }
.notice { border: 1px solid var(--strong-rule); border-left: 5px solid var(--ink); padding: .7rem 1rem; background: var(--panel); border-radius: 3px; max-width: 56rem; margin: .8rem 0; }
.notice-bad { border-left-color: var(--unknown); }
.notice-edition { border-left-color: var(--link); }
::selection { background: var(--mark); color: var(--ink); }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
