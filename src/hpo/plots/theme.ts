import type { Json } from '../../base/json.ts'

type JsonObject = { readonly [key: string]: Json }

/**
 * One colour per meaning, the same in every figure. From Okabe and Ito's palette ("Color Universal Design", 2008), which
 * people with any kind of colour blindness can tell apart; the marks differ in shape as well.
 */
export const colors = {
  trial: '#0072b2',
  best: '#d55e00',
  pruned: '#8c8c8c',
  failed: '#cc79a7',
  infeasible: '#56b4e9',
  text: '#333333',
  faint: '#6b6b6b',
  rule: '#888888',
  grid: '#e8e8e8',
} as const

/** A cross: the shape of failed trials. Vega's own `cross` is an upright plus. */
export const crossShape = 'M-1,-0.6L-0.6,-1L0,-0.4L0.6,-1L1,-0.6L0.4,0L1,0.6L0.6,1L0,0.4L-0.6,1L-1,0.6L-0.4,0Z'

/**
 * Viridis (van der Walt and Smith 2015: perceptually uniform, colour-blind safe), dark to light, without its yellow end,
 * which does not show on white. Given as colours, because Vega-Lite 5 and 6 cut a named scheme differently.
 */
const viridis = ['#440154', '#482877', '#3f4a89', '#31678e', '#26828e', '#1f9c8a', '#33b67a', '#68cd5c', '#aedd30']

/** A colour scale for a quantity; `dark` says which of its ends is the darkest. */
export function numberColorScale({ dark, log }: { dark: 'low' | 'high'; log: boolean }): JsonObject {
  const range = dark === 'low' ? viridis : viridis.toReversed()
  return log ? { type: 'log', range, nice: false } : { type: 'linear', range, nice: false, zero: false }
}

/** The look shared by all figures. White behind them, so that they can be read in dark notebooks and on paper. */
export const config: JsonObject = {
  background: 'white',
  padding: 12,
  font: 'sans-serif',
  view: { stroke: null, continuousWidth: 560, continuousHeight: 320 },
  // One description of the whole figure is of use to a screen reader; one per mark triples the size of the SVG.
  mark: { aria: false },
  axis: {
    labelColor: colors.text,
    labelFontSize: 11,
    titleColor: colors.text,
    titleFontSize: 12,
    titleFontWeight: 500,
    titlePadding: 10,
    domainColor: colors.rule,
    tickColor: colors.rule,
    gridColor: colors.grid,
    labelLimit: 140,
    titleLimit: 420,
  },
  legend: {
    orient: 'top',
    labelColor: colors.text,
    labelFontSize: 11,
    titleColor: colors.text,
    titleFontSize: 11,
    titleFontWeight: 500,
    symbolSize: 70,
    columnPadding: 18,
    offset: 8,
  },
  title: {
    anchor: 'start',
    color: colors.text,
    fontSize: 15,
    fontWeight: 600,
    subtitleColor: colors.faint,
    subtitleFontSize: 11.5,
    subtitleLineHeight: 16,
    subtitlePadding: 5,
    offset: 14,
  },
}

/** About how wide a text is, in pixels: an average letter of a sans-serif face is 0.56 of its size. */
export function textWidth(text: string, fontSize: number): number {
  return text.length * fontSize * 0.56
}
