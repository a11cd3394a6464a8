import { describe, expect, it } from 'vitest'
import { vegaLiteMime } from '../../../src/base/display.ts'
import { completeVegaBundle } from '../../../src/notebook/display/vega-bundle.ts'

const chart = (points: number): object => ({
  $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
  width: 400,
  height: 300,
  title: 'A title that is wide enough to be measured',
  data: { values: Array.from({ length: points }, (_, index) => ({ x: index, y: Math.sin(index) })) },
  mark: { type: 'point', aria: false },
  encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
})

/** Freezes all of it: writing into it throws. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze)
  return Object.freeze(value)
}

describe('completeVegaBundle', () => {
  it('adds a picture to a bundle whose specification is frozen, and leaves the specification as it was', async () => {
    const spec = deepFreeze(chart(3))
    const { data } = await completeVegaBundle({ [vegaLiteMime]: spec, 'text/plain': 'three points' })
    expect(data[vegaLiteMime]).toBe(spec)
    expect(data['image/svg+xml']).toMatch(/^<svg[^>]* viewBox=/)
    expect(data['text/plain']).toBe('three points')
  })

  it('drops text/html, which JupyterLab would prefer to the chart', async () => {
    const { data } = await completeVegaBundle({ [vegaLiteMime]: chart(3), 'text/html': '<script src="cdn">' })
    expect(data).not.toHaveProperty(['text/html'])
  })

  it('leaves a bundle without a specification alone', async () => {
    const bundle = { 'text/html': '<b>', 'text/plain': 'b' }
    expect(await completeVegaBundle(bundle)).toEqual({ data: bundle, metadata: {} })
  })

  it('keeps a picture that is there already', async () => {
    const { data } = await completeVegaBundle({ [vegaLiteMime]: chart(3), 'image/png': 'iVBORw==' })
    expect(Object.keys(data).sort()).toEqual([vegaLiteMime, 'image/png', 'text/plain'].sort())
  })

  it('leaves out a picture that is too large, and says so', async () => {
    const { data } = await completeVegaBundle({ [vegaLiteMime]: chart(5000), 'text/plain': 'points' })
    expect(data).not.toHaveProperty(['image/svg+xml'])
    expect(data['text/plain']).toMatch(/^points\n\(no still picture: it would take [\d,]+ kB, the limit is 250 kB/)
  })

  it('keeps a thousand points', async () => {
    const { data } = await completeVegaBundle({ [vegaLiteMime]: chart(1000) })
    expect(String(data['image/svg+xml']).match(/<path transform/g)).toHaveLength(1000)
  })

  it('asks for nothing from the network: the picture names no address but that of the SVG format', async () => {
    const { data } = await completeVegaBundle({ [vegaLiteMime]: chart(3) })
    const addresses = String(data['image/svg+xml']).match(/https?:[^"]+/g) ?? []
    expect(new Set(addresses)).toEqual(new Set(['http://www.w3.org/2000/svg', 'http://www.w3.org/1999/xlink']))
  })
})
