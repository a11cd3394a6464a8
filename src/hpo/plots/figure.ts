import type { Json } from '../../base/json.ts'
import type { StudyView } from '../core/study-record.ts'
import { type PlotData, summary } from './plot-data.ts'
import { createPlot, type Plot, type VegaLiteSpec } from './plot.ts'
import { shorten, wrapped } from './text-lines.ts'
import { colors, config } from './theme.ts'

type JsonObject = { readonly [key: string]: Json }

/** What a figure is, before the frame that all share: its marks, and what it has to say about itself. */
export interface FigureParts {
  /** `History`, `Slice`, … */
  readonly kind: string
  readonly study: StudyView
  readonly data: PlotData
  /** The view: layers or a concatenation, with data and explicit sizes. */
  readonly view: JsonObject
  /** What this figure leaves out, beyond the notes of the data. */
  readonly notes?: readonly string[]
}

const schema = 'https://vega.github.io/schema/vega-lite/v5.json'

/** Names and long notes are cut here: a title cannot wrap by itself. */
const longestName = 60
const longestLine = 100

/** The view with title, summary, notes and the shared look. */
export function figure({ kind, study, data, view, notes = [] }: FigureParts): Plot {
  const name = shorten(study.name, longestName)
  const title = name === '' ? kind : `${kind} · ${name}`
  const facts = [summary(study, data), ...data.notes, ...notes]
  const spec: VegaLiteSpec = {
    $schema: schema,
    title: { text: title, subtitle: facts.flatMap((fact) => wrapped(fact, longestLine)) },
    description: `${title}: ${facts.join('; ')}`,
    ...view,
    config,
  }
  return createPlot(spec, `${kind} of ${JSON.stringify(study.name)}: ${facts.join('; ')}`)
}

/** A figure with nothing to draw yet: the frame, and a sentence in its middle. */
export function emptyFigure(parts: Omit<FigureParts, 'view'>, sentence: string): Plot {
  const view = {
    width: 560,
    height: 160,
    data: { values: [{ note: sentence }] },
    layer: [
      { mark: { type: 'rect', color: '#f6f6f6', cornerRadius: 4 } },
      {
        mark: { type: 'text', color: colors.faint, fontSize: 14 },
        encoding: { text: { field: 'note', type: 'nominal' } },
      },
    ],
  }
  const plot = figure({ ...parts, view })
  return createPlot(plot.spec, `${plot.text}; ${sentence}`)
}

/** Why there is nothing to draw, from what the study holds. */
export function emptyReason(data: PlotData): string {
  if (data.notes.length > 0) return 'No complete trial has a value that can be drawn.'
  const ended = data.failed.length + data.pruned.length
  if (ended === 0) return 'No trial has finished yet.'
  return data.pruned.length === 0 ? 'All finished trials failed.' : 'No trial is complete yet.'
}

/** Says that only some of them are drawn, when that is so. */
export function omittedNote(what: string, { shown, of }: { readonly shown: number; readonly of: number }): string[] {
  return shown === of ? [] : [`${shown} of ${of} ${what} are drawn.`]
}

/** Seven significant digits: more than a screen or a tooltip shows, at half the size of a spec with all of them. */
export function rounded(value: number): number {
  return Number(value.toPrecision(7))
}
