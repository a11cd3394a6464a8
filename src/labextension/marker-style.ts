const icon = (path: string): string =>
  `url("data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="black" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"><path d="${path}"/></svg>`,
  )}")`

const circleArrow = icon('M13.2 8.6a5.3 5.3 0 1 1-1.6-4.4M13.5 1.8v3.4h-3.4')
const crossedArrows = icon('M5 13V3M2.2 5.6 5 2.8l2.8 2.8M11 3v10M8.2 10.4 11 13.2l2.8-2.8')
const pencil = icon('M3 13l.7-3 7.1-7.1 2.3 2.3L6 12.3zM9.4 4.3l2.3 2.3')

/**
 * The marks stand at the left end of the prompt, where its number does not reach. Colours are the theme's, and shapes
 * differ, so that no mark is told by its colour alone.
 */
export const markerStyle = `
.jp-InputArea:has(> .ansatz-CellMark) {
  position: relative;
}
.ansatz-CellMark {
  position: absolute;
  left: 2px;
  top: calc(var(--jp-code-padding) + var(--jp-border-width) + 2px);
  width: 12px;
  height: 12px;
  color: var(--jp-ui-font-color2);
}
.ansatz-CellMark::before {
  content: '';
  display: block;
  width: 100%;
  height: 100%;
  background: currentColor;
  mask: var(--ansatz-icon) center / contain no-repeat;
}
.ansatz-CellMark[data-state='stale'] {
  --ansatz-icon: ${circleArrow};
  color: var(--jp-warn-color1);
}
.ansatz-CellMark[data-state='misplaced'] {
  --ansatz-icon: ${crossedArrows};
  color: var(--jp-info-color1);
}
.ansatz-CellMark[data-state='edited'] {
  --ansatz-icon: ${pencil};
  color: var(--jp-ui-font-color3);
}
@media (forced-colors: active) {
  .ansatz-CellMark::before {
    forced-color-adjust: none;
    background: CanvasText;
  }
}
@media print {
  .ansatz-CellMark {
    display: none;
  }
}
`
