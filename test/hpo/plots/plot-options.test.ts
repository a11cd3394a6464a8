import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import type { PlotOptions } from '../../../src/hpo/plots/plot-options.ts'
import { type PlotName, plots } from '../../../src/hpo/plots/registry.ts'
import { studyOf, trialOf } from './studies.ts'

const one = studyOf()
const two = studyOf({ directions: ['minimize', 'maximize'] })

describe.each(Object.keys(plots) as PlotName[])('plots.%s', (name) => {
  it.each([
    ['plots/target-needed', { study: two, options: {}, shown: '2 objectives' }],
    ['plots/bad-target', { study: two, options: { target: 2 }, shown: '2' }],
    ['plots/bad-target', { study: one, options: { target: 'loss' }, shown: '"loss"' }],
    ['plots/bad-target', { study: one, options: { target: 0.5 }, shown: '0.5' }],
    ['plots/bad-target-name', { study: one, options: { targetName: 7 }, shown: '7' }],
    ['plots/bad-scale', { study: one, options: { scale: 'logarithmic' }, shown: '"logarithmic"' }],
    ['plots/bad-params', { study: one, options: { params: 'lr' }, shown: '"lr"' }],
    ['plots/bad-params', { study: one, options: { params: [] }, shown: '[]' }],
    ['plots/bad-params', { study: one, options: { params: [3] }, shown: '[3]' }],
    ['plots/unknown-param', { study: one, options: { params: ['lr', 'learning_rate'] }, shown: '"learning_rate"' }],
    ['plots/unknown-option', { study: one, options: { param: ['lr'] }, shown: '"param"' }],
    ['plots/no-study', { study: undefined, options: {}, shown: 'undefined' }],
    ['plots/no-study', { study: Promise.resolve(one), options: {}, shown: 'await it' }],
  ])('throws InputError %s that names the value', (code, { study, options, shown }) => {
    const call = (): unknown => plots[name](study as typeof one, options as PlotOptions)
    expect(call).toThrow(InputError)
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringContaining(shown) as string }) as Error)
  })

  it('says which parameters there are when it does not know one', () => {
    expect(() => plots[name](one, { params: ['x'] })).toThrow('Allowed: lr, width, depth, w[pde].x, optimizer.')
  })

  it('accepts any parameter of a study that has no trial yet, so that it can be watched from the start', () => {
    expect(plots[name](studyOf({ trials: 0 }), { params: ['lr'] }).text).toContain('No trial has finished yet.')
  })

  it('turns an error of the target function into one that names the trial', () => {
    const target = (): number => {
      throw new RangeError('no such attribute')
    }
    expect(() => plots[name](one, { target })).toThrow('`target` threw on trial 0: "no such attribute"')
  })

  it('leaves out trials for which the target function gives no number, and says so', () => {
    const target = (trial: { number: number }): number =>
      trial.number < 2 ? (undefined as unknown as number) : trial.number
    expect(plots[name](one, { target }).text).toContain('2 complete trials are not drawn: no finite value.')
  })

  it('does not call an infeasible trial the best', () => {
    const study = {
      ...one,
      trials: [trialOf(0, { values: [1], systemAttrs: { constraints: [2] } }), trialOf(1, { values: [5] })],
    }
    expect(plots[name](study).text).toContain('best 5 (trial 1)')
  })
})
