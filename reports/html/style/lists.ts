/** Filters, and the lists below them: claims, rows that open, findings, pages. */
export const LISTS = `
.filters { border: 1px solid var(--rule); background: var(--raised); border-radius: 6px; padding: .8rem 1rem; margin: 0 0 1.4rem; display: grid; gap: .7rem; }
.chips { display: flex; flex-wrap: wrap; gap: .45rem; }
.chip { display: inline-flex; align-items: center; gap: .45rem; min-height: 2.1rem; padding: .15rem .75rem; border: 1px solid var(--strong-rule); border-radius: 99px; background: var(--raised); font-size: .875rem; }
.chip span { color: var(--ink); } .chip .count { color: var(--faint); }
.chip:hover { background: var(--panel); }
.chip[aria-pressed="true"] { border-color: var(--ink); box-shadow: inset 0 0 0 1.5px var(--ink); background: var(--panel); }
.chip[aria-pressed="true"] span:not(.count) { font-weight: 650; }
.picks { display: flex; flex-wrap: wrap; gap: .6rem .8rem; align-items: end; }
.pick { display: grid; gap: .15rem; font-size: .8125rem; color: var(--soft); }
.pick.find { flex: 1 1 14rem; } .pick select { max-width: 15rem; }
.pick input, .pick select { font-size: .9375rem; color: var(--ink); background: var(--paper); border: 1px solid var(--strong-rule); border-radius: 6px; padding: .35rem .6rem; min-height: 2.25rem; width: 100%; }
.shown { font-size: .875rem; color: var(--soft); } .narrowed { margin: -.6rem 0 1rem; font-size: .9rem; } .emptied { padding: 1.2rem 0; color: var(--soft); }
.claim { display: grid; grid-template-columns: 11.5rem minmax(0, 1fr); gap: 0 1.8rem; padding: 1.7rem 0 1.5rem; border-top: 1px solid var(--rule); content-visibility: auto; contain-intrinsic-size: auto 15rem; }
.statement { margin-bottom: 2.4rem; } .statement > h3 { font: 600 1.3rem/1.25 var(--serif); margin-bottom: .8rem; } .version { color: var(--faint); font-weight: 400; }
.claim > * { grid-column: 2; }
.claim > .stands { grid-column: 1; grid-row: 1 / span 12; display: grid; gap: .35rem; align-content: start; font-size: 1.02rem; }
.claim .topic { margin: 0 0 .35rem; font-size: .875rem; font-weight: 600; }
.claim p, .claim details { max-width: 47rem; } .claim p + p { margin-top: .45rem; }
.claim .topic a, .anchor { color: var(--faint); text-decoration: none; } .anchor:hover { text-decoration: underline; }
.quote { font: 400 1.28rem/1.4 var(--serif); max-width: 40rem; margin-bottom: .6rem; text-wrap: pretty; }
blockquote.quote::before { content: open-quote; margin-left: -.45em; } blockquote.quote::after { content: close-quote; }
.claim details { margin-top: .7rem; }
.claim details > summary { font-size: .875rem; color: var(--link); width: fit-content; padding: .15rem 0; }
.proof, .proof ul { list-style: none; padding: 0; margin: .6rem 0; }
.proof ul { margin: .2rem 0 .2rem .45rem; padding-left: 1.15rem; border-left: 1px solid var(--rule); }
.node { padding: .3rem 0; font-size: .9rem; } .check-id { font-family: var(--mono); font-size: .84em; }
.sight { margin: .25rem 0 .1rem; color: var(--soft); font-size: .875rem; } .name { font-weight: 600; color: var(--ink); unicode-bidi: isolate; }
.observed code { background: var(--panel); border-radius: 3px; padding: .08em .35em; margin-right: .2rem; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.evidence { font-size: .86rem; color: var(--faint); } .evidence .label { margin-right: .2em; color: inherit; }
.row { border-top: 1px solid var(--rule); content-visibility: auto; contain-intrinsic-size: auto 3.1rem; }
.row > summary { display: grid; grid-template-columns: 1rem minmax(0, 1fr) auto auto 8rem; gap: .2rem 1.1rem; align-items: baseline; padding: .65rem .4rem; list-style: none; border-radius: 3px; }
.row > summary::-webkit-details-marker { display: none; }
.row > summary::before { content: ""; width: .42rem; height: .42rem; border-right: 1.6px solid var(--faint); border-bottom: 1.6px solid var(--faint); transform: rotate(-45deg); align-self: start; margin-top: .55em; justify-self: center; }
.row[open] > summary::before { transform: rotate(45deg); }
.row > summary:hover { background: var(--panel); }
.row > summary > .strength { grid-column: 3 / span 2; min-width: 9.5rem; }
.row > summary > .said { grid-column: 5; } .check > summary { grid-template-columns: 1rem minmax(0, 1fr) 4.2rem 8.5rem 6.2rem; }
.row-title .code { display: inline-block; margin-left: .3rem; } .row-title b.code { margin: 0 .35rem 0 0; }
.many { font-size: .875rem; font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
.row .body { padding: .3rem .4rem 1.5rem 2.5rem; max-width: 58rem; } .row .body > p { margin: .45rem 0; }
.row[open] { background: var(--raised); }
.examples { list-style: none; padding: 0; font-size: .9rem; } .examples li { padding: .5rem 0; border-top: 1px solid var(--rule); }
.waived { display: block; margin: .2rem 0; }
.framework { margin-bottom: 2.2rem; } .framework > h3 { font: 600 1.3rem/1.25 var(--serif); }
.finding > summary { grid-template-columns: 1rem minmax(0, 13rem) minmax(0, 1fr) 4.2rem 6.2rem; }
.finding .place { display: block; } .finding .sentence { color: var(--soft); font-size: .9rem; }
.piece { padding: .6rem 0; border-top: 1px solid var(--rule); display: flex; flex-wrap: wrap; gap: .1rem 1.4rem; justify-content: space-between; } .piece code { font-size: .9rem; }
.pager { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; padding: 1rem 0; font-size: .9rem; border-top: 1px solid var(--rule); }
.pager button { min-height: 2.25rem; padding: .3rem .8rem; border: 1px solid var(--strong-rule); border-radius: 6px; background: var(--raised); }
.pager button:disabled { color: var(--faint); border-color: var(--rule); cursor: default; } .pager span { padding: 0 .4rem; }
.here { background: var(--mark); box-shadow: 0 0 0 .5rem var(--mark); border-radius: 2px; } .row.here > summary { background: var(--mark); }
@media (max-width: 50rem) {
  .claim { display: block; } .claim > .stands { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin-bottom: .6rem; }
  blockquote.quote::before { margin-left: 0; }
  .row > summary, .check > summary, .finding > summary { grid-template-columns: 1rem auto 1fr; }
  .row > summary > * { grid-column: 2 / -1 !important; justify-self: start; min-width: 0; text-align: left; }
  .row > summary > .said { grid-row: 1; grid-column: 2 !important; } .row > summary > .severity { grid-row: 1; grid-column: 3 !important; justify-self: end; }
  .row .body { padding-left: 1.9rem; } .picks > * { flex: 1 1 9rem; } .pick select { max-width: 100%; } .chip, .filters .quiet, .pager button, .pick input, .pick select { min-height: 2.6rem; }
  dl.facts > div { grid-template-columns: 1fr; gap: 0; }
}
`;
