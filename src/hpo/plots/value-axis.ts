import type { Json } from '../../base/json.ts'
import type { PlotData } from './plot-data.ts'
import { wrapped } from './text-lines.ts'
import { type Tick, ticks } from './ticks.ts'

type JsonObject = { readonly [key: string]: Json }

/** The range of the drawn values, widened by a twentieth at both ends (of the decades, on a logarithmic axis). */
export function valueDomain({ drawn, log }: Pick<PlotData, 'drawn' | 'log'>): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const { value } of drawn) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (log) {
    const margin = low === high ? 2 : (high / low) ** 0.05
    return [low / margin, high * margin]
  }
  const margin = low === high ? Math.abs(low) * 0.1 || 1 : (high - low) * 0.05
  return [low - margin, high + margin]
}

export function scaleOf(domain: readonly [number, number], log: boolean): JsonObject {
  return log ? { type: 'log', domain, nice: false } : { type: 'linear', domain, nice: false, zero: false }
}

/** A Vega-Lite axis with exactly these ticks and labels. */
export function axisWith(shown: readonly Tick[], title: string | readonly string[]): JsonObject {
  const values = shown.map((tick) => tick.value)
  const labels = shown.map((tick) => tick.label)
  return {
    title,
    values,
    labelExpr: `${JSON.stringify(labels)}[indexof(${JSON.stringify(values)}, datum.value)]`,
    labelOverlap: true,
  }
}

/** The objective's axis, with a title in lines of at most `titleWidth` characters. */
export function valueAxis(domain: readonly [number, number], data: PlotData, titleWidth: number): JsonObject {
  const shown = ticks({ low: domain[0], high: domain[1], log: data.log, integer: false }, 6)
  return axisWith(shown, targetTitle(data, titleWidth))
}

/** What the axis shows and which way is better: `Objective value (lower is better)`, in several lines if it must be. */
function targetTitle({ targetName, direction }: PlotData, width: number): string | readonly string[] {
  const sense = direction === null ? [] : [`(${direction === 'minimize' ? 'lower' : 'higher'} is better)`]
  const whole = [targetName, ...sense].join(' ')
  return whole.length <= width ? whole : [...wrapped(targetName, width).slice(0, 2), ...sense]
}
