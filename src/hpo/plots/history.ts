import type { Json } from '../../base/json.ts'
import type { StudyView } from '../core/study-record.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { emptyFigure, emptyReason, figure, omittedNote, rounded } from './figure.ts'
import { type DrawnTrial, improvements, lastReport, type PlotData, plotData } from './plot-data.ts'
import { checkPlotCall, type PlotOptions } from './plot-options.ts'
import type { Plot } from './plot.ts'
import { colors, crossShape } from './theme.ts'
import { thin } from './thin.ts'
import { ticks } from './ticks.ts'
import { axisWith, scaleOf, valueAxis, valueDomain } from './value-axis.ts'

type JsonObject = { readonly [key: string]: Json }

const width = 560
const height = 300
/** Above this the SVG grows beyond what notebooks should hold, and the points cover each other. */
const mostPoints = 1200
const mostMarks = 300

/**
 * The value of each trial in order, with the best so far as a line: how the study progresses and whether it still does.
 * Pruned and failed trials are marked at the edge where bad values are. `params` has no effect.
 *
 * @throws InputError `plots/…` for options that do not fit the study
 */
export function history(study: StudyView, options: PlotOptions = {}): Plot {
  checkPlotCall(study, options)
  const data = plotData(study, options)
  const parts = { kind: 'History', study, data }
  if (data.drawn.length === 0) return emptyFigure(parts, emptyReason(data))
  const steps = data.direction === null ? [] : improvements(data.drawn, data.direction)
  const kept = new Set(steps)
  const shown = thin(data.drawn, { limit: mostPoints, mustKeep: (item) => kept.has(item) })
  return figure({
    ...parts,
    view: historyView(study, data, { shown, steps }),
    notes: omittedNote('complete trials', { shown: shown.length, of: data.drawn.length }),
  })
}

function historyView(
  study: StudyView,
  data: PlotData,
  { shown, steps }: { shown: readonly DrawnTrial[]; steps: readonly DrawnTrial[] },
): JsonObject {
  const last = study.trials.at(-1)!.number
  const margin = Math.max(0.5, last * 0.015)
  const trialDomain = [-margin, last + margin] as const
  const domain = valueDomain(data)
  const trialTicks = ticks({ low: 0, high: last, log: false, integer: true }, 8)
  const groups = groupsOf(data, steps.length > 0)
  const color = {
    type: 'nominal',
    scale: { domain: groups.map((group) => group.name), range: groups.map((group) => group.color) },
    legend: groups.length < 2 ? null : { title: null, symbolOpacity: 1 },
  }
  const y = { type: 'quantitative', scale: scaleOf(domain, data.log), axis: valueAxis(domain, data, 50) }
  return {
    width,
    height,
    encoding: {
      x: {
        field: 'trial',
        type: 'quantitative',
        scale: scaleOf(trialDomain, false),
        axis: { ...axisWith(trialTicks, 'Trial'), grid: false },
      },
    },
    layer: [
      ...edgeLayers(data, color),
      ...pointLayers(shown, { y, color, name: data.targetName }),
      ...bestLayers(steps, { y, color, name: data.targetName, last }),
    ],
  }
}

interface ValueEncoding {
  readonly y: JsonObject
  readonly color: JsonObject
  /** What the values are, for the tooltip. */
  readonly name: string
}

function groupsOf(data: PlotData, best: boolean): readonly { name: string; color: string }[] {
  const groups: readonly { name: string; color: string; there: boolean }[] = [
    { name: 'Trial', color: colors.trial, there: data.drawn.some((item) => item.feasible) },
    { name: 'Best so far', color: colors.best, there: best },
    { name: 'Infeasible', color: colors.infeasible, there: data.drawn.some((item) => !item.feasible) },
    { name: 'Pruned', color: colors.pruned, there: data.pruned.length > 0 },
    { name: 'Failed', color: colors.failed, there: data.failed.length > 0 },
  ]
  return groups.filter((group) => group.there)
}

function pointLayers(shown: readonly DrawnTrial[], { y, color, name }: ValueEncoding): JsonObject[] {
  const opacity = shown.length > 300 ? 0.35 : 0.55
  const groups = [
    { group: 'Trial', items: shown.filter((item) => item.feasible), mark: { filled: true, opacity } },
    { group: 'Infeasible', items: shown.filter((item) => !item.feasible), mark: { filled: false, strokeWidth: 1.3 } },
  ]
  return groups
    .filter(({ items }) => items.length > 0)
    .map(({ group, items, mark }) => ({
      data: { values: items.map(({ trial, value }) => ({ trial: trial.number, value: rounded(value) })) },
      mark: { type: 'point', size: 38, ...mark },
      encoding: {
        y: { ...y, field: 'value' },
        color: { ...color, datum: group },
        tooltip: [
          { field: 'trial', type: 'quantitative', title: 'Trial' },
          { field: 'value', type: 'quantitative', title: name, format: '.5~g' },
        ],
      },
    }))
}

/** The line of the best value so far, with a dot at each improvement. */
function bestLayers(
  steps: readonly DrawnTrial[],
  { y, color, name, last }: ValueEncoding & { last: number },
): JsonObject[] {
  if (steps.length === 0) return []
  const values = steps.map(({ trial, value }) => ({ trial: trial.number, value: rounded(value) }))
  const lineEnd = { trial: last, value: values.at(-1)!.value }
  const encoding = { y: { ...y, field: 'value' }, color: { ...color, datum: 'Best so far' } }
  return [
    {
      data: { values: [...values, lineEnd] },
      mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2.5, strokeJoin: 'round' },
      encoding,
    },
    {
      data: { values },
      mark: { type: 'point', filled: true, size: 46, opacity: 1, stroke: 'white', strokeWidth: 1 },
      encoding: {
        ...encoding,
        tooltip: [
          { field: 'trial', type: 'quantitative', title: 'Trial' },
          { field: 'value', type: 'quantitative', title: `${name}, best so far`, format: '.5~g' },
        ],
      },
    },
  ]
}

/** Trials without a value, in a row at the edge where bad values are: that they are there matters, not how high. */
function edgeLayers({ pruned, failed, direction }: PlotData, color: JsonObject): JsonObject[] {
  const y = { value: direction === 'maximize' ? height - 6 : 6 }
  const groups = [
    { name: 'Pruned', trials: pruned, mark: { shape: 'triangle-down', filled: false, strokeWidth: 1.3 } },
    { name: 'Failed', trials: failed, mark: { shape: crossShape, filled: true } },
  ]
  return groups
    .filter((group) => group.trials.length > 0)
    .map(({ name, trials, mark }) => ({
      data: { values: thin(trials, { limit: mostMarks, mustKeep: () => false }).map(edgeRow) },
      mark: { type: 'point', size: 34, opacity: trials.length > 60 ? 0.45 : 0.9, ...mark },
      encoding: {
        y,
        color: { ...color, datum: name },
        tooltip: [
          { field: 'trial', type: 'quantitative', title: 'Trial' },
          { field: 'end', type: 'nominal', title: name },
        ],
      },
    }))
}

function edgeRow(trial: TrialRecord): { trial: number; end: string } {
  return { trial: trial.number, end: lastReport(trial) }
}
