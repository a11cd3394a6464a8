/**
 * The look of the dashboard, in the colours of JupyterLab's theme, then of VS Code's; the last of each list is readable on
 * white and on black. Plots are drawn for paper: in a dark theme their lightness is turned round, which keeps each hue,
 * and raised, because what is faint on white would be lost on black.
 */
export const dashboardStyle = `
.ansatz-dashboard {
  --az-text: var(--jp-ui-font-color1, var(--vscode-foreground, inherit));
  --az-faint: var(--jp-ui-font-color2, var(--vscode-descriptionForeground, inherit));
  --az-line: var(--jp-border-color2, var(--vscode-panel-border, rgba(128, 128, 128, 0.35)));
  --az-brand: var(--jp-brand-color1, var(--vscode-focusBorder, #1e88e5));
  --az-raised: var(--jp-layout-color2, rgba(128, 128, 128, 0.12));
  --az-tone: var(--az-faint);
  box-sizing: border-box;
  max-width: 760px;
  margin: 4px 0;
  padding: 12px 14px;
  border: 1px solid var(--az-line);
  border-radius: 6px;
  color: var(--az-text);
  font: 13px/1.5 var(--jp-ui-font-family, system-ui, sans-serif);
}
.ansatz-dashboard * { box-sizing: border-box; }
.ansatz-dashboard [hidden] { display: none; }
.ansatz-dashboard :focus-visible { outline: 2px solid var(--az-brand); outline-offset: 1px; }
.ansatz-head[data-tone='running'] { --az-tone: var(--az-brand); }
.ansatz-head[data-tone='good'] { --az-tone: var(--jp-success-color1, #43a047); }
.ansatz-head[data-tone='warning'] { --az-tone: var(--jp-warn-color1, #fb8c00); }
.ansatz-head[data-tone='error'] { --az-tone: var(--jp-error-color1, #e53935); }
.ansatz-line { display: flex; align-items: center; gap: 10px; min-height: 28px; }
.ansatz-name { overflow: hidden; font-size: 14px; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.ansatz-status { padding: 0 8px; border: 1px solid var(--az-tone); border-radius: 10px; font-size: 12px; white-space: nowrap; }
.ansatz-trials { margin-left: auto; white-space: nowrap; font-variant-numeric: tabular-nums; }
.ansatz-dashboard button { color: inherit; font: inherit; cursor: pointer; }
.ansatz-stop { padding: 2px 12px; border: 1px solid var(--az-line); border-radius: 4px; background: var(--az-raised); }
.ansatz-stop:hover:enabled { border-color: var(--jp-error-color1, #e53935); }
.ansatz-dashboard .ansatz-stop:disabled { opacity: 0.6; cursor: default; }
.ansatz-bar { height: 6px; margin: 6px 0 8px; border-radius: 3px; overflow: hidden; background: rgba(128, 128, 128, 0.25); }
.ansatz-bar > div { height: 100%; border-radius: 3px; background: var(--az-tone); }
.ansatz-bar > .ansatz-unknown { background: repeating-linear-gradient(135deg, var(--az-tone) 0 8px, transparent 8px 16px); }
.ansatz-dashboard .ansatz-facts { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 0; padding: 0; }
.ansatz-dashboard .ansatz-facts :is(dt, dd) { display: block; float: none; width: auto; margin: 0; padding: 0; white-space: nowrap; }
.ansatz-facts dt { color: var(--az-faint); font-size: 11px; font-weight: normal; }
.ansatz-facts dd { font-weight: 600; font-variant-numeric: tabular-nums; }
.ansatz-tabs { display: flex; flex-wrap: wrap; gap: 2px; margin-top: 12px; border-bottom: 1px solid var(--az-line); }
.ansatz-tabs button { margin-bottom: -1px; padding: 4px 12px; border: 0; border-bottom: 2px solid transparent; background: none; color: var(--az-faint); }
.ansatz-tabs button:hover { color: var(--az-text); }
.ansatz-tabs button[aria-selected='true'] { border-bottom-color: var(--az-brand); color: var(--az-text); font-weight: 600; }
.ansatz-panel { min-height: 200px; padding-top: 8px; }
.ansatz-figure svg { display: block; max-width: 100%; height: auto; }
.ansatz-figure svg > rect[fill='white'] { fill: none; }
.ansatz-note { padding: 24px 8px; color: var(--az-faint); white-space: pre-wrap; }
[data-jp-theme-light='false'] .ansatz-figure svg, .vscode-dark .ansatz-figure svg { filter: invert(1) hue-rotate(180deg) brightness(1.2); }
.ansatz-best { margin-top: 8px; overflow-x: auto; }
.ansatz-dashboard .ansatz-best table { width: 100%; margin: 0; border-collapse: collapse; color: inherit; font-size: 12px; font-variant-numeric: tabular-nums; }
.ansatz-dashboard .ansatz-best caption { padding: 4px 0; caption-side: top; color: var(--az-text); font-size: 13px; font-weight: 600; text-align: left; }
.ansatz-dashboard .ansatz-best :is(th, td) { padding: 2px 8px; border: 0; text-align: right; white-space: nowrap; }
.ansatz-dashboard .ansatz-best :is(th, td):first-child { padding-left: 0; text-align: left; }
.ansatz-dashboard .ansatz-best th { border-bottom: 1px solid var(--az-line); color: var(--az-faint); font-weight: normal; }
.ansatz-dashboard .ansatz-best tbody tr { background: none; }
.ansatz-dashboard .ansatz-best tbody tr:hover { background: var(--az-raised); }
.ansatz-dashboard .ansatz-best tbody tr:first-child td { font-weight: 600; }
`
