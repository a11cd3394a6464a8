import { describe, expect, it } from 'vitest'
import { parallelCoordinates } from '../../../src/hpo/plots/parallel-coordinates.ts'
import type { Plot } from '../../../src/hpo/plots/plot.ts'
import { slice } from '../../../src/hpo/plots/slice.ts'
import { floatDistribution } from '../../../src/hpo/space/distribution.ts'
import { studyOf, trialOf } from './studies.ts'

type Loose = Readonly<Record<string, never>>
const panels = (plot: Plot) => plot.spec.concat as unknown as readonly { readonly encoding: { readonly x: Loose } }[]
const rows = (plot: Plot) => (plot.spec.data as unknown as { values: readonly Loose[] }).values
const layersOf = (plot: Plot) =>
  plot.spec.layer as unknown as readonly { mark: Loose; data: { values: readonly Loose[] } }[]

const lr = floatDistribution('lr', { low: 1e-4, high: 1, log: true })
const momentum = floatDistribution('momentum', { low: 0, high: 1 })

const conditional = {
  name: 's',
  directions: ['minimize'] as const,
  trials: [
    trialOf(0, { values: [3], params: { lr: 0.01, momentum: 0.5 }, distributions: { lr, momentum } }),
    trialOf(1, { values: [2], params: { lr: 0.1 }, distributions: { lr } }),
    trialOf(2, { state: 'pruned', params: { lr: 1 }, distributions: { lr } }),
  ],
}

describe('slice', () => {
  it('has one panel per parameter, logarithmic where the parameter is, over the range of the search space', () => {
    const plot = slice(studyOf())
    expect(panels(plot).map(({ encoding }) => encoding.x)).toMatchObject([
      { scale: { type: 'log', domain: [1e-5, 1e-1] }, axis: { title: 'lr' } },
      { scale: { type: 'log', domain: [16, 512] }, axis: { title: 'width' } },
      { scale: { type: 'linear', domain: [2, 8] }, axis: { title: 'depth' } },
      { scale: { type: 'log', domain: [1e-3, 1e3] }, axis: { title: 'w[pde].x' } },
      { axis: { title: 'optimizer', values: [0, 1, 2] } },
    ])
    expect(JSON.stringify(panels(plot)[4].encoding.x)).toContain(String.raw`[\"adam\",\"sgd\",\"l-bfgs\"]`)
  })

  it('draws the parameters that it is asked for, in that order', () => {
    const plot = slice(studyOf(), { params: ['depth', 'lr'] })
    expect(panels(plot).map(({ encoding }) => encoding.x)).toMatchObject([
      { axis: { title: 'depth' } },
      { axis: { title: 'lr' } },
    ])
  })

  it('leaves a trial out of the panels of parameters that it does not have', () => {
    const cells = rows(slice(conditional)).map(({ trial, p0, p1 }) => ({ trial, p0, p1 }))
    expect(cells).toEqual([
      { trial: 2, p0: 1, p1: undefined },
      { trial: 0, p0: 0.01, p1: 0.5 },
      { trial: 1, p0: 0.1, p1: undefined },
    ])
  })

  it('says how many of fifty parameters it draws, and draws all that it is asked for', () => {
    const space = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`p${index}`, momentum]))
    expect(slice(studyOf({ space })).text).toContain('16 of 50 parameters are drawn.')
    expect(panels(slice(studyOf({ space }), { params: Object.keys(space) })).length).toBe(50)
  })

  it('widens an axis to values outside the range, which a user may have enqueued', () => {
    const trial = trialOf(0, { params: { lr: 10 }, distributions: { lr } })
    const plot = slice({ ...conditional, trials: [trial] })
    expect(panels(plot)[0].encoding.x).toMatchObject({ scale: { domain: [1e-4, 10] } })
  })
})

describe('parallelCoordinates', () => {
  const lines = (plot: Plot) => layersOf(plot).filter(({ mark }) => mark['type'] === 'line')

  it('places values on the scale of their axis, from 0 to 1', () => {
    const [, complete] = lines(parallelCoordinates(conditional))
    expect(complete.data.values).toMatchObject([
      { trial: 0, p1: 0.01, y1: 0.5, p2: 0.5, y2: 0.5 },
      { trial: 1, p1: 0.1, y1: 0.75, y2: -0.13 },
    ])
  })

  it('draws the best trial last, thick and in its own colour', () => {
    expect(lines(parallelCoordinates(conditional)).at(-1)).toMatchObject({
      mark: { strokeWidth: 3, color: '#d55e00' },
      data: { values: [{ trial: 1 }] },
    })
  })

  it('passes trials without a parameter below its axis, and says so there only', () => {
    const labels = layersOf(parallelCoordinates(conditional)).flatMap(({ data }) => data.values)
    const unset = labels.filter(({ label }) => label === 'not set').map(({ axis }) => axis)
    expect(new Set(unset)).toEqual(new Set(['y2']))
  })

  it('gives pruned trials no objective value', () => {
    const [faint] = lines(parallelCoordinates(conditional))
    expect(faint.data.values).toEqual([{ trial: 2, state: 'pruned', p1: 1, y1: 1, y2: -0.13 }])
  })

  it('labels logarithmic and categorical axes with their own values', () => {
    const labels = layersOf(parallelCoordinates(studyOf())).flatMap(({ data }) => data.values.map(({ label }) => label))
    expect(labels).toEqual(expect.arrayContaining(['10⁻³', 'adam', 'sgd', 'l-bfgs', '500', '8']))
  })
})
