import type { OptimizeEnd } from '../hpo/core/study-observer.ts'
import { escapeHtml } from '../notebook/display/escape-html.ts'
import type { ProgressSnapshot } from './progress-snapshot.ts'
import { progressFacts, trialCount } from './progress-text.ts'

/** Colours that follow the theme of JupyterLab, then of VS Code; the last is readable on white and on black. */
const barColors: Readonly<Record<OptimizeEnd | 'running', string>> = {
  running: 'var(--jp-brand-color1, var(--vscode-progressBar-background, #1e88e5))',
  trials: 'var(--jp-success-color1, #43a047)',
  timeout: 'var(--jp-success-color1, #43a047)',
  rule: 'var(--jp-success-color1, #43a047)',
  exhausted: 'var(--jp-success-color1, #43a047)',
  stopped: 'var(--jp-success-color1, #43a047)',
  aborted: 'var(--jp-warn-color1, #fb8c00)',
  error: 'var(--jp-error-color1, #e53935)',
}

/** The progress as HTML without scripts: it can be saved, exported and shown by frontends that trust nothing. */
export function progressHtml(snapshot: ProgressSnapshot): string {
  const [first, ...rest] = progressFacts(snapshot).map(escapeHtml)
  // The best value leads; before there is one, nothing stands out.
  const lead = snapshot.best === null ? first : `<strong style="font-weight:600">${first}</strong>`
  const facts = [lead, ...rest].join(' &nbsp;·&nbsp; ')
  return (
    '<div style="max-width:640px;margin:4px 0;line-height:1.6;font-size:13px;' +
    'font-family:var(--jp-ui-font-family,system-ui,sans-serif);color:var(--jp-ui-font-color1,inherit)">' +
    '<div style="display:flex;justify-content:space-between;gap:16px">' +
    `<span style="overflow:hidden;text-overflow:ellipsis;white-space:nowrap">${escapeHtml(snapshot.studyName)}</span>` +
    `<span style="white-space:nowrap">${escapeHtml(trialCount(snapshot))}</span></div>${bar(snapshot)}` +
    `<div style="opacity:.85;font-variant-numeric:tabular-nums">${facts}</div></div>`
  )
}

function bar({ fraction, end }: ProgressSnapshot): string {
  const color = barColors[end ?? 'running']
  const track = 'height:8px;border-radius:4px;overflow:hidden;background:rgba(128,128,128,.25)'
  if (fraction === null) {
    // Nobody knows how long it will take: stripes say that it runs, a full bar that it ended.
    const fill = end === null ? `repeating-linear-gradient(135deg,${color} 0 8px,transparent 8px 16px)` : color
    return `<div role="progressbar" style="${track}"><div style="height:100%;background:${fill}"></div></div>`
  }
  const percent = (fraction * 100).toFixed(1)
  return (
    `<div role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="${percent}" style="${track}">` +
    `<div style="height:100%;width:${percent}%;background:${color}"></div></div>`
  )
}
