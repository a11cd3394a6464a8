import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { adam, adamW } from '../../../src/math/optimize/adam.ts'
import { lbfgs } from '../../../src/math/optimize/lbfgs.ts'
import { levenbergMarquardt } from '../../../src/math/optimize/levenberg-marquardt.ts'
import { decodeState, encodeState } from '../../../src/math/optimize/optimizer-state.ts'
import type { Objective, Optimizer } from '../../../src/math/optimize/optimizer.ts'
import { rmsProp } from '../../../src/math/optimize/rms-prop.ts'
import { sgd } from '../../../src/math/optimize/sgd.ts'
import { soap } from '../../../src/math/optimize/soap.ts'
import { leastSquares, objectiveOf, rosenbrockResiduals, runFor } from './functions.ts'

/** Every optimiser, on Rosenbrock's valley in six dimensions. `scale` multiplies the loss. */
type Make = (start: Float64Array, scale?: () => number) => Optimizer

const one = (): number => 1
const valley = objectiveOf(rosenbrockResiduals)
const scaled =
  (scale: () => number): Objective =>
  (x, gradient) => {
    const loss = valley(x, gradient) * scale()
    for (let i = 0; i < gradient.length; i++) gradient[i] *= scale()
    return loss
  }

const makers: Record<string, Make> = {
  adam: (start, scale = one) => adam(scaled(scale), start, { learningRate: 0.02 }),
  adamW: (start, scale = one) => adamW(scaled(scale), start, { learningRate: 0.02, weightDecay: 1e-4 }),
  sgd: (start, scale = one) => sgd(scaled(scale), start, { learningRate: 3e-4, momentum: 0.9, nesterov: true }),
  rmsProp: (start, scale = one) => rmsProp(scaled(scale), start, { learningRate: 2e-3, momentum: 0.5, centered: true }),
  soap: (start, scale = one) => soap(scaled(scale), start, { learningRate: 0.02, blocks: [{ offset: 1, rows: 2, columns: 2 }] }), // prettier-ignore
  lbfgs: (start, scale = one) => lbfgs(scaled(scale), start, { memory: 4 }),
  levenbergMarquardt: (start, scale = one) => levenbergMarquardt(leastSquares(rosenbrockResiduals, () => Math.sqrt(scale())), start), // prettier-ignore
}

const start = Float64Array.of(-1.2, 1, -0.5, 0.8, 0.3, -0.4)

describe.each(Object.entries(makers))('%s', (kind, make) => {
  it('lowers the loss, and leaves the start untouched', () => {
    const optimizer = make(start)
    optimizer.step()
    const first = optimizer.loss
    runFor(optimizer, 2000)
    expect(optimizer.loss).toBeLessThan(first / 100)
    expect([...start]).toEqual([-1.2, 1, -0.5, 0.8, 0.3, -0.4])
  })

  it.each([0, 1, 7, 23])('goes on bit for bit from its state after %i steps, which survives text', (steps) => {
    const through = make(start)
    runFor(through, steps)
    const state = decodeState(encodeState(through.state()))
    const resumed = make(new Float64Array(start.length))
    runFor(resumed, 3)
    resumed.restore(state)
    expect(state.kind).toBe(kind)
    expect(resumed.state()).toEqual(through.state())
    for (let i = 0; i < 12; i++) expect(resumed.step()).toBe(through.step())
    expect(resumed.state()).toEqual(through.state())
    expect(encodeState(resumed.state())).toBe(encodeState(through.state()))
  })

  it('state() is a copy', () => {
    const optimizer = make(start)
    runFor(optimizer, 3)
    const before = encodeState(optimizer.state())
    const state = optimizer.state()
    runFor(optimizer, 3)
    expect(encodeState(state)).toBe(before)
  })

  it('sees an objective that changed, also after it has stopped', () => {
    let scale = Number.NaN
    const optimizer = make(start, () => scale)
    expect(optimizer.step()).toBe('not-finite')
    scale = 1
    optimizer.objectiveChanged()
    expect(optimizer.stopReason).toBeNull()
    optimizer.step()
    const before = optimizer.loss
    scale = 100
    optimizer.objectiveChanged()
    optimizer.step()
    expect(optimizer.loss).toBeGreaterThan(before)
  })

  it('refuses the state of another kind or size, and stays where it is', () => {
    const optimizer = make(start)
    const foreign = { ...optimizer.state(), kind: 'other' }
    const state = optimizer.state()
    const small = { ...state, arrays: { ...state.arrays, x: new Float64Array(4) } }
    expect(() => optimizer.restore(foreign)).toThrow(InputError)
    expect(() => optimizer.restore(foreign)).toThrow(/"other".*"/)
    expect(() => optimizer.restore(small)).toThrow(/4 numbers.*6 numbers/)
    expect([...optimizer.x]).toEqual([...start])
  })
})

describe('decodeState', () => {
  it.each(['', 'null', '{}', '{"kind":"adam"}'])('refuses %j', (text) => {
    expect(() => decodeState(text)).toThrow(InputError)
  })

  it('keeps what JSON would lose', () => {
    const state = { kind: 'k', stopReason: null, numbers: { a: Number.NaN, b: -0 }, arrays: { c: Float64Array.of(Infinity, -0) } } // prettier-ignore
    expect(decodeState(encodeState(state))).toEqual(state)
  })
})

describe('first-order optimisers', () => {
  it.each(['adam', 'adamW', 'sgd', 'rmsProp'])(
    '%s stands still at a learning rate of 0, and obeys a new one',
    (kind) => {
      const optimizer = makers[kind](start) as ReturnType<typeof adam>
      optimizer.learningRate = 0
      runFor(optimizer, 2)
      expect([...optimizer.x]).toEqual([...start])
      optimizer.learningRate = 1e-3
      optimizer.step()
      expect([...optimizer.x]).not.toEqual([...start])
      expect(() => (optimizer.learningRate = -1)).toThrow('learningRate')
      expect(() => (optimizer.weightDecay = Number.NaN)).toThrow('weightDecay')
    },
  )

  it.each([
    ['sgd', () => sgd(valley, start, { learningRate: 1, momentum: 1 }), 'momentum'],
    ['rmsProp', () => rmsProp(valley, start, { learningRate: 1, decay: -1 }), 'decay'],
    ['adamW', () => adamW(valley, start, { learningRate: 1, weightDecay: -1 }), 'weightDecay'],
    ['soap', () => soap(valley, start, { learningRate: 1, blocks: [], precondition: 0 }), 'precondition'],
  ])('%s rejects a bad option by name', (_, run, option) => {
    expect(run).toThrow(InputError)
    expect(run).toThrow(option)
  })
})
