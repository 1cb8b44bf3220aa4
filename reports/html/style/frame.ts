/** The page: a banner, the contents at its side, the report. */
export const FRAME = `
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 20; background: var(--ink); color: var(--paper); padding: .6rem 1rem; border-radius: 0 0 6px 6px; }
.skip:focus { top: 0; }
.banner { position: sticky; top: 0; z-index: 10; display: flex; align-items: center; gap: 1rem; min-height: 3.35rem; padding: .45rem clamp(1rem, 3vw, 2.5rem); background: var(--paper); border-bottom: 1px solid var(--rule); }
.brand { display: flex; align-items: center; gap: .55rem; font-weight: 700; letter-spacing: -.01em; white-space: nowrap; }
.whose { display: flex; align-items: center; gap: .55rem; font-weight: 600; padding-left: 1rem; border-left: 1px solid var(--rule); min-width: 0; } .whose span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.logo { height: 1.7rem; max-width: 9rem; object-fit: contain; background: #ffffff; border-radius: 3px; padding: .1rem .25rem; }
.emblem { width: 1.45rem; height: 1.45rem; }
.tag { font-size: .75rem; font-weight: 650; border: 1.5px solid currentColor; border-radius: 99px; padding: .05rem .6rem; margin-left: .3rem; letter-spacing: 0; }
.run { margin-left: auto; color: var(--faint); font-size: .875rem; white-space: nowrap; }
.frame { display: grid; grid-template-columns: 13.5rem minmax(0, 1fr); gap: clamp(2rem, 4vw, 4.5rem); max-width: 92rem; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2.5rem); }
.contents { position: sticky; top: 3.6rem; align-self: start; max-height: calc(100vh - 3.6rem); overflow-y: auto; padding: 2.2rem 0 2rem; font-size: .9rem; }
.contents ul { list-style: none; padding: 0; }
.contents a { display: flex; justify-content: space-between; gap: .6rem; padding: .36rem .7rem; color: var(--soft); text-decoration: none; border-left: 2px solid var(--rule); }
.contents a:hover { color: var(--ink); border-left-color: var(--strong-rule); }
.contents a[aria-current] { color: var(--ink); font-weight: 650; border-left-color: var(--ink); }
.count { font-variant-numeric: tabular-nums; font-size: .92em; }
.contents .count { color: var(--faint); font-weight: 400; }
main { min-width: 0; padding-bottom: 3rem; }
section { padding: 3.4rem 0 .5rem; }
section + section { border-top: 1px solid var(--rule); margin-top: 2.6rem; padding-top: 2.6rem; }
.section-head { margin-bottom: 1.4rem; }
.intro { color: var(--soft); max-width: 46rem; margin-top: .5rem; text-wrap: pretty; }
.measure { max-width: 46rem; margin-bottom: 1rem; }
section h3 { margin-top: 1.8rem; }
.foot { border-top: 1px solid var(--rule); padding: 1.6rem clamp(1rem, 3vw, 2.5rem) 2.4rem; color: var(--faint); font-size: .86rem; max-width: 92rem; margin: 0 auto; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 0 2.4rem; }
.terms dl > div { padding: .6rem 0; border-bottom: 1px solid var(--rule); }
.terms dt { margin-bottom: .15rem; } .terms dd { font-size: .9rem; color: var(--soft); }
.terms dt .strength { color: var(--ink); font-weight: 650; font-size: .92em; }
.steps { display: grid; gap: .7rem; max-width: 52rem; padding-left: 1.5rem; margin-bottom: 1.4rem; }
.steps li::marker { font-family: var(--serif); font-weight: 600; color: var(--soft); }
.codes code { margin-right: .6rem; }
@media (max-width: 62rem) {
  .frame { display: block; }
  .contents { top: 3.35rem; z-index: 9; padding: 0; margin: 0 calc(-1 * clamp(1rem, 3vw, 2.5rem)); background: var(--paper); border-bottom: 1px solid var(--rule); overflow-x: auto; max-height: none; }
  .contents ul { display: flex; padding: 0 clamp(.4rem, 2vw, 1.8rem); }
  .contents a { white-space: nowrap; border-left: 0; border-bottom: 2px solid transparent; padding: .6rem .6rem; min-height: 2.75rem; align-items: center; }
  .contents a[aria-current] { border-bottom-color: var(--ink); }
  html { scroll-padding-top: 7rem; }
  section { padding-top: 2rem; }
}
@media (max-width: 34rem) { .run { display: none; } #theme { margin-left: auto; } .whose span { display: none; } .whose { padding-left: .6rem; } .banner { gap: .6rem; } .tag { padding: .05rem .45rem; } h2 { font-size: 1.5rem; } }
`;
