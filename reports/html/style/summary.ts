/** The first screen. */
export const SUMMARY = `
.eyebrow { color: var(--faint); font-size: .9rem; font-weight: 600; margin-bottom: .5rem; }
h1 { font-size: clamp(1.9rem, 1.2rem + 2.6vw, 3.1rem); max-width: 24ch; }
.lead { color: var(--soft); margin: .8rem 0 1.2rem; font-size: 1.02rem; }
.verdict { font-family: var(--serif); font-size: clamp(1.15rem, 1rem + .7vw, 1.5rem); line-height: 1.42; max-width: 44rem; margin: 1.5rem 0 2.2rem; text-wrap: pretty; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(13.5rem, 1fr)); gap: 2rem clamp(1.6rem, 3vw, 2.8rem); }
.tile { border-top: 2px solid var(--ink); padding-top: .7rem; }
.tile h2 { display: flex; justify-content: space-between; align-items: baseline; font: 650 1rem/1.3 var(--sans); letter-spacing: 0; }
.tile h2 a { color: inherit; text-decoration: none; } .tile h2 a:hover { text-decoration: underline; }
.total { font: 600 1.7rem/1 var(--serif); font-variant-numeric: tabular-nums lining-nums; }
.stack { display: block; width: 100%; height: .8rem; margin: .75rem 0 .6rem; overflow: hidden; border-radius: 2px; }
.stack.thin { height: .4rem; }
.stack .all { fill: var(--rule); } .stack .covered { fill: var(--ink); }
.part-established, .part-pass { fill: var(--pass); } .part-supported { fill: var(--pass); opacity: .5; }
.part-contradicted, .part-fail { fill: var(--fail); } .part-unproven, .part-unknown { fill: var(--unknown); opacity: .75; }
.part-not-assessed, .part-not_applicable { fill: var(--none); opacity: .35; }
.legend { list-style: none; padding: 0; font-size: .9rem; }
.tile .legend a { display: flex; align-items: center; gap: .5rem; padding: .2rem .3rem; margin: 0 -.3rem; color: inherit; text-decoration: none; border-radius: 4px; }
.tile .legend a:hover { background: var(--panel); }
.tile .word { color: var(--ink); } .tile .count { margin-left: auto; color: var(--ink); font-weight: 600; }
.panels { columns: 22rem 2; column-gap: 1.4rem; margin-top: 2.4rem; }
.panel { break-inside: avoid; margin-bottom: 1.4rem; background: var(--panel); border-radius: 4px; padding: 1.1rem 1.3rem 1.2rem; border-left: 4px solid var(--strong-rule); }
.panel-unknown { border-left-color: var(--unknown); } .panel-fail { border-left-color: var(--fail); }
.panel h2 { font-size: 1.2rem; margin-bottom: .6rem; }
.panel ul { list-style: none; padding: 0; font-size: .9rem; }
.panel li { padding: .45rem 0; border-top: 1px solid var(--rule); }
.panel li:first-child { border-top: 0; padding-top: 0; }
.panel > .aside { margin-top: .5rem; }
.panel q { display: block; font-family: var(--serif); font-size: 1rem; } .panel q::before { content: open-quote; } .panel q::after { content: close-quote; }
.held { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin-top: .15rem; }
.coverage { display: grid; gap: .1rem; margin: .3rem 0 .6rem; max-width: 46rem; }
.coverage .legend { display: flex; flex-wrap: wrap; gap: .2rem 1.3rem; }
.coverage .stack { margin: .5rem 0 .45rem; }
.coverage .legend li { display: inline-flex; gap: .4rem; align-items: center; }
`;
