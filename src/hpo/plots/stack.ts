import type { Json } from '../../base/json.ts'
import { createPlot, type Plot } from './plot.ts'

/** One or more figures as one, below each other, for places that can show only one. */
export function stack(figures: readonly Plot[]): Plot {
  if (figures.length === 1) return figures[0]
  const text = figures.map((figure) => figure.text).join('\n')
  const { $schema, config } = figures[0].spec
  const views = figures.map(({ spec }): Json => {
    // These belong to a whole chart; Vega-Lite refuses them within one.
    const { $schema: _schema, config: _config, ...view } = spec
    return view
  })
  const resolve = { scale: { color: 'independent', shape: 'independent', size: 'independent' } }
  return createPlot({ $schema, description: text, vconcat: views, spacing: 28, resolve, config }, text)
}
