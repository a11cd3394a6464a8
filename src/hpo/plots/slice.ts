import type { Json } from '../../base/json.ts'
import type { StudyView } from '../core/study-record.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { emptyFigure, emptyReason, figure, omittedNote, rounded } from './figure.ts'
import { axisValue, type ParameterAxis, parameterAxes } from './parameter-axis.ts'
import { lastReport, type PlotData, plotData } from './plot-data.ts'
import { checkPlotCall, type PlotOptions } from './plot-options.ts'
import type { Plot } from './plot.ts'
import { colors, crossShape, numberColorScale, textWidth } from './theme.ts'
import { shorten } from './text-lines.ts'
import { thin } from './thin.ts'
import { ticks } from './ticks.ts'
import { axisWith, scaleOf, valueAxis, valueDomain } from './value-axis.ts'

type JsonObject = { readonly [key: string]: Json }

const size = 190
const columns = 4
/** Four rows: more do not fit a screen, and the reader should choose. */
const mostPanels = 16
/** Over all panels: above these the SVG grows beyond what notebooks should hold. */
const mostPoints = 1200
const mostMarks = 240
/** Of the space that each category has, how much the points spread over, so that equal choices do not hide each other. */
const spread = 0.5

/**
 * The objective's value over each parameter, one panel each: where the good values are. Early trials are light, late ones
 * dark; the best one is ringed. A trial without the parameter is not in its panel.
 *
 * @throws InputError `plots/…` for options that do not fit the study
 */
export function slice(study: StudyView, options: PlotOptions = {}): Plot {
  checkPlotCall(study, options)
  const data = plotData(study, options)
  const parts = { kind: 'Slice', study, data }
  const axes = parameterAxes(study, options.params)
  if (data.drawn.length === 0) return emptyFigure(parts, emptyReason(data))
  if (axes.length === 0) return emptyFigure(parts, 'The trials have no parameters.')
  const shownAxes = options.params === undefined ? axes.slice(0, mostPanels) : axes
  const limit = Math.max(75, Math.floor(mostPoints / shownAxes.length))
  const shown = thin(data.drawn, { limit, mustKeep: (item) => item === data.best })
  return figure({
    ...parts,
    view: sliceView({ ...data, drawn: shown }, shownAxes, valueDomain(data)),
    notes: [
      ...key(data),
      ...omittedNote('complete trials', { shown: shown.length, of: data.drawn.length }),
      ...omittedNote('parameters', { shown: shownAxes.length, of: axes.length }),
    ],
  })
}

function key({ best, pruned, failed }: PlotData): string[] {
  const marks = [
    ...(best === null ? [] : ['Ring: the best trial.']),
    ...(pruned.length === 0 ? [] : ['Triangles: pruned.']),
    ...(failed.length === 0 ? [] : ['Crosses: failed.']),
  ]
  return marks.length === 0 ? [] : [marks.join(' ')]
}

function sliceView(data: PlotData, axes: readonly ParameterAxis[], domain: readonly [number, number]): JsonObject {
  const limit = Math.max(20, Math.floor(mostMarks / axes.length))
  const groups: readonly EdgeGroup[] = [
    { state: 'pruned', title: 'Pruned', trials: data.pruned, mark: prunedMark },
    { state: 'fail', title: 'Failed', trials: data.failed, mark: failedMark },
  ]
  const edges = groups
    .map((group) => ({ ...group, trials: thin(group.trials, { limit, mustKeep: () => false }) }))
    .filter((group) => group.trials.length > 0)
  const rows = [
    ...edges.flatMap((group) =>
      group.trials.map((trial) => ({ ...row(trial), end: lastReport(trial), ...paramCells(axes, trial) })),
    ),
    ...data.drawn.map(({ trial, value }) => ({ ...row(trial), value: rounded(value), ...paramCells(axes, trial) })),
  ]
  return {
    data: { values: rows },
    columns: Math.min(columns, axes.length),
    spacing: { row: 26, column: 18 },
    concat: axes.map((axis, index) => panel({ data, axis, index, domain, edges })),
    resolve: { scale: { color: 'shared' } },
  }
}

interface EdgeGroup {
  readonly state: 'pruned' | 'fail'
  readonly title: string
  readonly trials: readonly TrialRecord[]
  readonly mark: JsonObject
}

const prunedMark = { shape: 'triangle-down', color: colors.pruned, filled: false, strokeWidth: 1.2 }
const failedMark = { shape: crossShape, color: colors.failed, filled: true }

interface PanelInput {
  readonly data: PlotData
  readonly axis: ParameterAxis
  readonly index: number
  readonly domain: readonly [number, number]
  readonly edges: readonly EdgeGroup[]
}

function panel({ data, axis, index, domain, edges }: PanelInput): JsonObject {
  const field = cellName(index)
  const there = `isValid(datum.${field})`
  const trial = { field: 'trial', type: 'quantitative', title: 'Trial' }
  const param = { field, type: axis.kind === 'numeric' ? 'quantitative' : 'nominal', title: shorten(axis.name, 40) }
  const value = { field: 'value', type: 'quantitative', title: data.targetName, format: '.5~g' }
  return {
    width: size,
    height: size,
    transform: positions(axis, index),
    encoding: horizontal(axis, index),
    layer: [
      ...edges.map(({ state, title, mark }) => ({
        transform: [{ filter: `datum.state === '${state}' && ${there}` }],
        mark: { type: 'point', size: 26, opacity: 0.75, ...mark },
        encoding: {
          y: { value: data.direction === 'maximize' ? size - 5 : 5 },
          tooltip: [trial, param, { field: 'end', type: 'nominal', title }],
        },
      })),
      {
        transform: [{ filter: `datum.state === 'complete' && ${there}` }],
        mark: { type: 'point', filled: true, size: 36, opacity: 0.75 },
        encoding: {
          y: valueChannel(data, { domain, firstColumn: index % columns === 0 }),
          color: { field: 'trial', type: 'quantitative', scale: trialColors, legend: trialLegend },
          tooltip: [trial, param, value],
        },
      },
      ...bestRing(data, { there, domain, firstColumn: index % columns === 0 }),
    ],
  }
}

const trialColors = numberColorScale({ dark: 'high', log: false })
const trialLegend = { title: 'Trial', gradientLength: 140, gradientThickness: 9, direction: 'horizontal', tickCount: 4 }

function valueChannel(
  data: PlotData,
  { domain, firstColumn }: { readonly domain: readonly [number, number]; readonly firstColumn: boolean },
): JsonObject {
  const axis = valueAxis(domain, data, 30)
  return {
    field: 'value',
    type: 'quantitative',
    scale: scaleOf(domain, data.log),
    // The panels of a row share their ticks: the text stands once, the lines go on.
    axis: firstColumn ? axis : { ...axis, title: null, labels: false, ticks: false, domain: false },
  }
}

function bestRing(
  data: PlotData,
  { there, domain, firstColumn }: { there: string; domain: readonly [number, number]; firstColumn: boolean },
): JsonObject[] {
  if (data.best === null) return []
  return [
    {
      transform: [{ filter: `datum.trial === ${data.best.trial.number} && ${there}` }],
      mark: { type: 'point', filled: false, size: 110, strokeWidth: 2.2, color: colors.best, opacity: 1 },
      encoding: { y: valueChannel(data, { domain, firstColumn }) },
    },
  ]
}

function horizontal(axis: ParameterAxis, index: number): JsonObject {
  const field = cellName(index)
  const title = shorten(axis.name, 30)
  if (axis.kind === 'numeric') {
    const margin = axis.low === axis.high ? Math.abs(axis.low) * 0.1 || 1 : 0
    const domain = [axis.low - margin, axis.high + margin] as const
    return {
      x: {
        field,
        type: 'quantitative',
        scale: { ...scaleOf(domain, axis.log), padding: 6 },
        axis: axisWith(ticks(axis, 4), title),
      },
    }
  }
  const { labels } = axis
  const widest = Math.max(...labels.map((label) => textWidth(label, 11)))
  const crowded = widest > size / labels.length - 6
  const shown = labels.map((label, position) => ({ value: position, label: shorten(label, 16) }))
  return {
    x: {
      field: positionName(index),
      type: 'quantitative',
      scale: scaleOf([-0.5, labels.length - 0.5], false),
      axis: {
        ...axisWith(shown, title),
        labelAngle: crowded ? -40 : 0,
        labelOverlap: labels.length > 16,
        grid: false,
        ticks: false,
      },
    },
  }
}

/** Puts a category at its place in the list, with its points side by side. */
function positions(axis: ParameterAxis, index: number): JsonObject[] {
  if (axis.kind === 'numeric') return []
  const place = `indexof(${JSON.stringify(axis.labels)}, datum.${cellName(index)})`
  return [{ calculate: `${place} + (datum.jitter - 0.5) * ${spread}`, as: positionName(index) }]
}

function positionName(index: number): string {
  return `x${index}`
}

/** Fields are numbered: a parameter's own name may hold dots and brackets, which Vega-Lite reads as paths. */
function cellName(index: number): string {
  return `p${index}`
}

function paramCells(axes: readonly ParameterAxis[], trial: TrialRecord): Record<string, number | string> {
  const cells: Record<string, number | string> = {}
  for (const [index, axis] of axes.entries()) {
    const value = axisValue(axis, trial.params[axis.name])
    if (value !== null) cells[cellName(index)] = typeof value === 'number' ? rounded(value) : value
  }
  return cells
}

/** Multiples of the golden ratio spread evenly however many there are (Weyl's equidistribution), and never move later. */
const goldenRatio = 0.618_034

function row(trial: TrialRecord): { trial: number; state: string; jitter: number } {
  const jitter = Math.round(((trial.number * goldenRatio) % 1) * 1000) / 1000
  return { trial: trial.number, state: trial.state, jitter }
}
