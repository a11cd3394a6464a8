import { describe, expect, it } from 'vitest'
import type { StudyView } from '../../../src/hpo/core/study-record.ts'
import { history } from '../../../src/hpo/plots/history.ts'
import type { Plot } from '../../../src/hpo/plots/plot.ts'
import { studyOf, trialOf } from './studies.ts'

interface Layer {
  readonly data: { readonly values: readonly Readonly<Record<string, unknown>>[] }
  readonly mark: { readonly type: string; readonly shape?: string }
  readonly encoding: { readonly y: Readonly<Record<string, unknown>>; readonly color: { readonly datum: string } }
}

const study = (
  values: readonly (number | 'pruned' | 'fail')[],
  direction: 'minimize' | 'maximize' = 'minimize',
): StudyView => ({
  name: 's',
  directions: [direction],
  trials: values.map((value, number) =>
    typeof value === 'number' ? trialOf(number, { values: [value] }) : trialOf(number, { state: value }),
  ),
})

const layers = (plot: Plot): readonly Layer[] => plot.spec.layer as unknown as readonly Layer[]
const layer = (plot: Plot, group: string, type = 'point'): Layer | undefined =>
  layers(plot).find(({ encoding, mark }) => encoding.color.datum === group && mark.type === type)
const line = (plot: Plot) => layer(plot, 'Best so far', 'line')?.data.values

describe('history', () => {
  it('draws the best so far as a line from improvement to improvement up to the last trial', () => {
    expect(line(history(study([5, 7, 3, 4, 'fail'])))).toEqual([
      { trial: 0, value: 5 },
      { trial: 2, value: 3 },
      { trial: 4, value: 3 },
    ])
  })

  it('follows the direction of the objective', () => {
    expect(line(history(study([5, 7, 3], 'maximize')))?.map(({ value }) => value)).toEqual([5, 7, 7])
  })

  it('puts pruned and failed trials at the edge where bad values are, with shapes of their own', () => {
    const minimized = history(study([1, 'pruned', 'fail']))
    const maximized = history(study([1, 'pruned', 'fail'], 'maximize'))
    expect(layer(minimized, 'Pruned')).toMatchObject({
      data: { values: [{ trial: 1 }] },
      encoding: { y: { value: 6 } },
    })
    expect(layer(maximized, 'Failed')).toMatchObject({
      data: { values: [{ trial: 2 }] },
      encoding: { y: { value: 294 } },
    })
    expect(layer(minimized, 'Pruned')?.mark.shape).not.toBe(layer(minimized, 'Failed')?.mark.shape)
  })

  it('says how far a pruned trial came', () => {
    const plot = history(studyOf())
    expect(layer(plot, 'Pruned')?.data.values[0]).toEqual({ trial: 5, end: '0.5 at step 3' })
  })

  it.each([
    ['log', [1e-4, 1e-2, 0.5]],
    ['linear', [0.1, 0.5, 0.9]],
    ['linear', [-1, 10, 1000]],
  ] as const)('chooses a %s axis for the values %j', (scale, values) => {
    expect(layer(history(study(values)), 'Trial')?.encoding.y).toMatchObject({ scale: { type: scale } })
  })

  it('takes the scale that it is told to, and says what cannot be on it', () => {
    const plot = history(study([-1, 1, 2]), { scale: 'log' })
    expect(layer(plot, 'Trial')?.encoding.y).toMatchObject({ scale: { type: 'log' } })
    expect(plot.text).toContain('1 complete trial is not drawn: a value that is not positive')
  })

  it('draws infeasible trials apart', () => {
    const infeasible = trialOf(3, { values: [0.1], systemAttrs: { constraints: [1] } })
    const plot = history({ ...study([5, 3, 4]), trials: [...study([5, 3, 4]).trials, infeasible] })
    expect(layer(plot, 'Infeasible')?.data.values).toEqual([{ trial: 3, value: 0.1 }])
    expect(line(plot)?.at(-1)).toEqual({ trial: 3, value: 3 })
  })

  it('has no line for a target of which nobody knows which way is better', () => {
    const plot = history(study([5, 7, 3]), { target: (trial) => trial.number * 2, targetName: 'Duration (s)' })
    expect(line(plot)).toBeUndefined()
    expect(layer(plot, 'Trial')?.encoding.y).toMatchObject({ axis: { title: 'Duration (s)' } })
  })

  it('names the objective that it draws of several', () => {
    const plot = history(studyOf({ directions: ['minimize', 'maximize'] }), { target: 1 })
    expect(layer(plot, 'Trial')?.encoding.y).toMatchObject({ axis: { title: 'Objective 1 (higher is better)' } })
  })

  it('says in a line what it shows, for readers without pictures', () => {
    expect(history(study([5, 3, 'pruned', 'fail'])).text).toBe(
      'History of "s": best 3 (trial 1) · 4 trials: 2 complete, 1 pruned, 1 failed',
    )
  })

  it('thins out ten thousand trials, keeps every improvement, and says so', () => {
    const plot = history(studyOf({ trials: 10_000, value: (number) => 1 / (1 + Math.floor(number / 1000)) }))
    expect(layer(plot, 'Trial')?.data.values.length).toBeLessThanOrEqual(1200)
    expect(line(plot)?.length).toBe(11)
    expect(plot.text).toMatch(/1200 of \d+ complete trials are drawn\./)
  })
})
