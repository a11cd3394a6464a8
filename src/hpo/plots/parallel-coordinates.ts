import type { Json } from '../../base/json.ts'
import type { StudyView } from '../core/study-record.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { emptyFigure, emptyReason, figure, omittedNote, rounded } from './figure.ts'
import { axisPosition, axisValue, type ParameterAxis, parameterAxes } from './parameter-axis.ts'
import { compareDrawn, type DrawnTrial, type PlotData, plotData } from './plot-data.ts'
import { checkPlotCall, type PlotOptions } from './plot-options.ts'
import type { Plot } from './plot.ts'
import { colors, numberColorScale, textWidth } from './theme.ts'
import { shorten } from './text-lines.ts'
import { thin } from './thin.ts'
import { type Tick, ticks } from './ticks.ts'
import { valueDomain } from './value-axis.ts'

type JsonObject = { readonly [key: string]: Json }

const height = 300
const spacing = 112
/** Beyond a screen's width lines can no longer be followed with the eye. */
const mostAxes = 12
/** Pieces of line over all axes: above these the SVG grows beyond what notebooks should hold. */
const mostPieces = 2000
const mostFaintPieces = 400
/** Where lines of trials without the parameter pass: below the axis, at this part of its length. */
const unsetLane = -0.13

/**
 * One line per trial across one axis per parameter, beginning at the objective: which combinations are good. Good values
 * are dark, the best trial is thick; pruned and failed trials are thin, grey, and have no objective value. A trial without
 * a parameter passes below its axis.
 *
 * @throws InputError `plots/…` for options that do not fit the study
 */
export function parallelCoordinates(study: StudyView, options: PlotOptions = {}): Plot {
  checkPlotCall(study, options)
  const data = plotData(study, options)
  const parts = { kind: 'Parallel coordinates', study, data }
  const all = parameterAxes(study, options.params)
  if (data.drawn.length === 0) return emptyFigure(parts, emptyReason(data))
  if (all.length === 0) return emptyFigure(parts, 'The trials have no parameters.')
  const axes = options.params === undefined ? all.slice(0, mostAxes) : all
  const lines = thin(data.drawn.toSorted(compareDrawn(data)), {
    limit: Math.ceil(mostPieces / axes.length),
    mustKeep: (item) => item === data.best,
  })
  return figure({
    ...parts,
    view: parallelView(data, [objectiveAxis(data), ...axes.map(coordinate)], lines),
    notes: [
      key(data),
      ...omittedNote('complete trials', { shown: lines.length, of: data.drawn.length }),
      ...omittedNote('parameters', { shown: axes.length, of: all.length }),
    ],
  })
}

function key({ best, pruned, failed }: PlotData): string {
  const grey = pruned.length + failed.length === 0 ? '' : ' Grey: pruned and failed trials.'
  return best === null ? `Strong colours: low.${grey}` : `Strong colours: good. Thick: the best trial.${grey}`
}

/** One vertical axis, with every value turned into a place between 0 (bottom) and 1 (top). */
interface Coordinate {
  readonly title: string
  readonly ticks: readonly { readonly place: number; readonly label: string }[]
  /** What the tooltip shows, and where the line passes; null for a trial without the parameter. */
  at(trial: TrialRecord): { readonly shown: number | string; readonly place: number } | null
}

function objectiveAxis(data: PlotData): Coordinate {
  const [low, high] = valueDomain(data)
  const axis: ParameterAxis = { kind: 'numeric', name: data.targetName, low, high, log: data.log, integer: false }
  const values = new Map(data.drawn.map(({ trial, value }) => [trial, value]))
  return {
    title: data.targetName,
    ticks: ticks(axis, 6).map((tick) => placed(axis, tick)),
    at: (trial) => locate(axis, values.get(trial)),
  }
}

function coordinate(axis: ParameterAxis): Coordinate {
  const shown: readonly (Tick | { value: string; label: string })[] =
    axis.kind === 'numeric'
      ? ticks(axis, 6)
      : thin(axis.labels, { limit: 20, mustKeep: () => false }).map((label) => ({
          value: label,
          label: shorten(label, 14),
        }))
  return {
    title: axis.name,
    ticks: shown.map((tick) => placed(axis, tick)),
    at: (trial) => locate(axis, axisValue(axis, trial.params[axis.name])),
  }
}

function placed(
  axis: ParameterAxis,
  { value, label }: { value: number | string; label: string },
): Coordinate['ticks'][number] {
  return { place: fine(axisPosition(axis, value)), label }
}

function locate(axis: ParameterAxis, value: number | string | null | undefined): ReturnType<Coordinate['at']> {
  if (value === null || value === undefined) return null
  return { shown: typeof value === 'number' ? rounded(value) : value, place: fine(axisPosition(axis, value)) }
}

/** A ten-thousandth of the axis: a thirtieth of a pixel. */
function fine(place: number): number {
  return Math.round(place * 10_000) / 10_000
}

function parallelView(data: PlotData, coordinates: readonly Coordinate[], lines: readonly DrawnTrial[]): JsonObject {
  const faint = thin([...data.pruned, ...data.failed], {
    limit: Math.ceil(mostFaintPieces / coordinates.length),
    mustKeep: () => false,
  })
  const faintRows = faint.map((trial) => row(trial, coordinates))
  const lineRows = lines.map(({ trial }) => row(trial, coordinates))
  const unset = coordinates.map((_, index) =>
    [...faintRows, ...lineRows].some((cells) => cells[placeName(index)] === unsetLane),
  )
  const tilted = coordinates.some(({ title }) => textWidth(title, 12) > spacing - 4)
  const lowest = unset.includes(true) ? unsetLane : 0
  return {
    width: Math.max(480, spacing * coordinates.length - 30),
    height,
    encoding: {
      x: {
        field: 'axis',
        type: 'nominal',
        scale: { type: 'point', domain: coordinates.map((_, index) => placeName(index)), padding: 0.25 },
        axis: null,
      },
      y: {
        field: 'place',
        type: 'quantitative',
        scale: { domain: [lowest, 1], nice: false, zero: false },
        axis: null,
      },
    },
    layer: [
      ...lineLayers({ data, coordinates, lineRows, faintRows }),
      axisLines(coordinates),
      ...tickLayers(coordinates, unset),
      titleLayer(coordinates, tilted),
    ],
  }
}

type Row = Readonly<Record<string, number | string>>

interface Lines {
  readonly data: PlotData
  readonly coordinates: readonly Coordinate[]
  readonly lineRows: readonly Row[]
  readonly faintRows: readonly Row[]
}

/** A trial as a row: what each axis shows (`p0`, …) and where the line passes (`y0`, …). */
function row(trial: TrialRecord, coordinates: readonly Coordinate[]): Row {
  const cells: Record<string, number | string> = { trial: trial.number, state: trial.state }
  for (const [index, axis] of coordinates.entries()) {
    const point = axis.at(trial)
    if (point !== null) {
      cells[`p${index}`] = point.shown
      cells[placeName(index)] = point.place
    } else if (index > 0) {
      cells[placeName(index)] = unsetLane
    }
  }
  return cells
}

/** Fields are numbered: a parameter's own name may hold dots and brackets, which Vega-Lite reads as paths. */
function placeName(index: number): string {
  return `y${index}`
}

function lineLayers({ data, coordinates, lineRows, faintRows }: Lines): JsonObject[] {
  const transform = [
    { fold: coordinates.map((_, index) => placeName(index)), as: ['axis', 'place'] },
    { filter: 'isValid(datum.place)' },
  ]
  const tooltip = [
    { field: 'trial', type: 'nominal', title: 'Trial' },
    ...coordinates.map(({ title }, index) => ({ field: `p${index}`, type: 'nominal', title: shorten(title, 40) })),
  ]
  const base = { detail: { field: 'trial', type: 'nominal' }, tooltip }
  const best = lineRows.filter((cells) => cells['trial'] === data.best?.trial.number)
  const line = { type: 'line', strokeJoin: 'round', interpolate: 'monotone' }
  const value = { field: 'p0', type: 'quantitative', legend: null }
  const opacity = Math.min(0.8, Math.max(0.25, 12 / Math.sqrt(Math.max(1, lineRows.length)) / 2.5))
  const dark = data.direction === 'maximize' ? 'high' : 'low'
  return [
    {
      data: { values: faintRows },
      transform,
      mark: { ...line, color: colors.pruned, strokeWidth: 0.8, opacity: 0.35 },
      encoding: base,
    },
    {
      data: { values: lineRows },
      transform,
      mark: { ...line, strokeWidth: 1.5, opacity },
      encoding: { ...base, color: { ...value, scale: numberColorScale({ dark, log: data.log }) } },
    },
    {
      data: { values: best },
      transform,
      mark: { ...line, color: colors.best, strokeWidth: 3 },
      encoding: base,
    },
  ].filter((layer) => layer.data.values.length > 0)
}

function axisLines(coordinates: readonly Coordinate[]): JsonObject {
  return {
    data: { values: coordinates.map((_, index) => ({ axis: placeName(index), place: 0, top: 1 })) },
    mark: { type: 'rule', color: '#555555', strokeWidth: 1.2 },
    encoding: { y2: { field: 'top' } },
  }
}

/** The labels stand on the lines: a white edge keeps them readable. */
function tickLayers(coordinates: readonly Coordinate[], unset: readonly boolean[]): JsonObject[] {
  const values = coordinates.flatMap((axis, index) =>
    axis.ticks.map(({ place, label }) => ({ axis: placeName(index), place, label })),
  )
  const lane = coordinates
    .map((_, index) => ({ axis: placeName(index), place: unsetLane, label: 'not set' }))
    .filter((_, index) => unset[index])
  const data = { values: [...values, ...lane] }
  const text = { type: 'text', align: 'left', baseline: 'middle', dx: 7, fontSize: 10.5 }
  const encoding = { text: { field: 'label', type: 'nominal' } }
  return [
    {
      data,
      mark: { type: 'tick', orient: 'horizontal', size: 8, thickness: 1.2, color: '#555555' },
    },
    { data, mark: { ...text, stroke: 'white', strokeWidth: 3.5, strokeJoin: 'round', opacity: 0.9 }, encoding },
    { data, mark: { ...text, color: colors.text }, encoding },
  ]
}

function titleLayer(coordinates: readonly Coordinate[], tilted: boolean): JsonObject {
  const placement = tilted
    ? { align: 'left', angle: -24, dx: 2, dy: -12, limit: 190 }
    : { align: 'center', angle: 0, dx: 0, dy: -14, limit: spacing }
  return {
    data: {
      values: coordinates.map(({ title }, index) => ({
        axis: placeName(index),
        place: 1,
        title,
        short: shorten(title, 32),
      })),
    },
    mark: { type: 'text', baseline: 'bottom', fontSize: 12, fontWeight: 500, color: colors.text, ...placement },
    encoding: {
      text: { field: 'short', type: 'nominal' },
      tooltip: { field: 'title', type: 'nominal' },
    },
  }
}
