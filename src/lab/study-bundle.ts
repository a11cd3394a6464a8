import { inspect } from 'node:util'
import type { MimeBundle } from '../base/display.ts'
import type { StudyView } from '../hpo/core/study-record.ts'
import { escapeHtml } from '../notebook/display/escape-html.ts'
import { bestTable, type BestTable } from './best-table.ts'
import { dashboardHead } from './dashboard-head.ts'

/** How a study shows itself as the last value of a cell: what it has found so far. It stays as it is; no scripts. */
export function studyBundle(study: StudyView): MimeBundle {
  const { name, trials, facts } = dashboardHead(study, null)
  const texts = [
    study.directions.join(', '),
    trials,
    ...facts.map(({ label, text }) => `${label.toLowerCase()} ${text}`),
  ]
  const html =
    `<div style="${boxStyle}"><div><strong style="font-weight:600">${escapeHtml(name)}</strong> &nbsp;` +
    `<span style="opacity:.85">${texts.map(escapeHtml).join(' &nbsp;·&nbsp; ')}</span></div>${tableHtml(bestTable(study))}</div>`
  return { 'text/html': html, 'text/plain': inspect(study) }
}

/** Colours and font follow JupyterLab's theme where there is one. */
const boxStyle =
  'margin:4px 0;overflow-x:auto;line-height:1.6;font-size:13px;' +
  'font-family:var(--jp-ui-font-family,system-ui,sans-serif);color:var(--jp-ui-font-color1,inherit)'
const cellStyle = 'padding:2px 10px;text-align:right;white-space:nowrap'

function tableHtml({ title, columns, rows }: BestTable): string {
  if (rows.length === 0) return ''
  const row = (tag: 'td' | 'th', cells: readonly string[]): string =>
    `<tr>${cells.map((cell) => `<${tag} style="${cellStyle}">${escapeHtml(cell)}</${tag}>`).join('')}</tr>`
  return (
    '<table style="margin:4px 0;border-collapse:collapse;font-variant-numeric:tabular-nums">' +
    `<caption style="caption-side:top;padding:2px 10px;text-align:left;color:inherit">${escapeHtml(title)}</caption>` +
    `<thead>${row('th', columns)}</thead><tbody>${rows.map((cells) => row('td', cells)).join('')}</tbody></table>`
  )
}
