/** On paper: black on white, nothing to press, addresses written out; colours only where a shape and a word say the same. */
export const PRINT = `
@page { size: A4; margin: 16mm 15mm 18mm; }
@media print {
  html { font-size: 9.5pt; } body { font-size: 9pt; }
  .banner { position: static; padding: 0 0 .4rem; } .frame { display: block; padding: 0; max-width: none; }
  .contents, .filters, .pager, .skip, #theme, .js-only, .emptied, .narrowed { display: none !important; }
  .tiles { grid-template-columns: repeat(4, 1fr); gap: 1.4rem; } .panels { columns: 2; }
  .panel { border: 1px solid var(--rule); border-left: 3px solid var(--strong-rule); break-inside: avoid; }
  section + section { border-top: 0; margin-top: 0; padding-top: 1.6rem; } .section-head { break-after: avoid; }
  #claims, #controls, #checks, #findings, #scope { break-before: page; }
  .claim, .row { content-visibility: visible; } .claim { display: block; padding: .9rem 0; } .claim > .stands { display: flex; gap: 1.2rem; margin-bottom: .4rem; break-after: avoid; }
  .stands, .topic, .quote, .because, .node > div { break-inside: avoid; } .topic, .quote { break-after: avoid; } .quote { font-size: 1.12rem; } h3, h4 { break-after: avoid; } .row > summary { break-inside: avoid; padding: .3rem 0; }
  .row > summary::before { visibility: hidden; } tr { break-inside: avoid; } thead { display: table-header-group; }
  .scroll { overflow: visible; } .wide, .mid, tbody th { min-width: 0; } table { font-size: .8rem; } a { color: inherit; }
  .stack, .mark, .bars { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
