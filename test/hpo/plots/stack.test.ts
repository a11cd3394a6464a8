import { describe, expect, it } from 'vitest'
import { vegaLiteMime } from '../../../src/base/display.ts'
import { plots } from '../../../src/hpo/plots/registry.ts'
import { stack } from '../../../src/hpo/plots/stack.ts'
import { completeVegaBundle } from '../../../src/notebook/display/vega-bundle.ts'

const study = { name: 'stacked', directions: ['minimize' as const], trials: [] }

describe('stack', () => {
  it('gives a single figure back as it is', () => {
    const figure = plots.history(study)
    expect(stack([figure])).toBe(figure)
  })

  it('draws every figure, in one chart that Vega-Lite takes without a complaint', async () => {
    const figures = Object.values(plots).map((plot) => plot(study))
    const { spec, text } = stack(figures)
    const { data } = await completeVegaBundle({ [vegaLiteMime]: spec, 'text/plain': text })
    // A specification that Vega-Lite refuses has no picture, and the reason in its text.
    expect(data['text/plain']).toBe(figures.map((figure) => figure.text).join('\n'))
    for (const title of ['History · stacked', 'Parallel coordinates · stacked', 'Slice · stacked'])
      expect(data['image/svg+xml']).toContain(title)
  })
})
