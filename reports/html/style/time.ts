/** What changed between two runs, and the days of a period. */
export const TIME = `
.strip, .known, .trend { display: block; width: 100%; overflow: hidden; }
.strip { height: 1.15rem; border-bottom: 1px solid var(--strong-rule); margin: .25rem 0 .3rem; }
.known { height: 8rem; border: 1px solid var(--strong-rule); margin: .6rem 0 .3rem; }
.trend { height: 2.2rem; min-width: 9rem; border-bottom: 1px solid var(--rule); }
.day-held { fill: var(--pass); } .day-broken { fill: var(--fail); } .day-unknown { fill: var(--unknown); } .day-none { fill: var(--none); }
.day-run { fill: var(--soft); } .day-cut { fill: var(--paper); } .hatch { fill: none; stroke: var(--paper); stroke-width: 1; }
.trend-line, .trend-dots { fill: none; stroke: var(--ink); stroke-width: 1.4; } .trend-dots { stroke-width: 4; stroke-linecap: round; }
.key { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; font-size: .875rem; margin: .6rem 0 1rem; }
.key li { display: inline-flex; align-items: center; gap: .5rem; } .sample { display: inline-block; width: 1.6rem; } .sample .strip { margin: 0; }
.scale { display: flex; justify-content: space-between; color: var(--faint); font-size: .8125rem; margin-bottom: .9rem; }
.stretched { border-top: 1px solid var(--rule); padding: .7rem 0 .5rem; } .stretched:first-of-type { border-top: 0; }
.stretched > p { max-width: none; } .stretched .name { font-weight: 500; } .stretched .topic { font-size: .95rem; }
.stretched details > summary { font-size: .8125rem; color: var(--link); width: fit-content; } .stretched details ul { list-style: none; padding: .2rem 0 .2rem .9rem; font-size: .8125rem; columns: 17rem; }
.stretched .ids { font-size: .8125rem; color: var(--faint); } .was-broken { color: var(--fail); font-weight: 650; }
.sides { display: grid; gap: .9rem; margin: .9rem 0 1.2rem; max-width: 46rem; } .sides .stack { height: .7rem; margin: .3rem 0 .1rem; } .sides dt { font-weight: 650; font-size: .9rem; } .sides dd { font-size: .875rem; color: var(--soft); }
.titled caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.outcome { font-family: var(--serif); font-size: 1.25rem; margin-bottom: .4rem; }
@media print { .strip, .known, .trend { print-color-adjust: exact; -webkit-print-color-adjust: exact; } .stretched, .titled caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.outcome { break-inside: avoid; } #changes, #days { break-before: page; } }
`;
